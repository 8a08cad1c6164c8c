"""The pages of a person's own link: what we hold about them, and the buttons that change or end it.

Whoever has the token has read that person's mail: there is no account, no cookie and no session whose authority could be
abused, so that forms need no other token. Looking at a page changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import dossier, erasing, me_asking, me_changing, me_links, retention, submission, tokens
from campaigns.me_forms import CorrectionForm
from campaigns.models import Campaign
from supporters import countries, subscriptions
from supporters.models import Subscription, Supporter

HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
DONE: Final = {
    "correct": _("Your name and place are corrected."),
    "withdraw": _(
        "What you took part in is withdrawn. It counts no more as soon as the totals are brought up to date."
    ),
    "consent": _("Your consent is withdrawn."),
    "end": _("These messages have ended."),
}
"""What to say after a change, by the name of its button."""

type View = Callable[..., HttpResponse]


def of_person(view: View) -> View:
    """Decorate a view of somebody's page: it gets the supporter whose link it is, and the time.

    A link that is too old leads to the form that mails a fresh one; one that is none, or whose person was erased, says so.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        try:
            (key,) = me_links.OWN_PAGE.read(token, now=now)
        except tokens.ExpiredToken:
            return _page(request, "expired", _ask(me_asking.AskForm(label_suffix=""), now), status=410)
        except tokens.ForgedToken:
            return _page(request, "unknown", {}, status=404)
        supporter = Supporter.objects.filter(pk=key).first()
        if supporter is None:
            return _page(request, "nobody", {}, status=404)
        response = view(request, supporter, token, now)
        return _private(response)

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@of_person
def own_page(request: HttpRequest, supporter: Supporter, token: str, now: datetime) -> HttpResponse:
    """Show everything that we hold (GET), or do what a button asks for (POST)."""
    form = CorrectionForm(request.POST if request.POST.get("do") == "correct" else None, supporter=supporter)
    if request.method != "POST":
        return _own_page(request, supporter, token, form, now)
    try:
        me_changing.change(request.POST, supporter, form, now=now)
    except me_changing.InvalidForm:
        return _own_page(request, supporter, token, form, now, status=422)
    except me_changing.UnknownButton as error:
        raise BadRequest("No button of this page sends that.") from error
    done = request.POST["do"]
    return HttpResponseRedirect(f"{reverse('me:own-page', kwargs={'token': token})}?done={done}", status=303)


def _own_page(
    request: HttpRequest,
    supporter: Supporter,
    token: str,
    form: CorrectionForm,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    held = dossier.collect(supporter)
    context = {
        "token": token,
        "form": form,
        "done": DONE.get(request.GET.get("done", "")),
        "held": held,
        "country": countries.name_of(supporter.country),
        "acts": dossier.acts(held, now=now),
        "consents": dossier.consents(held),
        "subscriptions": dossier.subscriptions(held),
        "kept": retention.periods(),
    }
    return _page(request, "own_page", context, status=status)


@require_safe
@of_person
def own_download(request: HttpRequest, supporter: Supporter, token: str, now: datetime) -> HttpResponse:
    """Return everything that we hold as a file."""
    return as_file(supporter, now=now)


def as_file(supporter: Supporter, *, now: datetime) -> HttpResponse:
    """Return a person's data as JSON, to be stored by the browser and not shown by it."""
    values = dossier.as_json(dossier.collect(supporter, most=None), now=now)
    response = JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.json"'
    return _private(response)


@require_http_methods(["GET", "HEAD", "POST"])
@of_person
def own_erase(request: HttpRequest, supporter: Supporter, token: str, now: datetime) -> HttpResponse:
    """Say what erasing does, with a button (GET), and do it (POST)."""
    if request.method != "POST":
        return _page(request, "erase", {"token": token, "number": supporter.participations.confirmed().count()})
    return _page(request, "erased", {"erased": erasing.erase(supporter, now=now)})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def link_ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and mail the link to its owner's page. Everybody is led to the same answer."""
    now = timezone.now()
    form = me_asking.AskForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method != "POST":
        return _page(request, "ask", _ask(form, now))
    try:
        me_asking.accept(request, form, now=now)
    except submission.Refused as refusal:
        words = me_asking.WORDS.get(type(refusal), "")
        response = _page(request, "ask", _ask(form, now) | {"refusal": True, "words": words}, status=refusal.status)
        for name, value in refusal.headers.items():
            response[name] = value
        return response
    return HttpResponseRedirect(reverse("me:link-sent"), status=303)


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a message is on its way: the same page for everybody."""
    return _page(request, "sent", {"valid_days": me_links.OWN_PAGE.valid_for.days})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscription_end(request: HttpRequest, token: str, purpose: str, topic: str = "") -> HttpResponse:
    """Show the button that ends a subscription (GET), or end it at once (POST).

    Mail programs post here by themselves with the body `List-Unsubscribe=One-Click`, without cookies and from anywhere
    (RFC 8058): nothing but the link is asked for. It works twice, and when we know the person no more.
    """
    now = timezone.now()
    try:
        key = me_links.read_unsubscribe(token, purpose=purpose, topic=topic, now=now)
    except (tokens.ForgedToken, tokens.ExpiredToken):
        return _page(request, "unknown", {}, status=404)
    context = {"purpose": Subscription.Purpose(purpose), "campaign": _campaign_of(topic)}
    if request.method != "POST":
        return _page(request, "unsubscribe", context)
    supporter = Supporter.objects.filter(pk=key).first()
    if supporter is not None:
        subscriptions.end(supporter=supporter, purpose=purpose, topic=topic, now=now)
    return _page(request, "unsubscribed", context)


def _campaign_of(topic: str) -> Campaign | None:
    """Return the campaign that a subscription is about, if it is about one that there still is."""
    return Campaign.objects.filter(pk=topic).first() if topic.isdecimal() else None


def _ask(form: me_asking.AskForm, now: datetime) -> dict[str, Any]:
    return {"form": form, "token": me_asking.FORM.make(now=now)}


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return _private(render(request, f"campaigns/me/{name}.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    for header, value in HEADERS.items():
        response[header] = value
    return response
