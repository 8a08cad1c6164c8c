"""The table that site search reads."""

from django.db import models


class SearchDocument(models.Model):
    """The searchable words of one public item, written by `publishing.search.index`.

    `kind` and `object_id` are a label, not a relation: the table is an index that can be rebuilt at
    any time, and results are checked against the item's own visibility rule before they are shown.
    """

    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=10)
    title = models.TextField()
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    path = models.CharField(max_length=500)
    dated = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="publishing_search_document_unique")]

    def __str__(self) -> str:
        return self.title
