"""What an ellipsis or a bracket may not do, however the writer marks it: drop or add a negation, change a number or a name.

A guard never says that a passage is false. It says that a person must look: the result is “near”.
"""

from collections.abc import Sequence
from typing import Final

from sources.quoting.characters import QUOTE, skeleton
from sources.quoting.reading import Word

_WORDS: Final = (
    "no not never none nobody nothing nowhere neither nor without cannot cant dont doesnt didnt isnt arent wasnt wont",
    "unless hardly scarcely barely",
    "ոչ չէ ոչինչ երբեք առանց",
    "не ни нет никогда никто ничего ничто без нельзя",
    "ne pas non jamais rien aucun aucune sans",
    "nicht kein keine keinen keiner keines keinem nie niemals nichts niemand ohne",
    "nunca nada nadie ningún ninguna ninguno sin jamás não nem niente nessuno senza",
    "لا لم لن ليس ليست غير دون بدون نه هیچ değil hiç yok",
    "不 没 沒 無 无 未 非 勿",
)
NEGATIONS: Final = frozenset("".join(map(skeleton, word)) for line in _WORDS for word in line.split())
"""Words that turn a sentence round, in the languages that our users quote most. In other languages there is no guard."""

ARMENIAN_NOT: Final = "չ"
"""Armenian verbs are negated by their first letter: չի, չեն, չկա, չպատասխանեց."""

ADJOINING: Final = 2
"""Words at either end of a stretch left out whose negation would have governed a word that was kept."""

SHORT: Final = 6
"""Words of a stretch that says little besides its negation."""


def is_negation(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.bone in NEGATIONS or (word.bone.startswith(ARMENIAN_NOT) and len(word.bone) > 1):
        return True
    return word.bone == "t" and word.gap == QUOTE


def negates(words: Sequence[Word]) -> bool:
    return any(is_negation(words, at) for at in range(len(words)))


def drops_negation(dropped: Sequence[Word]) -> bool:
    """Say whether a stretch left out may have negated what was kept."""
    if len(dropped) <= SHORT:
        return negates(dropped)
    return negates(dropped[:ADJOINING]) or negates(dropped[-ADJOINING:])


def is_honest(dropped: Sequence[Word], inserted: Sequence[Word]) -> bool:
    """Say whether the words in brackets may stand for the words of the text that were left out.

    `dropped` begins with the word before the stretch: whether a capital begins a sentence shows only after it.
    """
    left_out = dropped[1:]
    if negates(inserted):
        return negates(left_out)
    if drops_negation(left_out):
        return False
    if not inserted:
        return True
    return _agree(_numbers(left_out), _numbers(inserted)) and _agree(_names(dropped), _names(inserted, first=True))


def _agree(left_out: set[str], inserted: set[str]) -> bool:
    """Say whether nothing of a kind stands for something else of that kind."""
    return not left_out or not inserted or bool(left_out & inserted)


def _numbers(words: Sequence[Word]) -> set[str]:
    return {word.bone for word in words if word.bone[0].isdigit()}


def _names(words: Sequence[Word], *, first: bool = False) -> set[str]:
    """Return the words with capitals, but not one that begins a sentence. The first word is left out unless `first`."""
    found = set()
    for number, word in enumerate(words):
        begins = any(mark in word.gap for mark in ".?!:։")
        if (number or first) and word.form[:1].isupper() and not begins:
            found.add(word.bone)
    return found
