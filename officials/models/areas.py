"""Areas that somebody decides for, one inside the other, and the postcodes that lie in them."""

from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from officials import postcodes

LEVELS: Final = 4
"""How deep areas lie in each other, the country counted: country, state, county, district. Each is one join of a lookup."""

PARENTS: Final = "__".join(["parent"] * (LEVELS - 1))
COUNTRY: Final = "country"

alpha_2 = RegexValidator(r"\A[A-Z]{2}\Z", _("A country is two capital letters (ISO 3166-1), such as US or AM."))


def country_field(**options: Any) -> models.CharField:
    """Return a field for a country as its code of two letters (ISO 3166-1 alpha-2)."""
    return models.CharField(_("country"), max_length=2, validators=[alpha_2], **options)


class AreaQuerySet(models.QuerySet["Area"]):
    def with_parents(self) -> "AreaQuerySet":
        """Load each area with all areas around it, in the same query."""
        return self.select_related(PARENTS)


class Area(models.Model):
    """A country, a state, a district: what somebody holds office for. `code` tells it apart within its country.

    Codes are those of the file that an area came from, such as `CA` and `CA-12`; a district that is the whole of its state
    is number 0, `AK-0`.
    """

    country = country_field()
    kind = models.CharField(
        _("kind"),
        max_length=30,
        help_text=_("Such as country, state, district; a postcode lies in one area of each kind."),
    )
    code = models.CharField(_("code"), max_length=40, help_text=_("Unique in its country, such as CA-12."))
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("Whoever decides for that area decides for this one, too."),
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["country", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "code"],
                name="officials_area_code_once",
                violation_error_message=_("This country has an area with this code already."),
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="officials_area_not_in_itself",
                violation_error_message=_("An area cannot be part of itself."),
            ),
            models.CheckConstraint(
                condition=~models.Q(code="") & ~models.Q(kind="") & ~models.Q(country=""),
                name="officials_area_is_named",
                violation_error_message=_("Give country, kind and code of the area."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def clean(self) -> None:
        """Refuse a parent in another country, a circle, and more levels than a lookup reads."""
        if self.parent is None:
            return
        if self.parent.country != self.country:
            raise ValidationError({"parent": _("This area is in another country.")})
        around = list(self.parent.lineage())
        if self.pk is not None and any(area.pk == self.pk for area in around):
            raise ValidationError({"parent": _("This area is itself a part of the one that you are changing.")})
        if len(around) >= LEVELS:
            raise ValidationError({"parent": _("Areas lie in each other at most %d levels deep.") % LEVELS})

    def lineage(self) -> Iterator["Area"]:
        """Yield the area itself, then the areas around it from the nearest to the country; free after `with_parents`."""
        area: Area | None = self
        for _level in range(LEVELS):
            if area is None:
                return
            yield area
            area = area.parent


class PostcodeAreaQuerySet(models.QuerySet["PostcodeArea"]):
    def of(self, country: str, postcode: str) -> "PostcodeAreaQuerySet":
        """Return the areas of a postcode, whatever way it was typed, those with the largest share first."""
        found = self.filter(country=country, postcode=postcodes.canonical(country, postcode))
        return found.order_by("-share", "area__code")


class PostcodeArea(models.Model):
    """A postcode lies in an area, or `share` of it does: of its people or of its ground, as the file counts it."""

    country = country_field()
    postcode = models.CharField(_("postcode"), max_length=postcodes.LONGEST)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="postcodes", verbose_name=_("area"))
    share = models.DecimalField(
        _("share"),
        max_digits=7,
        decimal_places=6,
        default=1,
        validators=[MaxValueValidator(1)],
        help_text=_("How much of the postcode lies in the area: 1 for all of it, 0.25 for a quarter."),
    )

    objects = PostcodeAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        ordering = ["country", "postcode", "-share"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "postcode", "area"],
                name="officials_postcode_area_once",
                violation_error_message=_("This postcode is in this area already."),
            ),
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lte=1),
                name="officials_postcode_share",
                violation_error_message=_("A share is more than 0 and at most 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.postcode}"

    def clean(self) -> None:
        """Bring the postcode into the form in which it is looked up, and refuse an area of another country."""
        typed, self.postcode = self.postcode, postcodes.canonical(self.country, self.postcode)
        if typed and not self.postcode:
            raise ValidationError({"postcode": _("“%s” is no postcode of this country.") % typed})
        if self.area_id and self.area.country != self.country:
            raise ValidationError({"area": _("This area is in another country.")})
