"""Erasing a person: nothing says who they were, and every total stays."""

import pytest

from campaigns import actions, counting, erasing, withdrawing
from campaigns.models import ActionTotal, AreaTotal, CampaignLink, Participation
from supporters import suppression
from supporters.models import AccessLog, Consent, OutboxMail, Subscription, Supporter, Suppression
from supporters.operations import Details
from tests.supporters.people import EMAIL, make_action, make_person, wait

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(now):
    return make_person(now)


def totals():
    return list(ActionTotal.objects.values_list("action", "number")), list(
        AreaTotal.objects.exclude(number=0).values_list("action", "country", "area", "number")
    )


def test_totals_stay_and_agree_with_the_rows(person, now):
    before = totals()
    assert before[0][0][1] == 1
    erased = erasing.erase(person, now=now)
    assert erased == erasing.Erased(anonymised=1, removed=0, messages=3)
    counting.count_due(now + counting.LAG)
    assert totals() == before
    assert counting.reconcile(now) == 0


def test_what_nobody_confirmed_is_deleted(person, now):
    other = make_action(Participation.objects.get().action)
    wait(other, now)
    assert erasing.erase(person, now=now).removed == 1
    assert not other.participations.exists()


def test_everything_else_that_is_theirs_goes_and_nothing_of_others(person, now):
    petition = Participation.objects.get().action
    other = make_person(now, email="other@example.org", petition=petition)
    erasing.erase(person, now=now)
    assert list(Supporter.objects.all()) == [other]
    assert Consent.objects.count() == 4
    assert Subscription.objects.count() == 2
    assert OutboxMail.objects.count() == 3
    assert Participation.objects.filter(supporter=other, anonymised_at=None).count() == 1
    assert set(CampaignLink.objects.values_list("supporter", flat=True)) == {None, other.pk}
    assert set(AccessLog.objects.values_list("supporter", flat=True)) == {None, other.pk}


def test_an_address_that_must_not_be_written_to_stays_so(person, now):
    suppression.suppress(email=EMAIL, reason=Suppression.Reason.BOUNCE, now=now)
    erasing.erase(person, now=now)
    assert suppression.is_suppressed(EMAIL)


def test_erasing_twice_does_no_harm_and_who_comes_back_is_somebody_new(person, now):
    petition = Participation.objects.get().action
    erasing.erase(person, now=now)
    assert erasing.erase(person, now=now) == erasing.Erased()
    row = actions.take_part(action=petition, email=EMAIL, person=Details("New Name"), now=now)
    assert row.supporter_id != person.pk
    assert actions.confirm(Participation.objects.get(pk=row.pk), now=now)
    counting.count_due(now + counting.LAG)
    assert petition.total.number == 2


def test_what_is_withdrawn_leaves_the_totals_and_says_no_more_who_it_was(person, now):
    row = Participation.objects.get()
    withdrawing.withdraw_participation(row, now=now)
    counting.count_due(now + counting.LAG)
    assert [number for _action, number in totals()[0]] == [0]
    assert totals()[1] == []
    assert counting.reconcile(now) == 0
    row.refresh_from_db()
    assert (row.excluded_why, row.name, row.supporter, row.counted) == ("withdrawn", "", None, False)
    names = Consent.objects.filter(purpose__in=("public_name", "delivery"))
    assert all(consent.withdrawn_at for consent in names)
    assert Subscription.objects.active().count() == 2


def test_what_is_withdrawn_before_it_was_counted_is_never_counted(now):
    petition = make_action(Participation.objects.get(supporter=make_person(now)).action)
    row = Participation.objects.get(pk=wait(petition, now).pk)
    actions.confirm(row, now=now)
    withdrawing.withdraw_participation(row, now=now)
    counting.count_due(now + counting.LAG)
    assert not ActionTotal.objects.filter(action=petition, number__gt=0).exists()


@pytest.mark.parametrize(("purpose", "flag"), [("public_name", "show_name"), ("delivery", "may_deliver")])
def test_a_withdrawn_consent_ends_what_rests_on_it(person, now, purpose, flag):
    withdrawing.withdraw_consent(Consent.objects.get(purpose=purpose), now=now)
    assert Consent.objects.get(purpose=purpose).withdrawn_at == now
    row = Participation.objects.get()
    assert getattr(row, flag) is False
    assert row.show_name is not row.may_deliver
    assert Subscription.objects.active().count() == 2


def test_who_withdraws_the_consent_to_mail_gets_none_and_the_other_way_round(person, now):
    withdrawing.withdraw_consent(Consent.objects.get(purpose="news"), now=now)
    assert set(Subscription.objects.active().values_list("purpose", flat=True)) == {"updates"}
    assert Consent.objects.get(purpose="updates").withdrawn_at is None
