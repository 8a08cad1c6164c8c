"""Having copies made: asked for by a person or by the schedule, one at a time for a source, and kept as a log.

A capture may be killed at any point. What is under way for too long is asked for again, and given up after a time; a copy
that was stored before its capture could say so is met again as "nothing has changed".
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from sources import archive, fetching
from sources.models import Capture, Snapshot, Source, Visibility, citation_models

logger = logging.getLogger(__name__)

LOST_AFTER: Final = timedelta(minutes=5)
"""A capture that is under way for longer has lost its worker: fetching has a deadline, and extraction a limit."""

GIVEN_UP_AFTER: Final = timedelta(days=1)
PASSING: Final = frozenset({"dns", "connect", "timeout", "bad_response"})
"""What may be gone a little later: codes of `sources.fetching`."""

PASSING_STATUS: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
TRY_AGAIN_AFTER: Final = timedelta(days=7)
MOST_FAILURES: Final = 3
AT_ONCE: Final = 20


class NotPossible(Exception):
    """No copy can be asked for; the text says why, for staff."""


class UnderWay(NotPossible):
    """A capture of the source is waiting or under way."""


@transaction.atomic
def ask(source: Source, *, user: User | None, now: datetime) -> Capture:
    """Have a copy of a source made by the worker; return the log entry. Raises NotPossible, or UnderWay."""
    from sources import tasks

    capture = begin(source, user=user, now=now)
    tasks.capture.enqueue(capture.pk)
    return capture


def begin(source: Source, *, user: User | None, now: datetime) -> Capture:
    """Write down that a copy is asked for; `run` must follow. Raises NotPossible, or UnderWay."""
    if source.merged_into_id is not None:
        raise NotPossible(_("This source was merged into another: have that one archived."))
    if not settings.FETCH_ENABLED:
        raise NotPossible(str(fetching.FetchError("switched_off")))
    if not source.url:
        raise NotPossible(_("The source has no web address to capture. Upload a copy instead."))
    try:
        with transaction.atomic():
            return Capture.objects.create(source=source, url=source.url, asked_at=now, asked_by=user)
    except IntegrityError:
        raise UnderWay(_("A copy is being made already.")) from None


def run(capture_pk: int, *, now: datetime, retry: bool = False) -> Capture:
    """Fetch the address of a capture and keep what it answers; return the log entry as it then stands.

    Does nothing where another worker has it. With `retry`, after what may pass, the capture waits to be run again
    (state ASKED, with its problem); otherwise it has failed.
    """
    if not _claim(capture_pk, now):
        return Capture.objects.get(pk=capture_pk)
    begun = time.monotonic()
    capture = Capture.objects.select_related("source", "asked_by").get(pk=capture_pk)
    try:
        outcome = _capture(capture, now)
    except fetching.FetchError as error:
        outcome = _failure(error.code, str(error), passing=error.code in PASSING)
    except archive.NoCopy as error:
        outcome = _failure(error.code, str(error), passing=False)
    except _PassingAnswer as error:
        outcome = _failure("status", str(error), passing=True)
    except Exception:
        _end(capture, _failure("error", _("Something went wrong here; the log says what."), passing=False), now)
        raise
    if outcome.pop("passing", False) and retry:
        outcome["state"] = Capture.State.ASKED
    _end(capture, outcome, now + timedelta(seconds=time.monotonic() - begun))
    return capture


def run_here(source: Source, *, now: datetime) -> tuple[Snapshot, bool]:
    """Have a copy made at once, without the worker; return it, and whether it is a new one. For commands.

    Raises NotPossible, also where the attempt failed: the text says why.
    """
    asked = begin(source, user=None, now=now)
    capture = run(asked.pk, now=now)
    if capture.snapshot is None:
        raise NotPossible(capture.message)
    return capture.snapshot, capture.state == Capture.State.DONE


class _PassingAnswer(Exception):
    """The server says that it cannot answer now."""


def _claim(pk: int, now: datetime) -> bool:
    """Take a capture that waits; say whether this call got it."""
    waiting = Capture.objects.filter(pk=pk, state=Capture.State.ASKED)
    return bool(waiting.update(state=Capture.State.RUNNING, started_at=now))


def _capture(capture: Capture, now: datetime) -> dict[str, Any]:
    if capture.source.merged_into_id is not None:
        raise archive.NoCopy(_("This source was merged into another: have that one archived."))
    fetched = fetching.fetch(capture.url)
    if fetched.status in PASSING_STATUS:
        raise _PassingAnswer(_("The server answers %(status)d.") % {"status": fetched.status})
    snapshot, is_new = archive.store_capture(capture.source, fetched, user=capture.asked_by, now=now)
    state = Capture.State.DONE if is_new else Capture.State.UNCHANGED
    return {"state": state, "snapshot": snapshot, "problem": "", "message": ""}


def _failure(problem: str, message: str, *, passing: bool) -> dict[str, Any]:
    return {"state": Capture.State.FAILED, "problem": problem[:40], "message": message[:500], "passing": passing}


def _end(capture: Capture, outcome: dict[str, Any], at: datetime) -> None:
    """Write the outcome, unless the capture was taken for lost meanwhile."""
    outcome.pop("passing", None)
    if outcome["state"] != Capture.State.ASKED:
        outcome["ended_at"] = at
    mine = Capture.objects.filter(pk=capture.pk, state=Capture.State.RUNNING, started_at=capture.started_at)
    mine.update(**outcome)
    capture.refresh_from_db()


def give_up(now: datetime) -> int:
    """Let captures wait again whose worker died, and fail what waits for a day; return how many. For the schedule."""
    from sources import tasks

    done = 0
    for capture in Capture.objects.filter(state=Capture.State.RUNNING, started_at__lt=now - LOST_AFTER):
        with transaction.atomic():
            lost = Capture.objects.filter(pk=capture.pk, state=Capture.State.RUNNING, started_at=capture.started_at)
            if lost.update(state=Capture.State.ASKED, started_at=None):
                tasks.capture.enqueue(capture.pk)
                done += 1
    old = Capture.objects.filter(asked_at__lt=now - GIVEN_UP_AFTER, state=Capture.State.ASKED)
    done += old.update(
        state=Capture.State.FAILED,
        ended_at=now,
        problem="given_up",
        message=_("No copy could be made for a day. Ask again."),
    )
    return done


# --- Sources that lack a copy ------------------------------------------------------------------------


def missing(now: datetime) -> QuerySet[Source]:
    """Return the sources that should be captured by themselves, those longest in the library first.

    They are cited by something, published or not; have an address and no copy, not even a withdrawn one; none is being
    made, no attempt failed within TRY_AGAIN_AFTER, nor MOST_FAILURES of them ever. Sources on file are left alone: a
    visit to the page of a person at risk may tell on them.
    """
    cited = Q()
    for model in citation_models():
        rows = model._default_manager
        cited |= Exists(rows.filter(source=OuterRef("pk"))) | Exists(rows.filter(seen_in=OuterRef("pk")))
    attempts = Capture.objects.filter(source=OuterRef("pk"))
    failures = attempts.filter(state=Capture.State.FAILED)
    many = failures.order_by().values("source").annotate(number=Count("pk")).filter(number__gte=MOST_FAILURES)
    return (
        Source.objects.standing()
        .filter(cited)
        .exclude(url="")
        .exclude(visibility=Visibility.ON_FILE)
        .filter(~Exists(Snapshot.objects.filter(source=OuterRef("pk"))))
        .filter(~Exists(attempts.filter(state__in=[Capture.State.ASKED, Capture.State.RUNNING])))
        .filter(~Exists(failures.filter(asked_at__gte=now - TRY_AGAIN_AFTER)))
        .filter(~Exists(many.filter(source=OuterRef("pk"))))
        .order_by(F("created_at"), "pk")
    )


def ask_missing(now: datetime) -> int:
    """Ask for copies of cited sources that have none, one for a site at a time; return how many. For the schedule."""
    if not (settings.CAPTURE_AUTOMATICALLY and settings.FETCH_ENABLED):
        return 0
    asked: set[str] = set()
    for source in missing(now)[: AT_ONCE * 10]:
        host = urlsplit(source.url).hostname or ""
        if host in asked:
            continue
        try:
            ask(source, user=None, now=now)
        except NotPossible:
            continue
        asked.add(host)
        if len(asked) >= AT_ONCE:
            break
    return len(asked)
