"""What preflight says of an item before it becomes public: findings, and the report that gathers them.

A blocker must be mended. A warning may be meant: somebody confirms it, and the log keeps its code.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import cached_property

KEY_LENGTH: Final = 8


class Level(StrEnum):
    BLOCKER = "blocker"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at before publishing.

    `code` is stable: logs keep it. `message` is for staff. `field` is the name of the form field, or of the reverse
    relation of the parts, at which it can be mended. `words` are the places: quoted words, titles, addresses.
    """

    code: str
    level: Level
    message: str
    field: str = ""
    words: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what a confirmation of this finding holds: the code, and a hash of the places that were seen."""
        if not self.words:
            return self.code
        mark = hashlib.sha256("\x00".join(self.words).encode()).hexdigest()[:KEY_LENGTH]
        return f"{self.code}:{mark}"


def blocker(code: str, message: str, field: str = "", words: Iterable[str] = ()) -> Finding:
    """Return a finding that must be mended before the item can become public."""
    return Finding(code, Level.BLOCKER, message, field, tuple(words))


def warning(code: str, message: str, field: str = "", words: Iterable[str] = ()) -> Finding:
    """Return a finding that somebody must have seen before the item becomes public."""
    return Finding(code, Level.WARNING, message, field, tuple(words))


@dataclass(frozen=True)
class Report:
    """All findings of one check, blockers first."""

    findings: tuple[Finding, ...] = ()

    @cached_property
    def blockers(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level is Level.BLOCKER]

    @cached_property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level is Level.WARNING]

    @property
    def keys(self) -> list[str]:
        """Return what a person confirms who confirms these warnings."""
        return sorted(finding.key for finding in self.warnings)

    @property
    def codes(self) -> list[str]:
        """Return the codes of the warnings, each once, as the log keeps them."""
        return sorted({finding.code for finding in self.warnings})

    def is_confirmed_by(self, keys: Collection[str]) -> bool:
        """Say whether `keys` are those of the warnings found, no fewer and no others."""
        return set(keys) == set(self.keys)


def gather(findings: Iterable[Finding]) -> Report:
    """Return a report, blockers first, otherwise in the order given."""
    return Report(tuple(sorted(findings, key=lambda finding: finding.level is Level.WARNING)))


def field_name(model: Any, name: str) -> str:
    """Return the name of a field of `model` in words for staff; the name itself for what is no field."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if hasattr(field, "verbose_name"):
        return str(field.verbose_name)
    return str(field.related_model._meta.verbose_name_plural)
