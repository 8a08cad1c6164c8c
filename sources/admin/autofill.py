"""Filling in the form of a source from an address, a DOI or an ISBN, with JavaScript and without."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.forms import ModelForm
from django.forms.utils import ErrorDict
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.admin.content import time_of
from sources.admin.sections import DeskMixin, DeskSection, Place
from sources.autofill import AutofillError, origins
from sources.autofill.answers import GIVEN, Answer, answer, provenance_of
from sources.autofill.filling import TYPED_NAMES
from sources.autofill.looking_up import identify
from sources.models import Source

BUTTON: Final = "_autofill"
TYPED: Final = "autofill_typed"
NOTES: Final = "autofill_note"
FIELD_OF: Final = {posted: name for name, posted in TYPED_NAMES.items()}


class UnsavedForm:
    """Mixed into a form that is shown again as it is typed: neither checked nor saved."""

    def full_clean(self) -> None:
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def is_valid(self) -> bool:
        return False


class AutofillMixin(DeskMixin):
    """Adds the box at the top of the form, fills in what is empty, and keeps where each value came from."""

    class Media:
        js = (Script("admin_site/autofill.js", defer=True),)
        css = {"all": ("admin_site/autofill.css",)}

    def desk_sections(self, request: HttpRequest, source: Source | None) -> list[DeskSection]:
        found = super().desk_sections(request, source)
        may = self.has_change_permission(request, source) if source else self.has_add_permission(request)
        if not may:
            return found
        here = {"typed": request.POST.get(TYPED, ""), "notes": request.POST.getlist(NOTES), "is_new": source is None}
        title = gettext_lazy("Fill in from address, DOI or ISBN")
        section = DeskSection("autofill", title, "admin/sources/source/autofill.html", here, order=1, place=Place.TOP)
        return [*found, section]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Look up first, before the transaction of the form begins: a slow site must not hold a row."""
        if request.method == "POST" and BUTTON in request.POST and self._may_fill(request, object_id):
            self._fill(request, is_new=object_id is None)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST" and BUTTON in request.POST:
            return type("UnsavedSourceForm", (UnsavedForm, form), {})
        return form

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Keep the provenance of what stayed as it was found, and forget that of what somebody changed."""
        source = super().save_form(request, form, change)
        changed = changed_fields(form)
        kept = {name: said for name, said in source.provenance.items() if name not in changed}
        found = provenance_of(request.POST, request.POST.getlist(NOTES))
        source.provenance = kept | {name: said for name, said in found.items() if not change or name in changed}
        return source

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        source = kwargs.get("obj")
        provenance = dict(source.provenance) if source else {}
        form = context["adminform"].form
        if form.is_bound:
            changed = changed_fields(form)
            provenance = {name: said for name, said in provenance.items() if name not in changed}
            provenance |= provenance_of(request.POST, request.POST.getlist(NOTES))
        tell_origins(form, provenance)
        return super().render_change_form(request, context, *args, **kwargs)

    def _may_fill(self, request: HttpRequest, object_id: str | None) -> bool:
        if object_id is None:
            return self.has_add_permission(request)
        source = self.get_object(request, object_id)
        return source is not None and self.has_change_permission(request, source)

    def _fill(self, request: HttpRequest, *, is_new: bool) -> None:
        """Put what is found into the empty fields of the posted form, which is then shown again."""
        data = request.POST.copy()
        typed = data.get(TYPED, "")
        _keep_typed(data, typed)
        try:
            found = answer(
                typed, {name: data.get(name, "") for name in GIVEN}, user_key=request.user.pk or 0, now=time_of(request)
            )
        except AutofillError as error:
            messages.error(request, str(error))
        else:
            filled, left = _take(data, found, is_new=is_new)
            self._tell(request, found, filled, left)
        request.POST = data  # type: ignore[assignment]  # a copy, which may be written to

    def _tell(self, request: HttpRequest, found: Answer, filled: Iterable[str], left: Iterable[str]) -> None:
        if filled:
            names = _("Filled in: %(fields)s. Compare it with the document, then save.")
            messages.success(request, names % {"fields": labels(filled)})
        else:
            messages.info(request, _("Nothing was empty that could be filled in."))
        if left:
            words = _("Left as it stands, although something else was found: %(fields)s.")
            messages.info(request, words % {"fields": labels(left)})
        for remark in found.remarks:
            messages.warning(request, remark)


def changed_fields(form: ModelForm) -> set[str]:
    """Return the fields of the source that were changed in a form."""
    return {FIELD_OF.get(name, name) for name in form.changed_data}


def tell_origins(form: ModelForm, provenance: dict[str, dict[str, str]]) -> None:
    """Say below each field where its value came from."""
    for name, said in provenance.items():
        posted = TYPED_NAMES.get(name, name)
        if posted in form.fields:
            field = form[posted]
            address, words = str(said.get("address", "")), origins.told(said)
            origin = format_html('<span class="autofill-origin" title="{}">{}</span>', address, words)
            field.help_text = format_html("{} {}", field.help_text, origin)


def labels(names: Iterable[str]) -> str:
    """Return fields as a list in words: "title, authors and date"."""
    return get_text_list([str(Source._meta.get_field(name).verbose_name) for name in names], _("and"))  # type: ignore[union-attr]


def _keep_typed(data: QueryDict, typed: str) -> None:
    """Put what was typed into the box into its own field, if that is empty: it stays also if nothing is found."""
    try:
        kind, value = identify(typed)
    except AutofillError:
        return
    if not data.get(kind, "").strip() and kind == "url":
        data[kind] = value


def _take(data: QueryDict, found: Answer, *, is_new: bool) -> tuple[list[str], list[str]]:
    """Fill the empty fields of a posted form; return what was filled, and what stands there with another value."""
    filled: list[str] = []
    left: list[str] = []
    begins_with = Source._meta.get_field("type").default
    for name, offer in found.offers.items():
        posted = TYPED_NAMES.get(name, name)
        value = offer.as_typed()
        if posted not in data:
            continue
        stands = str(data[posted]).replace("\r", "").strip()
        if not stands or (name == "type" and is_new and stands == begins_with):
            data[posted] = value
            filled.append(name)
        elif stands != value:
            left.append(name)
    data.appendlist(NOTES, found.note)
    return filled, left
