"""Filling what is empty in a source that the library has already. What stands there is never touched."""

from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User

from sources import addresses, operations
from sources.importing.mapping import Mapped
from sources.models import Source

NEVER: Final = frozenset({"type", "title", "csl_extra"})
"""A source has the first two; the third is filled name by name."""


def fillable(source: Source, mapped: Mapped) -> list[str]:
    """Return the fields that are empty in `source` and not in a record; `csl_extra` if any of its names is."""
    names = [name for name, value in mapped.fields.items() if name not in NEVER and value and not getattr(source, name)]
    if "url" in names and Source.at_address(addresses.canonical_address(mapped.fields["url"])) is not None:
        names.remove("url")
    return [*names, *(["csl_extra"] if _extra(source, mapped) else [])]


def fill(pk: int, mapped: Mapped, *, provenance: dict[str, str], user: User | None, now: datetime) -> list[str]:
    """Fill the empty fields of the source with the key `pk`, if it is still there; return their names."""
    source = Source.objects.select_for_update(no_key=True).filter(pk=pk).first()
    names = fillable(source, mapped) if source else []
    if source is None or not names:
        return []
    for name in names:
        if name == "csl_extra":
            source.csl_extra |= _extra(source, mapped)
        else:
            setattr(source, name, mapped.fields[name])
            source.provenance[name] = provenance
    operations.store(source, user=user, now=now)
    return names


def provenance_of(mapped: Mapped, provenance: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return for each field that a record fills where its value comes from."""
    return dict.fromkeys((name for name in mapped.fields if name != "csl_extra"), provenance)


def _extra(source: Source, mapped: Mapped) -> dict[str, Any]:
    """Return the CSL variables without a field that a record has and the source has not."""
    extra: dict[str, Any] = mapped.fields.get("csl_extra", {})
    return {name: value for name, value in extra.items() if name not in source.csl_extra}
