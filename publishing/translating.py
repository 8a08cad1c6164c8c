"""Beginning a translation: a draft in another language with the words of the original, to be written anew."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from publishing import restoring, snapshots, versions
from publishing.models import Publication
from publishing.translations import TranslationError, language_problem


class AlreadyTranslated(TranslationError):
    """There is a translation into this language."""


@transaction.atomic
def start(original: Publication, language: str, *, user: User | None, now: datetime) -> Publication:
    """Return a new draft in `language` with the words of `original` (as it is saved), to be translated.

    Tags, pictures, people and citations are the same; what it refers to is replaced by its own translation where there
    is one. Calls to action of a campaign are copied. Raises AlreadyTranslated, or TranslationError for a language that
    this site does not have.
    """
    model: Any = type(original)
    if language not in dict(settings.LANGUAGES) or language == original.language:
        raise TranslationError(_("There is no translation into this language: choose another one."))
    # Locked, so that the number belongs to the text that is copied.
    original = model._default_manager.select_for_update().get(pk=original.working_copy_of_id or original.pk)
    followed = versions.current(original) or versions.record(original, now=now)
    draft: Publication = model(
        translation_group=original.translation_group, translated_from=original, translated_version=followed.number
    )
    content = _in_language(snapshots.take(original), model, language)
    if language_problem(draft, language):
        raise AlreadyTranslated(_("There is already a translation into this language."))
    try:
        with transaction.atomic():
            restoring.put(draft, content, user=user, now=now)
            original.begin_translation(draft, user=user, now=now)
    except IntegrityError as error:
        if language_problem(draft, language):
            raise AlreadyTranslated(_("There is already a translation into this language.")) from error
        raise
    return draft


def _in_language(content: snapshots.Content, model: type[Publication], language: str) -> snapshots.Content:
    """Return a snapshot for a translation: in its language, and referring to translations where there are some."""
    parts = {name: list(_parts_in_language(rows, model, name, language)) for name, rows in content["parts"].items()}
    return content | {"fields": content["fields"] | {"language": language}, "parts": parts}


def _parts_in_language(
    rows: list[dict[str, Any]], model: type[Publication], name: str, language: str
) -> Iterator[dict[str, Any]]:
    """Yield the parts with what they lead to in `language`; of two that lead to the same then, the first."""
    owned: Any = model._meta.get_field(name).related_model
    links = [
        field
        for field in snapshots.content_fields(owned)
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Publication)
    ]
    known = {link.name: _translations_of(link, rows, language) for link in links}
    seen = set()
    for row in rows:
        led_to: dict[str, Any] = {link.name: row.get(link.name) for link in links}
        changed = {name: known[name].get(key, key) for name, key in led_to.items()}
        key = tuple(changed.values())
        if not links or key not in seen:
            yield row | changed
        seen.add(key)


def _translations_of(link: models.ForeignKey, rows: list[dict[str, Any]], language: str) -> dict[int, int]:
    """Return the keys of the translations into `language` of what `rows` lead to, by the keys of that."""
    manager = link.related_model._default_manager
    keys = {row.get(link.name) for row in rows if row.get(link.name)}
    groups = dict(manager.filter(pk__in=keys).exclude(language=language).values_list("pk", "translation_group"))
    found = manager.filter(
        translation_group__in=groups.values(), language=language, working_copy_of__isnull=True
    ).values_list("translation_group", "pk")
    by_group = dict(found)
    return {key: by_group[group] for key, group in groups.items() if group in by_group}
