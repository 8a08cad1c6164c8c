"""What the codes of warnings mean, in few words, for the log."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Final[dict[str, Promise]] = {
    "action_closed": _("a closed call to action"),
    "action_hidden": _("a call to action that readers do not see"),
    "action_missing": _("no call to action"),
    "action_none_open": _("no open call to action"),
    "action_upcoming": _("a call to action that is not open yet"),
    "alternative_text_is_file_name": _("a file name as alternative text"),
    "comments_open": _("open comments"),
    "contact_missing": _("no media contact"),
    "demand_missing": _("no demand"),
    "heading_empty": _("an empty heading"),
    "heading_skipped": _("a skipped heading level"),
    "headline_long": _("a long headline"),
    "link_leads_nowhere": _("a link that leads nowhere"),
    "link_words": _("a link without telling words"),
    "marker_alone": _("a citation that stands alone"),
    "quotation_without_source": _("a quotation without a source"),
    "quote_absent": _("a quotation that is not in our copy"),
    "quote_changed": _("a quotation changed since it was cited"),
    "quote_near": _("a quotation that our copy has otherwise"),
    "quote_no_copy": _("a quotation without a copy to check it in"),
    "read_also_hidden": _("“Read also” with what readers do not see"),
    "source_dead": _("a dead address without a copy"),
    "summary_missing": _("no summary"),
    "text_missing": _("no text"),
}


def name_of(code: str) -> str:
    """Return a code in words; the code itself where nobody has named it."""
    return str(NAMES.get(code, code))
