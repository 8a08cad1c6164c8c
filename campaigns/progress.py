"""How far an action has come, in words and as a bar."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Progress:
    """How many have taken part in an action, and its goal, if it has one.

    `count` says a number in the words of the action's kind, such as “3 calls”; without it they are signatures.
    Where nobody is counted, such as those who follow a link, there is nothing to show.
    """

    confirmed: int
    goal: int | None
    count: Callable[[int], str] | None = None
    is_counted: bool = True

    @property
    def bar_value(self) -> int:
        """Return the value of the bar, whose end is the goal: more than everything does not fit."""
        return min(self.confirmed, self.goal or 0)

    @property
    def confirmed_text(self) -> str:
        """Return the number as people of the active language write it."""
        return group(self.confirmed)

    @property
    def goal_text(self) -> str:
        """Return the goal in the same way; empty without one."""
        return group(self.goal) if self.goal else ""

    @property
    def around_number(self) -> tuple[str, str] | None:
        """Return the kind's words before and after the number, which stands out; None for signatures."""
        if self.count is None:
            return None
        before, _number, after = self.count(self.confirmed).partition(self.confirmed_text)
        return before, after

    def __str__(self) -> str:
        if self.count is not None:
            counted = self.count(self.confirmed)
            return (
                _("%(counted)s; goal: %(goal)s") % {"counted": counted, "goal": self.goal_text}
                if self.goal
                else counted
            )
        confirmed = group(self.confirmed)
        if self.goal is None:
            return ngettext("%(confirmed)s signature", "%(confirmed)s signatures", self.confirmed) % {
                "confirmed": confirmed
            }
        return _("%(confirmed)s of %(goal)s signatures") % {"confirmed": confirmed, "goal": group(self.goal)}


def group(number: int) -> str:
    """Return a number with its thousands apart, in the active language."""
    return number_format(number, force_grouping=True)


def actions_taken(number: int) -> str:
    """Return in words how often people took part in actions of several kinds."""
    return ngettext("%(number)s action taken", "%(number)s actions taken", number) % {"number": group(number)}
