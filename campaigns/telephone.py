"""Numbers to call and words to say: links that dial (RFC 3966), and scripts with a name and a place in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

from django.utils.translation import gettext as _

from campaigns.decision_makers import DecisionMaker

PLACEHOLDERS: Final = ("name", "place")
PLACEHOLDER: Final = re.compile(r"\{(name|place)\}")
EXTENSION: Final = re.compile(r"(?:;ext=|,|\bext\.?|\bx)\s*([0-9]{1,6})\s*\Z", re.IGNORECASE)
SHORTEST, LONGEST = 3, 15
NORTH_AMERICA: Final = frozenset({"US", "CA", "PR", "GU", "VI", "AS", "MP"})
"""Countries of the code +1 whose numbers have ten digits, as files of decision makers write them."""


class ScriptNotUnderstood(ValueError):
    """A script has braces that hold no placeholder; the text says which."""


@dataclass(frozen=True)
class Number:
    """A number as it is written, the link that dials it (empty where it has no digits to dial), and where it rings."""

    written: str
    link: str
    where: str


def link_to(written: str, country: str) -> str:
    """Return the link that dials a number: with its country's code where it has one, else the digits as they stand."""
    extension = EXTENSION.search(written)
    bare = written[: extension.start()] if extension else written
    digits = "".join(char for char in bare if char.isascii() and char.isdigit())
    if bare.strip().startswith("+"):
        digits = f"+{digits}"
    elif digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif country in NORTH_AMERICA and len(digits) == 10:
        digits = f"+1{digits}"
    elif country in NORTH_AMERICA and len(digits) == 11 and digits.startswith("1"):
        digits = f"+{digits}"
    if not SHORTEST <= len(digits.removeprefix("+")) <= LONGEST:
        return ""
    return f"tel:{digits};ext={extension[1]}" if extension else f"tel:{digits}"


def numbers_of(person: DecisionMaker) -> list[Number]:
    """Return the numbers of a decision maker, each once: of the office held, then of the places where they are met."""
    country = next((term.area.country for term in person.terms), "")
    said = [(term.phone, term.office) for term in person.terms]
    said += [(office.phone, office.city or office.name or office.building) for office in person.offices]
    found: dict[str, Number] = {}
    for written, where in said:
        if written:
            link = link_to(written, country)
            found.setdefault(link or written, Number(written, link, where))
    return list(found.values())


def check_script(script: str) -> None:
    """Raise ScriptNotUnderstood if a script has braces with something else than a placeholder in them."""
    allowed = _("Use {name} and {place} alone.")
    try:
        parts = list(Formatter().parse(script))
    except ValueError as error:
        raise ScriptNotUnderstood(
            _("A brace is open, or closed without having been opened.") + " " + allowed
        ) from error
    for _literal, field, form, conversion in parts:
        if field is not None and (field not in PLACEHOLDERS or form or conversion):
            wrong = "{" + field + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "") + "}"
            raise ScriptNotUnderstood(_("%s is no placeholder.") % wrong + " " + allowed)


def filled(script: str, values: Mapping[str, str]) -> str:
    """Return a script with what is known in it; what is not stands in brackets, to be said in its place."""
    unknown = {"name": _("[your name]"), "place": _("[your place]")}
    return PLACEHOLDER.sub(lambda found: values.get(found[1]) or unknown[found[1]], script)
