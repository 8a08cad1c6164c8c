"""Run the measurements: ``python -m benchmarks`` and their names, or none for all. The exit status says whether all bars hold."""

import sys

from benchmarks import comparisons, mail_kills, pages, quotes, signatures

MEASUREMENTS = {
    "pages": pages.measure,
    "signatures": signatures.measure,
    "comparisons": comparisons.measure,
    "quotes": quotes.measure,
    "mail_kills": mail_kills.measure,
}


def main(names: list[str]) -> int:
    unknown = set(names) - MEASUREMENTS.keys()
    if unknown:
        print(f"No measurement is called {', '.join(sorted(unknown))}. There are: {', '.join(MEASUREMENTS)}.")
        return 2
    kept = [MEASUREMENTS[name]() for name in names or MEASUREMENTS]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
