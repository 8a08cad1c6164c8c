"""How many people came to each step of an action, by day and by the campaign link that brought them; never who.

`count` is for what must not be lost. Views and accepted forms are many and are noted in the memory of the process,
which writes them down every few seconds: a process that is killed forgets that much.
"""

from datetime import UTC, date, datetime

from campaigns.adding import FUNNEL
from campaigns.models import FunnelDay

Step = FunnelDay.Step


def count(action_id: int, step: FunnelDay.Step, *, via: str = "", now: datetime, number: int = 1) -> None:
    """Add to a step of today. One statement, part of the caller's transaction if there is one.

    `via` is the code of a link of the action's campaign: the caller has made sure of that.
    """
    FUNNEL.add({(action_id, via, day_of(now), step.value): number})


def day_of(moment: datetime) -> date:
    """Return the day (UTC) to which something is counted."""
    return moment.astimezone(UTC).date()
