"""The form of a call to action: the fields that all kinds have, and those of its kind as fields among them."""

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils.text import slugify

from campaigns import kinds
from campaigns.models import Action, Campaign

WIDE: Final[dict[type, str]] = {
    forms.TextInput: "vTextField",
    forms.URLInput: "vTextField",
    forms.Textarea: "vLargeTextField",
}
PREFIX: Final = "details_"
"""Stands before the names of a kind's own fields, which may be called like common ones."""


class ActionForm(forms.ModelForm):
    """Makes an action's address from its title where none is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "slug" in cleaned and not cleaned["slug"] and cleaned.get("title"):
            cleaned["slug"] = slugify(cleaned["title"][:90], allow_unicode=True).strip("-_") or "action"
        return cleaned


class KindForm(ActionForm):
    """The form of an action of one kind; `form_for` makes one for each. What its kind asks for is stored as `details`."""

    kind: ClassVar[Action.Kind]
    campaign: ClassVar[Campaign | None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = self.kind
        said = dict(self.instance.details or {})
        self.details = self._details_form(said)
        for name, field in self.details.fields.items():
            if wide := WIDE.get(type(field.widget)):
                field.widget.attrs.setdefault("class", wide)
            self.fields[PREFIX + name] = field
            self.initial.setdefault(PREFIX + name, self.details.get_initial_for_field(field, name))

    def _details_form(self, said: dict[str, Any]) -> kinds.DetailsForm:
        """Return the kind's own form, with what was posted for it under the names that it knows."""
        posted = None
        if self.is_bound:
            posted = QueryDict(mutable=True)
            for name in self.data:
                if name.startswith(PREFIX) and isinstance(self.data, QueryDict):
                    posted.setlist(name.removeprefix(PREFIX), self.data.getlist(name))
        return self._kind.details.of(self.campaign, posted, said)

    @property
    def _kind(self) -> kinds.Kind:
        return kinds.of(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self._kind.by_mail or self._kind.always_confirmed:
            # The form does not ask where there is no choice.
            self.instance.needs_confirmation = self._kind.by_mail
        if self.details.is_valid():
            self.instance.details = self.details.cleaned_data
            self._close_in_time(cleaned)
        for name, errors in self.details.errors.items():
            if PREFIX + name not in self.errors:
                self.add_error(None if name == NON_FIELD_ERRORS else PREFIX + name, errors)
        return cleaned

    def _close_in_time(self, cleaned: dict[str, Any]) -> None:
        """Close the action when its kind says so, unless staff have said something else."""
        before = self._kind.closes_at(self.initial_details)
        if cleaned.get("closes_at") in (None, before):
            cleaned["closes_at"] = self._kind.closes_at(self.instance.details) or cleaned.get("closes_at")

    @property
    def initial_details(self) -> dict[str, Any]:
        """Return the details as they were stored before the form was sent."""
        return dict(self.details.initial)


def form_for(kind: Action.Kind, campaign: Campaign | None) -> type[KindForm]:
    """Return the form of actions of a kind, for the admin to complete: it declares the kind's own fields."""
    details = kinds.KINDS[kind].details
    fields = {PREFIX + name: field for name, field in details.base_fields.items()}
    return type("KindForm", (KindForm,), {**fields, "kind": kind, "campaign": campaign, "__module__": __name__})
