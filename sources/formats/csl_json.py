"""Writing CSL-JSON (csl-data.json 1.0.2)."""

import json
from collections.abc import Iterable, Iterator

from sources.csl import CSLItem


def pieces(items: Iterable[CSLItem]) -> Iterator[str]:
    """Yield a CSL-JSON list, an item at a time."""
    is_first = True
    for item in items:
        lines = json.dumps(item, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        yield f"{'[' if is_first else ','}\n  {lines}"
        is_first = False
    yield "[]\n" if is_first else "\n]\n"
