"""Previews: the real public page of something that is not public, with a banner, for those who may see it.

The page is built by the function that builds the public one, so that the two cannot differ. What must be otherwise is
done to the finished HTML, so that public templates know nothing of previews: the banner is put in, and what speaks to
machines is taken out. Chat programs fetch an address that somebody pastes, show what its Open Graph says, and keep it.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.html import escape
from django.utils.translation import gettext as _

from publishing import clock
from publishing.models import Image, Publication, Rendition
from publishing.pictures import address

# Behind the link that skips to the content, which must stay the first thing in the page.
MASTHEAD: Final = re.compile(rb"<header\b|</body>")
HEAD: Final = re.compile(rb"(<head[^>]*>)(.*?)(</head>)", re.S)
TITLE: Final = re.compile(rb"<title>")
FOR_MACHINES: Final = re.compile(
    rb'<link rel="(?:canonical|alternate)"[^>]*>'
    rb'|<meta (?:property="[^"]*"|name="(?:description|robots|twitter:[^"]*)")[^>]*>'
    rb'|<script type="application/ld\+json"[^>]*>.*?</script>',
    re.S,
)


def page_of(request: HttpRequest, item: Publication, *, now: datetime) -> HttpResponse:
    """Return the page of `item` as its public address would show it at `now`, in the item's language.

    The content type's admin names the function.
    """
    request.now = now  # type: ignore[attr-defined]
    request.content_state = clock.read(now)  # type: ignore[attr-defined]
    # What is rendered here belongs to no state of the public content: it may be about to be undone.
    request.content_version = None  # type: ignore[attr-defined]
    owner: Any = admin.site.get_model_admin(type(item))
    with translation.override(item.language):
        response: HttpResponse = owner.preview_page(request, item)
        if hasattr(response, "render"):
            response = response.render()
    response["Content-Language"] = item.language
    return response


def mark(response: HttpResponse, *, label: str, banner: str, head: str) -> None:
    """Turn a public page into a preview: `label` before its title, `banner` above it, `head` into its head.

    It is for nobody's memory: no cache, no search engine, no chat program, no site that it links to.
    """
    content = HEAD.sub(lambda found: _head(found, label, head), response.content, count=1)
    response.content = MASTHEAD.sub(lambda found: banner.encode() + found.group(), content, count=1)
    for header in ("ETag", "Last-Modified", "Link"):
        response.headers.pop(header, None)
    forget(response)


def forget(response: Any) -> None:
    """Mark a response as one that nobody keeps, indexes, or names to others."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"


def allow_framing(response: HttpResponse) -> None:
    """Let pages of this site, and no others, show the response in a frame."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    policy: Mapping[str, Any] = getattr(response, "_csp_config", settings.SECURE_CSP)
    response._csp_config = {**policy, "frame-ancestors": [CSP.SELF]}  # type: ignore[attr-defined]


def pictures_of(item: Publication) -> set[int]:
    """Return the keys of the pictures that `item` shows as its own, in its fields and in its text."""
    fields = [field for field in item._meta.concrete_fields if field.related_model is Image]
    keys = {getattr(item, field.attname) for field in fields} - {None}
    return keys | set(item.body_pictures.values_list("image_id", flat=True))


def rendition_of(item: Publication, name: str) -> Rendition | None:
    """Return the file of that name if it is of one of the item's own pictures."""
    return Rendition.objects.filter(file=name, image__in=pictures_of(item)).first()


def rendition_addresses(item: Publication) -> dict[str, str]:
    """Return the names of the files of the item's own pictures by their public addresses."""
    files = Rendition.objects.filter(image__in=pictures_of(item))
    return {address(rendition): str(rendition.file.name) for rendition in files}


def replace_addresses(response: HttpResponse, by: Mapping[str, str]) -> None:
    """Write other addresses into a page: `by` maps those that stand there, whole, to those that shall."""
    if not by:
        return
    given = {escape(old).encode(): escape(new).encode() for old, new in by.items()}
    found = re.compile(b"|".join(re.escape(old) for old in sorted(given, key=len, reverse=True)))
    response.content = found.sub(lambda one: given[one.group()], response.content)


def await_addresses(response: HttpResponse, item: Publication, now: datetime) -> None:
    """Take the links out that lead nowhere until `item` is public, and say so; their words stay. Call it last."""
    starts = [re.escape(escape(start).encode()) for start in item.awaited_addresses(now)]
    if not starts:
        return
    found = re.compile(rb'<a\b([^>]*?)\shref="(?:' + b"|".join(starts) + rb')[^"]*"([^>]*)>(.*?)</a>', re.S)
    with translation.override(item.language):
        later = escape(_("Opens once this is published")).encode()
    response.content = found.sub(lambda link: _awaited(link, later), response.content)


def _awaited(link: re.Match[bytes], later: bytes) -> bytes:
    """Return a link that leads nowhere yet, to those who hear it, too; beside a button it is said in words."""
    before, after, words = link.groups()
    note = b' <small class="preview-later">%b</small>' % later if b'class="button' in before + after else b""
    attributes = before + after + b' role="link" aria-disabled="true" tabindex="0" title="%b"' % later
    return b"<a%b>%b</a>%b" % (attributes, words, note)


def _head(found: re.Match[bytes], label: str, head: str) -> bytes:
    inner = FOR_MACHINES.sub(b"", found[2])
    inner = TITLE.sub(b"<title>" + escape(label).encode() + b": ", inner, count=1)
    return found[1] + head.encode() + inner + found[3]
