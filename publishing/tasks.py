"""Work of the editorial base that a worker does. Each task may be killed, and may run twice."""

from django.tasks import task
from django.utils import timezone

from publishing import renditions


@task
def make_renditions(pk: int) -> int:
    """Make the renditions of a picture that is due; return how many. A failure is tried again by the schedule."""
    return renditions.make(pk, now=timezone.now())
