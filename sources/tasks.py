"""Work on evidence that the worker does. Each task may be killed, and may run twice."""

from datetime import timedelta
from typing import Final

from django.tasks import task
from django.utils import timezone

from sources import capturing, restyling
from sources.importing import running
from sources.models import Capture as CaptureRow
from sources.models import SourceImport

RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))


@task
def capture(pk: int, attempt: int = 0) -> str:
    """Make a copy that was asked for; return the state of its capture. What may pass is tried again with growing pauses."""
    is_last = attempt >= len(RETRY_AFTER)
    row = capturing.run(pk, now=timezone.now(), retry=not is_last)
    # Waiting with a problem: this run, or one that another worker ended a moment ago, wants another try.
    if row.state == CaptureRow.State.ASKED and row.problem and not is_last:
        capture.using(run_after=timezone.now() + RETRY_AFTER[attempt]).enqueue(pk, attempt + 1)
    return str(row.state)


@task
def import_sources(pk: int) -> str:
    """Look through a file of references that waits for it, or import what is left of one; return the state it is in."""
    found = SourceImport.objects.get(pk=pk)
    if found.state == SourceImport.State.READ and not found.total:
        running.look(found, now=timezone.now())
        return str(found.state)
    try:
        return str(running.run(pk, now=timezone.now()).state)
    except Exception:
        running.fail(pk, now=timezone.now())
        raise


@task
def restyle_notes() -> int:
    """Write the notes that are not in the house style; return how many. Killed, the schedule goes on with it."""
    return restyling.restyle(now=timezone.now())
