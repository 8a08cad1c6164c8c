"""The row that tells every process which state of the public content is current."""

from django.db import models


class ContentClock(models.Model):
    """One row (pk 1), read on every public request. `publishing.clock` is its only reader and writer."""

    version = models.PositiveBigIntegerField(default=1)
    next_change_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="publishing_clock_has_one_row")]

    def __str__(self) -> str:
        return f"version {self.version}"
