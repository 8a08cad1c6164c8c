"""The page of an item's preview links: make one for somebody, see who opened what, revoke."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import preview_links
from publishing.admin.content import KEY, time_of
from publishing.admin.local_time import LocalTimeField
from publishing.models import PreviewLink, Publication
from publishing.preview_links import LONGEST_LIFE, NotPossible, Standing
from publishing.structured import absolute

OPENINGS_SHOWN: Final = 30
LINKS_SHOWN: Final = 100

STANDINGS: Final = {
    Standing.OPEN: gettext_lazy("open"),
    Standing.PUBLIC: gettext_lazy("leads to the public page"),
    Standing.EXPIRED: gettext_lazy("expired"),
    Standing.REVOKED: gettext_lazy("revoked"),
    Standing.DISCARDED: gettext_lazy("ended: the changes were discarded"),
    Standing.WITHDRAWN: gettext_lazy("ended: the item was withdrawn"),
}


class PreviewLinkForm(forms.Form):
    """Asks for whom a link is and until when. `now` is the time of the request."""

    recipient = forms.CharField(
        label=gettext_lazy("For"),
        max_length=200,
        help_text=gettext_lazy("Who gets the link, such as “Ani Petrosyan, River Daily”. The page shows it."),
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    expires_at = LocalTimeField(
        label=gettext_lazy("Open until"), help_text=gettext_lazy("At most 90 days. You can revoke it before.")
    )

    def __init__(self, *args: Any, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_expires_at(self) -> Any:
        at = self.cleaned_data["expires_at"]
        if at <= self.now:
            raise forms.ValidationError(_("This time is past."), code="past")
        if at > self.now + LONGEST_LIFE:
            raise forms.ValidationError(_("A link is open for 90 days at most."), code="too_long")
        return at


class PreviewLinksMixin:
    """For PublicationAdmin: the page of preview links, for those who may change the item."""

    opts: Any
    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        page, revoke = (self.admin_site.admin_view(view) for view in (self.preview_links_view, self.revoke_link_view))
        return [
            path("<path:object_id>/preview-links/", page, name=f"{stem}_preview_links"),
            path("<path:object_id>/preview-links/<int:link_id>/revoke/", revoke, name=f"{stem}_revoke_link"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def preview_links_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """List the links of an item with their openings; make a new one on POST."""
        item = self._item_of_links(request, object_id)
        now = time_of(request)
        if request.method == "POST":
            form = PreviewLinkForm(request.POST, now=now)
            if form.is_valid() and self._make(request, item, form):
                return HttpResponseRedirect(request.path)
        elif request.method in ("GET", "HEAD"):
            form = PreviewLinkForm(initial={"expires_at": preview_links.default_expiry(item, now)}, now=now)
        else:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        context = self._links_context(request, item) | {"form": form}
        return TemplateResponse(request, "admin/publishing/publication/preview_links.html", context)

    def revoke_link_view(self, request: HttpRequest, object_id: str, link_id: int) -> HttpResponseBase:
        """Revoke a link, on POST."""
        item = self._item_of_links(request, object_id)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        link = get_object_or_404(links_of(item), pk=link_id)
        if preview_links.revoke(link, user=request.user, now=time_of(request)):  # type: ignore[arg-type]
            said = _("Revoked. The link for %s opens nothing any more.") % link.recipient
        else:
            said = _("The link for %s was revoked already.") % link.recipient
        self.message_user(request, said, messages.SUCCESS)  # type: ignore[attr-defined]
        return HttpResponseRedirect(self.address(item, "preview_links"))  # type: ignore[attr-defined]

    def _make(self, request: HttpRequest, item: Publication, form: PreviewLinkForm) -> bool:
        """Make the link; put into the form why it is not possible."""
        try:
            link = preview_links.make(item, user=request.user, now=time_of(request), **form.cleaned_data)  # type: ignore[arg-type]
        except NotPossible as error:
            form.add_error(None, str(error))
            return False
        said = _("The link for %s is made. Copy it below and send it.") % link.recipient
        self.message_user(request, said, messages.SUCCESS)  # type: ignore[attr-defined]
        return True

    def _item_of_links(self, request: HttpRequest, object_id: str) -> Publication:
        key = unquote(object_id)
        rows = self.opts.model._default_manager.select_related("working_copy_of")
        item: Publication | None = rows.filter(pk=key).first() if KEY.fullmatch(key) else None
        if item is None:
            raise Http404
        if not self.has_change_permission(request, item):  # type: ignore[attr-defined]
            raise PermissionDenied
        return item

    def _links_context(self, request: HttpRequest, item: Publication) -> dict[str, Any]:
        now = time_of(request)
        counted = links_of(item).annotate(opened=Count("visits"), last_opened_at=Max("visits__at"))
        rows = [self._row(link, preview_links.standing(link, now), item) for link in counted[:LINKS_SHOWN]]
        return self.admin_site.each_context(request) | {
            "title": _("Preview links"),
            "opts": self.opts,
            "original": item,
            "rows": rows,
            "openings": openings_of(item),
            "is_public": item.is_visible(now),
            "back": self.address(item, "change"),  # type: ignore[attr-defined]
            "media": self.media,  # type: ignore[attr-defined]
        }

    def _row(self, link: PreviewLink, standing: Standing, item: Publication) -> dict[str, Any]:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_revoke_link"
        return {
            "link": link,
            "address": absolute(reverse("preview:page", kwargs={"token": link.token})),
            "revoke_address": reverse(name, args=[item.pk, link.pk]),
            "standing": standing.value,
            "label": STANDINGS[standing],
            "is_open": standing is Standing.OPEN,
            "can_be_revoked": standing in (Standing.OPEN, Standing.PUBLIC),
        }


def links_of(item: Publication) -> QuerySet[PreviewLink]:
    """Return the links of an item, those of its live item with those of a working copy; newest first."""
    model: Any = type(item)
    links: Any = model._meta.get_field("preview_links").related_model
    owners = Q(item=item) | Q(item=item.working_copy_of_id)
    found: QuerySet[PreviewLink] = links.objects.filter(owners).select_related("item", "created_by", "revoked_by")
    return found


def openings_of(item: Publication) -> list[Any]:
    """Return the last openings of an item's links, newest first: never more than a screenful, however many there are."""
    model: Any = type(item)
    visits: Any = model._meta.get_field("preview_links").related_model._meta.get_field("visits").related_model
    owners = Q(link__item=item) | Q(link__item=item.working_copy_of_id)
    return list(visits.objects.filter(owners).select_related("link")[:OPENINGS_SHOWN])
