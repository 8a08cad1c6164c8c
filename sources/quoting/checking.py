"""The search for one passage in one text."""

import re

from sources.quoting.results import QuoteCheck, Status


class Text:
    """A text, prepared once so that many passages are looked for quickly."""

    def __init__(self, text: str) -> None:
        self.text = text

    def check(self, passage: str) -> QuoteCheck:
        """Look for the passage."""
        words = re.findall(r"\w+", passage)
        if not words:
            return QuoteCheck(Status.ABSENT, 0.0)
        exact = re.search(r"(?<!\w)" + r"\s+".join(map(re.escape, passage.split())) + r"(?!\w)", self.text)
        if exact:
            return QuoteCheck(Status.EXACT, 1.0, exact.start(), exact.end())
        loose = re.search(r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)", self.text)
        if loose:
            return QuoteCheck(Status.NORMALISED, 1.0, loose.start(), loose.end())
        return QuoteCheck(Status.ABSENT, 0.0)


def check_quote(passage: str, text: str) -> QuoteCheck:
    """Look for a passage in a text."""
    return Text(text).check(passage)
