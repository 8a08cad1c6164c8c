"""Who has which form open, and what they typed in it and have not saved.

Each form in a browser tab has a key, made when the form is shown. The tab sends it every few seconds, and with it what
was typed; so a row of `EditingSession` survives a killed browser and an expired sign-in. What is typed is private to
the person who typed it: others are told their name and that there is something, never what.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from publishing.models import EditingSession, Publication, publication_models

ACTIVE_FOR: Final = timedelta(minutes=1)
"""A form that was not heard of for so long counts as closed. Browsers send a sign of life three times as often."""

LONGEST: Final = 2 * 1024 * 1024
"""So many bytes of JSON may what is typed in one form have: some forty times a release of 10,000 words."""

MOST_OFFERED: Final = 5
KEEP_UNTYPED: Final = timedelta(days=1)

Typed = dict[str, list[str]]
"""Names of form fields and their values, as a browser sends them."""


class Refused(Exception):
    """What a browser sent cannot be kept; `status` is the HTTP status that says so, the text is for the person."""

    status = 400


class TooLong(Refused):
    status = 413


class NotTheirs(Refused):
    status = 403


class Gone(Refused):
    status = 404


@dataclass(frozen=True)
class Place:
    """What a form is for: an item, or, while `item` is None, a new one of the model."""

    model: type[Publication]
    item: Publication | None = None


def sessions_of(model: type[Publication]) -> Any:
    """Return a queryset of all sessions of a content type."""
    options: Any = model._meta
    return options.get_field("editing_sessions").related_model._default_manager.all()


def new_key() -> uuid.UUID:
    """Return the key of a form that is about to be shown."""
    return uuid.uuid4()


def read_key(text: str) -> uuid.UUID:
    """Return the key of a form. Raises Refused for what is none."""
    try:
        return uuid.UUID(hex=text) if len(text) == 36 else _refuse_key()
    except ValueError:
        return _refuse_key()


def _refuse_key() -> uuid.UUID:
    raise Refused(_("This form has no valid key. Open it again in another tab, and copy over what you typed."))


def read_typed(text: str) -> Typed:
    """Return what was typed from JSON: an object of names, each with a list of texts. Raises Refused, TooLong."""
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise TooLong(_("This is more than can be kept here (2 MB). Save it soon."))
    try:
        typed = json.loads(text)
    except (ValueError, RecursionError):
        typed = None
    if not isinstance(typed, dict) or not all(
        isinstance(values, list) and all(isinstance(value, str) for value in values) for values in typed.values()
    ):
        raise Refused(_("What was sent is not what a form holds. Open the form again."))
    return storable(typed)


def storable(typed: Typed) -> Typed:
    """Return what was typed without what a database does not keep."""
    return {_storable(name): [_storable(value) for value in values] for name, values in typed.items() if values}


def _storable(text: str) -> str:
    """Return a text without what no database keeps in JSON: the null character, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


@transaction.atomic
def keep(
    place: Place,
    key: uuid.UUID,
    *,
    user: User,
    now: datetime,
    revision: int,
    typed: Typed | None = None,
    instead_of: uuid.UUID | None = None,
) -> EditingSession:
    """Note that a form is open, and what is typed in it; return its session.

    `revision` is that of the item when the form was opened. `typed` None leaves what was kept before, {} empties it.
    `instead_of` is the key of the session from which this form was restored: it ends once this one holds the same.
    Raises NotTheirs if the key is another person's, or the session one of another item.
    """
    rows = sessions_of(place.model)
    session, is_new = rows.get_or_create(
        key=key,
        defaults={"item": place.item, "user": user, "opened_at": now, "seen_at": now, "base_revision": revision},
    )
    if session.user_id != user.pk:
        raise NotTheirs(_("This form was opened by another account. Sign in with that one to go on."))
    if place.item is not None and session.item_id == place.item.working_copy_of_id is not None:
        # Typed in the form of something live, of which somebody began a working copy meanwhile.
        rows.filter(pk=session.pk).update(item=place.item)
    elif session.item_id != (place.item.pk if place.item else None):
        raise NotTheirs(_("This form belongs to another item. Open it again."))
    changes: dict[str, Any] = {"seen_at": now, "base_revision": revision}
    if typed is not None:
        changes |= {"typed": typed, "typed_at": now if typed else None}
    if not is_new or typed is not None:
        rows.filter(pk=session.pk).update(**changes)
        for name, value in changes.items():
            setattr(session, name, value)
    if instead_of is not None and typed:
        forget(place.model, [instead_of], user=user)
    return session


def leave(model: type[Publication], key: uuid.UUID, *, user: User, now: datetime) -> None:
    """Note that a form was closed: it counts as open no longer, and goes altogether if nothing was typed in it."""
    rows = sessions_of(model).filter(key=key, user=user)
    rows.filter(typed_at__isnull=True).delete()
    rows.update(seen_at=now - ACTIVE_FOR)


def others(place: Place, *, now: datetime, but: uuid.UUID | None = None) -> list[EditingSession]:
    """Return the forms of an item that are open now, but for that with the key `but`, without what is typed in them.

    The forms of a live item and of its working copy are about the same thing.
    """
    if place.item is None:
        return []
    family = Q(item=place.item) | Q(item__working_copy_of=place.item)
    if place.item.working_copy_of_id is not None:
        family |= Q(item=place.item.working_copy_of_id)
    rows = sessions_of(place.model).filter(family).active(now - ACTIVE_FOR).exclude(key=but)
    return list(rows.select_related("user").defer("typed").order_by("opened_at", "pk"))


def _typed_by(place: Place, user: User) -> Any:
    """Return what the person typed here; in a working copy also what they typed in its item before that went live."""
    rows = sessions_of(place.model).filter(user=user, typed_at__isnull=False)
    if place.item is None or place.item.working_copy_of_id is None:
        return rows.filter(item=place.item)
    return rows.filter(item__in=[place.item.pk, place.item.working_copy_of_id])


def unsaved(place: Place, *, user: User) -> list[EditingSession]:
    """Return what the person typed here and did not save, the latest first, at most MOST_OFFERED."""
    return list(_typed_by(place, user).order_by("-typed_at")[:MOST_OFFERED])


def find(place: Place, key: uuid.UUID, *, user: User) -> EditingSession | None:
    """Return what the person typed under a key and did not save; None if there is nothing, or it is another's."""
    found: EditingSession | None = _typed_by(place, user).filter(key=key).first()
    return found


def forget(model: type[Publication], keys: list[uuid.UUID], *, user: User) -> int:
    """Remove sessions of the person, because they are saved or not wanted any more; return how many."""
    return int(sessions_of(model).filter(key__in=keys, user=user).delete()[0])


def forget_old(now: datetime) -> int:
    """Remove what nobody came back for in KEEP_TYPED_DAYS, and forms closed a day ago without a word; return how many."""
    removed = 0
    for model in publication_models():
        rows = sessions_of(model)
        removed += rows.filter(seen_at__lt=now - timedelta(days=settings.KEEP_TYPED_DAYS)).delete()[0]
        removed += rows.filter(typed_at__isnull=True, seen_at__lt=now - KEEP_UNTYPED).delete()[0]
    return removed
