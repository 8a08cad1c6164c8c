"""E-mail to decision makers: whose place it is, then the letter; it leaves once the supporter's mailbox has confirmed it."""

from datetime import datetime
from typing import Any, Final, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns import actions, letters
from campaigns.decision_makers import DecisionMaker
from campaigns.kinds import place
from campaigns.kinds.base import ActionForm, Arrival, Kind
from campaigns.kinds.person import PersonForm
from campaigns.kinds.place import PLACE_FIELDS, PlaceForm, Situation, carry
from campaigns.kinds.whom import EmailDetails
from campaigns.kinds.widgets import LetterField
from campaigns.kinds.words import Words
from campaigns.models import Action, Participation
from campaigns.progress import group
from supporters.operations import Details

WRITTEN: Final = ("officials", "subject", "letter", "points", "name", "email", "copy", "updates", "news", "told")
"""The fields of the letter, which the other steps keep."""


class EmailForm(PersonForm):
    """The letter. It comes after the place where one is needed; `is_alike` shows the question about own words."""

    show_name = None  # type: ignore[assignment]  # takes the field away
    may_deliver = None  # type: ignore[assignment]
    is_alike = False

    officials = forms.MultipleChoiceField(
        label=gettext_lazy("To whom"),
        error_messages={
            "required": gettext_lazy("Choose at least one."),
            "invalid_choice": gettext_lazy("Choose among those who are named here."),
        },
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=letters.LONGEST_SUBJECT,
        error_messages={"required": gettext_lazy("Give your letter a subject.")},
    )
    letter = LetterField(
        label=gettext_lazy("Your letter"),
        max_length=letters.LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("Please put it in your own words. Your name and place are added at its end."),
        error_messages={"required": gettext_lazy("Write your letter.")},
    )
    points = forms.MultipleChoiceField(label=gettext_lazy("Add to my letter"), required=False)
    copy = forms.BooleanField(label=gettext_lazy("Send me a copy of my letter."), required=False)
    field_order = ("officials", "subject", "letter", "points", "name", "email", "country", "postcode", "copy")

    @classmethod
    def of(cls, action: Action, posted: QueryDict | None, now: datetime) -> ActionForm:
        """Return the step that what was posted leads to: the place, the letter, or the question about own words."""
        found = place.ask(action, posted, carried=WRITTEN, now=now)
        if isinstance(found, PlaceForm):
            return found
        step = posted.get("step", "") if posted is not None else ""
        if posted is not None and (step in ("place", "area", "change") or "letter" not in posted):
            form = cls(found, posted, is_bound=False, is_new_place=step != "change")
            form.is_step = True
            return form
        form = cls(found, posted, is_bound=posted is not None)
        form.is_step = form.is_alike = form._is_to_be_told()
        return form

    def __init__(
        self, situation: Situation, posted: QueryDict | None, *, is_bound: bool, is_new_place: bool = False
    ) -> None:
        super().__init__(posted if is_bound else None)
        self.situation, self.posted = situation, posted
        if situation.is_of_place:
            del self.fields["country"], self.fields["postcode"]
        self.fields["email"].help_text = _(
            "We send you one message with a link; the letter leaves once you open it. Answers go to this address."
        )
        said = situation.action.details
        self.offered: list[str] = said.get("points", [])
        self._offer("officials", [(str(person.key), person.name) for person in situation.people])
        self._offer("points", [(str(number), point) for number, point in enumerate(self.offered)])
        if not is_bound:
            self.initial = {"subject": said.get("subject", ""), "letter": said.get("letter", "")} | self._typed()
            if is_new_place or posted is None:
                self.initial["officials"] = self._everybody()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _typed(self) -> dict[str, Any]:
        """Return what was typed so far, for a form that is shown again without being judged."""
        if self.posted is None:
            return {}
        many = ("officials", "points")
        return {
            name: self.posted.getlist(name) if name in many else self.posted.get(name)
            for name in self.fields
            if name in self.posted
        }

    def _everybody(self) -> list[str]:
        """Return who is ticked to begin with: all, unless these are more than one letter goes to."""
        keys = [str(person.key) for person in self.situation.people]
        return keys if len(keys) <= letters.MOST_RECIPIENTS else []

    def _is_to_be_told(self) -> bool:
        """Say whether it is to be asked, once, if the letter is to go as it was offered."""
        if not self.is_bound or "told" in self.data or not self.is_valid():
            return False
        return letters.is_alike(self.cleaned_data["letter"], self.situation.action.details.get("letter", ""))

    def without_consents(self) -> Self:
        posted = self.posted.copy() if self.posted is not None else None
        for name in self.CONSENTS if posted is not None else ():
            posted.pop(name, None)  # type: ignore[union-attr]
        return type(self)(self.situation, posted, is_bound=self.is_bound)

    @property
    def template(self) -> str:
        """Return the template of this step."""
        return f"campaigns/kinds/email_{'alike' if self.is_alike else 'letter'}.html"

    @property
    def people(self) -> list[tuple[DecisionMaker, bool]]:
        """Return everybody it may go to, and whether each is ticked."""
        ticked = self["officials"].value() or []
        return [(person, str(person.key) in ticked) for person in self.situation.people]

    @property
    def choices_of_points(self) -> list[tuple[str, str, bool]]:
        """Return the talking points: value, words, whether ticked."""
        ticked = self["points"].value() or []
        return [(str(number), point, str(number) in ticked) for number, point in enumerate(self.offered)]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Return what other steps have brought: names and values of hidden fields. The question brings all of it."""
        place_fields = PLACE_FIELDS if self.situation.is_of_place or self.is_alike else ()
        return carry(self.posted, (*place_fields, *(WRITTEN if self.is_alike else ("told",))))

    @property
    def whole_letter(self) -> str:
        """Return the letter of a valid form with the points that were ticked."""
        return letters.with_points(
            self.cleaned_data["letter"], (self.offered[int(number)] for number in self.cleaned_data["points"])
        )

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def clean_officials(self) -> list[int]:
        chosen = [int(key) for key in dict.fromkeys(self.cleaned_data["officials"])]
        if len(chosen) > letters.MOST_RECIPIENTS:
            raise ValidationError(_("Choose at most %d: one letter goes to so many.") % letters.MOST_RECIPIENTS)
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if "letter" in cleaned and "points" in cleaned and len(self.whole_letter) > letters.LONGEST:
            words = _(
                "With the points that you chose the letter has more than %(most)d characters (it has %(number)d)."
            )
            raise ValidationError({"letter": words % {"most": letters.LONGEST, "number": len(self.whole_letter)}})
        return cleaned

    def entry(self, arrival: Arrival) -> dict[str, Any]:
        """Return what a valid form says; the place is the one that was asked for first."""
        entry = super().entry(arrival)
        typed, found = self.cleaned_data, self.situation
        if found.is_of_place:
            entry["person"] = Details(name=typed["name"], country=found.country, postcode=found.postcode)
            entry["area"] = found.area
        letter = {"subject": typed["subject"], "letter": self.whole_letter}
        return entry | {"details": letter | {"officials": typed["officials"], "copy": typed["copy"]}}


def take_part(action: Action, form: EmailForm, arrival: Arrival, now: datetime) -> Participation:
    """Keep the letter until the mailbox has confirmed it."""
    return actions.take_part(action=action, **form.entry(arrival), now=now)


def count(number: int) -> str:
    """Return a number of letters in words."""
    return ngettext("%(number)s letter", "%(number)s letters", number) % {"number": group(number)}


def done(participation: Participation, now: datetime) -> dict[str, Any]:
    """Return what the pages behind the link in the mail show: the letter, and to whom it goes."""
    return {"post": letters.read(participation, now=now)}


def shows(participation: Participation, now: datetime) -> list[tuple[str, str]]:
    """Return the letter as it is about to be confirmed."""
    post = letters.read(participation, now=now)
    if post is None:
        return []
    everybody = "\n".join(", ".join(part for part in (one.name, one.office) if part) for one in post.everybody)
    return [(_("To whom"), everybody), (_("Subject"), post.subject), (_("Your letter"), post.text)]


class EmailWords(Words):
    button = gettext_lazy("Send the letter")
    invitation = gettext_lazy("Write to them")
    form_label = gettext_lazy("Write your letter")
    upcoming = gettext_lazy("Writing has not begun yet.")
    ask_others = gettext_lazy("Ask others to write, too")
    one_step = gettext_lazy(
        "We have sent a message to the address you gave. Open the link in it and press the button: only then does your"
        " letter leave."
    )
    small_print = gettext_lazy(
        "Your letter leaves once you open the link in our e-mail. We keep what you type for this call only, and no network"
        " address. Decision makers get your letter, your name, your place and your e-mail address, so that they can answer."
    )
    ask_title = gettext_lazy("Confirm your letter")
    ask_lead = gettext_lazy("Press the button, and your letter leaves.")
    ask_button = gettext_lazy("Yes, send my letter")
    ask_otherwise = gettext_lazy("You did not write it? Then just close this page: nothing is sent without the button.")
    done_title = gettext_lazy("Thank you. Your letter counts")
    done_repeated = gettext_lazy("Your letter is already confirmed")
    mail_subject = gettext_lazy("Please confirm your letter: %(title)s")
    mail_did = gettext_lazy(
        "someone, we hope you, wrote a letter for “%(title)s” on %(host)s with this e-mail address."
    )
    mail_counts_once = gettext_lazy("The letter leaves once you open this link and press the button there:")
    mail_link = gettext_lazy("Confirm my letter")
    already_subject = gettext_lazy("You have already written: %(title)s")
    already_did = gettext_lazy(
        "someone, we hope you, wrote a letter for “%(title)s” on %(host)s with this e-mail address. You have written one"
        " already, and it counts."
    )
    already_nothing = gettext_lazy(
        "There is nothing else to do. A second letter is neither sent nor counted, and the first one stays."
    )


KIND: Final = Kind(
    form=EmailForm,
    template="campaigns/kinds/steps.html",
    take_part=take_part,
    count=count,
    details=EmailDetails,
    always_confirmed=True,
    words=EmailWords,
    shows=shows,
    confirmed=letters.send,
    withdrawn=letters.recall,
    done_template="campaigns/kinds/email_done.html",
    done=done,
)
