"""What the Cite dialog of the editor asks the server, as JSON: find sources, name sources, make one.

For staff alone. An answer that says no has the form {"errors": {field: [messages]}}; "__all__" holds what is no
field's. 403 is a missing right or sign-in, 422 a wrong form.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from publishing import staff_json
from publishing.staff_json import for_staff, may
from sources import addresses, csl, dates, languages, markers, operations
from sources.autofill.answers import provenance_of
from sources.autofill.filling import FIELDS
from sources.importing.mapping import NAME_FIELDS
from sources.models import Source


class NamesField(forms.CharField):
    """Names typed one a line; CSL-JSON once cleaned."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=5000, widget=forms.Textarea)

    def clean(self, value: Any) -> list[csl.CSLName]:
        typed = super().clean(value)
        try:
            return csl.parse_names(typed)
        except csl.NamesNotUnderstood as error:
            raise ValidationError(str(error), code="names") from error


class QuickSourceForm(forms.ModelForm):
    """The few fields of a source that are asked for while citing; the rest can be filled in later in its own form.

    What was found for the others at the address (`cite:fill`) may come along, with the signed notes (`autofill_note`) that
    say where each value is from.
    """

    authors = NamesField()
    editors = NamesField()
    translators = NamesField()

    class Meta:
        model = Source
        fields = [name for name in FIELDS.values() if name not in NAME_FIELDS]
        field_classes = {"url": forms.URLField}

    def clean_language(self) -> str:
        return languages.clean(self.cleaned_data["language"])

    def save_as(self, user: User, now: datetime) -> Source | None:
        """Store the source; None, with an error on the address, if somebody stored the same address this moment."""
        for name in NAME_FIELDS:
            setattr(self.instance, name, self.cleaned_data[name])
        posted = {name: self.data.get(name, "") for name in self.fields}
        self.instance.provenance = provenance_of(posted, cast(QueryDict, self.data).getlist("autofill_note"))
        try:
            with transaction.atomic():
                operations.store(self.instance, user=user, now=now)
        except IntegrityError:
            if not same_address(self.instance.url):
                raise
            self.add_error("url", _("There is already a source with this web address."))
            return None
        return self.instance


@require_GET
@for_staff("sources.view_source")
def search(request: HttpRequest) -> JsonResponse:
    """Return the sources that contain every word of `q`, last changed first; without words the last changed."""
    rows = Source.objects.search(" ".join(staff_json.words_of(request)))
    return staff_json.found(rows, as_result, can_create=may(request, "sources.add_source"))


@require_GET
@for_staff("sources.view_source")
def labels(request: HttpRequest) -> JsonResponse:
    """Return the sources with the comma-separated `keys`, by key; what is no key of a source is left out.

    "@" and the address of a source is a key, too: that is what a marker copied from a public page has.
    """
    asked = request.GET.get("keys", "").split(",")[: staff_json.MOST_LABELS]
    keys = staff_json.keys_of(request)
    addresses_asked = {key[1:] for key in asked if key.startswith("@") and "\x00" not in key}
    copied = {f"@{slug}": str(pk) for slug, pk in _by_address(addresses_asked)}
    found = markers.sources_by_key({*keys, *copied.values()})
    by_key = {key: source for key, source in found.items() if key in keys}
    by_key |= {key: found[number] for key, number in copied.items()}
    return JsonResponse({"sources": {key: as_result(source) for key, source in by_key.items()}})


def _by_address(slugs: set[str]) -> Iterable[tuple[str, int]]:
    return Source.objects.filter(slug__in=slugs).values_list("slug", "pk") if slugs else []


@require_POST
@for_staff("sources.add_source")
def create(request: HttpRequest) -> JsonResponse:
    """Make a source. A double answers 422 with the source that has the address, so that it can be cited instead."""
    form = QuickSourceForm(request.POST)
    source = form.save_as(cast(User, request.user), timezone.now()) if form.is_valid() else None
    if source:
        return JsonResponse({"source": as_result(source)}, status=201)
    answer: dict[str, Any] = {"errors": form.errors.get_json_data()}
    answer["errors"] = {name: [error["message"] for error in errors] for name, errors in answer["errors"].items()}
    existing = same_address(request.POST.get("url", ""))
    if existing and may(request, "sources.view_source"):
        answer["existing"] = as_result(existing)
    return JsonResponse(answer, status=422)


def as_result(source: Source) -> dict[str, str]:
    """Return what the dialog shows of a source: `label` is short, for the marker in the text."""
    detail = [
        source.author_line,
        source.publisher if source.publisher != source.author_line else "",
        shown_date(source),
    ]
    return {
        "key": str(source.pk),
        "title": source.title,
        "detail": " · ".join(part for part in detail if part),
        "label": source.short_label,
    }


def shown_date(source: Source) -> str:
    return dates.display(source.issued) if source.issued else source.issued_as_typed


def same_address(url: str) -> Source | None:
    """Return the source that has this address already, if any."""
    if not url:
        return None
    try:
        canonical = addresses.canonical_address(url)
    except addresses.AddressError:
        return None
    return Source.at_address(canonical)
