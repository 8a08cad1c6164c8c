"""Two versions of 10,000 words compared, as the pages that show them do it: the text, and the whole answer."""

import json
import random
import subprocess
import sys
from statistics import median

from benchmarks.server import throw_away_site

WORDS = 10_000
ROUNDS = 5
BAR = 1.0

# Run in a process of its own, since this one has no settings.
PROGRAM = """
import json, random, sys, time
import django
django.setup()
from publishing.comparing import Names, compare_bodies
from publishing.comparing.drawing import inline, left_side, right_side, with_context
cases = json.load(sys.stdin)
found = {}
for name, (left, right) in cases.items():
    start = time.process_time()
    rows = compare_bodies(left, right, Names(), Names())
    compared = time.process_time()
    size = sum(len(inline(row)) for row in rows)
    found[name] = (compared - start, time.process_time() - compared, size)
print(json.dumps(found))
"""


def measure() -> bool:
    """Print the seconds of one core that comparing takes in the cases that are hardest; say whether each keeps the bar."""
    cases = make_cases(random.Random(7))
    with throw_away_site() as variables:
        rounds = [run(variables, cases) for _ in range(ROUNDS)]
    kept = True
    for name in cases:
        compared, drawn, _size = (median(one[name][part] for one in rounds) for part in range(3))
        print(f"{name:>34}: {compared:5.2f} s compared, {drawn:5.2f} s drawn (bar: together under {BAR:.0f} s)")
        kept = kept and compared + drawn < BAR
    return kept


def run(variables: dict[str, str], cases: dict[str, tuple[str, str]]) -> dict[str, tuple[float, float, int]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=variables,
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, tuple[float, float, int]] = json.loads(done.stdout)
    return found


def make_cases(chance: random.Random) -> dict[str, tuple[str, str]]:
    """Return pairs of bodies: words repeat as in prose, few of them often and many of them seldom."""
    vocabulary = [f"word{int(chance.paretovariate(0.6))}" for _ in range(30_000)]

    def text() -> list[str]:
        return chance.choices(vocabulary, k=WORDS)

    def body(words: list[str], paragraph: int) -> str:
        starts = range(0, len(words), paragraph)
        return "".join(f"<p>{' '.join(words[start : start + paragraph])}.</p>" for start in starts)

    first = text()
    edited = [word if chance.random() > 0.3 else chance.choice(vocabulary) for word in first]
    moved = first[WORDS // 2 :] + first[: WORDS // 2]
    return {
        "one word in ten thousand": (body(first, 80), body([*first[:5000], "changed", *first[5001:]], 80)),
        "every third word": (body(first, 80), body(edited, 80)),
        "everything": (body(first, 80), body(text(), 80)),
        "everything, in one paragraph": (body(first, WORDS), body(text(), WORDS)),
        "everything, in lines of five words": (body(first, 5), body(text(), 5)),
        "the halves changed places": (body(first, 80), body(moved, 80)),
    }
