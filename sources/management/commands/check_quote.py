"""Say whether a passage stands in a text, for anyone who wants to see it done."""

import json
import re
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from sources.quotes import Status, check_quote

WRONG_USE: Final = 2

_LIKE_AN_OPTION = re.compile(r"-(?!-|h\Z|v\d?\Z).+", re.DOTALL)


class Command(BaseCommand):
    """Calls `sources.quotes.check_quote`. Needs no database."""

    help = (
        "Look for a passage in a text and print what was found as JSON: status (exact, normalised, near, absent), ratio, start "
        "and end (offsets of characters, from 0), the words that stand there, and, if they are near, how they differ. "
        "Exits with 0 if the words are there (exact or normalised), with 1 if not, with 2 if it could not look. A "
        "passage that begins with two hyphens goes last, after --."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--text", required=True, metavar="FILE", help="the text, in UTF-8; - for standard input")
        parser.add_argument("passage", help="the words that are quoted, in one argument")

    def run_from_argv(self, argv: list[str]) -> None:
        """Let a passage begin with a hyphen, like “-5 degrees”: it is no option."""
        given = argv[2:]
        before = ["", *given]
        passage = [word for word, last in zip(given, before, strict=False) if _is_passage(word, last)]
        if passage and "--" not in given:
            given.remove(passage[0])
            argv = [*argv[:2], *given, "--", passage[0]]
        super().run_from_argv(argv)

    def handle(self, *args: Any, text: str, passage: str, **options: Any) -> None:
        """Check and print; end with the status that the help tells."""
        if not passage.strip():
            raise CommandError("The passage is empty.", returncode=WRONG_USE)
        read = _read(text)
        check = check_quote(passage, read)
        found = None if check.start is None else read[check.start : check.end]
        answer = {
            "status": check.status,
            "ratio": check.ratio,
            "start": check.start,
            "end": check.end,
            "found": found,
            "diff": [[op, words] for op, words in check.diff],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        if check.status not in (Status.EXACT, Status.NORMALISED):
            sys.exit(1)


def _is_passage(word: str, before: str) -> bool:
    return before != "--text" and _LIKE_AN_OPTION.fullmatch(word) is not None


def _read(name: str) -> str:
    """Return the text of a file, its ends of lines as they are; raise CommandError if it is none."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.", returncode=WRONG_USE) from None
    if b"\0" in raw:
        raise CommandError(
            f"{name} is no text: it has null bytes. Take the text out of it first.", returncode=WRONG_USE
        )
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        message = f"{name} is not in UTF-8: byte {error.start} is wrong."
        raise CommandError(message, returncode=WRONG_USE) from None
