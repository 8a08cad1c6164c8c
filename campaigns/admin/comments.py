"""Reading what signers wrote, and deciding what may be shown and handed over."""

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns import comments
from campaigns.models import Action, Participation
from publishing.admin.content import KEY, BoundedPaginator, time_of

AT_ONCE: Final = 25
States = Participation.CommentState


class CommentsMixin(admin.ModelAdmin):
    """Gives each action a page of its signers' comments. Mixed into the admin of actions.

    Names are shown there only where they may be shown to everybody, and e-mail addresses never: who signed is for the
    data officer.
    """

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.comments_view)
        return [path("<int:pk>/comments/", view, name="campaigns_action_comments"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, (gettext_lazy("Comments"), {"fields": ["comments_link"]})] if obj else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "comments_link") if obj else fields

    @admin.display(description=gettext_lazy("comments of signers"))
    def comments_link(self, action: Action) -> SafeString:
        """Lead to the comments, and say how many wait; counted no further than a page."""
        waiting = comments.written(action).filter(comment_state=States.NEW).values("pk")[: AT_ONCE + 1].count()
        words = ngettext("%d waits to be read", "%d wait to be read", waiting) % waiting
        if waiting > AT_ONCE:
            words = _("more than %d wait to be read") % AT_ONCE
        return format_html(
            '<a href="{}">{}</a> <span class="state-at">{}</span>',
            reverse("admin:campaigns_action_comments", args=[action.pk]),
            _("Read comments"),
            words,
        )

    def comments_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the comments of one state (GET), or decide of those on the page (POST)."""
        action = get_object_or_404(Action.objects.select_related("campaign"), pk=pk)
        if not self.has_change_permission(request, action):
            raise PermissionDenied
        state = request.GET.get("state", "")
        state = state if state in States else States.NEW
        if request.method == "POST":
            done = comments.decide(action, _decisions(request), now=time_of(request))
            messages.success(request, ngettext("%d comment decided.", "%d comments decided.", done) % done)
            return HttpResponseRedirect(f"{request.path}?state={state}")
        rows = comments.written(action).filter(comment_state=state)
        page: Paginator = BoundedPaginator(rows.only("name", "show_name", "comment", "created_at"), AT_ONCE)
        shown = page.get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Comments of signers"),
            "action": action,
            "state": state,
            "states": States.choices,
            "page": shown,
            "rows": [(row, comments.digest(row.comment)) for row in shown],
        }
        return TemplateResponse(request, "admin/campaigns/action/comments.html", context)


def _decisions(request: HttpRequest) -> dict[int, comments.Decision]:
    """Return what was chosen for the comments of the page; nothing for those left alone, and for junk."""
    found: dict[int, comments.Decision] = {}
    for name in request.POST:
        chosen = request.POST.get(name, "")
        key = name.removeprefix("decision-")
        if key != name and KEY.fullmatch(key) and chosen in States and len(found) < AT_ONCE:
            found[int(key)] = comments.Decision(States(chosen), request.POST.get(f"read-{key}", ""))
    return found
