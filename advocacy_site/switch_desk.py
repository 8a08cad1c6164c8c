"""The page of the switches for viral days: what is off, since when, by whom, and the buttons."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns import switching
from publishing.admin.content import time_of
from supporters.models import Switch

Name = Switch.Name

ABOUT: Final[dict[str, Promise]] = {
    Name.COLLECTING: gettext_lazy(
        "While it is off, no form is taken; what people typed stays in their form. Links in mail go on confirming. When it "
        "is on again, every action that was open closes later by the time that it lost."
    ),
    Name.MAIL: gettext_lazy(
        "While it is off, all mail to supporters waits in the outbox, and leaves in its order afterwards."
    ),
    Name.LOOKUP: gettext_lazy(
        "While it is off, nobody is looked up by place; letters and calls go to those whom the campaign addresses in any case."
    ),
    Name.FULL_PAGES: gettext_lazy(
        "While it is off, pages of actions hold their text and form alone, and weigh the least."
    ),
}


class SwitchForm(forms.Form):
    """What a button of the page sends."""

    name = forms.ChoiceField(choices=Name.choices)
    turn = forms.ChoiceField(choices=[("off", "off"), ("on", "on")])
    words = forms.CharField(max_length=300, required=False)


@dataclass(frozen=True)
class Row:
    """One switch on the page."""

    name: str
    label: str
    about: str
    switch: Switch | None
    our_words: str

    @property
    def is_off(self) -> bool:
        return self.switch is not None and self.switch.off_since is not None


@admin.register(Switch)
class SwitchAdmin(admin.ModelAdmin):
    """One page for all of them: there is nothing to add, to delete or to open."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="supporters_switch_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the switches, or turn one (POST)."""
        if request.method == "POST":
            return self._turn(request)
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Switches"),
            "rows": rows(),
            "may_change": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/supporters/switch/change_list.html", context)

    def _turn(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = SwitchForm(request.POST)
        if form.is_valid():
            self._do(request, **form.cleaned_data)
        else:
            words = _("Nothing was changed: %s") % "; ".join(
                str(error) for errors in form.errors.values() for error in errors
            )
            self.message_user(request, words, messages.ERROR)
        return HttpResponseRedirect(reverse("admin:supporters_switch_changelist"))

    def _do(self, request: HttpRequest, *, name: str, turn: str, words: str) -> None:
        switch = Name(name)
        try:
            if turn == "off":
                switching.turn_off(switch, user=request.user, words=words, now=time_of(request))
                said = _("Off now: %s. Visitors are told.") % switch.label
            else:
                extended = switching.turn_on(switch, user=request.user, now=time_of(request))
                said = _("On again: %s.") % switch.label
                said += _extended(extended)
        except switching.NoSuchChange:
            said = _("Somebody else was faster: it is as you wanted it already.")
        self.message_user(request, said, messages.SUCCESS)


def _extended(number: int) -> str:
    if not number:
        return ""
    words = ngettext(
        "%(number)d action closes later by the time that it lost.",
        "%(number)d actions close later by the time that they lost.",
        number,
    )
    return " " + words % {"number": number}


def rows() -> list[Row]:
    """Return all switches, used or not."""
    used = {switch.name: switch for switch in Switch.objects.select_related("changed_by")}
    return [
        Row(name.value, str(name.label), str(ABOUT[name]), used.get(name.value), str(switching.OUR_WORDS[name]))
        for name in Name
    ]
