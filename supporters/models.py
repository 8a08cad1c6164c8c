"""People who act, what they agreed to, and the mail they get. Everything personal is here and in participations."""

import uuid

from django.db import models
from django.db.models.functions import Now
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
        return self.name


class Consent(models.Model):
    """What a person agreed to: for which purpose, in which exact words, when and on which page."""

    class Purpose(models.TextChoices):
        NEWS = "news", _("news by e-mail")
        PUBLIC_NAME = "public_name", _("name shown in public")

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    words = models.TextField(_("words shown"))
    page = models.CharField(_("page"), max_length=500)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.given_at:%Y-%m-%d}"


class OutboxMail(models.Model):
    """One message to one person. Written in the transaction that causes it, sent by the worker after it.

    `supporters.outbox` writes and sends it. The words are emptied once they are sent. Erasing a supporter takes their
    messages along.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, null=True, editable=False, related_name="mails")
    recipient = models.EmailField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), db_default=Now())
    due_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    error = models.CharField(_("last error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], name="supporters_outbox_due", condition=models.Q(state__in=["waiting", "sending"])
            ),
        ]

    def __str__(self) -> str:
        return self.subject
