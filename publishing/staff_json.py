"""What dialogs of the editor ask the server, as JSON: who may, and how an answer looks.

For staff alone. An answer that says no has the form {"errors": {field: [messages]}}; "__all__" holds what is no
field's. 403 is a missing right or sign-in, 422 a wrong form.
"""

from collections.abc import Callable, Sequence
from functools import reduce, wraps
from operator import and_, or_
from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

RESULTS: Final = 12
MOST_LABELS: Final = 1000
LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 8

type JsonView = Callable[[HttpRequest], JsonResponse]


def for_staff(permission: str = "") -> Callable[[JsonView], Callable[[HttpRequest], HttpResponseBase]]:
    """Let staff with `permission` in, by the admin's own rule of who is staff; answer others 403 in JSON."""

    def decorate(view: JsonView) -> Callable[[HttpRequest], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest) -> JsonResponse:
            if not admin.site.has_permission(request):
                response = refusal(_("Sign in again in another tab, then try once more."), status=403)
            elif permission and not may(request, permission):
                response = refusal(_("You have no right to do this. Ask an administrator."), status=403)
            else:
                response = view(request)
            add_never_cache_headers(response)
            return response

        return guarded

    return decorate


def may(request: HttpRequest, permission: str) -> bool:
    """Say whether the signed-in person has a permission, such as "sources.view_source"."""
    return cast(PermissionsMixin, request.user).has_perm(permission)


def refusal(message: str, *, status: int) -> JsonResponse:
    """Return an answer that says no."""
    return JsonResponse({"errors": {NON_FIELD_ERRORS: [message]}}, status=status)


def words_of(request: HttpRequest) -> list[str]:
    """Return the words that were searched for, as typed."""
    return request.GET.get("q", "")[:LONGEST_QUERY].replace("\x00", "").split()[:MOST_WORDS]


def holding(words: Sequence[str], *fields: str) -> Q:
    """Return the condition that each of the words stands in one of the fields, part of a word being enough."""
    return reduce(and_, (reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields)) for word in words), Q())


def keys_of(request: HttpRequest) -> set[str]:
    """Return the primary keys in the comma-separated parameter `keys`; what cannot be one is left out."""
    keys = request.GET.get("keys", "").split(",")[:MOST_LABELS]
    return {key for key in keys if key.isascii() and key.isdigit() and len(key) < 19}


def found(rows: QuerySet[Any], as_result: Callable[[Any], dict[str, Any]], **more: Any) -> JsonResponse:
    """Return the first rows as the results of a search, and whether there are more."""
    first = list(rows[: RESULTS + 1])
    results = [as_result(row) for row in first[:RESULTS]]
    return JsonResponse({"results": results, "more": len(first) > RESULTS, **more})
