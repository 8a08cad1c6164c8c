"""What forms of sources ask the server while they are filled in: what is found at an address, or of a DOI or an ISBN."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from publishing import staff_json
from publishing.staff_json import for_staff, may
from sources.autofill import AutofillError
from sources.autofill.answers import GIVEN, answer
from sources.cite_views import as_result, same_address


@require_POST
@for_staff()
def fill(request: HttpRequest) -> JsonResponse:
    """Return what is found by `typed`, or by `url`, `doi` and `isbn`: `Answer.as_json`, and the source that is it, if any.

    For whoever may add or change sources. 422 says in words why nothing was found, 429 that another look is under way.
    """
    if not (may(request, "sources.add_source") or may(request, "sources.change_source")):
        return staff_json.refusal(_("You have no right to do this. Ask an administrator."), status=403)
    given = {name: request.POST.get(name, "") for name in GIVEN}
    try:
        found = answer(request.POST.get("typed", ""), given, user_key=request.user.pk or 0, now=timezone.now())
    except AutofillError as error:
        return staff_json.refusal(str(error), status=429 if error.code == "busy" else 422)
    told: dict[str, Any] = found.as_json()
    existing = same_address(str(found.offers["url"].value)) if "url" in found.offers else None
    if existing and may(request, "sources.view_source"):
        told["existing"] = as_result(existing)
    return JsonResponse(told)
