"""The desk of what holds for all evidence: one form, with a sample of each note style beside the choice."""

from typing import Any, Final, NamedTuple

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from publishing.admin import SingleRowAdmin
from sources import restyling, styles, tasks
from sources.csl import CSLItem
from sources.locators import Locator
from sources.models import EvidenceSettings, NoteStyle

# Works that everybody may look up, and an essay that a book quotes (an example of The Chicago Manual of Style).
REPORT: Final[CSLItem] = {
    "type": "report",
    "title": "Our Common Future",
    "author": [{"literal": "World Commission on Environment and Development"}],
    "publisher": "Oxford University Press",
    "issued": {"date-parts": [[1987]]},
}
ESSAY: Final[CSLItem] = {
    "type": "article-magazine",
    "title": "Sincerity and Objectification",
    "author": [{"family": "Zukofsky", "given": "Louis"}],
    "container-title": "Poetry",
    "issued": {"date-parts": [[1931, 2]]},
}
BOOK: Final[CSLItem] = {
    "type": "book",
    "title": "Marianne Moore: Imaginary Possessions",
    "author": [{"family": "Costello", "given": "Bonnie"}],
    "publisher": "Harvard University Press",
    "issued": {"date-parts": [[1981]]},
}
ARTICLE: Final[CSLItem] = {
    "type": "article-newspaper",
    "title": "Are Flax Seeds All That?",
    "author": [{"family": "Blum", "given": "Dani"}],
    "container-title": "New York Times",
    "issued": {"date-parts": [[2023, 12, 13]]},
    "URL": "https://www.nytimes.com/2023/12/13/well/eat/flax-seeds-benefits.html",
}


class Sample(NamedTuple):
    """How a style looks: its name, and notes as readers would see them."""

    value: str
    name: str
    notes: list[SafeString]


def samples() -> list[Sample]:
    """Return for each style two notes in full, a short one, and one of words that were taken from another work."""
    place = Locator("page", "43")
    return [
        Sample(
            style.value,
            str(style.label),
            [
                styles.note(REPORT, place, style=style),
                styles.note(ARTICLE, style=style),
                styles.short_note(REPORT, place, style=style),
                styles.note(ESSAY, style=style, via=[BOOK], via_locator=Locator("page", "78")),
            ],
        )
        for style in NoteStyle
    ]


@admin.register(EvidenceSettings)
class EvidenceSettingsAdmin(SingleRowAdmin):
    """One form. Until it is saved for the first time, the defaults hold."""

    fields = ("note_style",)
    radio_fields = {"note_style": admin.VERTICAL}
    change_form_template = "admin/sources/evidencesettings/change_form.html"

    class Media:
        css = {"all": ("admin_site/evidence-settings.css",)}

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the styles, and how far the notes have been written anew."""
        found = restyling.progress()
        context |= {
            "samples": samples(),
            "progress": found,
            "done": intcomma(found.done),
            "total": intcomma(found.total),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def after_change(self, request: HttpRequest, item: EvidenceSettings) -> None:
        """Have the notes written anew where they are not in the style chosen, once this is kept."""
        super().after_change(request, item)
        if restyling.progress().waiting:
            transaction.on_commit(tasks.restyle_notes.enqueue)
            self.message_user(request, _("The notes of all texts are being rewritten in the style you chose."))
