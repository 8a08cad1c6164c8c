"""What staff say of an action that goes to decision makers: to those of the supporter's place, or to the campaign's own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns import decision_makers
from campaigns.kinds.base import DetailsForm
from campaigns.kinds.widgets import LongSelect
from officials.models import Official, Term
from supporters import countries

PLACE, TARGETS = "place", "targets"


def country_choices() -> list[tuple[str, str]]:
    """Return the countries that decision makers are known of, in the active language."""
    known = set(decision_makers.countries())
    return [("", gettext("Ask the supporter")), *((code, name) for code, name in countries.choices() if code in known)]


def role_choices() -> list[tuple[str, str]]:
    """Return the roles that the data knows, each with one of the offices that go by it."""
    rows = Term.objects.order_by("role", "office").values_list("role", "office").distinct()
    return [(role, f"{office} ({role})") for role, office in dict(reversed(rows)).items()][::-1]


def official_choices() -> list[tuple[str, str]]:
    """Return those who are in office, and those who were added without a term."""
    today = timezone.localdate()
    rows = Official.objects.current(today) | Official.objects.filter(terms__isnull=True)
    return [("", "—"), *((str(key), name) for key, name in rows.values_list("pk", "full_name"))]


class WhomForm(DetailsForm):
    """Base of the details of actions that go to decision makers."""

    whom = forms.ChoiceField(
        label=_("Goes to"),
        choices=[
            (PLACE, _("those who decide for the supporter’s place")),
            (TARGETS, _("the decision makers whom the campaign addresses")),
        ],
        initial=PLACE,
    )
    country = forms.ChoiceField(
        label=_("Country of the lookup"),
        choices=country_choices,
        required=False,
        help_text=_("With one country, supporters are asked for their postcode or area alone."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=role_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who is looked for at a place. Tick none for all of them."),
    )
    fallback = forms.ChoiceField(
        label=_("If nobody is found"),
        choices=official_choices,
        required=False,
        widget=LongSelect,
        help_text=_(
            "Who is offered when nobody is in office at a place, or while the lookup is switched off. Leave empty for those"
            " whom the campaign addresses."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An import may have ended what was chosen: it stays until staff choose something else.
        said = self.initial or {}
        for name, chosen in (("roles", said.get("roles") or []), ("fallback", [said.get("fallback")])):
            field = self.fields[name]
            known = {value for value, _label in field.choices}  # type: ignore[attr-defined]
            gone = [(str(value), str(value)) for value in chosen if value and str(value) not in known]
            if gone:
                field.choices = [*field.choices, *gone]  # type: ignore[attr-defined]

    def clean_fallback(self) -> int | None:
        chosen = self.cleaned_data["fallback"]
        if not chosen:
            return None
        if not Official.objects.filter(pk=chosen).exists():
            raise ValidationError(_("This decision maker is not there any more."))
        return int(chosen)
