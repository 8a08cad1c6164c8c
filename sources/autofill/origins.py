"""Where a value came from, in words for staff."""

from typing import Final

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS: Final[dict[str, Promise]] = {
    "DOI": gettext_lazy("from the record of the DOI"),
    "ISBN": gettext_lazy("from the record of the ISBN at Open Library"),
    "title": gettext_lazy("from the title of the page"),
    "html lang": gettext_lazy("from the language that the page names"),
    "link canonical": gettext_lazy("the address that the page calls its own"),
    "address": gettext_lazy("the address that was fetched"),
    "PDF text": gettext_lazy("from the first pages of the PDF"),
    "redirect": gettext_lazy("the address to which the former one leads"),
}


def told(provenance: dict[str, str]) -> str:
    """Return an entry of `Source.provenance` in words: "From og:title of the page, June 5, 2024"."""
    said = capfirst(words(str(provenance.get("from", ""))))
    moment = parse_datetime(str(provenance.get("at", "")))
    return f"{said}, {date_format(localtime(moment), 'DATE_FORMAT')}" if moment and moment.tzinfo else said


def words(said_by: str) -> str:
    """Return in words what said a value: "from citation_author of the page". `said_by` as in `Found`."""
    if said_by in WORDS:
        return str(WORDS[said_by])
    if said_by.startswith("import of "):
        return _("from the import of %(name)s") % {"name": said_by.removeprefix("import of ")}
    if said_by.startswith("PDF "):
        return _("from what the PDF says of itself (%(name)s)") % {"name": said_by.removeprefix("PDF ")}
    return _("from %(name)s of the page") % {"name": said_by}
