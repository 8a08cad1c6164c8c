"""The site's own settings, menus and standing pages."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from publishing.findings import Finding
from publishing.models import (
    BodyPicture,
    EditingSession,
    Image,
    PreviewLink,
    PreviewVisit,
    Publication,
    ReviewComment,
    TaggedItem,
    Transition,
    Version,
)

colour = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write a colour as # and six digits, for example #1a5e63."))


class SiteSettings(models.Model):
    """One row (pk 1) that the whole site follows."""

    name = models.CharField(_("name of the group"), max_length=100, default="Our group")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    logo = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("logo"), related_name="logo_of"
    )
    accent_colour = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#1a5e63",
        validators=[colour],
        help_text=_(
            "Links and buttons. Where its contrast is too low for reading, the site darkens or lightens it by itself."
        ),
    )
    boilerplate = models.TextField(
        _("boilerplate"), blank=True, help_text=_("“About us”, at the end of each release without its own.")
    )
    contact_name = models.CharField(_("press contact"), max_length=200, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact telephone"), max_length=50, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    footer = models.TextField(_("footer"), blank=True, help_text=_("A line or two at the bottom of each page."))

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="pages_settings_has_one_row")]

    def __str__(self) -> str:
        return self.name


class SocialLink(models.Model):
    settings = models.ForeignKey(SiteSettings, on_delete=models.CASCADE, related_name="social_links")
    name = models.CharField(_("name"), max_length=50, help_text=_("As readers see it, for example Mastodon."))
    url = models.URLField(_("web address"), max_length=500)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("social link")
        verbose_name_plural = _("social links")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class TaggedPage(TaggedItem):
    content_object = models.ForeignKey("StandingPage", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="pages_tag_once")]


class StandingPage(Publication):
    """A page that stays: About, Contact, Privacy."""

    tags = TaggableManager(_("tags"), through=TaggedPage, blank=True, ordering=["name"])

    detail_view = "pages:page-detail"

    class Meta(Publication.Meta):
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")

    def preflight(self, now: datetime) -> list[Finding]:
        from pages import preflight

        return [*super().preflight(now), *preflight.findings(self)]


class PageTransition(Transition):
    item = models.ForeignKey(StandingPage, on_delete=models.CASCADE, related_name="transitions")


class PageVersion(Version):
    item = models.ForeignKey(StandingPage, on_delete=models.CASCADE, related_name="versions")


class PageComment(ReviewComment):
    item = models.ForeignKey(StandingPage, on_delete=models.CASCADE, related_name="comments")


class PagePreviewLink(PreviewLink):
    item = models.ForeignKey(StandingPage, on_delete=models.CASCADE, related_name="preview_links")


class PagePreviewVisit(PreviewVisit):
    link = models.ForeignKey(PagePreviewLink, on_delete=models.CASCADE, related_name="visits")


class PageEditingSession(EditingSession):
    item = models.ForeignKey(StandingPage, on_delete=models.SET_NULL, null=True, related_name="editing_sessions")


class PagePicture(BodyPicture):
    owner = models.ForeignKey(StandingPage, on_delete=models.CASCADE, related_name="body_pictures")


class MenuItem(models.Model):
    class Menu(models.TextChoices):
        MAIN = "main", _("main menu")
        FOOTER = "footer", _("footer")

    menu = models.CharField(_("menu"), max_length=10, choices=Menu, default=Menu.MAIN)
    label = models.CharField(_("label"), max_length=60)
    page = models.ForeignKey(
        StandingPage,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("standing page"),
        related_name="menu_items",
    )
    address = models.CharField(
        _("or address"),
        max_length=500,
        blank=True,
        help_text=_("A path of this site such as /press/, or a full web address."),
    )
    language = models.CharField(
        _("only in language"), max_length=10, blank=True, help_text=_("Leave empty for all editions.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("menu entry")
        verbose_name_plural = _("menus")
        ordering = ["menu", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, address="")
                | models.Q(page__isnull=True) & ~models.Q(address=""),
                name="pages_menu_item_leads_somewhere",
                violation_error_message=_("Choose a standing page or write an address, one of the two."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if self.address and not self.address.startswith(("/", "https://", "http://")):
            raise ValidationError({"address": _("An address begins with / or https://.")})
