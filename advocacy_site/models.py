"""What the running site notes about itself."""

from django.db import models


class WorkerProcess(models.Model):
    """A running task worker. `advocacy_site.worker` writes the rows: each worker its own, every few seconds.

    The one that leads runs the schedule, besides tasks; there is at most one.
    """

    key = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    leads = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leads"], condition=models.Q(leads=True), name="advocacy_site_one_worker_leads"
            ),
        ]

    def __str__(self) -> str:
        return self.key
