"""How far an action has come, in words and as a bar."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Progress:
    """The confirmed signatures of an action and its goal, if it has one."""

    confirmed: int
    goal: int | None

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

    def __str__(self) -> str:
        confirmed = group(self.confirmed)
        if self.goal is None:
            return ngettext("%(confirmed)s signature", "%(confirmed)s signatures", self.confirmed) % {
                "confirmed": confirmed
            }
        return _("%(confirmed)s of %(goal)s signatures") % {"confirmed": confirmed, "goal": group(self.goal)}


def group(number: int) -> str:
    """Return a number with its thousands apart, in the active language."""
    return number_format(number, force_grouping=True)
