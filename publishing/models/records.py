"""What is kept about an item beside its text: steps, versions, comments, preview links, who edits it.

Each is an abstract base. Content types make them concrete with a real foreign key to themselves, so that the database
keeps them whole; `publishing` finds them by the names of their reverse relations, which are given at each.
"""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from publishing.models.images import Image
from publishing.models.publication import Status


def staff(verbose_name: Any = None) -> Any:
    """Return a field for a member of staff; what they did stays when they leave."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, verbose_name=verbose_name, related_name="+"
    )


class Transition(models.Model):
    """One step of the workflow: who moved an item, when, from where to where and why. Reverse name: `transitions`.

    Steps of a working copy are logged at its live item: they outlive the copy.
    """

    class Step(models.TextChoices):
        SUBMIT = "submit", _("submitted")
        SEND_BACK = "send_back", _("sent back")
        APPROVE = "approve", _("approved")
        # Nobody presses it: the text changed, and what was agreed to is not what stands there.
        LAPSE = "lapse", _("approval lapsed: text changed")
        PUBLISH = "publish", _("published")
        SCHEDULE = "schedule", _("scheduled")
        UNSCHEDULE = "unschedule", _("taken off the schedule")
        WITHDRAW = "withdraw", _("withdrawn")
        APPLY = "apply", _("changes applied")
        DISCARD = "discard", _("changes discarded")
        RESTORE = "restore", _("older version restored")

    step = models.CharField(_("step"), max_length=20, choices=Step)
    at = models.DateTimeField(_("at"))
    by = staff(_("by"))
    from_status = models.CharField(_("from"), max_length=10, choices=Status)
    to_status = models.CharField(_("to"), max_length=10, choices=Status)
    is_of_copy = models.BooleanField(_("of the working copy"), default=False)
    note = models.TextField(_("note"), blank=True)
    # Codes of the warnings that the person saw and confirmed.
    warnings = models.JSONField(_("confirmed warnings"), default=list, blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"


class VersionQuerySet(models.QuerySet[Any]):
    def public(self, now: datetime) -> Self:
        """Return the versions that readers had before them at some time up to `now`."""
        return self.filter(public_from__lte=now)


class Version(models.Model):
    """One state of an item as it was saved, whole: `publishing.snapshots` says what `content` holds. Reverse: `versions`.

    Versions of a working copy are those of its live item. `public_from` and `public_until` say when readers had it.
    """

    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("saved"))
    by = staff(_("by"))
    is_of_copy = models.BooleanField(_("of the working copy"), default=False)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64, editable=False)
    public_from = models.DateTimeField(_("public from"), null=True, blank=True)
    public_until = models.DateTimeField(_("public until"), null=True, blank=True)
    # Such as a text that named somebody who is in danger for it: it stays with staff and leaves the public history.
    is_withheld = models.BooleanField(_("kept from readers"), default=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="%(app_label)s_%(class)s_number_unique"),
            models.CheckConstraint(
                condition=Q(public_until__isnull=True) | Q(public_from__isnull=False),
                name="%(app_label)s_%(class)s_public_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ReviewComment(models.Model):
    """A remark of an editor on one field of an item. Reverse name: `comments`."""

    field = models.CharField(_("field"), max_length=60)
    quoted = models.CharField(_("words commented on"), max_length=300, blank=True)
    text = models.TextField(_("comment"))
    at = models.DateTimeField(_("at"))
    by = staff(_("by"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = staff(_("resolved by"))

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="%(app_label)s_%(class)s_has_text")]

    def __str__(self) -> str:
        return self.text


def new_token() -> str:
    """Return a token that nobody guesses: 43 letters and digits, more than 256 bits."""
    return get_random_string(43)


class PreviewLinkQuerySet(models.QuerySet[Any]):
    def valid(self, now: datetime) -> Self:
        """Return the links that open something at `now`."""
        return self.filter(revoked_at__isnull=True, ended_as="", expires_at__gt=now)


class PreviewLink(models.Model):
    """A secret address of an item that is not public, for one named recipient. Reverse name: `preview_links`.

    Where what it showed came to an end, `ended_as` says how; links of a working copy are its live item's from then on.
    """

    class Ended(models.TextChoices):
        APPLIED = "applied", _("changes applied")
        DISCARDED = "discarded", _("changes discarded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    recipient = models.CharField(_("for"), max_length=200)
    created_at = models.DateTimeField(_("made"))
    created_by = staff(_("by"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = staff(_("revoked by"))
    ended_as = models.CharField(_("ended"), max_length=10, choices=Ended, blank=True, editable=False)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(recipient=""), name="%(app_label)s_%(class)s_has_recipient"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="%(app_label)s_%(class)s_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return self.recipient


class PreviewVisit(models.Model):
    """One opening of a preview link. Content types add `link`, a foreign key with the reverse name `visits`."""

    at = models.DateTimeField(_("at"))

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class EditingSessionQuerySet(models.QuerySet[Any]):
    def active(self, since: datetime) -> Self:
        """Return the sessions whose browser was heard of after `since`."""
        return self.filter(seen_at__gt=since)


class EditingSession(models.Model):
    """One form open in one browser tab: who has it, and what they typed and have not saved. Reverse: `editing_sessions`.

    `item` is null while the form is for something new. `typed` maps names of form fields to lists of values; it is
    emptied when the form is saved.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base_revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    typed_at = models.DateTimeField(null=True, blank=True)
    typed = models.JSONField(default=dict, blank=True)

    objects = EditingSessionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.seen_at:%H:%M}"


class BodyPicture(models.Model):
    """One picture in an item's text, rebuilt from the body on each save. Reverse names: `owner`'s `body_pictures`."""

    image = models.ForeignKey(
        Image, on_delete=models.PROTECT, verbose_name=_("picture"), related_name="%(app_label)s_%(class)ss"
    )
    position = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "position"], name="%(app_label)s_%(class)s_position_unique")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.image_id}"


class Correction(models.Model):
    """A dated statement to readers that a public item was changed, and how. Reverse name: `corrections`.

    The kinds are those of the press: a correction mends what was wrong, a clarification what was misunderstood, an
    update adds what happened since, a retraction takes the whole back.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("correction")
        CLARIFICATION = "clarification", _("clarification")
        UPDATE = "update", _("update")
        RETRACTION = "retraction", _("retraction")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    text = models.TextField(_("what was changed, for readers"))
    at = models.DateTimeField(_("at"))
    by = staff(_("by"))
    # The number of the version that it led to; empty for a statement alone.
    version = models.PositiveIntegerField(_("version"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="%(app_label)s_%(class)s_has_text"),
            models.CheckConstraint(
                condition=Q(kind__in=["correction", "clarification", "update", "retraction"]),
                name="%(app_label)s_%(class)s_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"
