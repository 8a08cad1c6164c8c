"""A million people in one campaign: what its pages, the newsroom's lists and the tables cost, beside those of few people.

python -m benchmarks million
"""

import json
import subprocess
import sys
from typing import Any

from benchmarks.server import ROOT, manage, throw_away_site
from benchmarks.signatures import NO_LIMITS

PEOPLE = 1_000_000
FEW = 1_000
QUERIES = 10
"""What a public page may ask the database: 8, and 2 for the frame of all pages, which is kept otherwise."""
PAGE_SECONDS = 0.5
DESK_SECONDS = 2.0
GROWTH_MEGABYTES = 40.0


def measure(people: int = PEOPLE) -> bool:
    """Print seconds, queries and memory at both sizes; say whether all keep their bars."""
    with throw_away_site() as site:
        variables = site | NO_LIMITS
        manage(variables, "load_demo")
        within(variables, "fill", str(FEW))
        few = json.loads(within(variables, "measure"))
        within(variables, "fill", str(people))
        many = json.loads(within(variables, "measure"))
    total, rows = many["total"]
    print(
        f"{many['vendor']}: {rows} confirmed signatures, total {total}; counted in {many['batch']:.1f} s in one batch"
    )
    print(f"{'page, not stored':>32}   seconds   at {FEW}   times  queries")
    kept = [total == rows, *(print_page(name, few["pages"][name], cost) for name, cost in many["pages"].items())]
    print(f"{'file, sent while it is written':>32}   seconds   megabytes   rows/s  process grew by")
    kept += [print_file(name, cost, people) for name, cost in many["files"].items()]
    return all(kept)


def print_page(name: str, few: list[float], many: list[float]) -> bool:
    seconds, queries, _grown, _size = many
    is_staffs = name.startswith("staff")
    print(f"{name:>32}  {seconds:8.3f}  {few[0]:8.3f}  {seconds / few[0]:6.1f}  {queries:7.0f}")
    return seconds < (DESK_SECONDS if is_staffs else PAGE_SECONDS) and (is_staffs or queries <= QUERIES)


def print_file(name: str, cost: list[float], people: int) -> bool:
    seconds, _queries, grown, size = cost
    print(f"{name:>32}  {seconds:8.1f}  {size / 1e6:10.1f}  {people / seconds:7.0f}  {grown:.0f} MB")
    return grown < GROWTH_MEGABYTES


def within(variables: dict[str, str], *arguments: str) -> Any:
    """Run benchmarks.crowd in the site, in a process of its own, and return what it prints."""
    command = [sys.executable, "-m", "benchmarks.crowd", *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, check=True, stdout=subprocess.PIPE, text=True).stdout
