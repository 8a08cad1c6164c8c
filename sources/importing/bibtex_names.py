"""Names in BibTeX: "First von Last", "von Last, Jr., First", {organisations}, and biblatex's "family=…, given=…"."""

import re
from typing import Final

from sources.csl import CSLName
from sources.importing.latex import to_text

# The fields that hold names, and the CSL variables that they fill.
ROLES: Final = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
    "director": "director",
    "interviewer": "interviewer",
    "recipient": "recipient",
}
BRACES: Final = re.compile(r"\\.|[{}]", re.DOTALL)
BRACE: Final = r"(?P<brace>\\.|[{}])"
# The space behind one "and" is also the space before the next.
AND: Final = re.compile(rf"{BRACE}|\s+and(?=\s)", re.IGNORECASE | re.DOTALL)
COMMA: Final = re.compile(rf"{BRACE}|,", re.DOTALL)
SPACE: Final = re.compile(rf"{BRACE}|[\s~]+", re.DOTALL)
EXTENDED: Final = re.compile(r"\s*(family|given|prefix|suffix|useprefix|[a-z-]+)\s*=\s*(.*)", re.DOTALL)


def read_names(value: str) -> tuple[list[CSLName], bool]:
    """Return the names in a field, and whether it ends with "and others"."""
    names = []
    has_others = False
    for typed in _split(" ".join(value.split()), AND):
        if typed.strip().lower() == "others":
            has_others = True
            continue
        name = _name(typed.strip())
        if name:
            names.append(name)
    return names, has_others


def _name(typed: str) -> CSLName | None:
    if not typed:
        return None
    if _is_braced(typed):
        literal = _plain(typed)
        return {"literal": literal} if literal else None
    parts = _split(typed, COMMA)
    if len(parts) > 1 and all(EXTENDED.fullmatch(part) for part in parts):
        return _extended(parts)
    if len(parts) == 1:
        return _natural(_words(typed))
    family, suffix, given = parts[0], parts[1] if len(parts) > 2 else "", parts[-1]
    if len(parts) > 3:
        given = ", ".join(part.strip() for part in parts[2:])
    particle, rest = _particle(_words(family))
    return _made(" ".join(rest), given=given, suffix=suffix, particle=" ".join(particle))


def _natural(words: list[str]) -> CSLName | None:
    """Return a name in its natural order: the last word is the family name, lower-case words before it the particle."""
    if not words:
        return None
    start = next((number for number, word in enumerate(words[:-1]) if _is_lower(word)), None)
    if start is None:
        return _made(words[-1], given=" ".join(words[:-1]))
    particle, rest = _particle(words[start:])
    return _made(" ".join(rest), given=" ".join(words[:start]), particle=" ".join(particle))


def _particle(words: list[str]) -> tuple[list[str], list[str]]:
    """Return the particle ("van der", up to the last lower-case word) and the rest, which has one word at least."""
    end = max((number + 1 for number, word in enumerate(words[:-1]) if _is_lower(word)), default=0)
    return (words[:end], words[end:]) if words and _is_lower(words[0]) else ([], words)


def _extended(parts: list[str]) -> CSLName | None:
    found = {match[1]: match[2] for part in parts if (match := EXTENDED.fullmatch(part))}
    particle, is_dropping = found.get("prefix", ""), found.get("useprefix", "").strip().lower() == "false"
    name = _made(
        found.get("family", ""), given=found.get("given", ""), suffix=found.get("suffix", ""), particle=particle
    )
    if name and is_dropping and "non-dropping-particle" in name:
        name["dropping-particle"] = name.pop("non-dropping-particle")
    return name


def _made(family: str, *, given: str = "", suffix: str = "", particle: str = "") -> CSLName | None:
    if not _plain(family):
        family, given = given, ""
    parts = {"family": family, "given": given, "suffix": suffix, "non-dropping-particle": particle}
    known = {part: _plain(typed) for part, typed in parts.items()}
    name: CSLName = {part: text for part, text in known.items() if text}  # type: ignore[assignment]  # the keys are its own
    return name or None


def _plain(typed: str) -> str:
    return " ".join(to_text(typed).split())


def _is_braced(typed: str) -> bool:
    """Say whether one pair of braces holds the whole name."""
    if not (typed.startswith("{") and typed.endswith("}")):
        return False
    depth = 0
    for mark in BRACES.finditer(typed):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end() == len(typed)
    return False


def _is_lower(word: str) -> bool:
    """Say whether BibTeX takes a word for a part of a particle: its first letter outside braces is small."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    return next((letter.islower() for letter in _plain(word) if letter.isalpha()), False)


def _words(typed: str) -> list[str]:
    return [word for word in _split(typed, SPACE) if word]


def _split(value: str, separator: re.Pattern[str]) -> list[str]:
    """Return a value taken apart at `separator`, outside braces."""
    pieces, depth, start = [], 0, 0
    for mark in separator.finditer(value):
        if mark["brace"]:
            depth = max(0, depth + {"{": 1, "}": -1}.get(mark["brace"], 0))
        elif depth == 0:
            pieces.append(value[start : mark.start()])
            start = mark.end()
    return [*pieces, value[start:]]
