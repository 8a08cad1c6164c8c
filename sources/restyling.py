"""After a change of the house style, the notes of all items are written anew, in the background.

Each item says in which style its notes are written (`notes_style`), so that there is nothing to remember: what is in
another style is what remains. Items are written in batches. Each batch is one transaction with its bump of the clock, so
that a reader sees the notes of one item in one style, and never a stored page that is older than its item; for some
minutes, different items may differ. Killed at any point, it goes on where it was, and running it twice does nothing twice.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from publishing import clock
from sources import uses
from sources.models import CitingPublication, EvidenceSettings, citation_models

AT_ONCE: Final = 50
SOME: Final = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items have notes, and how many of these are in the house style."""

    total: int
    done: int

    @property
    def waiting(self) -> int:
        return self.total - self.done


def progress() -> Progress:
    """Return how far the notes are in the house style. Two queries for each content type, and one."""
    style = EvidenceSettings.current().note_style
    counts = [(_with_notes(model).count(), _waiting(model, style).count()) for model in _owners()]
    total = sum(all_of_them for all_of_them, _left in counts)
    return Progress(total=total, done=total - sum(left for _all, left in counts))


def restyle(*, now: datetime, batches: int | None = None) -> int:
    """Write the notes of items that are not in the house style; return how many were written.

    With `batches`, no more than so many transactions, so that others get their turn. Working copies and drafts are
    items like others.
    """
    written = 0
    for model in _owners():
        while batches is None or batches > 0:
            done = _one_batch(model, now)
            written += done
            if batches is not None:
                batches -= 1
            if done < AT_ONCE:
                break
    return written


def go_on(now: datetime) -> int:
    """Write some of what a task that was killed, or a save that overlapped the change, has left. For the schedule."""
    return restyle(now=now, batches=SOME)


def rewrite(*, now: datetime) -> int:
    """Write the notes of all items anew, also those in the house style; return how many were written.

    For an update that changes how a style reads. Killed, it begins at the first item again.
    """
    written = 0
    for model in _owners():
        last = 0
        while items := _write(_with_notes(model).filter(pk__gt=last), now):
            written += len(items)
            last = items[-1].pk
    return written


@transaction.atomic
def _one_batch(model: type[CitingPublication], now: datetime) -> int:
    """Write the notes of the next items of one content type that wait for it; return how many."""
    # Who holds an item writes it in the style that is in force now: what another run has done meanwhile is left out.
    return len(_write(_waiting(model, EvidenceSettings.current().note_style), now))


@transaction.atomic
def _write(found: "QuerySet[CitingPublication]", now: datetime) -> list[CitingPublication]:
    """Write the notes of the first of some items, locked in the order of their keys; return these."""
    items = list(found.order_by("pk").select_for_update(of=("self",))[:AT_ONCE])
    for item in items:
        item.rebuild(now=now)
    if items:
        clock.bump(now)
    return items


def _owners() -> list[type[CitingPublication]]:
    return [uses.owner_model(model) for model in citation_models()]


def _with_notes(model: type[CitingPublication]) -> "QuerySet[CitingPublication]":
    return model._default_manager.exclude(notes_style="")


def _waiting(model: type[CitingPublication], style: str) -> "QuerySet[CitingPublication]":
    return _with_notes(model).exclude(notes_style=style)
