"""The desk for addresses that lead on: what the site wrote by itself, and what editors add."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing import redirects
from publishing.admin.content import ListAdmin, time_of
from publishing.admin.states import moment
from publishing.models import Redirect
from publishing.stored import NEVER_STORED


class RedirectForm(forms.ModelForm):
    """Takes addresses as people copy them: whole, encoded, without the slash at the end. `now` is set by the admin."""

    now: Any

    class Meta:
        model = Redirect
        fields = ("from_path", "to_path")
        help_texts = {
            "from_path": gettext_lazy("The old address, such as /press/old-headline/. All addresses below it follow."),
            "to_path": gettext_lazy("An address of this site, such as /press/new-headline/."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "vTextField", "spellcheck": "false", "autocomplete": "off"}

    def clean_from_path(self) -> str:
        path = read_path(self.cleaned_data["from_path"])
        if path == "/" or path.startswith(NEVER_STORED):
            raise ValidationError(_("This address belongs to the site itself and cannot lead on."))
        if redirects.is_taken(path, self.now):
            raise ValidationError(_("There is a page at this address. It would always win, so nothing would lead on."))
        return path

    def clean_to_path(self) -> str:
        path = read_path(self.cleaned_data["to_path"])
        if path.startswith(NEVER_STORED) or not redirects.is_address(path):
            raise ValidationError(_("There is nothing at this address of the site."))
        return path

    def clean(self) -> dict[str, Any]:
        """Lead straight to where the new address itself leads, and refuse a circle."""
        cleaned = super().clean() or self.cleaned_data
        old, new = cleaned.get("from_path"), cleaned.get("to_path")
        if not old or not new:
            return cleaned
        redirects.lock()
        goal = redirects.straight(old, new, now=self.now)
        if goal is None:
            raise ValidationError(
                _("“%(new)s” is “%(old)s”, is below it, or leads back to it: this would go round in a circle.")
                % {"old": old, "new": new},
                code="circle",
            )
        cleaned["to_path"] = goal
        return cleaned


def read_path(typed: str) -> str:
    """Return a path as redirects keep it from what a person typed or copied; raise ValidationError with words if it is none."""
    parts = urlsplit(typed.strip().removeprefix(settings.SITE_URL))
    path = unquote(parts.path)
    if parts.scheme or parts.netloc:
        raise ValidationError(_("This is an address of another site. Only addresses of this site can be written here."))
    if parts.query or parts.fragment:
        raise ValidationError(_("Leave out what follows “?” or “#”: readers' own is kept when they are led on."))
    if not path.startswith("/") or path.startswith("//"):
        raise ValidationError(_("An address begins with a slash, such as /press/old-headline/."))
    if any(not character.isprintable() or character == "\\" for character in path):
        raise ValidationError(_("The address has a character that no address has."))
    if not path.endswith("/") and "." not in path.rpartition("/")[2]:
        path = f"{path}/"
    return path


@admin.register(Redirect)
class RedirectAdmin(ListAdmin):
    form = RedirectForm
    list_display = ("from_path", "to_path", "reason", "created_at", "created_by")
    list_filter = ("reason",)
    list_select_related = ("created_by",)
    search_fields = ("from_path", "to_path")
    search_help_text = gettext_lazy("A part of the old or the new address")
    ordering = ("from_path",)
    fieldsets = ((None, {"fields": ("from_path", "to_path")}), (None, {"fields": ("state", "made")}))
    readonly_fields = ("state", "made")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out of the form for a new redirect what it cannot have yet."""
        return super().get_fieldsets(request, obj) if obj else self.fieldsets[:1]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.now = time_of(request)
        return form

    @admin.display(description=gettext_lazy("for readers"))
    def state(self, redirect: Redirect) -> str:
        """Say what happens to somebody who follows the old address now."""
        now = timezone.now()
        if redirects.is_taken(redirect.from_path, now):
            return _("A page stands at the old address, so nobody is led on.")
        if redirects.is_shown(redirect.to_path, now):
            return _("Readers are led on.")
        return _("The old address answers “not found”, because readers do not see what it leads to.")

    @admin.display(description=gettext_lazy("made"))
    def made(self, redirect: Redirect) -> SafeString:
        by = redirect.created_by or _("somebody who has left")
        return format_html("{} · {} · {}", redirect.get_reason_display(), moment(redirect.created_at), by)

    def save_model(self, request: HttpRequest, obj: Redirect, form: ModelForm, change: bool) -> None:
        now = time_of(request)
        if not change:
            obj.created_at, obj.created_by = now, request.user  # type: ignore[assignment]  # staff are signed in
        followed = redirects.repoint(obj.from_path, obj.to_path)
        super().save_model(request, obj, form, change)
        self._tell(request, obj, form, followed)

    def _tell(self, request: HttpRequest, redirect: Redirect, form: ModelForm, followed: int) -> None:
        """Say what was made different from what was typed, and what readers will notice."""
        if read_path(form.data["to_path"]) != redirect.to_path:
            said = _("The address that you wrote itself leads on to %s, so the old one leads straight there.")
            self.message_user(request, said % redirect.to_path, messages.INFO)
        if followed:
            said = ngettext(
                "%d redirect that led to the old address leads to the new one now.",
                "%d redirects that led to the old address lead to the new one now.",
                followed,
            )
            self.message_user(request, said % followed, messages.INFO)
        if not redirects.is_shown(redirect.to_path, time_of(request)):
            said = _("Readers do not see what is at %s now; until they do, the old address answers “not found”.")
            self.message_user(request, said % redirect.to_path, messages.WARNING)
