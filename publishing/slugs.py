"""Addresses of pages: making them from headlines, and telling which are free."""

from urllib.parse import unquote

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.text import slugify

from publishing.models import Publication

LONGEST = 100


def make_slug(title: str, otherwise: str) -> str:
    """Return an address made of the words of `title` in their own script, or of `otherwise` where it has none."""
    return slugify(title, allow_unicode=True)[:LONGEST].strip("-_") or slugify(otherwise, allow_unicode=True)


def free_slug(model: type[Publication], stem: str, *, language: str, but: int | None = None) -> str:
    """Return `stem`, with a number if another item than the one with the key `but` has it in this language.

    Working copies take no address: theirs counts when they are applied.
    """
    taken = set(
        model._default_manager.filter(slug__startswith=stem, language=language, working_copy_of__isnull=True)
        .exclude(pk=but)
        .values_list("slug", flat=True)
    )
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def is_reachable(item: Publication) -> bool:
    """Say whether the item's address leads to its page, and not to a list, a year's archive or a language edition."""
    if item.slug in dict(settings.LANGUAGES):
        return False
    with translation.override(item.language):
        try:
            match = resolve(unquote(item.get_absolute_url()))
        except Resolver404:
            return False
    return match.view_name == item.detail_view and match.kwargs.get("slug") == item.slug
