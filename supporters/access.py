"""The log of who of the staff dealt with data of people. It is written in the transaction of what it tells of."""

from datetime import datetime
from typing import Any

from supporters.models import AccessLog, Supporter


def note(
    *,
    user: Any,
    what: AccessLog.What,
    supporter: Supporter | None = None,
    number: int = 1,
    detail: str = "",
    now: datetime,
) -> None:
    """Note that a member of staff looked for, looked at, took out, withdrew or erased data of `number` people.

    `detail` must say nothing about anybody: no name, no address, nothing that was typed to find them.
    """
    AccessLog.objects.create(user=user, what=what, supporter=supporter, number=number, detail=detail[:300], at=now)
