"""Translations in the admin: the languages of an item, beginning one, the original beside its form, what it lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.forms.widgets import Media, Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from publishing import comparing, placements, snapshots, translating, translations
from publishing.admin import states
from publishing.admin.content import time_of
from publishing.models import Publication, Version

OUTDATED: Final = "outdated"
BODY: Final = "body"


@dataclass(frozen=True)
class EditionLine:
    """One language on the form of an item: its state there, and the address of that item's form, if there is one."""

    code: str
    name: str
    is_this: bool = False
    is_original: bool = False
    url: str = ""
    title: str = ""
    badge: SafeString | str = ""
    is_outdated: bool = False


@dataclass(frozen=True)
class Words:
    """What the original says in one field. `html` is its text as readers see it; `is_left` says nobody translated it."""

    name: str
    label: str
    lines: list[str] = field(default_factory=list)
    html: SafeString | str = ""
    is_left: bool = False


@dataclass(frozen=True)
class Original:
    """The original beside the form of a translation."""

    item: Publication
    language: str
    direction: str
    url: str
    words: list[Words]


class OutdatedFilter(admin.SimpleListFilter):
    """Translations whose original has a newer text before its readers."""

    title = gettext_lazy("translation")
    parameter_name = "translation"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [(OUTDATED, gettext_lazy("original is newer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(is_outdated=True) if self.value() == OUTDATED else queryset


class TranslationsMixin:
    """For PublicationAdmin: what it shows of translations, and the pages and buttons that make and follow them."""

    opts: Any
    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        views = (
            ("translate", self.translate_view),
            ("up_to_date", self.up_to_date_view),
            ("original_changes", self.original_changes_view),
        )
        wrap = self.admin_site.admin_view
        urls = [path(f"<path:object_id>/{name}/", wrap(view), name=f"{stem}_{name}") for name, view in views]
        return [*urls, *super().get_urls()]  # type: ignore[misc]

    # --- Lists ---------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Add to the rows of the list whether they are outdated."""
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        match = request.resolver_match
        is_list = match is not None and (match.url_name or "").endswith("_changelist")
        return translations.with_outdated(rows, time_of(request)) if is_list else rows

    def translation_mark(self, item: Publication) -> SafeString | str:
        """Return a link to what the original of a translation says since; "" if it says nothing else."""
        if not getattr(item, "is_outdated", False):
            return ""
        return format_html(
            '<a class="badge badge-outdated" href="{}">{}</a>',
            self.address(item, "original_changes"),  # type: ignore[attr-defined]
            _("original is newer"),
        )

    # --- The form ------------------------------------------------------------------------------

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add the languages of the item and, for a translation, its original."""
        item: Publication | None = kwargs.get("obj")
        if item is not None:
            live = item.working_copy_of or item
            newer = translations.newer_version(live, time_of(request))
            context |= {
                "editions": self._editions(request, live),
                "translate_url": self._translate_url(request, live),
                "default_language": translations.name_of(settings.LANGUAGE_CODE),
                "original_side": self._original_side(request, item, live),
                "newer_original": newer,
                "changes_url": self.address(live, "original_changes") if newer else "",  # type: ignore[attr-defined]
                "up_to_date_url": self._up_to_date_url(request, live) if newer else "",
            }
            if context["original_side"] is not None:
                context["media"] += Media(js=[Script("admin_site/translations.js", defer=True)])  # type: ignore[list-item]  # older stubs
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return response

    def _editions(self, request: HttpRequest, live: Publication) -> list[EditionLine]:
        found = translations.editions(live, time_of(request))
        originals = {row.item.translated_from_id for row in found if row.item is not None}
        return [self._edition_line(request, row, live, originals) for row in found]

    def _edition_line(
        self, request: HttpRequest, edition: translations.Edition, live: Publication, originals: set[Any]
    ) -> EditionLine:
        item = edition.item
        if item is None:
            return EditionLine(edition.code, edition.name)
        state = states.state_of(item.status, item.publish_at, time_of(request))
        return EditionLine(
            edition.code,
            edition.name,
            is_this=item.pk == live.pk,
            is_original=item.pk in originals,
            url=self.address(item, "change"),  # type: ignore[attr-defined]
            title=item.title,
            badge=states.badge(state),
            is_outdated=edition.is_outdated,
        )

    def _translate_url(self, request: HttpRequest, live: Publication) -> str:
        return self.address(live, "translate") if self.has_add_permission(request) else ""  # type: ignore[attr-defined]

    def _up_to_date_url(self, request: HttpRequest, live: Publication) -> str:
        return self.address(live, "up_to_date") if self._may_follow(request, live) else ""  # type: ignore[attr-defined]

    def _may_follow(self, request: HttpRequest, live: Publication) -> bool:
        """Say whether the person may say that a translation is up to date: whoever may change it."""
        return bool(self.has_change_permission(request, live))  # type: ignore[attr-defined]

    def _original_side(self, request: HttpRequest, item: Publication, live: Publication) -> Original | None:
        """Return the original of `live` beside the form of `item`, which is it or its working copy."""
        original = live.translated_from
        if original is None:
            return None
        left = translations.untranslated(item)
        return Original(
            item=original,
            language=translations.name_of(original.language),
            direction="rtl" if get_language_info(original.language)["bidi"] else "ltr",
            url=self.address(original, "change"),  # type: ignore[attr-defined]
            words=[*self._field_words(request, original, left), *self._part_words(original)],
        )

    def _field_words(self, request: HttpRequest, original: Publication, left: set[str]) -> Iterable[Words]:
        for column in snapshots.content_fields(type(original)):
            value = getattr(original, column.name)
            if not value or not translations.is_text(column):
                continue
            label = capfirst(str(column.verbose_name))
            if column.name == BODY:
                html = placements.text(original, placements.Showing(time_of(request)))
                yield Words(column.name, label, html=html, is_left=column.name in left)
            else:
                yield Words(column.name, label, str(value).splitlines(), is_left=column.name in left)

    def _part_words(self, original: Publication) -> Iterable[Words]:
        """Yield what staff wrote into the parts of the original, such as demands."""
        for name in original.parts:
            columns = [column for column in snapshots.part_fields(original, name) if translations.is_text(column)]
            rows = list(getattr(original, name).all()) if columns else []
            lines = [" – ".join(str(getattr(row, column.name)) for column in columns) for row in rows]
            if lines:
                relation: Any = original._meta.get_field(name)
                yield Words(name, capfirst(str(relation.related_model._meta.verbose_name_plural)), lines)

    # --- Beginning a translation -----------------------------------------------------------------

    def translate_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Begin a translation into the language that the button names, and open it."""
        item = self._member(request, object_id)
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        language = request.POST.get("language", "")
        try:
            draft = translating.start(item, language, user=request.user, now=time_of(request))  # type: ignore[arg-type]
        except translating.AlreadyTranslated as error:
            self.message_user(request, str(error), messages.WARNING)  # type: ignore[attr-defined]
            return self._to_form(_existing(item, language) or item)
        except translations.TranslationError as error:
            raise BadRequest(str(error)) from error
        said = _("This draft in %(language)s has the words of the original. Put yours in their place.")
        self.message_user(request, said % {"language": translations.name_of(language)}, messages.SUCCESS)  # type: ignore[attr-defined]
        self.log_addition(request, draft, [{"added": {}}])  # type: ignore[attr-defined]
        return self._to_form(draft)

    # --- Following the original ------------------------------------------------------------------

    def original_changes_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show what changed in the public text of the original since it was translated."""
        live = self._member(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        newer = translations.newer_version(live, time_of(request))
        if newer is None or live.translated_from is None:
            said = _("This translation follows what readers have of its original.")
            self.message_user(request, said if live.translated_from_id else _("This is no translation."))  # type: ignore[attr-defined]
            return self._to_form(live)
        context = self.admin_site.each_context(request) | {
            "title": _("What changed in the original"),
            "opts": self.opts,
            "item": live,
            "original": live.translated_from,
            "newer": newer,
            "comparison": _changes(live, newer),
            "direction": "rtl" if get_language_info(live.translated_from.language)["bidi"] else "ltr",
            "back": self.address(live, "change"),  # type: ignore[attr-defined]
            "up_to_date_url": self._up_to_date_url(request, live),
            "media": self.media,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/publishing/publication/translation_changes.html", context)

    def up_to_date_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Note that a translation follows the version of its original that the person saw."""
        live = self._member(request, object_id)
        if not self._may_follow(request, live):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        number = request.POST.get("version", "")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise BadRequest("A version of the original is named by its number.")
        try:
            translations.mark_up_to_date(live, int(number), user=request.user, now=time_of(request))  # type: ignore[arg-type]
        except translations.TranslationError as error:
            self.message_user(request, str(error), messages.ERROR)  # type: ignore[attr-defined]
            return self._to_form(live)
        noted = _("Up to date with version %s of the original.") % number
        self.log_change(request, live, noted)  # type: ignore[attr-defined]
        self.message_user(request, noted, messages.SUCCESS)  # type: ignore[attr-defined]
        return self._to_form(live)

    def _member(self, request: HttpRequest, object_id: str) -> Publication:
        """Return the item itself, also where the address names its working copy, if the person may see it."""
        item: Publication | None = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if item is None:
            raise Http404
        if not self.has_view_or_change_permission(request, item):  # type: ignore[attr-defined]
            raise PermissionDenied
        return item.working_copy_of or item

    def _to_form(self, item: Publication) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.address(item, "change"))  # type: ignore[attr-defined]


def _existing(item: Publication, language: str) -> Publication | None:
    group = type(item)._default_manager.filter(translation_group=item.translation_group, language=language)
    found: Publication | None = group.filter(working_copy_of__isnull=True).first()
    return found


def _changes(item: Publication, newer: Version) -> comparing.Comparison | None:
    """Return what differs between the version that a translation follows and the newer one; None if the former is gone."""
    original = item.translated_from
    assert original is not None
    followed = original.versions.filter(number=item.translated_version).first()
    if followed is None:
        return None
    left, right = ({**content, "fields": _without_address(content)} for content in (followed.content, newer.content))
    return comparing.compare_contents(left, right, type(original))


def _without_address(content: snapshots.Content) -> dict[str, Any]:
    """Return the fields of a version but the address, which no translator follows."""
    return {name: value for name, value in content["fields"].items() if name not in translations.NOT_TRANSLATED}
