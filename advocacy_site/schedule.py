"""What the worker does again and again.

A job is a function that takes `now`. It may be killed at any point, and two workers may run it at once for a
moment: it must be idempotent. An error is logged, and the job is tried again after a growing pause.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from advocacy_site import housekeeping
from campaigns import counting, exclusions, mailings, reminders, retention
from publishing import editing, orphans, preview_links, renditions, staging, thinning
from sources import archive, capturing, links, restyling, timestamps, verifying
from sources import orphans as evidence_orphans

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Job:
    """A function and the pause after each of its runs, in seconds. The first run is at the start of the worker."""

    function: Callable[[datetime], object]
    pause: float

    @property
    def name(self) -> str:
        """The function's name with its module."""
        return f"{self.function.__module__}.{self.function.__qualname__}"


JOBS: Final = (
    Job(counting.count_due, 2),
    Job(counting.reconcile, DAY),
    Job(exclusions.go_on, 2),
    Job(mailings.write_due, 10),
    Job(reminders.drop_ended, 10 * MINUTE),
    Job(housekeeping.reap, MINUTE / 2),
    Job(renditions.make_missing, MINUTE),
    Job(orphans.remove_orphans, DAY),
    Job(thinning.thin, DAY),
    Job(housekeeping.prune_tasks, DAY),
    Job(retention.let_go, DAY),
    Job(housekeeping.clear_sessions, DAY),
    Job(editing.forget_old, DAY),
    Job(preview_links.forget_old, DAY),
    Job(staging.drop_abandoned, DAY),
    Job(housekeeping.refresh_statistics, HOUR),
    Job(links.check_due, MINUTE),
    Job(links.tell_staff, HOUR),
    Job(links.prune, DAY),
    Job(capturing.give_up, MINUTE),
    Job(capturing.ask_missing, 10 * MINUTE),
    Job(timestamps.stamp_due, 5 * MINUTE),
    # A few at a time: each copy once a month.
    Job(verifying.verify_some, HOUR),
    Job(evidence_orphans.remove_orphans, DAY),
    Job(archive.look_again, HOUR),
    # What a change of the house style has left undone.
    Job(restyling.go_on, 10 * MINUTE),
)
