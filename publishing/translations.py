"""Translations: begun from an original, and marked when the original's public text has changed since.

Items of one `translation_group` are the same thing in several languages, at most one in each; the database sees to that.
A translation knows the item it was made from (`translated_from`), and the number of that item's version which it follows
(`translated_version`). It is outdated while readers have a later version of the original with another text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from publishing import clock, rendering, snapshots
from publishing.findings import Finding, warning
from publishing.models import Publication, Status, Version

NOT_TRANSLATED = frozenset({"slug", "language", "position"})
IN_PREFLIGHT = ("title", "summary", "body")


class TranslationError(Exception):
    """What was asked of a translation is not possible; the text tells staff why."""


@dataclass(frozen=True)
class Edition:
    """One language of the site, and the item of a group in it, if there is one."""

    code: str
    name: str
    item: Publication | None
    is_outdated: bool = False


# --- What belongs together ------------------------------------------------------------------------


def editions(item: Publication, now: datetime) -> list[Edition]:
    """Return all languages of the site with the items of the group of `item` in them, public or not. One query."""
    group = type(item)._default_manager.filter(translation_group=item.translation_group, working_copy_of__isnull=True)
    rows = with_outdated(group, now)
    found = {row.language: row for row in rows}
    return [
        Edition(code, name_of(code), found.get(code), code in found and found[code].is_outdated)
        for code, _name in settings.LANGUAGES
    ]


def name_of(code: str) -> str:
    """Return the name of a language in the active one."""
    return str(get_language_info(code)["name_translated"])


def language_problem(item: Publication, language: str) -> str:
    """Return why `item` cannot be in `language`, in words for staff; "" if it can."""
    own = [item.pk, item.working_copy_of_id]
    group = type(item)._default_manager.filter(translation_group=item.translation_group, language=language)
    if group.filter(working_copy_of__isnull=True).exclude(pk__in=[key for key in own if key]).exists():
        return _("There is already a translation into this language.")
    return ""


# --- Which translations are outdated ----------------------------------------------------------------


def with_outdated(rows: Any, now: datetime) -> Any:
    """Add `is_outdated` to a queryset of publications: whether readers have a newer text of the original at `now`."""
    return rows.annotate(is_outdated=Exists(_newer_versions(rows.model, now)))


def outdated(model: type[Publication], now: datetime) -> Any:
    """Return the translations whose original has a newer text before its readers at `now`."""
    return only_outdated(model._default_manager.all(), now)


def only_outdated(items: Any, now: datetime) -> Any:
    """Narrow a queryset of publications down to outdated translations."""
    translated = items.filter(working_copy_of__isnull=True, translated_from__isnull=False)
    return translated.filter(Exists(_newer_versions(items.model, now)))


def newer_version(item: Publication, now: datetime) -> Version | None:
    """Return the version of the original that readers have and that `item` does not follow yet. No query for most items."""
    if item.translated_from_id is None or item.translated_version is None:
        return None
    found: Version | None = newer_versions_of(item, now).defer("content").order_by("-number").first()
    return found


def newer_versions_of(item: Publication, now: datetime) -> Any:
    """Return the versions of the original of `item` that readers have and that it does not follow yet: one, or none."""
    return _public(type(item), now).filter(item=item.translated_from_id, number__gt=item.translated_version)


def _newer_versions(model: type[Publication], now: datetime) -> Any:
    return _public(model, now).filter(
        item=OuterRef("translated_from"), number__gt=OuterRef("translated_version"), is_of_copy=False
    )


def _public(model: Any, now: datetime) -> Any:
    """Return the versions of all items of `model` that readers have at `now`."""
    manager = model._meta.get_field("versions").related_model._default_manager
    return manager.public(now).filter(Q(public_until__isnull=True) | Q(public_until__gt=now))


def keep_up(original: Publication, version: Version) -> None:
    """Let translations follow a new version of `original` that says the same as the one they follow now.

    Only other words, not another picture, address or tag, make a translation outdated.
    """
    if original.working_copy_of_id is not None:
        return
    model: Any = type(original)
    behind = model._default_manager.filter(translated_from=original, translated_version__lt=version.number)
    numbers = set(behind.values_list("translated_version", flat=True))
    for followed in original.versions.filter(number__in=numbers) if numbers else ():
        if text_of(followed.content, model) == text_of(version.content, model):
            behind.filter(translated_version=followed.number).update(translated_version=version.number)


def text_of(content: Mapping[str, Any], model: type[Publication]) -> dict[str, Any]:
    """Return what a translator has to follow of a snapshot: all but the address and what is the same in all languages."""
    fields = _words(content["fields"], model)
    parts = {
        name: [words for part in rows if (words := _words(part, model._meta.get_field(name).related_model))]
        for name, rows in content["parts"].items()
        if name in model.parts
    }
    return {"fields": fields, "parts": parts}


def _words(values: Mapping[str, Any], model: Any) -> dict[str, Any]:
    written = {
        field.name
        for field in snapshots.content_fields(model)
        if not isinstance(field, (models.ForeignKey, models.FileField)) and field.name not in NOT_TRANSLATED
    }
    return {name: value for name, value in values.items() if name in written}


@transaction.atomic
def mark_up_to_date(item: Publication, number: int, *, user: User | None, now: datetime) -> None:
    """Note that `item` says what version `number` of its original says. An older number than the present changes nothing.

    Raises TranslationError if the original has no such version that readers had.
    """
    original = item.translated_from
    if original is None or not original.versions.public(now).filter(number=number, is_of_copy=False).exists():
        raise TranslationError(_("The original is gone, or has no such version. Nothing was changed."))
    own = type(item)._default_manager.filter(Q(pk=item.pk) | Q(working_copy_of=item.pk))
    if own.filter(translated_version__lt=number).update(translated_version=number) and item.status == Status.PUBLISHED:
        clock.bump(now)


# --- What is left to do -----------------------------------------------------------------------------


def untranslated(item: Publication) -> set[str]:
    """Return the names of the fields of a translation whose words are still those of the original. Two queries."""
    original = item.translated_from
    if original is None:
        return set()
    followed = original.versions.filter(number=item.translated_version).first()
    once = followed.content["fields"] if followed is not None else {}
    names = [
        field.name for field in snapshots.content_fields(type(item)) if is_text(field) and getattr(item, field.name)
    ]
    before = {name: {_said(once.get(name) or ""), _said(getattr(original, name))} for name in names}
    return {name for name in names if _said(getattr(item, name)) in before[name]}


def _said(text: str) -> str:
    """Return the words of a text: what it places, such as calls to action, a translation has of its own from the start."""
    return rendering.plain_text(text) if "<" in text else text


def is_text(field: models.Field) -> bool:
    """Say whether somebody writes words into a field, which a translator then writes anew."""
    is_written = isinstance(field, (models.CharField, models.TextField)) and not field.choices
    return is_written and not isinstance(field, models.SlugField) and field.name not in NOT_TRANSLATED


def preflight(item: Publication, now: datetime) -> Iterator[Finding]:
    """Yield what a translation lacks: words that nobody translated, and what the original says since."""
    if item.translated_from_id is None:
        return
    left = untranslated(item)
    for name in IN_PREFLIGHT:
        if name in left:
            yield warning(f"not_translated_{name}", _("These are still the words of the original."), name)
    newer = newer_version(item, now)
    if newer is not None:
        message = _("Readers have a newer text of the original than the one that was translated.")
        yield warning("original_is_newer", message, "", [_("version %d of the original") % newer.number])
