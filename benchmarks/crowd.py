"""Works within a throw-away site: puts a crowd into its petition, and measures what the site then costs.

python -m benchmarks.crowd fill 1000000 · python -m benchmarks.crowd measure
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - the settings come first
from django.core.cache import caches  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from campaigns import counting  # noqa: E402
from campaigns.models import Action, ActionTotal, Participation  # noqa: E402
from supporters.models import Supporter  # noqa: E402

ROUNDS = 3


@transaction.atomic
def fill(people: int) -> None:
    """Let so many people sign and confirm two days ago. The database makes the rows itself, by numbers from 1 on."""
    first = Supporter.objects.aggregate(last=models.Max("pk"))["last"] or 0
    name, address = "'Person ' || CAST(i AS TEXT)", f"'crowd' || CAST({first} + i AS TEXT) || '@crowd.example'"
    at = timezone.now() - timedelta(days=2)
    insert(
        Supporter,
        people,
        written={"id": f"{first} + i", "email": address, "canonical_email": address, "name": name},
        same={"language": "en", "created_at": at},
    )
    insert(
        Participation,
        people,
        written={
            "supporter": f"{first} + i",
            "name": name,
            "may_deliver": "i % 2 = 0",
            "comment": "CASE WHEN i % 50 = 0 THEN 'Number ' || CAST(i AS TEXT) ELSE '' END",
        },
        same={"action": petition().pk, "country": "AM", "postcode": "0010", "created_at": at, "confirmed_at": at},
    )


def insert(model: type[models.Model], number: int, *, written: dict[str, str], same: dict[str, Any]) -> None:
    """Insert rows: `written` holds SQL over i for some fields, `same` values; all others get their default, or nothing."""
    quote = connection.ops.quote_name
    columns, values, parameters = [], [], []
    for field in model._meta.concrete_fields:
        if field.primary_key and field.name not in written:
            continue
        columns.append(quote(str(field.column)))
        if field.name in written:
            values.append(written[field.name].replace("%", "%%"))
            continue
        value = same.get(field.name, None if field.null else field.get_default())
        values.append(f"CAST(%s AS {field.db_type(connection)})" if connection.vendor == "postgresql" else "%s")
        parameters.append(field.get_db_prep_save(value, connection))
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})"  # noqa: S608
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {', '.join(values)} FROM n",  # noqa: S608
            parameters,
        )


def petition() -> Action:
    return Action.objects.select_related("campaign").get(slug="sign")


def measure() -> dict[str, Any]:
    """Return by name for each page its seconds, queries, megabytes by which the process grew, and bytes."""
    begun = time.monotonic()
    counting.count_due(timezone.now() + counting.LAG)
    found: dict[str, Any] = {"vendor": connection.vendor, "batch": time.monotonic() - begun}
    action = petition()
    total = ActionTotal.objects.get(action=action).number
    found["total"] = [total, action.participations.counting().count()]
    found["pages"] = {name: cost(get, ROUNDS) for name, get in pages(action).items()}
    found["files"] = {name: cost(post, 1) for name, post in files(action).items()}
    return found


def pages(action: Action) -> dict[str, Callable[[], Any]]:
    """Return what readers and staff open, by name."""
    visitor, staff = Client(SERVER_NAME="127.0.0.1"), officer()
    people = reverse("admin:campaigns_participation_changelist")
    somebody = Supporter.objects.latest("pk").email
    own = action.get_absolute_url()
    return {
        "campaign": lambda: visitor.get(action.campaign.get_absolute_url()),
        "action": lambda: visitor.get(own),
        "frame": lambda: visitor.get(f"{own}embed/"),
        "count.json": lambda: visitor.get(f"{own}count.json"),
        "staff: list of participations": lambda: staff.get(people),
        "staff: somebody by address": lambda: staff.get(people, {"q": somebody}),
        "staff: form of the action": lambda: staff.get(reverse("admin:campaigns_action_change", args=[action.pk])),
        "staff: comments to read": lambda: staff.get(reverse("admin:campaigns_action_comments", args=[action.pk])),
        "staff: funnel": lambda: staff.get(reverse("admin:campaigns_campaign_funnel", args=[action.campaign_id])),
        "staff: networks and domains": lambda: staff.get(reverse("admin:campaigns_exclusion_trends")),
        "staff: names for each target": lambda: staff.get(
            reverse("admin:campaigns_delivery_prepare"), {"action": action.pk}
        ),
    }


def files(action: Action) -> dict[str, Callable[[], Any]]:
    """Return what is sent while it is written."""
    staff = officer()
    asked = {"campaign": action.campaign_id, "which": "counting", "with_addresses": "on", "reason": "measuring"}
    names = {"action": action.pk, "target": ""}
    handing_over = reverse("admin:campaigns_delivery_names")
    return {
        "table of everybody (CSV)": lambda: staff.post(reverse("admin:campaigns_participation_export"), asked),
        "names to hand over (CSV)": lambda: staff.post(handing_over, names | {"as": "csv"}),
        "names to hand over (to print)": lambda: staff.post(handing_over, names | {"as": "paper"}),
    }


def officer() -> Client:
    """Return a client who may do everything and has opened a page: what a process loads once is no page's cost."""
    user, _is_new = get_user_model().objects.get_or_create(username="measured", is_staff=True, is_superuser=True)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    client.get(reverse("admin:campaigns_participation_changelist"))
    return client


def cost(ask: Callable[[], Any], rounds: int) -> list[float]:
    """Return the median seconds, the queries, the growth in megabytes, and the bytes of an answer that nobody has stored."""
    taken = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _round in range(rounds):
        caches["pages"].clear()
        begun = time.monotonic()
        with CaptureQueriesContext(connection) as queries:
            response = ask()
            if response.status_code != 200:
                raise RuntimeError(f"{response.status_code} instead of 200")
            size = sum(map(len, response.streaming_content)) if response.streaming else len(response.content)
        taken.append(time.monotonic() - begun)
        number = len(queries)
        connection.queries_log.clear()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return [median(taken), number, grown / 1024, size]


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    else:
        print(json.dumps(measure()))
