"""Columns and filters of the lists of publications."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Max, Min, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing import pictures, review
from publishing.admin.content import time_of
from publishing.admin.states import LABELS
from publishing.models import Image, Rendition, Status, Tag
from publishing.renditions import current

THUMBNAIL_WIDTH = 400
YEAR = re.compile(r"[1-9][0-9]{3}")
CHANGED = "changed"
HEAVY = ("body", "body_html", "notes_html")


class PublicationChangeList(ChangeList):
    """A list that loads what its columns show, without the texts, in a fixed number of queries."""

    def apply_select_related(self, qs: QuerySet[Any]) -> QuerySet[Any]:
        names = {field.name for field in qs.model._meta.get_fields()}
        small = Rendition.objects.filter(
            crop="whole", format="jpeg", width__lte=THUMBNAIL_WIDTH, superseded_at__isnull=True
        ).order_by("width")
        return (
            # A working copy has no line of its own: the line of its live item leads to it.
            review.open_comments(qs.filter(working_copy_of__isnull=True))
            .select_related("created_by", "lead_image", "working_copy", "working_copy__updated_by")
            .prefetch_related(Prefetch("lead_image__renditions", queryset=small))
            .defer(*(f"{row}{name}" for row in ("", "working_copy__") for name in HEAVY if name in names))
        )


def comment_mark(item: Any) -> SafeString | str:
    """Return how many comments on an item of the list, or on the changes to it, are not done; "" for none."""
    count = getattr(item, "open_comments", 0)
    words = ngettext("%(count)d comment", "%(count)d comments", count) % {"count": count}
    return format_html('<span class="badge badge-comments">{}</span>', words) if count else ""


def thumbnail(image: Image | None) -> SafeString:
    """Return a small picture for a list; `image.renditions` may be prefetched, reduced to small JPEGs."""
    small = [] if image is None else [one for one in current(image) if one.format == "jpeg" and one.crop == "whole"]
    if not small:
        return format_html('<span class="thumb thumb-none" aria-hidden="true">{}</span>', "")
    smallest = min(small, key=lambda rendition: rendition.width)
    return format_html(
        '<img class="thumb" src="{}" width="{}" height="{}" alt="" loading="lazy">',
        pictures.address(smallest),
        smallest.width,
        smallest.height,
    )


class StateFilter(admin.SimpleListFilter):
    """The status as staff speak of it: "scheduled" and "live" are told apart by the clock."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [*LABELS.items(), (CHANGED, _("live, with changes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case None:
                return queryset
            case "live":
                return queryset.filter(status=Status.PUBLISHED, publish_at__lte=time_of(request))
            case "scheduled":
                return queryset.filter(status=Status.PUBLISHED, publish_at__gt=time_of(request))
            case "changed":
                return queryset.filter(working_copy__isnull=False)
            case status:
                return queryset.filter(status=status)


class TagFilter(admin.SimpleListFilter):
    """The tags that items of this kind have, in alphabetical order."""

    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        through = model_admin.model.tags.through
        used = Tag.objects.filter(pk__in=through.objects.values("tag"))
        return list(used.order_by("name").values_list("slug", "name")[:100])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        through = queryset.model.tags.through
        return queryset.filter(pk__in=through.objects.filter(tag__slug=self.value()).values("content_object"))


class YearFilter(admin.SimpleListFilter):
    """The years between the first and the last publication, which an index tells without reading the table."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        ends = model_admin.model._default_manager.aggregate(first=Min("publish_at"), last=Max("publish_at"))
        if ends["first"] is None:
            return []
        first, last = (timezone.localtime(at).year for at in (ends["first"], ends["last"]))
        return [(str(year), str(year)) for year in range(last, first - 1, -1)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        year = self.value() or ""
        return queryset.filter(publish_at__year=int(year)) if YEAR.fullmatch(year) else queryset
