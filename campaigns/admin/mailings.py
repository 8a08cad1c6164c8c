"""Updates to supporters: writing one, looking at it as mail, a test to oneself, and sending, which is asked for once more."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns import mailings
from campaigns.mailings import letters
from campaigns.models import Mailing
from publishing import previewing, rendering
from publishing.admin import ListAdmin
from publishing.admin.content import KEY, time_of
from publishing.editor import BodyField, body_extensions

LEFT_OUT: Final = ("cite", "placed", "table")
"""Groups of the editor's tool bar for what mail shows nowhere alike."""


class MailBodyField(BodyField):
    """The editor of releases without what mail shows nowhere alike: citations, pictures, videos, calls, tables."""

    def extensions(self) -> dict[str, Any]:
        base = body_extensions()
        return base | {"Menu": {"groups": [one for one in base["Menu"]["groups"] if one["group"] not in LEFT_OUT]}}

    def to_python(self, value: Any) -> str:
        html = super().to_python(value)
        if rendering.placed(html) or rendering.markers(html) or "<table" in html:
            raise ValidationError(
                _("A message holds no citations, pictures, videos, calls to action or tables. Link to them instead."),
                code="not_in_mail",
            )
        return html


class MailingForm(ModelForm):
    class Meta:
        model = Mailing
        fields = ("campaign", "audience", "subject", "body", "pace")
        field_classes: ClassVar = {"body": MailBodyField}


@admin.register(Mailing)
class MailingAdmin(ListAdmin):
    """A draft has a form; from the moment it is sent, its page tells how it goes."""

    form = MailingForm
    list_display = ("subject", "campaign", "audience", "state", "number", "created_at", "finished_at")
    list_filter = ("state", "audience")
    list_select_related = ("campaign",)
    search_fields = ("subject", "campaign__title")
    autocomplete_fields = ("campaign",)
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("campaign", "audience", "subject", "body")}),
        (gettext_lazy("How fast it leaves"), {"fields": ("pace",)}),
    )
    change_form_template = "admin/campaigns/mailing/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Mailing | None = None) -> bool:
        """What people have got is not rewritten."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state == Mailing.State.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Mailing | None = None) -> bool:
        """What was sent stays, as the record of it."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.state == Mailing.State.DRAFT

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("campaigns.send_mailing")

    def save_model(self, request: HttpRequest, obj: Mailing, form: ModelForm, change: bool) -> None:
        obj.body_html = rendering.for_mail(obj.body, settings.SITE_URL + "/").html
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]  # staff are signed in
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Mailing, post_url_continue: Any = None) -> HttpResponse:
        return self._after_save(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Mailing) -> HttpResponse:
        return self._after_save(request, obj) or super().response_change(request, obj)

    def _after_save(self, request: HttpRequest, mailing: Mailing) -> HttpResponse | None:
        """Lead to the page on which it is looked at and sent, unless the person goes on writing."""
        if any(name in request.POST for name in ("_continue", "_addanother", "_saveasnew", "_popup")):
            return None
        return HttpResponseRedirect(desk_of(mailing))

    # --- Looking at it, and sending it -----------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        views = {"send": self.desk_view, "words": self.words_view}
        own = [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"campaigns_mailing_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def words_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Return the message as it will look, for the frame on the page; it runs no script and fetches nothing."""
        mailing = self._find(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = HttpResponse(letters.for_nobody(letters.compose(mailing)).html)
        previewing.allow_framing(response)
        return response

    def desk_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show the message, to how many it goes and how far it is; test, send, pause and go on by POST."""
        mailing = self._find(request, object_id)
        if request.method == "POST":
            return self._step(request, mailing)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": mailing.subject,
            "mailing": mailing,
            "text": letters.for_nobody(letters.compose(mailing)).text,
            "progress": mailings.progress(mailing),
            "may_send": self.has_send_permission(request),
            "may_change": self.has_change_permission(request, mailing),
            "email": request.user.email,  # type: ignore[union-attr]  # staff are signed in
        }
        return TemplateResponse(request, "admin/campaigns/mailing/send.html", context)

    def _find(self, request: HttpRequest, object_id: str) -> Mailing:
        """Return the update that the address names, for who may see it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        found = Mailing.objects.select_related("campaign").filter(pk=key).first() if KEY.fullmatch(key) else None
        if found is None:
            raise Http404
        return found

    def _step(self, request: HttpRequest, mailing: Mailing) -> HttpResponse:
        if not self.has_send_permission(request):
            raise PermissionDenied
        steps = {"test": self._test, "send": self._send, "pause": self._pause, "resume": self._resume}
        step = steps.get(request.POST.get("_step", ""))
        if step is None:
            return HttpResponse(status=400)
        try:
            step(request, mailing)
        except mailings.AudienceChanged as change:
            words = _("Nothing was sent: meanwhile this would go to %(number)d people. Look at it again.")
            self.message_user(request, words % {"number": change.number}, messages.WARNING)
        except mailings.MailingError as error:
            self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(desk_of(mailing))

    def _test(self, request: HttpRequest, mailing: Mailing) -> None:
        email: str = request.user.email  # type: ignore[union-attr]  # staff are signed in
        if not email:
            raise mailings.MailingError(_("Your account has no e-mail address to which a test could go."))
        mailings.send_test(mailing, email=email, now=time_of(request))
        self.message_user(request, _("A test is on its way to %s.") % email, messages.SUCCESS)

    def _send(self, request: HttpRequest, mailing: Mailing) -> None:
        number = request.POST.get("number", "")
        if not KEY.fullmatch(number) or "sure" not in request.POST:
            raise mailings.MailingError(_("Nothing was sent. Tick that it is to be sent, then press the button again."))
        mailings.send(mailing, expected=int(number), now=time_of(request))
        self.log_change(request, mailing, [{"changed": {"fields": ["state"]}}])
        self.message_user(request, _("The update is being sent."), messages.SUCCESS)

    def _pause(self, request: HttpRequest, mailing: Mailing) -> None:
        number = mailings.pause(mailing, now=time_of(request))
        words = ngettext(
            "Paused. %(number)d message that was ready to leave is held back.",
            "Paused. %(number)d messages that were ready to leave are held back.",
            number,
        )
        self.message_user(request, words % {"number": number}, messages.SUCCESS)

    def _resume(self, request: HttpRequest, mailing: Mailing) -> None:
        mailings.resume(mailing, now=time_of(request))
        self.message_user(request, _("The update goes on."), messages.SUCCESS)


def desk_of(mailing: Mailing) -> str:
    """Return the path of the page on which an update is looked at and sent."""
    return reverse("admin:campaigns_mailing_send", args=[mailing.pk])
