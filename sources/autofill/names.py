"""Names as pages print them, split into family and given name where that is certain, and kept whole where it is not.

A wrong split is worse than none: "Frontières, Médecins Sans" would stand in every note. A comma splits ("Sargsyan, Ani");
without one only a name that is said to be a person's is split, and only if it looks like one.
"""

import re
from typing import Final

from sources.csl import SUFFIX, CSLName
from sources.extraction.cleaning import one_line
from sources.extraction.markup import unescape

LONGEST: Final = 300
MOST_WORDS: Final = 5
BY: Final = re.compile(r"(?:by|written by|par|von|от|автор:?)\s+", re.IGNORECASE)
PARTICLES: Final = frozenset(
    "van von der den de del della di da dos du la le el al bin ibn ten ter zu zur af av".split()  # noqa: SIM905
)
# Words of institutions, in any case. A person with such a name is kept whole, which notes print the same.
INSTITUTIONS: Final = frozenset(
    """
    academy administration affairs agency alliance amnesty and archive army assembly associated association authority bank
    board bureau campaign center centre church coalition college commission commissioner committee community company
    conference congress consortium corporation council court defence defense department desk directorate division editor
    editorial editors embassy europe european federal federation fédération fellowship forum foundation fund gmbh government
    group helsinki high house human inc initiative institute institution international journal law lab laboratory league ltd
    magazine media ministry mission monitor monitoring movement museum nation national nations network new news newspaper
    ngo observatory of office ombudsman organisation organization parliament party post press programme program project
    publisher reporter reporters research review rights sans school secretariat service society staff state states studies
    support team the times tribunal trust union unit united university watch without women workers world writers
    """.split()  # noqa: SIM905
)
NO_NAME: Final = re.compile(r"https?://|www\.|[@|/<>{}\[\]_]|[0-9]{3}", re.IGNORECASE)
PERSON_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[’'.\-‐])*")
SEPARATORS: Final = re.compile(r"\s*;\s*")


def name_of(text: str, *, is_person: bool = False) -> CSLName | None:
    """Return a name; None for what is none (an address, a handle, nothing). `is_person`: the page says so."""
    name = BY.sub("", one_line(unescape(text), LONGEST), count=1).strip(" ,;")
    if not name or NO_NAME.search(name):
        return None
    if _is_institution(name):
        return {"literal": name}
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(parts) and SUFFIX.fullmatch(parts[1]) is None:
        return {"family": parts[0], "given": parts[1]}
    if len(parts) == 3 and all(parts) and SUFFIX.fullmatch(parts[2]):
        return {"family": parts[0], "given": parts[1], "suffix": parts[2]}
    if is_person and len(parts) == 1:
        return _split(name.split()) or {"literal": name}
    return {"literal": name}


def names_of(text: str, *, is_person: bool = False) -> list[CSLName]:
    """Return the names in a text that may hold several, parted by semicolons."""
    return [name for part in SEPARATORS.split(text) if (name := name_of(part, is_person=is_person))]


def _is_institution(name: str) -> bool:
    words = {word.strip(".,()&").casefold() for word in name.split()}
    return bool(words & INSTITUTIONS) or "&" in name or "(" in name


def _split(words: list[str]) -> CSLName | None:
    """Return a person's name, given name first; None where the words do not look like one."""
    suffix = words.pop() if len(words) > 2 and SUFFIX.fullmatch(words[-1]) else ""
    if not 2 <= len(words) <= MOST_WORDS or not all(PERSON_WORD.fullmatch(word) for word in words):
        return None
    small = [place for place, word in enumerate(words) if not word[0].isupper()]
    if any(words[place].casefold() not in PARTICLES for place in small if words[place][0].islower()):
        return None
    first = small[0] if small and small[0] > 0 else len(words) - 1
    family, given = " ".join(words[first:]), " ".join(words[:first])
    if not given or words[-1][0].islower():
        return None
    name: CSLName = {"family": family, "given": given}
    if suffix:
        name["suffix"] = suffix
    return name
