"""The sample's documents, which readers may download with a release. Rivers, places and numbers are invented."""

import random
from dataclasses import dataclass
from typing import Final

OUTFALLS: Final = 58
PLACES: Final = ("Hollin Ferry", "Upper Sarn", "Old Bridge", "Kestre Mills", "Port Orlune West", "Port Orlune East")

WORST: Final = {7: 131, 9: 118, 11: 104}
"""The outfalls at Upper Sarn, Kestre Mills and Port Orlune East that ran most often, with their days."""


@dataclass(frozen=True)
class DocumentText:
    """A document that goes with the release of that key."""

    release: str
    title: str
    description: str
    tags: tuple[str, ...]


DOCUMENTS: Final = (
    DocumentText(
        release="dry-spills",
        title="Dry-weather spills of 58 outfalls",
        description="Every outfall on the Orlune with the days on which it ran without rain, as a table in plain text.",
        tags=("wastewater", "open-records"),
    ),
)


def written(document: DocumentText) -> bytes:
    """Return the file: a table with a line for each outfall, the same one on every machine.

    It agrees with the release: 29 of 58 outfalls ran on dry days, the three WORST on more than a hundred.
    """
    chance = random.Random(document.title)  # noqa: S311  # numbers of a sample
    lines = [document.title, "Invented for this sample.", "", "outfall\tplace\tdry days with a spill"]
    for number in range(1, OUTFALLS + 1):
        place = PLACES[number % len(PLACES)]
        days = WORST.get(number, chance.randint(1, 90) if number % 2 else 0)
        lines.append(f"{number}\t{place}\t{days}")
    return ("\n".join(lines) + "\n").encode()
