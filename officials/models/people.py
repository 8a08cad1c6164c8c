"""Officials, the terms that they hold office for, and their offices. Files bring them in; what is over stays.

Nothing here is deleted by an import: campaigns refer to officials, and a reader of an old campaign is told who it was.
"""

from collections.abc import Iterable
from datetime import date

from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from officials.models.areas import Area


def in_office(today: date, prefix: str = "") -> Q:
    """Return the condition for terms that run on a day; a term counts through its last day."""
    begun = Q(**{f"{prefix}start__lte": today})
    not_over = Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gte": today})
    return begun & not_over


class OfficialQuerySet(models.QuerySet["Official"]):
    def current(self, today: date) -> "OfficialQuerySet":
        """Return those who are in office on a day, each once."""
        return self.filter(Exists(Term.objects.current(today).filter(official=OuterRef("pk"))))

    def for_areas(self, areas: Iterable[Area], today: date) -> "OfficialQuerySet":
        """Return those who are in office on a day for one of the areas; areas around these must be given, too."""
        held = Term.objects.current(today).filter(official=OuterRef("pk"), area__in=[area.pk for area in areas])
        return self.filter(Exists(held))


class Official(models.Model):
    """A person who decides. `scheme` names the list that `identifier` is unique in, such as bioguide C000127."""

    scheme = models.CharField(
        _("list"),
        max_length=40,
        help_text=_(
            "The list that the identifier is of, such as bioguide. Choose one of your own for people added by hand."
        ),
    )
    identifier = models.CharField(_("identifier"), max_length=60)
    full_name = models.CharField(_("name"), max_length=200)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    web_address = models.URLField(_("website"), max_length=500, blank=True)
    note = models.TextField(
        _("note for staff"), blank=True, help_text=_("Never public, and never touched by an import.")
    )

    objects = OfficialQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision maker")
        verbose_name_plural = _("decision makers")
        ordering = ["family_name", "full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "identifier"],
                name="officials_official_once",
                violation_error_message=_("This identifier is in this list already."),
            ),
            models.CheckConstraint(
                condition=~Q(scheme="") & ~Q(identifier="") & ~Q(full_name=""),
                name="officials_official_is_named",
                violation_error_message=_("Give list, identifier and name."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class TermQuerySet(models.QuerySet["Term"]):
    def current(self, today: date) -> "TermQuerySet":
        """Return the terms that run on a day, the last day of a term included."""
        return self.filter(in_office(today))


class Term(models.Model):
    """One time in office: for which area, as what, from when until when, and how the official is reached in it."""

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="terms", verbose_name=_("official"))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="terms", verbose_name=_("area"))
    office = models.CharField(_("office"), max_length=100, help_text=_("As readers are to read it, such as Senator."))
    role = models.SlugField(
        _("role"), max_length=40, help_text=_("The same for all who hold this office, such as senator.")
    )
    party = models.CharField(_("party"), max_length=100, blank=True)
    start = models.DateField(_("from"))
    end = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day in office; empty while it is open.")
    )
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    contact_form = models.URLField(_("contact form"), max_length=500, blank=True)
    web_address = models.URLField(_("website"), max_length=500, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-start", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["official", "role", "start"],
                name="officials_term_once",
                violation_error_message=_("A term of this role begins on this day already."),
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=models.F("start")),
                name="officials_term_in_order",
                violation_error_message=_("A term cannot end before it begins."),
            ),
        ]
        indexes = [models.Index(fields=["area", "end"], name="officials_term_of_area")]

    def __str__(self) -> str:
        return f"{self.office}, {self.start:%Y-%m-%d}"

    def runs_on(self, today: date) -> bool:
        """Say of one term what `current` says of many."""
        return self.start <= today and (self.end is None or self.end >= today)


def within(degrees: int) -> list[BaseValidator]:
    """Return what refuses degrees beyond those on the globe."""
    return [MinValueValidator(-degrees), MaxValueValidator(degrees)]


class OfficeQuerySet(models.QuerySet["Office"]):
    def open(self) -> "OfficeQuerySet":
        """Return the offices that their file still has."""
        return self.filter(gone=False)


class Office(models.Model):
    """A place where an official is met, called or written to. One that its file has no more is `gone`, and is kept."""

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="offices", verbose_name=_("official"))
    identifier = models.CharField(_("identifier"), max_length=60)
    name = models.CharField(_("name"), max_length=200, blank=True)
    building = models.CharField(_("building"), max_length=200, blank=True)
    suite = models.CharField(_("suite"), max_length=100, blank=True)
    address = models.TextField(
        _("address"), blank=True, max_length=500, help_text=_("Street and number; further lines below.")
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(_("state or region"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    fax = models.CharField(_("fax"), max_length=50, blank=True)
    hours = models.CharField(_("hours"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=within(90))
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=within(180))
    is_capital = models.BooleanField(_("in the capital"), default=False)
    gone = models.BooleanField(_("gone"), default=False, help_text=_("Readers do not see it any more."))

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["gone", "-is_capital", "city", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["official", "identifier"],
                name="officials_office_once",
                violation_error_message=_("This official has an office with this identifier already."),
            ),
            models.CheckConstraint(
                condition=(
                    (Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)))
                    & (Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)))
                ),
                name="officials_office_on_earth",
                violation_error_message=_("A latitude is from -90 to 90, a longitude from -180 to 180."),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name or self.building, self.city) if part) or self.identifier
