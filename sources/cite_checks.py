"""What the editor asks about passages while somebody cites: do these words stand in our copies of that source?

For staff alone, as JSON. Sent: {"pairs": [{"source": "12", "passage": "…"}, …]}. Answered, in the same order:
{"results": [{"status": …, "words": …, "address": …, "diff": [["same", "…"], ["passage", "…"], ["text", "…"]]}, …]}.
`status` is one of `Passage.Status`, or "unknown" (no such source), "long", or "later" (not looked for yet, and too many
others were asked for at once). `address` leads staff to the source where there is something to do. Nothing is stored.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from publishing import staff_json
from publishing.staff_json import for_staff
from sources import markers, passages, proofs
from sources.models import Passage, Snapshot, Source, passage_digest
from sources.quotes import check_quote

MOST_PAIRS: Final = 500
MOST_LOOKS: Final = 12
"""So many passages are looked for in one request; each may take a tenth of a second in a long text."""

LONGEST: Final = 20_000

type Pair = tuple[str, str]
type Answer = dict[str, Any]


class NotUnderstood(ValueError):
    """What was sent is not in the form above."""


@require_POST
@for_staff("sources.view_source")
def check(request: HttpRequest) -> JsonResponse:
    """Say of each passage whether it stands in the copies of its source. 422 for what is not in the form above."""
    try:
        pairs = _read(request.body)
    except NotUnderstood as error:
        return staff_json.refusal(str(error), status=422)
    return JsonResponse({"results": answers(pairs, timezone.now())})


def answers(pairs: Sequence[Pair], now: datetime) -> list[Answer]:
    """Return what is known of each pair of a source's key and words. Looks for MOST_LOOKS at most that have no row yet."""
    known = markers.sources_by_key({key for key, _words in pairs})
    rows = proofs.passages((known[key], words) for key, words in pairs if key in known)
    looks = _Looks(rows, now)
    found = [_answer(known.get(key), words, looks) for key, words in pairs]
    copies = Snapshot.objects.only("taken_at").in_bulk(
        {row.snapshot_id for row, _said in found if row and row.snapshot_id}
    )
    return [_with_copy(row, said, copies) for row, said in found]


@dataclass
class _Looks:
    """Rows that there are, and how often one was looked for that there was not."""

    rows: dict[proofs.PassageKey, Passage]
    now: datetime
    count: int = 0

    def row(self, source: Source, words: str) -> Passage | None:
        key = (source.pk, passage_digest(words))
        if key not in self.rows and self.count < MOST_LOOKS:
            self.count += 1
            self.rows[key] = passages.look(source, words, now=self.now)
        return self.rows.get(key)


def _answer(source: Source | None, words: str, looks: _Looks) -> tuple[Passage | None, Answer]:
    if source is None:
        return None, {"status": "unknown", "words": _("Unknown source")}
    if len(words) > LONGEST:
        return None, {"status": "long", "words": _("This passage is too long to be checked.")}
    row = looks.row(source, words)
    if row is None:
        return None, {"status": "later", "words": _("Not checked yet: the check follows when the text is saved.")}
    return row, {"status": row.status, "address": _admin_address(source)}


def _admin_address(source: Source) -> str:
    return reverse("admin:sources_source_change", args=[source.pk])


def _with_copy(row: Passage | None, said: Answer, copies: dict[int, Snapshot]) -> Answer:
    """Add the sentence, and where the copy has other words, the difference."""
    if row is None:
        return said
    if row.status == Passage.Status.NO_COPY:
        words = _("There is no copy of this source yet. Archive it, or upload one: then the words are checked.")
        return said | {"words": words}
    copy = copies[row.snapshot_id or 0]
    day = {"date": date_format(timezone.localtime(copy.taken_at), "DATE_FORMAT")}
    match row.status:
        case Passage.Status.EXACT:
            return said | {"words": _("Verified: these words stand in our copy of %(date)s.") % day}
        case Passage.Status.NORMALISED:
            return said | {"words": _("Verified, typography aside: these words stand in our copy of %(date)s.") % day}
        case Passage.Status.NEAR:
            words = _("Nearly: our copy of %(date)s has it otherwise.") % day
            return said | {"words": words, "diff": _difference(row)}
        case _:
            return said | {"words": _("These words are not in our copy of %(date)s.") % day}


def _difference(row: Passage) -> list[tuple[str, str]]:
    """Return how the place in the copy differs from a passage. One query, for that place alone."""
    start, end = row.start or 0, row.end or 0
    place = Snapshot.objects.filter(pk=row.snapshot_id or 0).values_list(
        proofs.part_of_text("text", start, end), flat=True
    )
    return [(kind.value, words) for kind, words in check_quote(row.words, place.get() or "").diff]


def _read(body: bytes) -> list[Pair]:
    """Return the pairs that were sent; raise NotUnderstood for anything else."""
    try:
        sent = json.loads(body)
        pairs = [(str(pair["source"]), str(pair["passage"]).replace("\x00", "")) for pair in sent["pairs"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotUnderstood(_("This is not what the editor sends.")) from error
    if len(pairs) > MOST_PAIRS:
        raise NotUnderstood(_("These are too many passages at once."))
    return pairs
