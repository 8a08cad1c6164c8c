"""The desk of what holds for all evidence: one form, with a sample of each note style beside the choice."""

from typing import Any, Final, NamedTuple

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from publishing.admin import PublicContentAdmin
from sources import restyling, styles, tasks
from sources.csl import CSLItem
from sources.locators import Locator
from sources.models import EvidenceSettings, NoteStyle

SETTINGS_KEY: Final = 1
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
class EvidenceSettingsAdmin(PublicContentAdmin):
    """One form. Its row comes into being when it is saved for the first time; until then the defaults hold."""

    fields = ("note_style",)
    radio_fields = {"note_style": admin.VERTICAL}
    change_form_template = "admin/sources/evidencesettings/change_form.html"

    class Media:
        css = {"all": ("admin_site/evidence-settings.css",)}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Open the form itself; before the first save it is the form for adding the row."""
        exists = EvidenceSettings.objects.filter(pk=SETTINGS_KEY).exists()
        return self.changeform_view(request, str(SETTINGS_KEY) if exists else None, request.path, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the styles, and how far the notes have been written anew."""
        found = restyling.progress()
        context |= {
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "samples": samples(),
            "progress": found,
            "done": intcomma(found.done),
            "total": intcomma(found.total),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: EvidenceSettings, form: ModelForm, change: bool) -> None:
        obj.pk = SETTINGS_KEY
        super().save_model(request, obj, form, change)

    def after_change(self, request: HttpRequest, item: EvidenceSettings) -> None:
        """Have the notes written anew where they are not in the style chosen, once this is kept."""
        super().after_change(request, item)
        if restyling.progress().waiting:
            transaction.on_commit(tasks.restyle_notes.enqueue)
            self.message_user(request, _("The notes of all texts are being rewritten in the style you chose."))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and not EvidenceSettings.objects.filter(pk=SETTINGS_KEY).exists()

    def has_delete_permission(self, request: HttpRequest, obj: EvidenceSettings | None = None) -> bool:
        return False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Offer no “add” in the index: the list's address opens the form."""
        return super().get_model_perms(request) | {"add": False}
