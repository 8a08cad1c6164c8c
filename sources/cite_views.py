"""What the Cite dialog of the editor asks the server, as JSON: find sources, name sources, make one.

For staff alone. An answer that says no has the form {"errors": {field: [messages]}}; "__all__" holds what is no
field's. 403 is a missing right or sign-in, 422 a wrong form.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import PermissionsMixin, User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sources import addresses, csl, dates, operations
from sources.models import Source

RESULTS: Final = 12
MOST_LABELS: Final = 1000
# In a marker year and place must stay in sight beside it.
LONGEST_NAME: Final = 28

type JsonView = Callable[[HttpRequest], JsonResponse]


class QuickSourceForm(forms.ModelForm):
    """The few fields of a source that are asked for while citing; the rest can be filled in later in its own form."""

    authors = forms.CharField(required=False, max_length=5000, widget=forms.Textarea)

    class Meta:
        model = Source
        fields = ["type", "title", "publisher", "issued_as_typed", "url"]
        field_classes = {"url": forms.URLField}

    def clean_authors(self) -> list[csl.CSLName]:
        """Return the names typed one a line as CSL-JSON."""
        try:
            return csl.parse_names(self.cleaned_data["authors"])
        except csl.NamesNotUnderstood as error:
            raise ValidationError(str(error), code="names") from error

    def save_as(self, user: User, now: datetime) -> Source | None:
        """Store the source; None, with an error on the address, if somebody stored the same address this moment."""
        self.instance.authors = self.cleaned_data["authors"]
        try:
            with transaction.atomic():
                operations.store(self.instance, user=user, now=now)
        except IntegrityError:
            if not same_address(self.instance.url):
                raise
            self.add_error("url", _("There is already a source with this web address."))
            return None
        return self.instance


def for_staff(permission: str) -> Callable[[JsonView], Callable[[HttpRequest], HttpResponseBase]]:
    """Let staff with `permission` in, by the admin's own rule of who is staff; answer others 403 in JSON."""

    def decorate(view: JsonView) -> Callable[[HttpRequest], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest) -> JsonResponse:
            if not admin.site.has_permission(request):
                response = refusal(_("Sign in again in another tab, then try once more."), status=403)
            elif not may(request, permission):
                response = refusal(_("You have no right to do this. Ask an administrator."), status=403)
            else:
                response = view(request)
            add_never_cache_headers(response)
            return response

        return guarded

    return decorate


@require_GET
@for_staff("sources.view_source")
def search(request: HttpRequest) -> JsonResponse:
    """Return the sources that contain every word of `q`, last changed first; without words the last changed."""
    found = list(Source.objects.search(request.GET.get("q", "")[:200].replace("\x00", ""))[: RESULTS + 1])
    return JsonResponse(
        {
            "results": [as_result(source) for source in found[:RESULTS]],
            "more": len(found) > RESULTS,
            "can_create": may(request, "sources.add_source"),
        }
    )


@require_GET
@for_staff("sources.view_source")
def labels(request: HttpRequest) -> JsonResponse:
    """Return the sources with the comma-separated `keys`, by key; what is no key of a source is left out."""
    keys = request.GET.get("keys", "").split(",")[:MOST_LABELS]
    numbers = {key for key in keys if key.isascii() and key.isdigit() and len(key) < 19}
    return JsonResponse(
        {"sources": {str(source.pk): as_result(source) for source in Source.objects.filter(pk__in=numbers)}}
    )


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


def may(request: HttpRequest, permission: str) -> bool:
    return cast(PermissionsMixin, request.user).has_perm(permission)


def refusal(message: str, *, status: int) -> JsonResponse:
    return JsonResponse({"errors": {NON_FIELD_ERRORS: [message]}}, status=status)


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
        "label": short_label(source),
    }


def short_label(source: Source) -> str:
    """Return the source in a few words: who and when, such as "Freedom House 2024"; the title where nobody is named."""
    match [csl.family_name(name) for name in source.authors]:
        case []:
            who = source.publisher
        case [only]:
            who = only
        case [first, second]:
            who = _("%(first)s and %(second)s") % {"first": first, "second": second}
        case [first, *_others]:
            who = _("%(first)s and others") % {"first": first}
    year = dates.year(source.issued)
    return " ".join([Truncator(who or source.title).chars(LONGEST_NAME), *([str(year)] if year else [])])


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
    return Source.objects.filter(canonical_url=canonical).first()
