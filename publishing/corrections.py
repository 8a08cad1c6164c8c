"""Corrections: dated statements to readers that something public was changed, and how."""

import re
import unicodedata
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils.translation import gettext as _

from publishing import clock, snapshots, versions
from publishing.comparing.contents import Content
from publishing.comparing.reading import CELL, LINK, Names, Token, body_blocks
from publishing.models import Correction, Publication, Status

Kind = Correction.Kind

LONGEST: Final = 4000
BODY: Final = "body"
END: Final = Token("", "", " ")
# Signs that say the same: quotation marks, apostrophes, dashes, dots.
SAME_SIGNS: Final = (
    (re.compile("[“”„‟«»‹›\"‘’‚‛`´'ʼ′″]+"), "'"),
    (re.compile(r"\s*[‐‑‒–—―−-]+\s*"), "-"),
    (re.compile(r"…|\.(?:\s?\.)+"), "..."),
)
INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class CorrectionRefused(ValueError):
    """A statement that cannot be made; the text tells staff why."""


def has_corrections(model: type[models.Model]) -> bool:
    """Say whether a content type makes statements to its readers."""
    return hasattr(model, "corrections")


def is_substantive(old: Content, new: Content, model: type[Publication]) -> bool:
    """Say whether readers ought to be told of what changed between two contents of versions of `model`.

    Only what the type names as `substantive` counts, and there more than white space, the shape of quotation marks and
    dashes, bold or the level of a heading: words, figures, sources and places in them, pictures, where links lead.
    """
    return any(_meaning(old, name, model) != _meaning(new, name, model) for name in model.substantive)


def is_open(item: Publication, now: datetime) -> bool:
    """Say whether a statement on `item` would have readers: it is, or was, before them."""
    return has_corrections(type(item)) and item.working_copy_of_id is None and item.is_visible(now)


@transaction.atomic
def add(
    item: Publication, *, kind: str, text: str, user: User | None, now: datetime, version: int | None = None
) -> Correction:
    """State to the readers of a live `item` what was changed; return the statement.

    `version` is the number of the version that the change led to; None for a statement alone.
    Raises CorrectionRefused for an unknown kind, no text, one longer than LONGEST, or an item that no reader sees.
    """
    text = _checked(kind, text)
    if not has_corrections(type(item)):
        raise CorrectionRefused(_("Items of this kind have no corrections."))
    locked: Any = type(item)._default_manager.select_for_update().get(pk=item.pk)
    if not is_open(locked, now):
        raise CorrectionRefused(_("Readers do not see this item now: there is nobody to tell. Edit it instead."))
    added: Correction = locked.corrections.create(kind=kind, text=text, at=now, by=user, version=version)
    _touch(locked, user, now)
    return added


@transaction.atomic
def reword(correction: Correction, item: Publication, *, text: str, user: User | None, now: datetime) -> None:
    """Mend the words of a statement on `item`. Its kind and its date are what was said, and stay."""
    correction.text = _checked(correction.kind, text)
    correction.save(update_fields=["text"])
    _touch(item, user, now)


@transaction.atomic
def remove(correction: Correction, item: Publication, *, user: User | None, now: datetime) -> None:
    """Take a statement on `item` back, as if it had never been made."""
    correction.delete()
    _touch(item, user, now)


def _touch(item: Publication, user: User | None, now: datetime) -> None:
    """Note that the page of `item` changed: feeds, sitemaps and search engines are told when."""
    type(item)._default_manager.filter(pk=item.pk).update(updated_at=now, updated_by=user)
    clock.bump(now)


def add_after_apply(live: Publication, details: dict[str, Any], *, user: User | None, now: datetime) -> None:
    """Make the statement that `details` asks for with changes just written to `live`; nothing if it asks for none.

    `details` holds ``{"correction": {"kind": …, "text": …}}`` as `CorrectionForm.details` gives it.
    """
    asked = details.get("correction")
    if not asked or live.status != Status.PUBLISHED:
        return
    current = versions.current(live)
    number = current.number if current else None
    add(live, kind=asked["kind"], text=asked["text"], user=user, now=now, version=number)


def needs_one(copy: Publication, now: datetime) -> bool:
    """Say whether applying a working copy would change for readers what they ought to be told of."""
    live = copy.working_copy_of
    if live is None or not is_open(live, now):
        return False
    return is_substantive(snapshots.take(live), snapshots.take(copy), type(live))


def _checked(kind: str, text: str) -> str:
    if kind not in Kind.values:
        raise CorrectionRefused(_("Choose what kind of statement this is."))
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise CorrectionRefused(_("Say to readers what was changed."))
    if len(text) > LONGEST:
        raise CorrectionRefused(_("This is longer than %(most)d characters.") % {"most": LONGEST})
    return text


def _meaning(content: Content, name: str, model: type[Publication]) -> Any:
    """Return what a field or part says, without what readers need not be told of."""
    if name in model.parts:
        rows = content.get("parts", {}).get(name, [])
        return [{key: value for key, value in row.items() if key not in ("position", "names")} for row in rows]
    value = content.get("fields", {}).get(name)
    if name == BODY:
        return _body_meaning(value or "")
    return plain_meaning(value) if isinstance(value, str) else value


def _body_meaning(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the words of a body with its atoms, however they are cut into blocks, and where links lead from which words."""
    said: list[str] = []
    links: list[tuple[str, str]] = []
    for token in (token for block in body_blocks(html, Names()) for token in [*block.tokens, END]):
        if token.atom != CELL:
            said.append(f" {token.identity} " if token.atom else token.lead + token.text)
        links += [(mark, plain_meaning(token.text)) for mark in sorted(token.marks) if LINK in mark]
    return plain_meaning("".join(said)), links


def plain_meaning(text: str) -> str:
    """Return words with their white space and signs in one form, so that typography makes no difference."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    for pattern, sign in SAME_SIGNS:
        text = pattern.sub(sign, text)
    return " ".join(text.split())
