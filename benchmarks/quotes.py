"""Passages looked for in texts: one in a text of 300 pages, a thousand in their copies."""

import random
import time
from collections.abc import Callable
from statistics import median
from typing import Final

from sources.quotes import QuoteCheck, Status, check_quote
from sources.quoting.guards import NEGATIONS

PAGES: Final = 300
CHARACTERS_OF_A_PAGE: Final = 2_500
ROUNDS: Final = 5
ONE_BAR: Final = 0.1
THOUSAND: Final = 1_000
THOUSAND_BAR: Final = 10.0

ENGLISH: Final = "abcdefghijklmnopqrstuvwxyz"
ARMENIAN: Final = "աբգդեզէըթժիլխծկհձղճմյնշոպ"


def measure() -> bool:
    """Print the seconds of one core that checks take, texts read anew for each; say whether all keep the bars."""
    chance = random.Random(7)
    kept = True
    for language, letters in (("English", ENGLISH), ("Armenian", ARMENIAN)):
        text = make_text(chance, letters, PAGES * CHARACTERS_OF_A_PAGE)
        for name, (passage, status) in make_passages(chance, text).items():
            taken = median(one(passage, text, status) for _round in range(ROUNDS))
            print(
                f"{language + ', ' + name:>36}: {taken * 1000:6.1f} ms in {PAGES} pages (bar: {ONE_BAR * 1000:.0f} ms)"
            )
            kept = kept and taken < ONE_BAR
    taken = thousand(chance)
    print(f"{'a thousand passages, each in its copy':>36}: {taken:6.2f} s (bar: {THOUSAND_BAR:.0f} s)")
    return kept and taken < THOUSAND_BAR


def seconds(work: Callable[[], QuoteCheck]) -> tuple[float, QuoteCheck]:
    start = time.process_time()
    check = work()
    return time.process_time() - start, check


def one(passage: str, text: str, status: Status) -> float:
    taken, check = seconds(lambda: check_quote(passage, text))
    if check.status is not status:
        raise AssertionError(f"{passage!r} is {check.status}, not {status}")
    return taken


def thousand(chance: random.Random) -> float:
    """Return the seconds for passages of each kind, in texts of 3 to 60 pages as reports and articles have them."""
    total = 0.0
    for number in range(THOUSAND // 5):
        pages = chance.choice([3, 3, 3, 10, 10, 60])
        text = make_text(chance, ENGLISH if number % 2 else ARMENIAN, pages * CHARACTERS_OF_A_PAGE)
        for passage, status in make_passages(chance, text).values():
            total += one(passage, text, status)
    return total


def make_text(chance: random.Random, letters: str, length: int) -> str:
    """Return prose of made-up words: few of them often and many seldom, with lines, quotation marks and notes."""
    made = {"".join(chance.choices(letters, k=chance.randint(2, 11))): None for _number in range(9_000)}
    # An ellipsis that drops “not” is near, not verified, also if the word is here by chance.
    words = [word for word in made if word not in NEGATIONS]
    often = [1 / rank for rank in range(1, len(words) + 1)]
    between = [" "] * 60 + [", ", ", ", ", ", ". ", "\n", "\n", "’s ", " “", "” ", " – ", "; ", "[12] ", " 2023 "]
    count = length // 5
    drawn = chance.choices(words, often, k=count)
    return "".join(word + gap for word, gap in zip(drawn, chance.choices(between, k=count), strict=True))[:length]


def make_passages(chance: random.Random, text: str) -> dict[str, tuple[str, Status]]:
    """Return a passage of each kind, of about forty words, and what is to be found of it."""
    words = text.split()
    first = chance.randrange(len(words) // 2, len(words) - 200)
    cut = words[first : first + 40]
    while not (cut[0].isalpha() and cut[-1].isalpha()):
        first += 1
        cut = words[first : first + 40]
    as_text = " ".join(cut)
    half = len(cut) // 2
    return {
        "as it stands": (as_text, Status.EXACT),
        "other typography": (as_text.replace(" ", "\u00a0", 3).replace(" ", " \u200b") + ",", Status.NORMALISED),
        "with an ellipsis": (" ".join([*cut[:half], "…", *cut[half + 4 :]]), Status.NORMALISED),
        "nearly": (" ".join([*cut[:half], "changed", *cut[half + 1 :]]), Status.NEAR),
        "absent": (" ".join(chance.sample(words, 40)), Status.ABSENT),
    }
