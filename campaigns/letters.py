"""Letters that supporters write to decision makers: what they say, where they go once confirmed, and what is left to do.

Where we know an address we send the letter from ours, on behalf of the supporter, who gets the answers. Where we do not,
or where it refuses our mail, the supporter is given the text and the form or address to use.
"""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from campaigns import decision_makers
from campaigns.decision_makers import DecisionMaker
from campaigns.me_links import me_address
from campaigns.models import Participation
from supporters import countries, outbox, suppression
from supporters.models import OutboxMail, Supporter

LONGEST: Final = 5000
LONGEST_SUBJECT: Final = 150
MOST_RECIPIENTS: Final = 12
"""How many decision makers one letter goes to."""

WORDS: Final = re.compile(r"\w+")
MESSAGES: Final = uuid.UUID("8f0d7f51-3f0b-4c7e-9a53-1d1be0a4c2e6")
COPY: Final = "copy"

IN_A_ROW: Final = 3
ALIKE: Final = 0.8


def is_alike(letter: str, template: str) -> bool:
    """Say whether a letter is little more than the template.

    Compared are the runs of three words that the two have, in common and together (the resemblance of A. Broder, “On the
    resemblance and containment of documents”, 1997): a changed word in a short letter is enough to be another one, and the
    time grows with the length alone.
    """
    ours, theirs = _runs(template), _runs(letter)
    return bool(ours) and len(ours & theirs) >= ALIKE * len(ours | theirs)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = WORDS.findall(text.casefold())
    return (
        {tuple(words[start : start + IN_A_ROW]) for start in range(max(len(words) - IN_A_ROW + 1, 1))}
        if words
        else set()
    )


def with_points(letter: str, points: Iterable[str]) -> str:
    """Return a letter with the chosen talking points at its end, each a paragraph; what it says already is not repeated."""
    return "\n\n".join([letter.rstrip(), *(point for point in points if point not in letter)])


@dataclass(frozen=True)
class Unsent:
    """Somebody whom we cannot write to: the text can be typed into `contact_form`; `mailto` is where our mail is refused."""

    person: DecisionMaker
    contact_form: str
    mailto: str


@dataclass(frozen=True)
class Post:
    """A letter as it was confirmed: its words with name and place, to whom it goes, and who is left to the supporter."""

    subject: str
    text: str
    sent: Sequence[DecisionMaker]
    unsent: Sequence[Unsent]
    copy: bool

    @property
    def everybody(self) -> list[DecisionMaker]:
        """Return all to whom it is addressed."""
        return [*self.sent, *(one.person for one in self.unsent)]


def read(participation: Participation, *, now: datetime) -> Post | None:
    """Return the letter of a participation; None once its words are gone. At most four queries."""
    said: dict[str, Any] = participation.details
    if not said.get("letter"):
        return None
    people = decision_makers.with_keys(said.get("officials", []), today=timezone.localdate(now))
    refused = suppression.suppressed_among([one.official.email for one in people if one.official.email])
    subject, text = said.get("subject", ""), _signed(participation, said["letter"])
    sent = [one for one in people if one.official.email and one.official.email not in refused]
    unsent = [
        Unsent(one, one.contact_form, mailto(one.official.email, subject, text) if one.official.email else "")
        for one in people
        if one not in sent
    ]
    return Post(subject, text, sent, unsent, bool(said.get("copy")))


def send(participation: Participation, now: datetime) -> None:
    """Put a confirmed letter into the outbox, one message for each decision maker, and the copy that was asked for."""
    post, supporter = read(participation, now=now), participation.supporter
    if post is None or supporter is None:
        return
    with translation.override(participation.action.campaign.language):
        for person in post.sent:
            _send_to(person, post, participation, supporter, now)
        if post.copy:
            _send_copy(post, participation, supporter, now)


def recall(participation: Participation) -> None:
    """Take back what is not on its way yet of a letter whose writer withdraws it."""
    keys = [*participation.details.get("officials", []), COPY]
    outbox.call_back(_name(participation, key) for key in keys)


def _name(participation: Participation, to: int | str) -> uuid.UUID:
    """Return the name of the message to one decision maker, or of the copy: the outbox takes each once."""
    return uuid.uuid5(MESSAGES, f"{participation.pk}:{to}")


def mailto(address: str, subject: str, text: str) -> str:
    """Return a link that opens the supporter's own mail program with a letter in it (RFC 6068)."""
    body = quote(text.replace("\r\n", "\n").replace("\n", "\r\n"), safe="")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={body}"


def _signed(participation: Participation, letter: str) -> str:
    """Return a letter with the name and the place of who wrote it at its end."""
    language = participation.action.campaign.language
    country = dict(countries.names(language)).get(participation.country, "")
    place = ", ".join(part for part in (participation.postcode, country) if part)
    return "\n".join([letter.rstrip(), "", participation.name, *([place] if place else [])])


def _send_to(
    person: DecisionMaker, post: Post, participation: Participation, supporter: Supporter, now: datetime
) -> None:
    host = urlsplit(settings.SITE_URL).netloc
    outbox.put(
        supporter=supporter,
        recipient=person.official.email,
        reply_to=supporter.email,
        batch=_name(participation, person.official.pk),
        purpose=OutboxMail.Purpose.ACT,
        priority=outbox.SOON,
        subject=post.subject,
        text=render_to_string(
            "campaigns/mail/letter.txt", {"person": person, "post": post, "name": participation.name, "host": host}
        ),
        html="",
        language=translation.get_language() or settings.LANGUAGE_CODE,
        now=now,
    )


def _send_copy(post: Post, participation: Participation, supporter: Supporter, now: datetime) -> None:
    action = participation.action
    address = settings.SITE_URL + action.get_absolute_url()
    context = {"post": post, "action": action, "campaign": action.campaign, "action_address": address}
    context["own_address"] = me_address(supporter, now)
    subject, text, html = (
        render_to_string(f"campaigns/mail/letter_copy.{part}", context) for part in ("subject.txt", "txt", "html")
    )
    outbox.put(
        supporter=supporter,
        batch=_name(participation, COPY),
        purpose=OutboxMail.Purpose.COPY,
        priority=outbox.SOON,
        subject=subject,
        text=text,
        html=html,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        now=now,
    )
