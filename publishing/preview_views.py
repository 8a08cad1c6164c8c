"""What a preview link opens: the page with its banner, and the item's own pictures and documents, stored nowhere."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing import clock, media, moments, preview_links, previewing
from publishing.models import PreviewLink, Publication
from publishing.preview_links import Standing


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the item, lead to its public page once there is one, or say why the link opens nothing any more."""
    now = timezone.now()
    link, item, standing = _find_or_404(token, now)
    if standing is Standing.PUBLIC:
        response: HttpResponse = HttpResponseRedirect(item.get_absolute_url())
    elif standing is Standing.OPEN:
        response = _preview(request, link, item, now)
        if request.method == "GET":
            preview_links.note_visit(link, now)
    else:
        with translation.override(item.language):
            response = render(request, "preview/ended.html", {"standing": standing.value}, status=410)
    previewing.forget(response)
    return response


@require_safe
def picture(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Answer with a file of one of the item's own pictures."""
    item, standing = _readable_or_404(token)
    if standing is Standing.PUBLIC:
        return _led_to(reverse("media", kwargs={"name": name}))
    rendition = previewing.rendition_of(item, name)
    if rendition is None:
        raise Http404
    file = media.StoredFile(name, rendition.media_type, rendition.size, rendition.made_at)
    response = media.answer(request, file, cache_control="no-store")
    previewing.forget(response)
    return response


@require_safe
def document(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """Hand out one of the documents that the item's page offers; `pk` is the document's key."""
    item, standing = _readable_or_404(token)
    found = next(((path, one) for path, one in item.offered_documents().items() if one.pk == pk), None)
    if found is None:
        raise Http404
    if standing is Standing.PUBLIC:
        return _led_to(found[0])
    response = media.download(found[1], cache_control="no-store")
    previewing.forget(response)
    return response


def _preview(request: HttpRequest, link: PreviewLink, item: Publication, now: datetime) -> HttpResponse:
    response = previewing.page_of(request, item, now=now)
    at = preview_links.appears_at(item)
    with translation.override(item.language):
        label = _("Embargoed") if at else _("Draft")
        context = {
            "recipient": link.recipient,
            "at": at,
            "moment": moments.in_full(at) if at else "",
            "is_copy": item.working_copy_of_id is not None,
        }
        banner = render_to_string("preview/banner.html", context)
        head = render_to_string("preview/head.html")
    previewing.mark(response, label=label, banner=banner, head=head)
    previewing.replace_addresses(response, _own_addresses(link, item))
    previewing.await_addresses(response, item, now)
    return response


def _own_addresses(link: PreviewLink, item: Publication) -> dict[str, str]:
    """Return the addresses under the link for the files that are not public under their own."""
    pictures = {
        public: reverse("preview:picture", kwargs={"token": link.token, "name": name})
        for public, name in previewing.rendition_addresses(item).items()
    }
    documents = {
        public: reverse("preview:document", kwargs={"token": link.token, "pk": one.pk})
        for public, one in item.offered_documents().items()
    }
    return pictures | documents


def _find_or_404(token: str, now: datetime) -> tuple[PreviewLink, Publication, Standing]:
    # What is due is written first: changes whose time has come are no preview any more.
    clock.read(now)
    link = preview_links.find(token)
    if link is None:
        raise Http404
    return link, link.item, preview_links.standing(link, now)  # type: ignore[attr-defined]


def _readable_or_404(token: str) -> tuple[Publication, Standing]:
    _link, item, standing = _find_or_404(token, timezone.now())
    if standing not in (Standing.OPEN, Standing.PUBLIC):
        raise Http404
    return item, standing


def _led_to(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    previewing.forget(response)
    return response
