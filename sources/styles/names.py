"""Names of people and organisations, as each of the manuals writes them."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sources.csl import CSLName, family_name, full_name

# Scripts in which a given name may stand as its first letter.
INITIAL_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN")
HANDLE: Final = re.compile(r"(.+?)\s+\((@[^\s()]+)\)")
MOST_IN_CHICAGO_LIST: Final = 6
FIRST_IN_CHICAGO_LIST: Final = 3
MOST_IN_APA_LIST: Final = 20


def one_two_or_more(names: list[CSLName], form: Callable[[CSLName], str] = full_name) -> str:
    """Return "A", "A and B", or "A et al." for three and more: Chicago's notes, and MLA behind the first element."""
    return _et_al([form(name) for name in _named(names)])


def chicago_list(names: list[CSLName]) -> str:
    """Return names as a bibliography has them, the first inverted; of more than six, three and "et al."."""
    names = _named(names)
    written = [inverted(names[0]), *map(full_name, names[1:])] if names else []
    if len(written) > MOST_IN_CHICAGO_LIST:
        shown = ", ".join(written[:FIRST_IN_CHICAGO_LIST])
        return pgettext("after the first of several inverted names", "%(first)s, et al.") % {"first": shown}
    if len(written) < 2:
        return "".join(written)
    return pgettext("the last of several names", "%(first)s, and %(last)s") % {
        "first": ", ".join(written[:-1]),
        "last": written[-1],
    }


def mla_list(names: list[CSLName]) -> str:
    """Return names as works cited begin: "Family, Given", a second one as it is spoken, "et al." for more."""
    names = _named(names)
    match names:
        case []:
            return ""
        case [name]:
            return with_handle(inverted(name))
        case [first, second]:
            return pgettext("the last of several names", "%(first)s, and %(last)s") % {
                "first": inverted(first),
                "last": full_name(second),
            }
    return pgettext("after the first of several inverted names", "%(first)s, et al.") % {"first": inverted(names[0])}


def apa_list(names: list[CSLName]) -> str:
    """Return names as references begin: "Family, G. N., & Family, G. N."; of more than 20, 19 and the last."""
    written = [with_handle(_apa_name(name)) for name in _named(names)]
    if len(written) > MOST_IN_APA_LIST:
        return f"{', '.join(written[: MOST_IN_APA_LIST - 1])}, . . . {written[-1]}"
    return f"{', '.join(written[:-1])}, & {written[-1]}" if len(written) > 1 else "".join(written)


def apa_inline(names: list[CSLName]) -> str:
    """Return names inside a reference: "G. N. Family & G. N. Family"."""
    written = [apa_spoken(name) for name in _named(names)]
    if len(written) < 3:
        return " & ".join(written)
    return f"{', '.join(written[:-1])}, & {written[-1]}"


def apa_in_text(names: list[CSLName]) -> str:
    """Return family names as APA has them beside a year: "A", "A & B", "A et al."."""
    written = [called(name) for name in _named(names)]
    return " & ".join(written) if len(written) < 3 else _et_al(written)


def apa_spoken(name: CSLName) -> str:
    """Return a name in its natural order with initials: "M. L. King Jr."."""
    if "literal" in name:
        return name["literal"]
    return full_name({**name, "given": initials(name.get("given", ""))})


def inverted(name: CSLName) -> str:
    """Return "Family, Given", with a dropping particle behind the given name; an organisation as it is."""
    if "literal" in name:
        return name["literal"]
    given = " ".join(filter(None, (name.get("given", ""), name.get("dropping-particle", ""))))
    return ", ".join(filter(None, (family_name(name), given, name.get("suffix", ""))))


def initials(given: str) -> str:
    """Return the initials of a given name: "Jean-Paul M." is "J.-P. M."; in other scripts the name as it is."""
    parts = given.replace(".", ". ").split()
    return " ".join("-".join(_initial(piece) for piece in part.split("-") if piece) for part in parts)


def called(name: CSLName) -> str:
    """Return what a short note calls the bearer, without the name of an account."""
    return HANDLE.sub(r"\1", family_name(name))


def with_handle(name: str) -> str:
    """Return "Name [@handle]" for "Name (@handle)", as APA and MLA have it."""
    return HANDLE.sub(r"\1 [\2]", name)


def _named(names: list[CSLName]) -> list[CSLName]:
    """Leave out names with nothing in them, which files bring."""
    return [name for name in names if full_name(name).strip()]


def _apa_name(name: CSLName) -> str:
    return inverted(name if "literal" in name else {**name, "given": initials(name.get("given", ""))})


def _initial(piece: str) -> str:
    if not unicodedata.name(piece[0], "").startswith(INITIAL_SCRIPTS):
        return piece
    return f"{piece[0]}."


def _et_al(written: list[str]) -> str:
    match written:
        case []:
            return ""
        case [name]:
            return name
        case [first, second]:
            return _("%(first)s and %(second)s") % {"first": first, "second": second}
    return pgettext("after the first of several names", "%(first)s et al.") % {"first": written[0]}
