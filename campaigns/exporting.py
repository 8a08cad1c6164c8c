"""Taking out who took part: always logged, and read in pieces, so that a million people fit into a small machine."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from campaigns.models import Action, Campaign, Participation, ParticipationQuerySet
from publishing import spreadsheets
from supporters.models import AccessLog

CHUNK: Final = 2_000
LONGEST_DETAIL: Final = AccessLog._meta.get_field("detail").max_length

COLUMNS: Final = (
    "action__title",
    "name",
    "country",
    "postcode",
    "area__name",
    "comment",
    "comment_state",
    "show_name",
    "may_deliver",
    "link__code",
    "created_at",
    "confirmed_at",
    "excluded_at",
    "excluded_why",
    "details",
)


def in_chunks(rows: QuerySet[Any], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the values of `columns` of each row, in the order of the keys.

    Each chunk is a query of its own that begins after the last key, so that no transaction stays open while somebody's
    slow line takes the file, and the millionth row costs no more than the first.
    """
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", *columns)[:CHUNK]):
        last = chunk[-1][0]
        yield from (row[1:] for row in chunk)


def of_campaign(campaign: Campaign, action: Action | None) -> ParticipationQuerySet:
    """Return who took part in one action, or in all of a campaign."""
    rows = (
        Participation.objects.filter(action=action)
        if action
        else Participation.objects.filter(action__in=keys_of(campaign))
    )
    return rows.filter(anonymised_at__isnull=True)


def keys_of(campaign: Campaign) -> list[int]:
    """Return the keys of a campaign's actions: the database finds their rows by them without a join."""
    return list(campaign.actions.values_list("pk", flat=True))


def log(*, user: Any, detail: str, number: int, now: datetime) -> None:
    """Note that somebody takes out the data of `number` people. Belongs before the first byte is sent."""
    AccessLog.objects.create(
        user=user, what=AccessLog.What.EXPORTED, detail=detail[:LONGEST_DETAIL], number=number, at=now
    )


def table(
    rows: ParticipationQuerySet, *, with_addresses: bool, name: str, user: Any, reason: str, now: datetime
) -> StreamingHttpResponse:
    """Return who took part as a table for spreadsheets, and note who took it out and why."""
    with transaction.atomic():
        log(user=user, detail=f"{name}: {reason}", number=rows.count(), now=now)
    columns = (*COLUMNS, "supporter__email") if with_addresses else COLUMNS
    return spreadsheets.download("participations", heads(with_addresses=with_addresses), in_chunks(rows, columns))


def heads(*, with_addresses: bool) -> list[str]:
    """Return the heads of the columns, in the order of COLUMNS."""
    named = [
        _("call to action"),
        _("name"),
        _("country"),
        _("postcode"),
        _("area"),
        _("comment"),
        _("comment checked"),
        _("name shown in public"),
        _("name and place handed over"),
        _("campaign link"),
        _("signed (UTC)"),
        _("confirmed (UTC)"),
        _("left out (UTC)"),
        _("why it is left out"),
        _("answers"),
    ]
    return [*named, _("e-mail")] if with_addresses else named
