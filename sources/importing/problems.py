"""The words for what was noticed while a file of references was read."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sources.importing.records import Problem

# Of a file as a whole. %(value)s and %(field)s are of the problem.
OF_FILES: Final[dict[str, Promise]] = {
    "too_large": _("The file is larger than %(value)s MB. Export it in several parts."),
    "too_many": _("The file has more than %(value)s records. Export it in several parts."),
    "other_file": _(
        "This is no file of references. In your reference manager, export as BibTeX (.bib), RIS (.ris) or CSL-JSON (.json), "
        "and choose that file."
    ),
    "no_text": _("The file is empty."),
    "no_records": _("There is no record in this file. Was it exported in the format that was chosen here?"),
    "no_json": _("The file is broken as JSON at line %(line)s, column %(field)s: %(value)s. Export it again."),
    "no_list": _("This JSON holds no list of references. Export as CSL-JSON."),
    "too_deep": _("At line %(line)s, this JSON is nested more deeply than any reference. Export it again."),
    "not_utf8": _(
        "The file is not in UTF-8 (line %(line)s); it was read as Windows-1252. Look whether letters with accents are right; "
        "if not, export it as UTF-8."
    ),
    "stray_lines": _("From line %(line)s on, something stands outside of records; it was passed over."),
}
# Of one record: nothing can be made of it.
OF_BAD_RECORDS: Final[dict[str, Promise]] = {
    "broken_entry": _("The entry is broken: a brace, a quotation mark or a comma is missing (“%(value)s”)."),
    "no_item": _("This is no reference: “%(value)s”."),
    "empty": _("The record is empty."),
    "no_title": _("It has no title."),
    "refused": _("“%(field)s” was refused: %(value)s"),
}
# Of one record: it can be imported, and this is not as it was.
OF_RECORDS: Final[dict[str, Promise]] = {
    "field_twice": _("“%(field)s” stands there twice; the first one is taken, the other kept aside."),
    "no_parent": _("It refers to “%(value)s”, which is not in the file."),
    "and_others": _("The names end with “and others”: whom that means is not in the file."),
    "no_end": _("The end of the record (ER) is missing."),
    "unknown_type": _("The type “%(value)s” is not known; it becomes a document."),
    "other_type": _("The type “%(value)s” becomes the nearest that this site has."),
    "other_title": _("It has no title; “%(value)s” is taken for it."),
    "shortened": _("“%(field)s” is too long and was shortened; the whole is kept aside."),
    "cut_for_good": _("“%(field)s” is longer than 20,000 characters; only the beginning is kept."),
    "wrong_shape": _("“%(field)s” is not what it should be (“%(value)s”); it is kept aside."),
    "wrong_names": _("Some of the names in “%(field)s” are not as they should be; they are kept aside as they were."),
    "no_date": _("The date “%(value)s” is not understood and was left out; it is kept aside."),
    "no_day": _("“%(value)s” is no day; when it was read was left out, and is kept aside."),
    "no_address": _("“%(value)s” is no web address that a source can have; it is kept aside."),
    "no_identifier": _("“%(field)s”: not all of “%(value)s” is one; that is kept aside."),
}
WORDS: Final = OF_FILES | OF_BAD_RECORDS | OF_RECORDS


def words(problem: Problem | dict[str, Any]) -> str:
    """Return a problem as a sentence for staff, in the language that is active."""
    told = Problem.from_json(problem) if isinstance(problem, dict) else problem
    return str(WORDS[told.code]) % {"field": told.field, "value": told.value, "line": told.line}
