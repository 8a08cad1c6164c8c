"""Files of references that staff bring in: first read and looked through, then imported."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.source import staff


class SourceImport(models.Model):
    """One file of references. `sources.importing` reads it, and writes sources once a person has agreed."""

    class Format(models.TextChoices):
        BIBTEX = "bib", "BibTeX"
        RIS = "ris", "RIS"
        CSL_JSON = "json", "CSL-JSON"

    class State(models.TextChoices):
        READ = "read", _("read, not imported yet")
        RUNNING = "running", _("being imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("failed")

    name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=5, choices=Format)
    content = models.TextField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READ)
    total = models.PositiveIntegerField(_("records"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    # What was said of the file as a whole while it was read, and what the person chose: see `sources.importing`.
    told = models.JSONField(default=list, editable=False)
    options = models.JSONField(default=dict, editable=False)
    # One entry for each record, in order: see `sources.importing`.
    report = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(_("uploaded"))
    created_by = staff(_("by"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("import of sources")
        verbose_name_plural = _("imports of sources")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
