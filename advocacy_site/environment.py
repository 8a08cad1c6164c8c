"""Typed readers of environment variables that refuse junk.

django-environ reads any unknown word as False; a typing error in ``HTTPS=onn`` must
stop the start instead of opening the site. Its URL parsers are used as they are.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


class Environment:
    """Reads one mapping of strings; every reader raises ImproperlyConfigured with the variable's name."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables

    def text(self, name: str, default: str = "") -> str:
        """Return the variable without outer white space; an empty one counts as absent."""
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes/no setting: one of 1, true, yes, on / 0, false, no, off."""
        word = self.text(name).lower()
        if not word:
            return default
        if word in TRUE:
            return True
        if word in FALSE:
            return False
        raise ImproperlyConfigured(f"{name}={word!r} is neither on nor off. Write on or off.")

    def number(self, name: str, *, default: int, minimum: int = 0, maximum: int = 1_000_000) -> int:
        """Return a whole number between minimum and maximum, both included."""
        word = self.text(name)
        if not word:
            return default
        if not word.isascii() or not word.isdigit() or not minimum <= int(word) <= maximum:
            raise ImproperlyConfigured(f"{name}={word!r} is no whole number from {minimum} to {maximum}.")
        return int(word)

    def names(self, name: str, *, default: list[str]) -> list[str]:
        """Return a comma-separated list; empty entries are refused, since they hide typing errors."""
        word = self.text(name)
        if not word:
            return default
        names = [part.strip() for part in word.split(",")]
        if not all(names):
            raise ImproperlyConfigured(f"{name}={word!r} has an empty entry. Separate names with single commas.")
        return names

    def ports(self, name: str, *, default: list[int]) -> list[int]:
        """Return a comma-separated list of TCP ports."""
        words = self.names(name, default=[])
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= 65_535 for word in words):
            raise ImproperlyConfigured(f"{name}={','.join(words)!r} is no list of ports from 1 to 65535.")
        return [int(word) for word in words] or default

    def service(self, name: str, *, default: str) -> str:
        """Return the http(s) address of an outside service; "" where the variable says off."""
        word = self.text(name, default)
        if word.lower() in FALSE:
            return ""
        if not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", word):
            raise ImproperlyConfigured(f"{name}={word!r} is no web address. Write https://…, or off.")
        return word

    def path(self, name: str, *, default: Path) -> Path:
        """Return an absolute path; a relative one is taken from the current folder."""
        word = self.text(name)
        return Path(word).expanduser().absolute() if word else default

    def choice(self, name: str, *, options: list[str], default: str) -> str:
        """Return one of the options."""
        word = self.text(name, default)
        if word not in options:
            raise ImproperlyConfigured(f"{name}={word!r} is none of: {', '.join(options)}.")
        return word

    def secret(self, name: str, *, file: Path) -> str:
        """Return the variable, or the content of the file that <name>_FILE names or, last, of `file`; else an empty text."""
        if word := self.text(name):
            return word
        named = self.text(f"{name}_FILE")
        source = Path(named) if named else file
        try:
            return source.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            if named:
                raise ImproperlyConfigured(f"{name}_FILE={named!r} does not exist.") from None
            return ""
        except OSError as error:
            raise ImproperlyConfigured(f"{name} cannot be read from {source}: {error.strerror}.") from error
