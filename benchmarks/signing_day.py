"""All that a day of very many signatures asks of the site, on each database at hand; `make bench-signatures` runs it.

python -m benchmarks.signing_day --seconds 60 --messages 5000 --kills 20 --people 1000000 --write docs/signatures.md

The exit status says whether all bars hold. What is printed goes into the file, too.
"""

import argparse
import io
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

from benchmarks import databases, mail_kills, million, signatures

BEGIN = "<!-- measured: written by make bench-signatures -->"
END = "<!-- end of what was measured -->"


class Both(io.StringIO):
    """Keeps what is printed, and shows it at once."""

    def write(self, text: str) -> int:
        sys.__stdout__.write(text)  # type: ignore[union-attr]  # a program run by hand has one
        sys.__stdout__.flush()  # type: ignore[union-attr]
        return super().write(text)


def main() -> int:
    options = read_options()
    measurements = {
        "load": ("Signing while pages are read", lambda: signatures.measure(options.seconds)),
        "mail": ("The worker is killed while it mails", lambda: mail_kills.measure(options.messages, options.kills)),
        "crowd": ("A million people", lambda: million.measure(options.people)),
    }
    kept, blocks = [], [machine()]
    for database in options.on:
        blocks.append(f"### {database}")
        for name in options.only:
            title, run = measurements[name]
            holds, text = one(database, title, run)
            kept.append(holds)
            blocks.append(f"**{title}**: {'all bars hold' if holds else 'a bar does not hold'}\n\n```text\n{text}```")
    if options.write:
        write(options.write, "\n\n".join(blocks))
    return 0 if all(kept) else 1


def read_options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--seconds", type=float, default=60.0, help="how long each load lasts")
    reader.add_argument("--messages", type=int, default=5000, help="how many are mailed")
    reader.add_argument("--kills", type=int, default=20, help="how often the worker is killed")
    reader.add_argument("--people", type=int, default=1_000_000, help="how many sign in the large campaign")
    reader.add_argument("--on", nargs="+", choices=databases.names(), default=databases.names(), help="databases")
    reader.add_argument("--only", nargs="+", choices=["load", "mail", "crowd"], default=["load", "mail", "crowd"])
    reader.add_argument("--write", type=Path, help="a file whose measured part is replaced")
    return reader.parse_args()


def one(database: str, title: str, run: Callable[[], bool]) -> tuple[bool, str]:
    """Run one measurement on an empty database; return whether its bars hold, and what it printed."""
    print(f"— {database}: {title}", flush=True)
    with databases.at_hand(database), redirect_stdout(Both()) as text:
        holds = run()
    print("all bars hold" if holds else "A BAR DOES NOT HOLD", flush=True)
    return holds, text.getvalue()


def machine() -> str:
    """Describe what was measured on, by what makes a difference."""
    facts = [f"{os.cpu_count()} cores ({platform.machine()})", f"Python {platform.python_version()}"]
    facts += [f"Django {version('django')}", f"SQLite {sqlite3.sqlite_version}"]
    programs = databases.programs()
    if programs is not None:
        told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        facts.append(f"PostgreSQL {told.split()[2]}")
    return f"Measured with {', '.join(facts)}; gunicorn with 2 processes of 4 threads; load from the same machine."


def write(file: Path, text: str) -> None:
    """Replace what stands between the two marks of a file. Raises ValueError where they are not there."""
    before, begin, rest = file.read_text("utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{file} lacks the marks between which the numbers stand.")
    file.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
