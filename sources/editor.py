"""The editor's Cite: what it needs to know, and the form field of texts that cite."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from publishing.editor import DIALOG_TEXTS, BodyField, body_extensions
from sources import csl, pasted
from sources.autofill.filling import FIELDS
from sources.locators import LOCATOR_KINDS
from sources.models import Citation, Source

CITE_LABEL: Final = pgettext_lazy("button", "Cite")

TEXTS: Final[dict[str, Any]] = {
    "cite": CITE_LABEL,
    "citation": _("Citation"),
    "title": _("Cite a source"),
    "titleEdit": _("Citation"),
    "passage": _("Passage"),
    "passageHelp": _("The words that the source proves. Changing them here leaves your text as it is."),
    "source": _("Source"),
    "unknown": _("Unknown source"),
    "search": _("Search sources"),
    "searchHelp": _("By title, author, publisher or web address."),
    "results": _("Sources found"),
    "noSources": _("There are no sources yet."),
    "nothingFound": _("No source found."),
    "chooseFirst": _("Choose a source."),
    "newSource": _("New source"),
    "searchInstead": _("Search instead"),
    "useExisting": _("Use this source"),
    "saveAndCite": _("Save source and cite"),
    "remove": _("Remove citation"),
    "mode": _("How the source is used"),
    "cited_in": _("Cited in"),
    "addVia": _("Add: cited in another source"),
    "viaHelp": _("You did not see the source itself, but another that cites it: name the one that you read."),
    "removeVia": _("Remove this source"),
    "viaKind": _("Place in what was read"),
    "twice": _("This source is named already. What is cited and what it was read in are two sources."),
    "through": pgettext_lazy("between a source and the one that it was read in", "in"),
    "check": _("In our copy"),
    "checking": _("Looking in our copies …"),
    "noCheck": _("The check gives no answer. The text can be saved all the same; it is checked then."),
    "openSource": _("Open the source in a new tab"),
    "onlyHere": _("only in the passage"),
    "onlyThere": _("only in the copy"),
    "alone": _("There are no words before this citation. Remove it, or move it behind the words that it proves."),
    "locatorKind": _("Place in the source"),
    "locator": _("Number"),
    "locatorHelp": _("Such as 4, 12–14 or 1:02:30. May stay empty."),
    "fillFrom": _("Address, DOI or ISBN"),
    "fillHelp": _(
        "Looks there for title, authors, date and the rest. Only empty fields are filled in; what you typed stays. "
        "Left empty, it takes the address, DOI and ISBN from the form."
    ),
    "fill": _("Fill in"),
    "filling": _("Looking…"),
    # The name in brackets is replaced in the browser.
    "filled": _("Filled in: %(fields)s. Compare it with the document, then save."),
    "nothingFilled": _("Nothing was empty that could be filled in."),
    "leftAsItIs": _("Left as it stands, although something else was found: %(fields)s."),
    "hereAlready": _("This may be here already:"),
    "authorsHelp": _("One a line: “Family, Given” for a person, an organisation as it is called."),
    "dateHelp": _("As printed: “2024”, “5 June 2024”, “June 5”."),
    "fields": {
        "type": _("Type"),
        "title": _("Title"),
        "authors": _("Authors"),
        "publisher": _("Publisher"),
        "issued_as_typed": _("Date"),
        "url": _("Web address"),
    },
}

ALSO_FOUND: Final = tuple(name for name in FIELDS.values() if name not in TEXTS["fields"])
"""Fields of a source that are not asked for while citing, and shown once “Fill in” has found something for them."""


def cite_options() -> dict[str, Any]:
    """Return the options of the Citation extension in static/editor/citation.js."""
    return {
        "urls": {name: reverse_lazy(f"cite:{name}") for name in ("search", "labels", "create", "check", "fill")},
        "texts": DIALOG_TEXTS | TEXTS,
        "types": _choices(csl.TYPES),
        "also": {name: _name_of(name) for name in ALSO_FOUND},
        "modes": [
            {"value": "" if value == "verbatim" else value, "name": name} for value, name in Citation.Mode.choices
        ],
        "locators": [
            {"value": value, "name": kind.name, "one": kind.one, "several": kind.several}
            for value, kind in LOCATOR_KINDS.items()
        ],
    }


class CitingBodyField(BodyField):
    """`BodyField` with Cite, for the text of a `CitingPublication`."""

    def extensions(self) -> dict[str, Any]:
        """Return the editor's extensions with Cite among them."""
        base = body_extensions()
        desk = base["Desk"] | {"buttons": base["Desk"]["buttons"] | {"citation": CITE_LABEL}}
        return base | {"Desk": desk, "Citation": cite_options()}

    def to_python(self, value: Any) -> str:
        """Return the clean HTML of what was sent; numbers of notes copied from a public page are markers again.

        Raises ValidationError for numbers that say nothing of what they cite: taken out in silence, they would be missed.
        """
        html, lost = pasted.repaired(value) if isinstance(value, str) else (value, 0)
        if lost:
            message = ngettext(
                "The text has %(count)d number of a note that was copied from a page and says nothing of its source. "
                "Remove it and cite the source.",
                "The text has %(count)d numbers of notes that were copied from a page and say nothing of their sources. "
                "Remove them and cite the sources.",
                lost,
            )
            raise ValidationError(message % {"count": lost}, code="unknown_number")
        return super().to_python(html)


def _name_of(field: str) -> Any:
    return capfirst(Source._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # no relation is among them


def _choices(pairs: list[tuple[str, Promise]]) -> list[dict[str, str | Promise]]:
    return [{"value": value, "name": name} for value, name in pairs]
