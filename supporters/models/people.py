"""Supporters, what they agreed to, what they subscribed to, and who of the staff looked at it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Supporter(models.Model):
    """One person, told apart by the canonical e-mail address. `email` is the address as typed, to which we write.

    Name and place are those of the latest act that the person's mailbox confirmed, or of the first one typed.
    """

    email = models.EmailField(_("e-mail"), max_length=254)
    canonical_email = models.CharField(max_length=254, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    country = models.CharField(_("country"), max_length=2, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("first seen"))

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(canonical_email=""), name="supporters_supporter_has_address")
        ]

    def __str__(self) -> str:
        """Return a number. Lists, logs and messages of the admin show it, and a name is shown where looking is logged."""
        return f"#{self.pk}"


class Consent(models.Model):
    """What a person agreed to: for which purpose, in which exact words, when and on which page."""

    class Purpose(models.TextChoices):
        NEWS = "news", _("news by e-mail")
        UPDATES = "updates", _("updates on one campaign by e-mail")
        PUBLIC_NAME = "public_name", _("name shown in public")
        DELIVERY = "delivery", _("name and place handed to those addressed")

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    words = models.TextField(_("words shown"))
    version = models.CharField(
        _("version of the words"),
        max_length=12,
        blank=True,
        help_text=_("The same for all who were shown the same words: the beginning of their SHA-256."),
    )
    topic = models.CharField(
        _("about"), max_length=40, blank=True, help_text=_("The campaign's key; empty where it is about all of them.")
    )
    page = models.CharField(_("page"), max_length=500)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.given_at:%Y-%m-%d}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> Self:
        """Return what has not been ended."""
        return self.filter(ended_at__isnull=True)


class Subscription(models.Model):
    """Mail that a person agreed to get, until they end it. `topic` is the campaign's key for updates, empty for news."""

    class Purpose(models.TextChoices):
        NEWS = Consent.Purpose.NEWS.value, _("news by e-mail")
        UPDATES = Consent.Purpose.UPDATES.value, _("updates on one campaign by e-mail")

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="subscriptions")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    topic = models.CharField(_("about"), max_length=40, blank=True)
    began_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "purpose", "topic"],
                name="supporters_subscription_once",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="news", topic="") | (models.Q(purpose="updates") & ~models.Q(topic="")),
                name="supporters_subscription_topic",
            ),
        ]
        indexes = [
            models.Index(
                fields=["purpose", "topic", "supporter"],
                name="supporters_subscribed",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.began_at:%Y-%m-%d}"


class AccessLog(models.Model):
    """Who of the staff looked at, changed, took out or erased data of people, and when. It names no supporter once erased."""

    class What(models.TextChoices):
        FOUND = "found", _("looked for")
        VIEWED = "viewed", _("looked at")
        EXPORTED = "exported", _("taken out")
        ERASED = "erased", _("erased")
        WITHDREW = "withdrew", _("withdrew for the person")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    supporter = models.ForeignKey(Supporter, on_delete=models.SET_NULL, null=True, related_name="accesses")
    what = models.CharField(_("what"), max_length=10, choices=What)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    number = models.PositiveIntegerField(_("number of people"), default=1)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("log of access")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%Y-%m-%d %H:%M}"
