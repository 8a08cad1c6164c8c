"""What was found about a source: values of CSL variables, each with what said it and where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise

from sources.extraction.cleaning import one_line

LONGEST_VALUE: Final = 1000
MOST_NAMES: Final = 100


@dataclass(frozen=True, slots=True)
class Found:
    """One value. `said_by` is a key of `origins.WORDS` or the name of a tag ("citation_title"), `address` where it stood."""

    value: Any
    said_by: str
    address: str


@dataclass
class Proposal:
    """Values by CSL variable. The first offer of a variable counts, so that offers are made in the order of trust.

    `site` and `organisation` are no CSL variables: which site it was on and who published it; `placing` decides what of
    a source they are, when its type is known. `remarks` are sentences for the person who asked.
    """

    address: str
    values: dict[str, Found] = field(default_factory=dict)
    remarks: list[str | Promise] = field(default_factory=list)

    def offer(self, variable: str, value: Any, said_by: str) -> None:
        """Take a value if there is one and nothing better was said before. Texts become one clean line."""
        if isinstance(value, str):
            value = one_line(value, LONGEST_VALUE)
        if value and variable not in self.values:
            self.values[variable] = Found(value, said_by, self.address)

    def offer_names(self, variable: str, names: Iterable[Any], said_by: str) -> None:
        """Take names, each once, in their order."""
        unique: list[Any] = []
        for name in names:
            if name and name not in unique:
                unique.append(name)
        self.offer(variable, unique[:MOST_NAMES], said_by)

    def text(self, variable: str) -> str:
        found = self.values.get(variable)
        return found.value if found and isinstance(found.value, str) else ""

    def follow(self, other: "Proposal") -> None:
        """Take from another proposal what this one does not say."""
        for variable, found in other.values.items():
            self.values.setdefault(variable, found)
        self.remarks.extend(other.remarks)
