"""What staff say of an action that goes to decision makers: to whom, and the words of the letter or the call."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns import decision_makers, letters, telephone
from campaigns.kinds.base import DetailsForm
from campaigns.kinds.widgets import LetterField, LongSelect
from officials.models import Official, Term
from supporters import countries

PLACE, TARGETS = "place", "targets"
LONGEST_SCRIPT: Final = 5000
MOST_OFFICES: Final = 4
"""How many offices of one role are named."""


def country_choices() -> list[tuple[str, str]]:
    """Return the countries that decision makers are known of, in the active language."""
    known = decision_makers.countries()
    names = {code: name for code, name in countries.choices() if code in known}
    # A country that has no name in the list is one that somebody made up, such as the sample's.
    named = [*names.items(), *((code, code) for code in known if code not in names)]
    return [("", gettext("Ask the supporter")), *named]


def role_choices() -> list[tuple[str, str]]:
    """Return the roles that the data knows, each with the offices that go by it."""
    offices: dict[str, list[str]] = {}
    for role, office in Term.objects.order_by("role", "office").values_list("role", "office").distinct():
        offices.setdefault(role, []).append(office)
    return [(role, f"{', '.join(names[:MOST_OFFICES])} ({role})") for role, names in offices.items()]


def official_choices() -> list[tuple[str, str]]:
    """Return those who are in office, and those who were added without a term."""
    rows = Official.objects.filter(decision_makers.not_gone(timezone.localdate()))
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
        single = [(name, [said.get(name)]) for name in ("country", "fallback")]
        for name, chosen in [("roles", said.get("roles") or []), *single]:
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


class EmailDetails(WhomForm):
    """What staff write of it: the letter as it is offered, and points to choose from."""

    subject = forms.CharField(
        label=_("Subject of the letter"),
        max_length=letters.LONGEST_SUBJECT,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    letter = LetterField(
        label=_("Letter"),
        max_length=letters.LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}),
        help_text=_("Supporters may change every word. We put their name and place at its end."),
    )
    points = LetterField(
        label=_("Talking points"),
        required=False,
        max_length=letters.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text=_("One on each line, as a whole sentence. Those that a supporter ticks are added to the letter."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.initial.get("points"), list):
            self.initial = {**self.initial, "points": "\n".join(self.initial["points"])}

    def clean_points(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["points"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class CallDetails(WhomForm):
    """What staff write of it: the words to say."""

    script = LetterField(
        label=_("Script"),
        max_length=LONGEST_SCRIPT,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text=_("What to say, in a few short sentences. {name} and {place} become the supporter’s name and place."),
    )

    def clean_script(self) -> str:
        script = self.cleaned_data["script"]
        try:
            telephone.check_script(script)
        except telephone.ScriptNotUnderstood as error:
            raise ValidationError(str(error), code="placeholder") from error
        return script
