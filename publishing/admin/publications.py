"""The admin that press releases, campaigns and standing pages share."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import unquote as url_unquote

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.forms import ModelForm
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import moments, operations, placements, search, workflow
from publishing.admin import states, steps
from publishing.admin.checks import CHECK, ChecksMixin
from publishing.admin.columns import PublicationChangeList, StateFilter, TagFilter, YearFilter, comment_mark, thumbnail
from publishing.admin.content import PublicContentAdmin, time_of
from publishing.admin.corrections import CorrectionsMixin
from publishing.admin.fields import tag_names
from publishing.admin.forms import PublicationForm
from publishing.admin.preview import PANE, PREVIEWS, PreviewPaneMixin, preview_response
from publishing.admin.preview_links import PreviewLinksMixin
from publishing.admin.review import ReviewMixin
from publishing.admin.stale import StaleFormMixin
from publishing.admin.translations import OutdatedFilter, TranslationsMixin
from publishing.admin.versions import VersionsMixin
from publishing.admin.working_copies import WorkingCopiesMixin
from publishing.models import Publication, Status

HEADLINE = gettext_lazy("Headline and address")
TEXT = gettext_lazy("Text")
PICTURE = gettext_lazy("Picture")
RELATIONS = gettext_lazy("Tags and relations")
LISTS = gettext_lazy("For search engines and lists")

UNFINISHED = "unfinished_step"


class PublicationAdmin(
    PreviewPaneMixin,
    ChecksMixin,
    WorkingCopiesMixin,
    PreviewLinksMixin,
    StaleFormMixin,
    ReviewMixin,
    VersionsMixin,
    CorrectionsMixin,
    TranslationsMixin,
    PublicContentAdmin,
):
    """Lists, forms and workflow buttons of a content type. Each names its public page: `preview_page(request, item)`."""

    form = PublicationForm
    change_form_template = "admin/publishing/publication/change_form.html"
    list_display: Any = ("picture_column", "title", "state_column", "author_column")
    list_display_links = ("title",)
    list_filter: ClassVar[Any] = (StateFilter, "language", TagFilter, YearFilter, OutdatedFilter)
    search_fields = ("title", "summary")
    search_help_text = gettext_lazy("Words of the headline or the summary")
    ordering = ("-updated_at", "-pk")
    autocomplete_fields: ClassVar[Any] = ("lead_image",)
    prepopulated_fields = {"slug": ("title",)}

    preview_page: Callable[[Any, Any], HttpResponse]

    class Media:
        js = tuple(
            Script(f"admin_site/{name}.js", defer=True)
            for name in ("counter", "tags", "steps", "order", "preview-pane", "places", "checks", "review")
        )
        css = {"all": ("admin_site/preview-pane.css", "admin_site/review.css", "admin_site/translations.css")}

    # --- Lists ---------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PublicationChangeList]:
        return PublicationChangeList

    @admin.display(description=gettext_lazy("picture"))
    def picture_column(self, item: Publication) -> SafeString:
        return thumbnail(item.lead_image)

    @admin.display(description=gettext_lazy("status"), ordering="publish_at")
    def state_column(self, item: Publication) -> SafeString:
        badge = states.badge(states.state_of(item.status, item.publish_at, timezone.now()))
        badge = format_html("{} {} {} {}", badge, self.copy_mark(item), self.translation_mark(item), comment_mark(item))
        if item.publish_at is None:
            return badge
        return format_html('{} <span class="state-at">{}</span>', badge, states.moment(item.publish_at))

    @admin.display(description=gettext_lazy("by, last change"), ordering="updated_at")
    def author_column(self, item: Publication) -> SafeString:
        return format_html(
            '{} <span class="state-at">{}</span>', item.created_by or "–", states.moment(item.updated_at)
        )

    # --- Who may do what -----------------------------------------------------------------------

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Say whether the person may take an editor's steps: approve, send back, publish, withdraw."""
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_change_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        """Editors change everything; authors their own drafts, and what is live of theirs through a working copy."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or self.has_publish_permission(request):
            return not getattr(request, "reads_live", False)
        return self._is_own_draft(request, obj) or (
            obj.is_visible(time_of(request)) and obj.created_by_id == request.user.pk
        )

    def has_delete_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        """Nothing that is public or scheduled is deleted: it is withdrawn first. Authors delete their own drafts.

        Working copies are discarded, which their live item's log tells.
        """
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        if obj.status == Status.PUBLISHED or obj.working_copy_of_id is not None:
            return False
        return self.has_publish_permission(request) or self._is_own_draft(request, obj)

    def _is_own_draft(self, request: HttpRequest, item: Publication) -> bool:
        return item.status == Status.DRAFT and item.created_by_id == request.user.pk

    # --- The form ------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the text as readers see it to those who may not change it."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        shown: dict[Any, str] = {"body": "text_as_read"}
        return [
            (name, options | {"fields": [shown.get(field, field) for field in options["fields"]]})
            for name, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None or self.has_change_permission(request, obj) else (*fields, "text_as_read")

    @admin.display(description=gettext_lazy("text"))
    def text_as_read(self, item: Publication) -> SafeString:
        return placements.text(item, placements.Showing(timezone.now()))

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Lead to the public page while there is one."""
        is_visible = obj is not None and obj.pk and obj.is_visible(timezone.now())
        return obj.get_absolute_url() if is_visible else None

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Publication | None:
        """Return the item; where it is about to be changed, it is locked until that is done.

        What the person may do, and what saving leads to, depends on the status, which nobody must move meanwhile.
        """
        item: Publication | None = super().get_object(request, object_id, from_field)
        if item is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return item
        locked: Publication | None = (
            self.get_queryset(request).select_for_update(of=("self",)).filter(pk=item.pk).first()
        )
        return locked

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Refuse a step that the person may not take before anything is saved."""
        name = request.POST.get("_step", "preview") if request.method == "POST" else "preview"
        if name not in (*PREVIEWS, CHECK):
            if name not in steps.STEPS:
                raise BadRequest(f"There is no step “{name}”.")
            if steps.STEPS[name].needs_publish and not self.has_publish_permission(request):
                raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add the buttons, the standing of the item and its log."""
        item = kwargs.get("obj")
        state = states.state_of(item.status, item.publish_at, time_of(request)) if item else Status.DRAFT.value
        may_change = self.has_change_permission(request, item) if item else self.has_add_permission(request)
        unfinished = request.refused_step = self._unfinished_step(request)  # type: ignore[attr-defined]
        form = context["adminform"].form
        context |= {
            "state": state,
            "badge": states.badge(state),
            "is_live": state == states.LIVE,
            "is_new": item is None,
            "standing": self._standing(item, state) if item else "",
            "steps": steps.offered(state, may_publish=self.has_publish_permission(request)) if may_change else [],
            "may_change": may_change,
            "open_panel": unfinished.get("step") or self._panel_with_error(form),
            "preview_url": self.address(item, "preview") if item else None,
            "versions_url": self.versions_url(item) if item else None,
            "corrections_url": self.corrections_url(item) if item else None,
            "preview_links_url": self.address(item, "preview_links") if item and may_change else None,
            "tag_names": tag_names() if may_change else [],
            "transitions": list(item.transitions.select_related("by")[:20]) if item else [],
        }
        for name, value in unfinished.get("typed", {}).items():
            form.initial[name] = datetime.fromisoformat(value) if name == "publish_time" else value
        return super().render_change_form(request, context, *args, **kwargs)

    def _standing(self, item: Publication, state: str) -> SafeString:
        """Return in one sentence who changed the item last, when, and since when or from when it is public."""
        nobody = _("somebody who has left")
        changed = _("Begun by %(author)s on %(begun)s; last change by %(editor)s on %(changed)s.") % {
            "author": item.created_by or nobody,
            "begun": states.moment(item.created_at),
            "editor": item.updated_by or nobody,
            "changed": states.moment(item.updated_at),
        }
        if state == states.LIVE and item.publish_at:
            address = steps.public_address(item)
            return format_html(
                _('Live since {} at <a href="{}">{}</a>. {}'),
                states.moment(item.publish_at),
                address,
                url_unquote(address),
                changed,
            )
        if state == states.SCHEDULED and item.publish_at:
            return format_html(_("Goes live by itself on {}. {}"), moments.in_full(item.publish_at), changed)
        return format_html("{}", changed)

    def _panel_with_error(self, form: Any) -> str:
        fields = {"publish_time": "schedule", **steps.NOTES}
        return next((step for field, step in fields.items() if field in form.errors), "")

    # --- Saving, and the step that the pressed button stands for -------------------------------

    def save_model(self, request: HttpRequest, obj: Publication, form: ModelForm, change: bool) -> None:
        # Noted before it is saved: a preview of something public must leave no trace.
        request.was_public = obj.status == Status.PUBLISHED  # type: ignore[attr-defined]
        operations.save(obj, user=request.user, now=time_of(request))  # type: ignore[arg-type]  # staff are signed in
        request.step_data = form.cleaned_data  # type: ignore[attr-defined]

    def after_change(self, request: HttpRequest, item: Publication) -> None:
        operations.refresh(item, now=time_of(request))

    def before_delete(self, request: HttpRequest, item: Publication) -> None:
        search.forget(item)

    def response_add(
        self, request: HttpRequest, obj: Publication, post_url_continue: str | None = None
    ) -> HttpResponse:
        return super().response_add(request, obj) if IS_POPUP_VAR in request.POST else self.after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Publication) -> HttpResponse:
        return (
            super().response_change(request, obj) if IS_POPUP_VAR in request.POST else self.after_saving(request, obj)
        )

    def after_saving(self, request: HttpRequest, item: Publication) -> HttpResponse:
        """Take the step of the pressed button, in the transaction of the save, and lead back to the form.

        A step that is not possible leaves the save alone: what was typed is kept, and both are said.
        """
        name = request.POST.get("_step", "")
        if name == "preview":
            return self._preview_after_saving(request, item)
        if name == PANE:
            return self.pane_response(request, item)
        if name == CHECK:
            return self.check_response(request, item)
        apply_page = self.to_apply_page(request, item)
        if apply_page:
            return apply_page
        if name:
            self._take_step(request, item, name)
        else:
            self.message_user(request, steps.said_after_saving(item, time_of(request)), messages.SUCCESS)
        return HttpResponseRedirect(self.address(item, "change"))

    def _take_step(self, request: HttpRequest, item: Publication, name: str) -> None:
        data = request.step_data  # type: ignore[attr-defined]
        try:
            steps.STEPS[name].run(item, request.user, time_of(request), data)
        except workflow.MayNotPublish as error:
            self.message_user(request, steps.said_instead(error), messages.ERROR)
            self._keep_step(request, item, name, data, is_checked=True)
        except workflow.WorkflowError as error:
            self.message_user(
                request, _("What you typed is saved, and nothing else was done. %s") % error, messages.ERROR
            )
            self._keep_step(request, item, name, data)
        else:
            self.message_user(request, steps.said_after(name, item, time_of(request)), messages.SUCCESS)

    def _keep_step(
        self, request: HttpRequest, item: Publication, name: str, data: dict[str, Any], *, is_checked: bool = False
    ) -> None:
        """Keep what was typed for a step that failed until the form is shown again, with the check if that refused it."""
        typed = {field: str(data[field]) for field in steps.NOTES if data.get(field)}
        at = data["publish_time"].isoformat() if name == "schedule" and data.get("publish_time") else ""
        if data.get("publish_time"):
            typed["publish_time"] = data["publish_time"].isoformat()
        step = name if steps.STEPS[name].panel else ""
        kept = {"step": step, "typed": typed, "check": is_checked, "at": at}
        request.session[UNFINISHED] = {"path": self.address(item, "change"), **kept}

    def _unfinished_step(self, request: HttpRequest) -> dict[str, Any]:
        kept = request.session.get(UNFINISHED)
        if not kept or kept["path"] != request.path:
            return {}
        del request.session[UNFINISHED]
        return dict(kept)

    # --- Preview -------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [
            path("<path:object_id>/preview/", self.admin_site.admin_view(self.preview_view), name=name),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show the public page of an item as it is saved."""
        item = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404
        if not self.has_view_or_change_permission(request, item):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        return self._preview(request, item, is_saved=True)

    def _preview_after_saving(self, request: HttpRequest, item: Publication) -> HttpResponse:
        """Lead to the preview of a saved draft; of a public item show what saving would do, and undo it."""
        if not request.was_public and not getattr(request, "is_trial", False):  # type: ignore[attr-defined]
            return HttpResponseRedirect(self.address(item, "preview"))
        response = self._preview(request, item, is_saved=False)
        transaction.set_rollback(True)
        return response

    def _preview(self, request: HttpRequest, item: Publication, *, is_saved: bool) -> HttpResponse:
        return preview_response(request, item, back=self.address(item, "change"), is_saved=is_saved)

    def address(self, item: Publication, view: str) -> str:
        """Return the path of one of the item's admin views: ``change``, ``preview``."""
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[item.pk])
