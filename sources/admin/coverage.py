"""In lists of content that cites: how many of an item's quotations carry a source, and how many are verified."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sources import coverage


class CoverageMixin:
    """For the admin of a `CitingPublication`: a column of numbers that the item's row holds. No query of its own."""

    @admin.display(description=_("quotations"), ordering="quotations_verified")
    def coverage_column(self, item: Any) -> SafeString | str:
        found = coverage.stored(item)
        if not found.total:
            return "–"
        return format_html('<span class="coverage">{}</span>', found.short())
