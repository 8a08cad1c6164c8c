"""What is known of mail providers: the rules by which they read a local part, and who has very many mailboxes.

The rules are data, `mail_providers.toml`, each with the page on which the provider documents it.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("mail_providers.toml")


@dataclass(frozen=True)
class MailProvider:
    """How one provider treats the part before the @.

    `domains` are names of the same mailbox, the first stands for all. `separator` starts a tag that the provider ignores;
    `ignored` are characters that it skips. `source` is where it says so.
    """

    domains: tuple[str, ...]
    source: str
    separator: str = ""
    ignored: str = ""

    def bare(self, local: str) -> str:
        """Return the local part without what the provider ignores. What is nothing but a tag keeps it: it is nobody else's."""
        untagged = local.split(self.separator, maxsplit=1)[0] if self.separator else local
        return untagged.translate({ord(char): None for char in self.ignored}) or local


def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


_TABLE: Final = _read()
PROVIDERS: Final = tuple(MailProvider(**row | {"domains": tuple(row["domains"])}) for row in _TABLE["mailbox"])
PROVIDER_OF: Final = {domain: provider for provider in PROVIDERS for domain in provider.domains}
LARGE: Final = frozenset(PROVIDER_OF) | frozenset(_TABLE["large"]["domains"])
"""Domains (in ASCII and lower case) at which so many people have their address that many of them say nothing."""
