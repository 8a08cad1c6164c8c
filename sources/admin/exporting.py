"""Files of the rows that are chosen in the list of sources, and the way to importing."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from sources import exporting
from sources.admin.importing import may_import
from sources.admin.sections import DeskMixin
from sources.models import Source


class ExportingMixin(DeskMixin):
    """Adds to the list of sources an action for each file format, for all who may see sources."""

    change_list_template = "admin/sources/source/change_list.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = (*(self.actions or ()), "export_bib", "export_ris", "export_json")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), "may_import": may_import(request)})

    @admin.action(description=_("Export as BibTeX"), permissions=["view"])
    def export_bib(self, request: HttpRequest, chosen: QuerySet[Source]) -> HttpResponseBase:
        return _file_of(chosen, "bib")

    @admin.action(description=_("Export as RIS"), permissions=["view"])
    def export_ris(self, request: HttpRequest, chosen: QuerySet[Source]) -> HttpResponseBase:
        return _file_of(chosen, "ris")

    @admin.action(description=_("Export as CSL-JSON"), permissions=["view"])
    def export_json(self, request: HttpRequest, chosen: QuerySet[Source]) -> HttpResponseBase:
        return _file_of(chosen, "json")


def _file_of(chosen: QuerySet[Source], extension: str) -> HttpResponseBase:
    """Hand out the chosen sources, whatever readers may see of them: staff see them all."""
    rows = Source.objects.filter(pk__in=chosen.order_by().values("pk"))  # the list leaves out columns that files need
    return exporting.file_of(rows.order_by("pk"), extension, "sources")
