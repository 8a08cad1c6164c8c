"""The editor of an item's text in admin forms: django-prose-editor, set up for us.

`BodyField` stands in a form for the model field `body`. It gives the person an editor and the server clean HTML.
Without JavaScript it is a text area with that HTML. The apps above add what they know of: `sources` adds Cite.

The editor's own scripts lie in static/editor/. They are ES modules named in an import map, so that each is loaded
under its hashed name. All texts reach them translated in the widget's configuration: there is no JavaScript catalogue.
"""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import add_tags_and_attributes
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import ImportMap, Media

from publishing import placements, rendering
from publishing.models import Publication

# What the tool bar holds, in this order; each name is a group of items in the library or in our own scripts.
MENU_GROUPS: Final = [
    {"group": "headings"},
    {"group": "marks"},
    {"group": "lists"},
    {"group": "nodes -headings -lists -blockType"},
    {"group": "cite"},
    {"group": "link"},
    {"group": "placed"},
    {"group": "table"},
    {"group": "history"},
    {"group": "help"},
]

# By the library's names of its buttons.
BUTTON_LABELS: Final[dict[str, Promise]] = {
    "heading2": _("Heading"),
    "heading3": _("Subheading"),
    "heading4": _("Small heading"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "subscript": _("Subscript"),
    "superscript": _("Superscript"),
    "bulletList": _("Bulleted list"),
    "orderedList": _("Numbered list"),
    "blockquote": _("Quote"),
    "pullQuote": _("Pull quote"),
    "horizontalRule": _("Dividing line"),
    "link": _("Link"),
    "unlink": _("Remove link"),
    "table": _("Insert table"),
    "table:addColumnAfter": _("Add column"),
    "table:deleteColumn": _("Delete column"),
    "table:addRowAfter": _("Add row"),
    "table:deleteRow": _("Delete row"),
    "table:mergeCells": _("Merge cells"),
    "table:splitCell": _("Split cell"),
    "table:toggleHeaderCell": _("Header cell on or off"),
    "table:deleteTable": _("Delete table"),
    "history:undo": _("Undo"),
    "history:redo": _("Redo"),
    "shortcuts": _("Keyboard shortcuts"),
}

DIALOG_TEXTS: Final[dict[str, Promise]] = {
    "save": _("Save"),
    "cancel": _("Cancel"),
    "close": _("Close"),
    "change": _("Choose another"),
    "more": _("There are more. Type another word to narrow the search."),
    "noAnswer": _(
        "The server gave no answer. You may have been signed out: sign in again in another tab, then try once more. "
        "What you typed stays here."
    ),
}

DESK_TEXTS: Final[dict[str, Any]] = DIALOG_TEXTS | {
    "toolbar": _("Formatting"),
    "label": _("Text"),
    "linkTitle": _("Link"),
    "linkAddress": _("Address"),
    "linkHelp": _(
        "https://…, an e-mail address, a telephone number as tel:+…, or a path of this site such as /press/."
    ),
    "linkRefused": _("This is no address that a link may have. Begin with https://, mailto:, tel: or /."),
    "linkEmpty": _("Type an address."),
    "links": {
        "search": _("Search own pages"),
        "searchHelp": _(
            "By headline: releases, campaigns, standing pages and sources. Choosing one fills in its path."
        ),
        "results": _("Pages found"),
        "none": _("There are no pages yet."),
        "nothingFound": _("No page found."),
        "more": DIALOG_TEXTS["more"],
        "noAnswer": DIALOG_TEXTS["noAnswer"],
        "chosen": _("The link leads to:"),
    },
    "picturesLeftOut": _(
        "Pictures were left out: add them to the library, then place them with the picture button, so that they have "
        "alternative text and a credit."
    ),
    "notesLeftOut": _(
        "Numbers of notes were left out, since they do not say which source they mean: cite it where the words stand."
    ),
    "shortcutsTitle": _("Keyboard shortcuts"),
    "shortcutWhat": _("What"),
    "shortcutKeys": _("Keys"),
    "shortcutsTyped": _(
        "At the beginning of a line, two to four number signs (##) and a space make a heading, a hyphen and a space "
        "a list, a greater-than sign and a space a quote."
    ),
    "keys": {
        "lineBreak": _("New line in the same paragraph"),
        "indent": _("Deeper in a list; next cell of a table"),
        "outdent": _("Less deep in a list; previous cell of a table"),
        "open": _("Change the citation, picture, call to action or video that is selected"),
        "toolbar": _("From the text to the tool bar"),
        "text": _("From the tool bar, or from a dialog, back to the text"),
        "plainPaste": _("Paste without formatting"),
    },
}

IMPORTS: Final = {
    "newsroom/dialog": "editor/dialog.js",
    "newsroom/paste": "editor/paste.js",
    "newsroom/paste-dom": "editor/paste-dom.js",
    "newsroom/paste-lists": "editor/paste-lists.js",
    "newsroom/paste-office": "editor/paste-office.js",
    "newsroom/link-dialog": "editor/link-dialog.js",
    "newsroom/placed-node": "editor/placed-node.js",
    "newsroom/search-box": "editor/search-box.js",
    "newsroom/shortcuts": "editor/shortcuts.js",
    "newsroom/toolbar": "editor/toolbar.js",
    "newsroom/cite-check": "editor/cite-check.js",
    "newsroom/cite-chip": "editor/cite-chip.js",
    "newsroom/cite-dialog": "editor/cite-dialog.js",
    "newsroom/cite-fill": "editor/cite-fill.js",
    "newsroom/cite-source": "editor/cite-source.js",
    "newsroom/cite-via": "editor/cite-via.js",
}


def body_extensions() -> dict[str, Any]:
    """Return the editor's extensions and their options, as django-prose-editor reads them."""
    parts = placements.parts().values()
    labels = {part.node: part.button for part in parts}
    return {
        "Heading": {"levels": [2, 3, 4]},
        "Bold": True,
        "Italic": True,
        "Subscript": True,
        "Superscript": True,
        "BulletList": True,
        "OrderedList": {"enableListAttributes": False},
        "ListItem": True,
        "Blockquote": True,
        "HardBreak": True,
        "HorizontalRule": True,
        "Link": {"enableTarget": False, "autolink": False, "linkOnPaste": False},
        "Table": True,
        "TableRow": True,
        "TableHeader": True,
        "TableCell": True,
        "SpecialCharacters": True,
        # Press officers want their spelling checked.
        "NoSpellCheck": False,
        "Menu": {"groups": MENU_GROUPS},
        "PullQuote": {"label": BUTTON_LABELS["pullQuote"]},
        **{part.extension: _part_options(part) for part in parts},
        "Desk": {
            "buttons": BUTTON_LABELS | labels,
            "texts": DESK_TEXTS,
            "urls": {"links": reverse_lazy("editor-links")},
        },
    }


def _part_options(part: placements.Part) -> dict[str, Any]:
    options = part.editor_options()
    return options | {"texts": DIALOG_TEXTS | options["texts"]}


class BodyWidget(AdminProseEditorWidget):
    """The editor with the extensions given; a plain text area where JavaScript is off."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, extensions: dict[str, Any] | None = None) -> None:
        config = {"extensions": body_extensions() if extensions is None else extensions}
        defaults = {"class": "vLargeTextField", "rows": 24}
        super().__init__(attrs=defaults | (attrs or {}), config=config, preset="configurable")

    @property
    def media(self) -> Media:
        """Return the library's media with our modules and the sheet that replaces what it would inject."""
        return super().media + Media(css={"all": ["editor/editor.css"]}, importmap=ImportMap(IMPORTS))


class BodyField(forms.CharField):
    """Form field for the HTML of an item's text. It cleans; an editor left empty gives "".

    Use it in a model form through `Meta.field_classes = {"body": BodyField}`: label and help text then come from the
    model. Whatever text area Django or the admin proposes as its widget is replaced by the editor.

    Raises ValidationError for HTML that cannot be stored without losing something.
    """

    widget = BodyWidget

    def __init__(self, **kwargs: Any) -> None:
        if not isinstance(kwargs.get("widget"), BodyWidget):
            kwargs["widget"] = BodyWidget(extensions=self.extensions())
        super().__init__(**kwargs)

    def extensions(self) -> dict[str, Any]:
        """Return the extensions of this field's editor; apps above add theirs by overriding."""
        return body_extensions()

    def to_python(self, value: Any) -> str:
        """Return the clean HTML of what was sent."""
        html = super().to_python(value) or ""
        try:
            cleaned = rendering.clean(html)
        except rendering.BodyRefused as error:
            raise ValidationError(str(error), code="body_refused") from error
        return "" if rendering.is_empty(cleaned) else cleaned

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether the text differs, line ends aside: browsers send CR LF for what was stored as LF."""
        return super().has_changed(_line_ends(initial), _line_ends(data))


class BodyFormMixin:
    """For model forms of publications: names the text's field for what the item's own check of it refuses."""

    cleaned_data: dict[str, Any]
    instance: Publication

    def clean_body(self) -> str:
        """Return the text; raise ValidationError if the item cannot store it, such as for an unknown source."""
        body: str = self.cleaned_data["body"]
        self.instance.check_body(body)
        return body


def allow_citation(extension_config: Any, shared_config: dict[str, Any]) -> None:
    """Tell django-prose-editor what HTML the Cite extension makes. `publishing.rendering` decides what is kept."""
    names = sorted(rendering.ALLOWED_ATTRIBUTES["sup"])
    add_tags_and_attributes(shared_config, ["sup"], {"sup": names})


def allow_pull_quote(extension_config: Any, shared_config: dict[str, Any]) -> None:
    """Tell django-prose-editor what HTML the pull quote is."""
    add_tags_and_attributes(shared_config, ["blockquote"], {"blockquote": ["data-pull"]})


def allow_placed(extension_config: Any, shared_config: dict[str, Any]) -> None:
    """Tell django-prose-editor what HTML pictures, calls to action and videos are."""
    tags = ["figure", "div"]
    add_tags_and_attributes(shared_config, tags, {tag: sorted(rendering.ALLOWED_ATTRIBUTES[tag]) for tag in tags})


def allow_nothing(extension_config: Any, shared_config: dict[str, Any]) -> None:
    """Tell django-prose-editor that an extension makes no HTML of its own."""


def _line_ends(text: Any) -> Any:
    return re.sub(r"\r\n?", "\n", text) if isinstance(text, str) else text
