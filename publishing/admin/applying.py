"""The page on which changes to something live are applied: what readers will see, what speaks against it, and when."""

from collections.abc import Collection
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from publishing import comparing, corrections, preflight, snapshots, working_copies
from publishing.admin import checks, states
from publishing.admin.corrections import AppliedCorrectionForm
from publishing.admin.local_time import LocalTimeField
from publishing.admin.steps import public_address
from publishing.findings import Report
from publishing.models import Publication
from publishing.workflow import NotConfirmed, NotReady, WorkflowError

NOW, LATER = "now", "later"


class ApplyForm(forms.Form):
    """When the changes are to be applied, a note for the log, and the warnings that were seen."""

    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[(NOW, gettext_lazy("Now")), (LATER, gettext_lazy("At a time"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    apply_time = LocalTimeField(label=gettext_lazy("Date and time"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note for the log"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For staff. Readers do not see it."),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == LATER and "apply_time" in cleaned:
            if not cleaned["apply_time"]:
                self.add_error("apply_time", _("Say when readers are to see the changes."))
            elif cleaned["apply_time"] <= self._now:
                self.add_error("apply_time", ValidationError(_("This time is past. Choose “Now”."), code="past"))
        return cleaned


class ApplyPage:
    """One showing of the page. `apply` does what was posted, and says whether it was done."""

    def __init__(self, desk: Any, request: HttpRequest, copy: Publication, *, now: datetime) -> None:
        assert copy.working_copy_of is not None
        self.desk, self.request, self.copy, self.now = desk, request, copy, now
        self.live: Publication = copy.working_copy_of
        data = request.POST if request.method == "POST" else None
        initial = {"when": LATER, "apply_time": copy.apply_at} if copy.apply_at else {}
        self.form = ApplyForm(data, now=now, initial=initial)
        # Asked where readers ought to be told of the change, which is for the text as it is now to say.
        needs_correction = corrections.needs_one(copy, now)
        self.correction = AppliedCorrectionForm(data) if needs_correction else None
        self.problem = ""
        self.next_address = desk.address(self.live, "change")

    @cached_property
    def report(self) -> Report:
        return preflight.check(self.copy, self.now)

    def apply(self) -> bool:
        """Apply the changes, or put them on the schedule. What is not possible is said on the page."""
        forms_are_valid = [form.is_valid() for form in (self.form, self.correction) if form is not None]
        if not all(forms_are_valid):
            return False
        data = self.form.cleaned_data
        try:
            self._apply(data, checks.confirmed(self.request.POST))
        except (NotReady, NotConfirmed) as error:
            self.__dict__["report"] = error.report
            self.problem = _("Nothing was changed. Look at what preflight found.")
            return False
        except WorkflowError as error:
            self.problem = str(error)
            return False
        return True

    def _apply(self, data: dict[str, Any], confirmed: Collection[str]) -> None:
        details = self.correction.details if self.correction else {}
        note = " ".join(filter(None, [data["note"], self.correction.note if self.correction else ""]))
        asked: dict[str, Any] = {"user": self.request.user, "now": self.now, "note": note, "confirmed": confirmed}
        if data["when"] == LATER:
            working_copies.schedule(self.copy, apply_at=data["apply_time"], details=details, **asked)
            self.next_address = self.desk.address(self.copy, "change")
            said = _("On the schedule. Readers see the changes from %(when)s on.") % {
                "when": states.moment(data["apply_time"])
            }
        else:
            live = working_copies.apply(self.copy, also=lambda live: self._after_apply(live, details), **asked)
            said = _("Applied. The public page shows the changes: %(address)s") % {"address": public_address(live)}
        self.desk.message_user(self.request, said, messages.SUCCESS)

    def _after_apply(self, live: Publication, details: dict[str, Any]) -> None:
        live.after_scheduled_apply(details, user=self.request.user, now=self.now)

    def context(self) -> dict[str, Any]:
        """Return what the template shows."""
        back = self.desk.address(self.copy, "change")
        comparison = comparing.compare_contents(snapshots.take(self.live), snapshots.take(self.copy), type(self.copy))
        return self.desk.admin_site.each_context(self.request) | {
            "title": _("Apply the changes"),
            "opts": self.desk.opts,
            "original": self.live,
            "copy": self.copy,
            "form": self.form,
            "correction": self.correction,
            "checks": checks.panel(self.report, self.copy, form_url=back, may_confirm=True),
            "problem": self.problem,
            "comparison": comparison,
            "dir": "rtl" if get_language_info(self.copy.language)["bidi"] else "ltr",
            "back": back,
            "media": self.desk.media + self.form.media,
        }
