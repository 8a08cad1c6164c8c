"""The form of a source: names typed one a line, a date with its echo, and warnings that somebody confirms."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.admin.checks import confirmed
from publishing.admin.fields import TagsField
from publishing.findings import Finding, Report, warning
from sources import csl, dates, duplicates, hiding, languages
from sources.duplicates import Double, Why
from sources.importing.mapping import NAME_FIELDS
from sources.models import Source


class DateInput(forms.TextInput):
    """A date as printed, and below it how it is understood: in EDTF, and in words."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        key = (attrs or {}).get("id", f"id_{name}")
        described = " ".join(filter(None, [(attrs or {}).get("aria-describedby"), f"{key}_echo"]))
        more = {"aria-describedby": described, "data-date-echo": reverse("admin:sources_source_date")}
        control = super().render(name, value, {**(attrs or {}), **more}, renderer)
        context = {"control": control, "id": key, "echo": date_echo(str(value or ""))}
        return render_to_string("admin/sources/source/date.html", context)


def date_echo(typed: str) -> dict[str, str]:
    """Return how a typed date is understood: {"edtf", "words"}, {"problem"}, or {} for no date."""
    try:
        edtf = dates.parse_typed(typed)
    except dates.DateNotUnderstood as error:
        return {"problem": str(error)}
    return {"edtf": edtf, "words": dates.display(edtf)} if edtf else {}


def names_field(label: Any, help_text: Any = "", rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})
    return forms.CharField(label=label, required=False, max_length=5000, widget=widget, help_text=help_text)


class SourceForm(forms.ModelForm):
    """Form of a source. `now` is set by the admin.

    What is doubtful is a warning, found once there is no error: `report` has it, and `doubles` the sources that may be
    the same. It is saved all the same when the form comes again with the warnings confirmed.
    """

    now: datetime

    authors_typed = names_field(
        gettext_lazy("Authors"),
        gettext_lazy(
            "One a line. A person as “Family, Given”; an organisation without a comma, or in braces: "
            "{Ministry of Justice, Armenia}."
        ),
        rows=3,
    )
    editors_typed = names_field(gettext_lazy("Editors"), gettext_lazy("One a line, as authors."))
    translators_typed = names_field(gettext_lazy("Translators"), gettext_lazy("One a line, as authors."))
    tags = TagsField()

    class Meta:
        model = Source
        exclude = NAME_FIELDS  # noqa: DJ006 - all others, of which the admin shows those in its sections
        widgets = {"issued_as_typed": DateInput(attrs={"class": "vTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = Report()
        self.doubles: list[Double] = []
        for name in NAME_FIELDS:
            if f"{name}_typed" in self.fields:
                self.initial[f"{name}_typed"] = csl.format_names(getattr(self.instance, name))
        for name, changes in FIELDS.items():
            if name in self.fields:
                for attribute, value in changes.items():
                    setattr(self.fields[name], attribute, value)
        if "title" in self.fields:
            self.fields["title"].widget.attrs.pop("maxlength", None)

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_language(self) -> str:
        return languages.clean(self.cleaned_data["language"])

    def clean_authors_typed(self) -> str:
        return self._clean_names("authors")

    def clean_editors_typed(self) -> str:
        return self._clean_names("editors")

    def clean_translators_typed(self) -> str:
        return self._clean_names("translators")

    def _clean_names(self, name: str) -> str:
        typed: str = self.cleaned_data[f"{name}_typed"]
        # What came in from elsewhere may know more of a name (its particles) than the form shows.
        if typed.splitlines() == str(self.initial[f"{name}_typed"]).splitlines():
            return typed
        try:
            setattr(self.instance, name, csl.parse_names(typed))
        except csl.NamesNotUnderstood as error:
            raise ValidationError(str(error)) from error
        return typed

    # --- Warnings ------------------------------------------------------------------------------

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook for what must come after all else
        self.doubles = self._find_doubles()
        if self.errors:
            return
        self.report = Report(tuple(self._warnings()))
        if not set(self.report.keys) <= set(confirmed(self.data)):
            self.add_error(None, ValidationError(_("Look at the warnings and confirm them."), code="unconfirmed"))

    def _find_doubles(self) -> list[Double]:
        if self.instance.pk and not {"title", "url", "doi", "isbn", "issued_as_typed"} & set(self.changed_data):
            return []
        kinds = {"kind": "type", "issued": "issued_as_typed"}
        typed = {
            name: str(self.data.get(kinds.get(name, name), ""))
            for name in ("kind", "url", "doi", "isbn", "title", "issued")
        }
        return duplicates.find(duplicates.typed_keys(**typed), but=self.instance.pk)

    def _warnings(self) -> list[Finding]:
        found = [_double_finding(double) for double in self.doubles if double.why[0] is not Why.ADDRESS]
        if self.instance.pk and "visibility" in self.changed_data:
            before, after = self.initial["visibility"], self.cleaned_data["visibility"]
            found += hiding.findings(self.instance, before=before, after=after, now=self.now)
        return found


FIELDS: Final[dict[str, dict[str, Any]]] = {
    "slug": {
        "required": False,
        "help_text": gettext_lazy("The last part of the public address. Made from the title if empty."),
    },
    "url": {"help_text": gettext_lazy("As you found it: tracking parameters and archives around it are seen through.")},
    "accessed_on": {"help_text": gettext_lazy("The day on which you read it there.")},
    "doi": {"help_text": gettext_lazy("Such as 10.1000/182, or its whole address.")},
    "isbn": {"help_text": gettext_lazy("With 10 or 13 digits.")},
    "publisher": {"help_text": gettext_lazy("Who brought it out, if that is not the author alone.")},
    "visibility": {
        "help_text": gettext_lazy(
            "“Excerpt only”: readers see the record and the quoted passages, not the copies. “On file”: readers see the "
            "name and nothing else, for testimony and for people at risk."
        )
    },
    "summary": {"help_text": gettext_lazy("Shown on the source’s page. At most 600 characters.")},
    "note": {"help_text": gettext_lazy("Never shown to readers.")},
}


def _double_finding(double: Double) -> Finding:
    reasons = ", ".join(str(reason) for reason in double.reasons)
    message = _("“%(title)s” has %(reasons)s.") % {"title": double.source.title, "reasons": reasons}
    return warning(f"double_{double.source.pk}", message, "title", [why.value for why in double.why])
