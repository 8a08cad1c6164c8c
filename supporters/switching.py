"""Switches for days on which everything comes at once. What is off, since when and in whose words is one row each.

`off` is what pages and the worker ask. Who turns collecting on again goes through `campaigns.switching`, which gives the
lost time back to the actions.
"""

from datetime import datetime, timedelta

from django.db import transaction

from supporters.models import Switch


class NoSuchChange(Exception):
    """The switch stands as it is asked to stand: somebody else was faster."""


def off(name: Switch.Name) -> Switch | None:
    """Return the switch if it is off, with the words for visitors; None while all goes on as usual. One query."""
    return Switch.objects.filter(name=name, off_since__isnull=False).first()


def all_off() -> dict[str, Switch]:
    """Return what is off, by name. One query."""
    return {switch.name: switch for switch in Switch.objects.filter(off_since__isnull=False)}


@transaction.atomic
def turn_off(name: Switch.Name, *, user: object, words: str, now: datetime) -> Switch:
    """Turn something off from `now` on. With `words` visitors read these instead of our own. Raises NoSuchChange."""
    Switch.objects.bulk_create([Switch(name=name, changed_at=now)], ignore_conflicts=True)
    changes = {"off_since": now, "words": " ".join(words.split())[:300], "changed_by": user, "changed_at": now}
    if not Switch.objects.filter(name=name, off_since__isnull=True).update(**changes):
        raise NoSuchChange
    return Switch.objects.get(name=name)


@transaction.atomic
def turn_on(name: Switch.Name, *, user: object, now: datetime) -> timedelta:
    """Turn something on again and return for how long it was off. Raises NoSuchChange."""
    switch = Switch.objects.select_for_update().filter(name=name, off_since__isnull=False).first()
    if switch is None or switch.off_since is None:
        raise NoSuchChange
    Switch.objects.filter(name=name).update(off_since=None, words="", changed_by=user, changed_at=now)
    return max(now - switch.off_since, timedelta())
