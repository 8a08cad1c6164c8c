"""The life of a mailing: draft, being sent, paused, sent.

The worker keeps about one minute of messages ahead in the outbox, so that a pause takes effect at once: what has not left is
taken back, and the cursor with it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from campaigns.mailings import letters
from campaigns.mailings.audience import allowed, audience, count
from campaigns.models import Mailing
from supporters import outbox
from supporters.models import OutboxMail, Supporter

CHUNK: Final = 200
"""How many messages are written in one transaction: on SQLite nobody else writes meanwhile."""

LONGEST_RUN: Final = 50
"""How many chunks one run of the job writes."""

State = Mailing.State


class MailingError(Exception):
    """The step is not possible; the text says why."""


class AudienceChanged(MailingError):
    """Not so many people would get it as was confirmed. `number` is how many would."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True)
class Progress:
    """How far a mailing is: people it goes to, messages written, and of those what left, failed and waits."""

    expected: int
    written: int
    sent: int
    failed: int
    waiting: int

    @property
    def done(self) -> int:
        return self.sent + self.failed

    @property
    def left(self) -> int:
        return max(self.expected - self.done, 0)


@transaction.atomic
def send(mailing: Mailing, *, expected: int, now: datetime) -> None:
    """Begin to send a draft to the `expected` number of people. Raises MailingError, AudienceChanged."""
    locked = _lock(mailing)
    if locked.state != State.DRAFT:
        raise MailingError(_("This update is being sent already, or was sent."))
    if not locked.body:
        raise MailingError(_("This update has no text."))
    number = count(locked)
    if number != expected:
        raise AudienceChanged(number)
    if not number:
        raise MailingError(_("Nobody would get this update."))
    _change(mailing, state=State.SENDING, started_at=now)


@transaction.atomic
def pause(mailing: Mailing, *, now: datetime) -> int:
    """Stop sending: take back what has not left, and return how many messages that were. Raises MailingError."""
    locked = _lock(mailing)
    if locked.state != State.SENDING:
        raise MailingError(_("This update is not being sent."))
    back = _untouched(locked)
    found = back.aggregate(first=Min("supporter"), number=Count("pk"))
    changes: dict[str, Any] = {"state": State.PAUSED}
    if found["number"]:
        back.delete()
        changes |= {"cursor": found["first"] - 1, "number": locked.number - found["number"]}
    _change(mailing, **changes)
    return int(found["number"])


@transaction.atomic
def resume(mailing: Mailing, *, now: datetime) -> None:
    """Go on where it was paused. Raises MailingError."""
    if _lock(mailing).state != State.PAUSED:
        raise MailingError(_("This update is not paused."))
    _change(mailing, state=State.SENDING)


def send_test(mailing: Mailing, *, email: str, now: datetime) -> OutboxMail:
    """Send a mailing to one member of the staff, at once and whatever its state."""
    words = letters.for_nobody(letters.compose(mailing))
    with transaction.atomic():
        _change(mailing, tested_at=now)
        return outbox.put(
            supporter=None,
            recipient=email,
            subject=mailing.subject,
            text=words.text,
            html=words.html,
            language=mailing.campaign.language,
            purpose=OutboxMail.Purpose.BULK,
            unsubscribe_address=words.unsubscribe_address,
            now=now,
        )


def write_due(now: datetime) -> int:
    """Write the messages that are to leave within the next minute, of all mailings; return how many."""
    written = 0
    for mailing in Mailing.objects.filter(state=State.SENDING).select_related("campaign"):
        words = letters.compose(mailing)
        for _chunk in range(LONGEST_RUN):
            number = _write_chunk(mailing, words, now)
            written += number or 0
            if number is None:
                break
    return written


@transaction.atomic
def _write_chunk(mailing: Mailing, words: letters.Words, now: datetime) -> int | None:
    """Write the next messages and how far that is; return how many, or None if there is nothing to do now."""
    locked = _lock(mailing)
    if locked.state != State.SENDING:
        return None
    ahead = _untouched(locked).aggregate(number=Count("pk"), last=Max("due_at"))
    room = min(CHUNK, locked.pace - ahead["number"])
    if room <= 0:
        return None
    people = list(audience(locked).filter(pk__gt=locked.cursor)[:room])
    if not people:
        _end(locked, now)
        return None
    rows = _rows(locked, words, people, begin=max(now, ahead["last"] or now), now=now)
    OutboxMail.objects.bulk_create(rows, ignore_conflicts=True)
    _change(mailing, cursor=people[-1].pk, number=locked.number + len(rows))
    return len(rows)


def _rows(
    mailing: Mailing, words: letters.Words, people: list[Supporter], *, begin: datetime, now: datetime
) -> list[OutboxMail]:
    """Return the messages to people who have none yet, each a moment after the one before."""
    have = set(OutboxMail.objects.filter(batch=mailing.batch, supporter__in=people).values_list("supporter", flat=True))
    apart = timedelta(minutes=1) / mailing.pace
    rows = []
    for place, person in enumerate(one for one in allowed(people) if one.pk not in have):
        own = letters.for_person(words, mailing, person, now)
        rows.append(
            OutboxMail(
                supporter=person,
                purpose=OutboxMail.Purpose.BULK,
                priority=outbox.BULK,
                batch=mailing.batch,
                recipient=person.email,
                unsubscribe_address=own.unsubscribe_address,
                subject=outbox.one_line(mailing.subject),
                text=own.text,
                html=own.html,
                language=mailing.campaign.language,
                created_at=now,
                due_at=begin + place * apart,
            )
        )
    return rows


def progress(mailing: Mailing) -> Progress:
    """Return how far a mailing is. Two queries."""
    of_state = dict(
        OutboxMail.objects.filter(batch=mailing.batch).order_by().values_list("state").annotate(Count("pk"))
    )
    sent, failed = (of_state.get(state, 0) for state in (OutboxMail.State.SENT, OutboxMail.State.FAILED))
    expected = mailing.number if mailing.state == State.SENT else max(count(mailing), mailing.number)
    return Progress(expected, mailing.number, sent, failed, sum(of_state.values()) - sent - failed)


def _end(mailing: Mailing, now: datetime) -> None:
    """Call a mailing sent once its last message has left, or was given up."""
    left = Q(state__in=[OutboxMail.State.WAITING, OutboxMail.State.SENDING])
    if not OutboxMail.objects.filter(left, batch=mailing.batch).exists():
        _change(mailing, state=State.SENT, finished_at=now)


def _untouched(mailing: Mailing) -> QuerySet[OutboxMail]:
    """Return the messages of a mailing that nobody has tried to send yet."""
    return OutboxMail.objects.filter(batch=mailing.batch, state=OutboxMail.State.WAITING, attempts=0)


def _lock(mailing: Mailing) -> Mailing:
    """Return the row as it stands, kept from others until the transaction ends."""
    return Mailing.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=mailing.pk)


def _change(mailing: Mailing, **changes: Any) -> None:
    """Write columns of the row, and into the object that stands for it."""
    Mailing.objects.filter(pk=mailing.pk).update(**changes)
    for name, value in changes.items():
        setattr(mailing, name, value)
