"""Rows written by statements of our own are the rows that the ORM would have written."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.models import Participation
from campaigns.models.participation import HELD_IS_SILENT, MAILBOX_SILENT
from supporters import operations, statements
from supporters.models import OutboxMail, Supporter
from supporters.operations import Details
from tests.factories import make_campaign, make_petition

pytestmark = pytest.mark.django_db


def make_participation(now, **values):
    """Return a participation, not stored yet, with a value of its own in every kind of column."""
    campaign = make_campaign()
    supporter = operations.meet(email="jane@example.org", details=Details("Jane"), language="en", now=now)
    return Participation(
        **{
            "action": make_petition(campaign),
            "supporter": supporter,
            "link": campaign.links.create(code="poster", channel="Poster"),
            "name": "Jané “100 %s”",
            "details": {"letter": "Dear %(name)s,\n“yes”", "officials": [1, 2]},
            "ticked": {"news": "Send me news."},
            "show_name": True,
            "created_at": now,
            "mailed_at": now - timedelta(minutes=1),
        }
        | values
    )


def stored(row):
    found = type(row).objects.get(pk=row.pk)
    return {
        field.attname: getattr(found, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }


def test_an_inserted_row_is_the_one_that_saving_would_have_made(now):
    row = make_participation(now)
    statements.insert(row)
    inserted = stored(row)
    row.delete()
    row.pk = None
    row.save(force_insert=True)
    assert inserted == stored(row)
    assert row.created_at == now


def test_what_was_inserted_is_saved_like_any_other_object(now):
    row = make_participation(now)
    statements.insert(row)
    row.name = "Joan"
    row.save()
    assert Participation.objects.get().name == "Joan"


def test_one_column_is_written_and_the_others_stay(now):
    row = make_participation(now)
    statements.insert(row)
    row.mailed_at, row.name = now, "Joan"
    statements.update(row, "mailed_at")
    found = Participation.objects.get()
    assert (found.mailed_at, found.name) == (now, "Jané “100 %s”")


def test_constraints_hold_for_inserted_rows(now):
    row = make_participation(now, excluded_why="burst")
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.insert(row)
    assert not Participation.objects.exists()


def test_who_is_met_again_keeps_the_address_that_was_typed_first(now):
    first = operations.meet(email="Jane.Doe@Example.org", details=Details("Jane"), language="en", now=now)
    again = operations.meet(email="jane.doe@EXAMPLE.org", details=Details("Mallory", "US"), language="hy", now=now)
    assert (again.pk, again.email) == (first.pk, "Jane.Doe@Example.org")
    kept = Supporter.objects.get()
    assert (kept.name, kept.country, kept.language) == ("Jane", "", "en")


@pytest.mark.parametrize(
    ("confirmed", "unproven", "silent"),
    [(False, False, True), (True, False, False), (False, True, True), (True, True, True)],
)
def test_the_rule_on_silent_mailboxes_is_the_same_in_its_three_forms(now, confirmed, unproven, silent):
    row = make_participation(now, confirmed_at=now if confirmed else None, unproven=unproven)
    statements.insert(row)
    by_hand = Participation.objects.extra(  # noqa: S610  # a constant of ours
        where=[HELD_IS_SILENT.replace("held.", "campaigns_participation.")]
    )
    assert by_hand.exists() is silent
    assert Participation.objects.filter(MAILBOX_SILENT).exists() is silent
    assert row.is_proven is not silent


def test_a_message_gets_the_values_that_nobody_gave(now):
    mail = OutboxMail(recipient="a@example.org", subject="S", text="T", language="en", created_at=now, due_at=now)
    statements.insert(mail)
    found = OutboxMail.objects.get()
    assert (found.pk, found.key, found.state, found.purpose) == (mail.pk, mail.key, "waiting", "confirm")
