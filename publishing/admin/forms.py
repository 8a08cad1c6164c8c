"""The form of every publication: what is wrong is said beside its field, and what was typed stays."""

import unicodedata
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.admin.checks import confirmed
from publishing.admin.fields import TagsField, count_characters
from publishing.admin.local_time import LocalTimeField
from publishing.admin.steps import NOTES
from publishing.editor import BodyField, BodyFormMixin
from publishing.models import Publication
from publishing.slugs import free_slug, is_reachable, make_slug
from publishing.translations import language_problem

TITLE_RECOMMENDED, TITLE_LIMIT = 90, 200
SUMMARY_RECOMMENDED, SUMMARY_LIMIT = 160, 400
EARLIEST_YEAR, YEARS_AHEAD = 1900, 10


def _note(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class PublicationForm(BodyFormMixin, forms.ModelForm):
    """Form of a publication, with the few fields that steps of the workflow ask for. `now` is set by the admin."""

    body = BodyField(label=gettext_lazy("Text"), required=False)
    tags = TagsField()
    publish_time = LocalTimeField(label=gettext_lazy("Date and time"), required=False)
    submit_note = _note(gettext_lazy("Note for the editors, if you like"))
    approve_note = _note(gettext_lazy("Note for the author, if you like"))
    send_back_note = _note(gettext_lazy("What is to be done"))
    withdraw_note = _note(gettext_lazy("Why it is withdrawn"))

    STEP_FIELDS = ("publish_time", *NOTES)

    instance: Publication

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            count_characters(self.fields["title"], recommended=TITLE_RECOMMENDED, limit=TITLE_LIMIT)
            count_characters(self.fields["summary"], recommended=SUMMARY_RECOMMENDED, limit=SUMMARY_LIMIT)
            self.fields["summary"].widget.attrs["rows"] = 3
            self.fields["slug"].required = False
            self.fields["slug"].widget.attrs.pop("maxlength", None)
        for name in NOTES:
            self.fields[name].widget.attrs.pop("maxlength", None)

    @cached_property
    def changed_data(self) -> list[str]:
        """Leave the fields of the workflow out: its own log says what they did."""
        return [name for name in super().changed_data if name not in self.STEP_FIELDS]

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if not any(unicodedata.category(character)[0] in "LNPS" for character in title):
            raise ValidationError(_("Write a headline."), code="required")
        return title

    def clean_publish_time(self) -> datetime | None:
        """Refuse slips of the keyboard: with a release of the year 24, the archive would begin there."""
        at: datetime | None = self.cleaned_data["publish_time"]
        if at is not None and not EARLIEST_YEAR <= at.year <= timezone.now().year + YEARS_AHEAD:
            raise ValidationError(_("Check the year: %(year)s cannot be meant."), params={"year": at.year}, code="year")
        return at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and "language" in cleaned:
            problem = language_problem(self.instance, cleaned["language"])
            if problem:
                self.add_error("language", ValidationError(problem, code="translated"))
        if "slug" in cleaned and "title" in cleaned and "language" in cleaned:
            self._clean_address(cleaned)
        if not cleaned.get("slug"):
            # None could be made; the form, shown again, links to the page that the item has.
            cleaned.pop("slug", None)
        self._clean_step(cleaned)
        cleaned["confirmed"] = confirmed(self.data)
        return cleaned

    def _clean_address(self, cleaned: dict[str, Any]) -> None:
        """Make an address where none was typed; refuse one that is taken or leads elsewhere, and propose a free one."""
        item, model = self.instance, type(self.instance)
        own = item.working_copy_of_id or item.pk
        if cleaned["slug"]:
            stem = slug = cleaned["slug"]
        else:
            stem = make_slug(cleaned["title"], str(model._meta.verbose_name or "item"))
            slug = cleaned["slug"] = free_slug(model, stem, language=cleaned["language"], but=own)
        free = free_slug(model, stem, language=cleaned["language"], but=own)
        if slug != free:
            message = _("Another item already has the address “%(slug)s”. Free is “%(free)s”.")
            self.add_error("slug", ValidationError(message % {"slug": slug, "free": free}, code="taken"))
        elif not is_reachable(model(slug=slug, language=cleaned["language"])):
            message = _("The address “%(slug)s” leads to another page of this site. Choose another.")
            self.add_error("slug", ValidationError(message % {"slug": slug}, code="elsewhere"))

    def _clean_step(self, cleaned: dict[str, Any]) -> None:
        step = self.data.get("_step")
        if step == "schedule" and "publish_time" in cleaned and not cleaned["publish_time"]:
            self.add_error("publish_time", _("Say when it is to be published."))
        if step == "send_back" and "send_back_note" in cleaned and not cleaned["send_back_note"]:
            self.add_error("send_back_note", _("Write to the author what is to be done."))
