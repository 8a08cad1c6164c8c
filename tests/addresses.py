"""Every address of the site, read from the URL configuration, with the arguments that lead to sample items."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern


@dataclass(frozen=True)
class Address:
    """One pattern: its full name (``press:release-detail``) and the names of its arguments."""

    name: str
    arguments: tuple[str, ...]


def all_addresses() -> list[Address]:
    """Return every named pattern once; those of the language editions count once, not for each edition."""
    return sorted(set(_walk(get_resolver(), "", ())), key=lambda address: address.name)


def _walk(resolver: URLResolver, namespace: str, arguments: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        names = arguments + tuple(getattr(entry.pattern, "converters", {}))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            if not isinstance(entry.pattern, LocalePrefixPattern):
                yield from _walk(entry, inner, names)
            else:
                yield from _walk(entry, inner, arguments)
        elif isinstance(entry, URLPattern) and entry.name:
            yield Address(f"{namespace}{entry.name}", names)
        elif isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.pattern}", names)


def path_of(name: str, arguments: dict[str, Any]) -> str:
    return reverse(name, kwargs=arguments)
