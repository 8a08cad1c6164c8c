"""What people may type as their name. Names are many things; what is refused here is never part of one."""

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

# Marks that only steer the direction of neighbouring characters come along when a name is copied. Harmless: dropped.
DIRECTION_MARKS: Final = dict.fromkeys((0x200E, 0x200F, 0x061C, 0xFEFF))
# Zero-width joiners are part of Persian and Indic spelling.
JOINERS: Final = frozenset("\u200c\u200d")
ADDRESS: Final = re.compile(r"://|\bwww\.|@|\.(com|org|net|info|ru|io|biz|xyz|top|site|online)\b", re.IGNORECASE)


class NameNotUnderstood(ValueError):
    """What was typed is no name; the text tells the person why."""


def read_name(typed: str) -> str:
    """Return a typed name in composed form (NFC) with single spaces. Raises NameNotUnderstood.

    Refused are control characters, overrides of the writing direction (they let one text look like another), web and
    e-mail addresses, and what has no letter at all.
    """
    name = " ".join(unicodedata.normalize("NFC", typed.translate(DIRECTION_MARKS)).split())
    if any(unicodedata.category(char).startswith("C") and char not in JOINERS for char in name):
        raise NameNotUnderstood(_("The name contains invisible characters. Please type it again."))
    if ADDRESS.search(name):
        raise NameNotUnderstood(_("Enter your name here, not a web or e-mail address."))
    if not any(char.isalpha() for char in name):
        raise NameNotUnderstood(_("Enter your name in letters."))
    return name
