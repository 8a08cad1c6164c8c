"""Which file the data came from, and when: by it people see how old it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataImportQuerySet(models.QuerySet["DataImport"]):
    def latest_of(self, dataset: str) -> "DataImport | None":
        """Return the last import of a dataset, also if it changed nothing: the data was as old as that file."""
        return self.filter(dataset=dataset).order_by("-imported_at", "-pk").first()


class DataImport(models.Model):
    """One run of an import. `counts` holds for each kind of row how many were added, changed and so on; `report` names them.

    An entry of the report has `what` (added, changed, ended, gone, removed, passed over), `kind`, `name` and `fields`.
    """

    dataset = models.CharField(_("dataset"), max_length=200)
    format = models.CharField(_("format"), max_length=40)
    file = models.CharField(_("file"), max_length=200)
    as_of = models.DateField(_("as of"), null=True, help_text=_("The day that the file speaks of, where it was given."))
    imported_at = models.DateTimeField(_("imported"))
    counts = models.JSONField(_("counts"), default=dict)
    report = models.JSONField(_("report"), default=list)

    objects = DataImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of data")
        verbose_name_plural = _("imports of data")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.dataset}, {self.imported_at:%Y-%m-%d}"
