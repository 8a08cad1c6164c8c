"""The mail that supporters get, and the addresses that must not get any."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from supporters.models.people import Supporter


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

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", _("confirmation")
        ACCESS = "access", _("link to the own page")
        ACT = "act", _("letter to a decision maker")
        COPY = "copy", _("copy of a letter")
        REMINDER = "reminder", _("reminder")
        BULK = "bulk", _("update to supporters")

    CAUSED_BY_ANYBODY = (Purpose.CONFIRM, Purpose.ACCESS)
    """What a stranger can make us send to somebody by typing their address."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, null=True, editable=False, related_name="mails")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.CONFIRM)
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=0, help_text=_("What somebody waits for is 0 and leaves before what they do not.")
    )
    batch = models.UUIDField(null=True, editable=False)
    recipient = models.EmailField(_("to"), max_length=254)
    reply_to = models.EmailField(_("answers go to"), max_length=254, blank=True)
    unsubscribe_address = models.CharField(max_length=500, blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), db_default=Now())
    due_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    bounced_at = models.DateTimeField(_("came back"), null=True)
    error = models.CharField(_("last error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "supporter"],
                name="supporters_outbox_once_a_batch",
                condition=models.Q(batch__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "due_at"],
                name="supporters_outbox_due",
                condition=models.Q(state__in=["waiting", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Suppression(models.Model):
    """An address that we must not write to. It is kept as a keyed hash, also after its owner was erased."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce", _("does not exist or refuses our mail")
        COMPLAINT = "complaint", _("reported our mail as unwanted")
        REQUEST = "request", _("asked us to stop")

    address_hash = models.CharField(_("address (hash)"), max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.created_at:%Y-%m-%d}"
