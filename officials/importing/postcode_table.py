"""Which postcode lies in which area, from a table with the columns postcode, area and share.

The table is the whole of its country: what it does not have is removed. Nothing else refers to these rows, and one that stayed
would lead people to somebody who does not decide for them.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from officials import postcodes
from officials.importing import files, tables
from officials.importing.records import Unreadable
from officials.importing.writing import BATCH, Progress, Report, refuse_loss, silent
from officials.models import Area, PostcodeArea

COLUMNS: Final = ("postcode", "area", "share")
SMALLEST: Final = Decimal("0.000001")
REMOVED_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    share: Decimal
    line: int


def read(path: Path, country: str) -> dict[tuple[str, str], Line]:
    """Return the shares by postcode and code of the area. Raises Unreadable, OSError."""
    found: dict[tuple[str, str], Line] = {}
    for row in tables.rows(files.read_text(path), needed=COLUMNS[:2], allowed=COLUMNS):
        typed = row.needed("postcode")
        key = (postcodes.canonical(country, typed), row.needed("area"))
        if not key[0]:
            lost = " Was a leading zero lost in a spreadsheet?" if country == "US" and typed.isdecimal() else ""
            raise Unreadable(f"“{typed[:40]}” is no postcode of {country}.{lost}", row.line)
        if key in found:
            raise Unreadable(f"{typed} in {key[1]} stands in line {found[key].line} already.", row.line)
        found[key] = Line(_share(row), row.line)
    return found


def _share(row: tables.Row) -> Decimal:
    share = row.number("share")
    if share is None:
        if row.has("share"):
            raise Unreadable("“share” is empty.", row.line)
        return Decimal(1)
    if not 0 < share <= 1:
        raise Unreadable(f"“share” is {row.cell('share')[:40]}: it must be more than 0 and at most 1.", row.line)
    return max(share.quantize(SMALLEST), SMALLEST)


def write(
    found: dict[tuple[str, str], Line], country: str, *, allow_many_gone: bool, progress: Progress = silent
) -> Report:
    """Make the postcodes of a country those of the table, in the caller's transaction. Raises Unreadable."""
    report = Report()
    areas = {area.code: area for area in Area.objects.filter(country=country)}
    known = {(one.postcode, one.area_id): one for one in PostcodeArea.objects.filter(country=country)}
    left = dict(known)
    new, changed = [], []
    for number, ((postcode, code), said) in enumerate(found.items(), start=1):
        if code not in areas:
            raise Unreadable(
                f"{country} has no area “{code[:40]}”. Import the officials and their areas first.", said.line
            )
        one = left.pop((postcode, areas[code].pk), None)
        what = "added" if one is None else "unchanged" if one.share == said.share else "changed"
        if one is None:
            new.append(PostcodeArea(country=country, postcode=postcode, area=areas[code], share=said.share))
        elif what == "changed":
            one.share = said.share
            changed.append(one)
        report.note("postcodes", what, f"{postcode} in {code}")
        progress("postcodes", number, len(found))
    if not allow_many_gone:
        refuse_loss(len(left), len(known), "{} of {} lines about postcodes would go")
    PostcodeArea.objects.bulk_create(new, batch_size=BATCH)
    PostcodeArea.objects.bulk_update(changed, ["share"], batch_size=BATCH)
    _remove(list(left.values()), report)
    return report


def _remove(rows: list[PostcodeArea], report: Report) -> None:
    for row in rows:
        report.note("postcodes", "removed", row.postcode)
    for start in range(0, len(rows), REMOVED_AT_ONCE):
        PostcodeArea.objects.filter(pk__in=[row.pk for row in rows[start : start + REMOVED_AT_ONCE]]).delete()
