"""Are these words in that text? Pure functions: no models, no network, no clock."""

from sources.quoting.checking import Text, check_quote
from sources.quoting.results import Op, QuoteCheck, Status

__all__ = ["Op", "QuoteCheck", "Status", "Text", "check_quote"]
