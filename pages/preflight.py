"""What preflight finds of standing pages alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from publishing.findings import Finding, blocker, warning

if TYPE_CHECKING:
    from pages.models import StandingPage


def findings(page: "StandingPage") -> Iterator[Finding]:
    """Yield what a page lacks."""
    if not page.body:
        yield blocker("text_missing", _("The text is empty."), "body")
    if not page.summary.strip():
        yield warning("summary_missing", _("There is no summary: search engines choose their own words."), "summary")
