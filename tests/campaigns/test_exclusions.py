"""Leaving out of the count by a condition, putting back, and the page that shows where participations come from."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from campaigns import counting, exclusions
from campaigns.models import ActionTotal, Exclusion, Participation
from supporters.models import Supporter
from tests.campaigns.conftest import count_of
from tests.factories import make_petition, make_user

pytestmark = pytest.mark.django_db

ADD = reverse_lazy("admin:campaigns_exclusion_add")
TRENDS = reverse_lazy("admin:campaigns_exclusion_trends")
BAD, GOOD = "bad0bad0" * 8, "600d600d" * 8
WRONG = [
    {"network": "zzz"},
    {"network": "' OR 1=1"},
    {"name": "a\0b"},
    {"since": "junk", "name": "x"},
    {"since": "2026-03-04T12:00", "until": "2026-03-04T11:00"},
    {"campaign": "99999999999999999999", "name": "x"},
    {"campaign": "junk", "name": "x"},
    {"action": "9" * 30, "name": "x"},
    {"name": "x" * 10_240},
    {"name": "x", "why": ""},
    {"name": "x", "last": "-1"},
    {},
]


@pytest.fixture
def signed(petition, now):
    """Return a petition with 7 signatures of one network, one not confirmed, and 3 of another; all counted."""
    supporters = Supporter.objects.bulk_create(
        Supporter(email=f"{n}@x.example", canonical_email=f"{n}@x.example", name="x", language="en", created_at=now)
        for n in range(11)
    )
    Participation.objects.bulk_create(
        Participation(
            action=petition,
            supporter=supporter,
            name=f"Signer {place}",
            network=BAD if place < 8 else GOOD,
            mail_domain="bad.example" if place < 8 else "good.example",
            created_at=now - timedelta(minutes=30),
            confirmed_at=None if place == 7 else now - timedelta(minutes=20),
        )
        for place, supporter in enumerate(supporters)
    )
    counting.count_due(now)
    return petition


@pytest.fixture
def client():
    return staff("view_exclusion", "add_exclusion", "change_exclusion")


def staff(*permissions):
    client = Client()
    client.force_login(make_user(*(f"campaigns.{name}" for name in permissions)))
    return client


def asked(petition, **more):
    return {"campaign": petition.campaign_id, "why": "A farm of robots", **more}


def hidden(response):
    """Return what the form sends that confirms what was shown."""
    form = response.content.decode().rpartition('<form method="post"')[2]
    return {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}


def total(petition):
    return ActionTotal.objects.get(action=petition).number


def leave_out(client, petition, **more):
    shown = client.get(ADD, asked(petition, **more))
    assert shown.status_code == 200
    response = client.post(ADD, hidden(shown), follow=True)
    assert response.status_code == 200
    return Exclusion.objects.latest("pk")


def test_it_is_looked_at_first_then_done_in_the_background_and_the_total_follows(client, signed, now, reader):
    shown = client.get(ADD, asked(signed, network=BAD[:8]))
    content = " ".join(shown.content.decode().split())
    assert "8 participations, of which 7 count now" in content
    assert '<td class="number">10</td><td class="number">3</td>' in content, "the total now, and then"
    assert "bad.example" in content
    assert "Signer 1" not in content, "names are for those who may see who signed"
    assert not Exclusion.objects.exists()

    page = client.post(ADD, hidden(shown), follow=True).content.decode()
    assert "0 of 8 that were found are left out" in page
    assert total(signed) == 10
    exclusions.go_on(now)
    counting.count_due(now)
    exclusion = Exclusion.objects.get()
    assert (exclusion.state, exclusion.done, total(signed), count_of(reader, signed)) == ("done", 8, 3, 3)
    assert set(Participation.objects.filter(network=BAD).values_list("excluded_why", flat=True)) == {"condition"}
    page = client.get(reverse("admin:campaigns_exclusion_change", args=[exclusion.pk])).content.decode()
    assert "8 of 8" in page
    assert BAD[:8] in page
    assert BAD not in page


def test_undoing_puts_back_exactly_what_it_took(client, signed, now):
    other = Participation.objects.filter(network=BAD).first()
    Participation.objects.filter(pk=other.pk).update(excluded_at=now, excluded_why="burst")
    exclusion = leave_out(client, signed, mail_domain="@Bad.example")
    exclusions.go_on(now)
    withdrawn = Participation.objects.filter(network=BAD).last()
    Participation.objects.filter(pk=withdrawn.pk).update(excluded_why="withdrawn")
    undo = reverse("admin:campaigns_exclusion_undo", args=[exclusion.pk])
    assert client.get(undo).status_code == 405
    assert "being undone" in client.post(undo, follow=True).content.decode().lower()
    exclusions.go_on(now)
    counting.count_due(now)
    exclusion.refresh_from_db()
    assert exclusion.state == "undone"
    left = Participation.objects.filter(excluded_at__isnull=False).values_list("pk", "excluded_why")
    assert set(left) == {(other.pk, "burst"), (withdrawn.pk, "withdrawn")}
    assert "This is undone already" in client.post(undo, follow=True).content.decode()


def test_a_worker_that_dies_goes_on_where_it_was_and_takes_nothing_twice(client, signed, now, monkeypatch):
    monkeypatch.setattr(exclusions, "AT_ONCE", 3)
    monkeypatch.setattr(exclusions, "SOME", 1)
    exclusion = leave_out(client, signed, network=BAD)
    late = Participation.objects.create(action=signed, network=BAD, name="Late", created_at=now, confirmed_at=now)

    def die(*args):
        raise KeyboardInterrupt

    steps = []
    for _run in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(exclusions, "F", die)  # between the rows and the note of how far it is
            with pytest.raises(KeyboardInterrupt):
                exclusions.go_on(now)
        exclusions.go_on(now)
        exclusion.refresh_from_db()
        steps.append((exclusion.state, exclusion.done))
    assert steps == [("running", 3), ("running", 6), ("done", 8)]
    assert exclusions.go_on(now) == 0
    late.refresh_from_db()
    assert late.excluded_at is None, "what came after somebody had looked is not taken"


def test_what_is_not_finished_can_be_undone(client, signed, now, monkeypatch):
    monkeypatch.setattr(exclusions, "AT_ONCE", 3)
    monkeypatch.setattr(exclusions, "SOME", 1)
    exclusion = leave_out(client, signed, network=BAD)
    exclusions.go_on(now)
    exclusions.undo(exclusion=exclusion, now=now)
    page = client.get(reverse("admin:campaigns_exclusion_change", args=[exclusion.pk])).content.decode()
    assert "3 are still to be put back" in page
    exclusions.go_on(now)
    exclusions.go_on(now)
    assert not Participation.objects.filter(excluded_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"name": "signer 1"}, 2),  # and Signer 10
        ({"mail_domain": "good.example"}, 3),
        ({"network": GOOD, "name": "Signer 9"}, 1),
        ({"mail_domain": "elsewhere.example"}, 0),
    ],
    ids=str,
)
def test_conditions_narrow_each_other(client, signed, condition, found):
    assert client.get(ADD, asked(signed, **condition)).context["found"].found == found


def test_times_are_in_the_sites_zone_and_other_campaigns_stay_out(client, signed, now):
    make_petition(title="Another")
    since = timezone.localtime(now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    found = client.get(ADD, asked(signed, since=since)).context["found"]
    assert (found.found, found.condition.last) == (11, Participation.objects.latest("pk").pk)
    assert client.get(ADD, asked(signed, until=since)).context["found"].found == 0


@pytest.mark.parametrize("typed", WRONG, ids=range(len(WRONG)))
def test_wrong_conditions_are_named_and_keep_what_was_typed(client, signed, typed):
    for response in (
        client.get(ADD, asked(signed) | typed),
        client.post(ADD, asked(signed) | typed | {"confirm": "yes"}),
    ):
        assert response.status_code == 400
        assert "Nothing was left out" in response.content.decode()
    assert not Exclusion.objects.exists()


def test_an_action_of_another_campaign_is_refused(client, signed):
    other = make_petition()
    response = client.get(ADD, asked(signed, action=other.pk, name="x"))
    assert "belongs to another campaign" in response.content.decode()


def test_each_step_needs_its_permission(signed, now):
    exclusion = Exclusion.objects.create(
        campaign=signed.campaign, condition={"name": "x"}, why="y", expected=1, created_at=now
    )
    page = reverse("admin:campaigns_exclusion_change", args=[exclusion.pk])
    undo = reverse("admin:campaigns_exclusion_undo", args=[exclusion.pk])
    onlooker, nobody = staff("view_exclusion"), staff("view_campaign")
    assert [onlooker.get(path).status_code for path in (page, TRENDS, ADD)] == [200, 200, 403]
    assert [nobody.get(path).status_code for path in (page, TRENDS, ADD)] == [403, 403, 403]
    assert onlooker.post(undo).status_code == 403
    assert onlooker.post(ADD, asked(signed, name="x", confirm="yes")).status_code == 403
    assert onlooker.post(page).status_code == 405
    assert Client().get(TRENDS).status_code == 302
    deleting = reverse("admin:campaigns_exclusion_delete", args=[exclusion.pk])
    assert staff("view_exclusion", "delete_exclusion").post(deleting, {"post": "yes"}).status_code == 403
    assert "Undo" not in onlooker.get(page).content.decode()
    exclusion.refresh_from_db()
    assert exclusion.state == "waiting"


def test_single_ones_are_put_back_and_stay_so(signed, now, settings):
    settings.SUSPECT_BURST = 5
    Participation.objects.update(counted=False)
    ActionTotal.objects.update(number=0)
    counting.count_due(now)
    assert total(signed) == 3, "seven of one network in one minute are a burst"
    chosen = list(Participation.objects.filter(excluded_why="burst").values_list("pk", flat=True)[:2])
    Participation.objects.filter(pk=chosen[1]).update(excluded_why="withdrawn")
    client = staff("view_participation", "view_exclusion", "change_exclusion")
    path = reverse("admin:campaigns_participation_changelist")
    listed = client.get(path, {"left_out": "burst"})
    assert listed.context["cl"].result_count == 6
    response = client.post(path, {"action": "put_back", "_selected_action": chosen}, follow=True)
    assert "1 participation counts again" in response.content.decode()
    counting.count_due(now + counting.LAG)
    assert total(signed) == 4
    back = Participation.objects.get(pk=chosen[0])
    assert (back.excluded_why, back.exclusion.state) == ("", "undone")
    assert [client.get(path, {"left_out": which}).context["cl"].result_count for which in ("back", "no", "yes")] == [
        1,
        5,
        6,
    ]
    assert client.get(path, {"left_out": "junk"}).status_code == 200
    reading = staff("view_participation")
    assert "put_back" not in reading.get(path).content.decode()


def test_trends_show_networks_and_mail_domains_and_begin_an_exclusion(
    client, signed, now, django_assert_max_num_queries
):
    few = Participation.objects.filter(network=GOOD).first()
    Participation.objects.filter(pk=few.pk).update(mail_domain="own-name.example")
    Participation.objects.filter(network=GOOD).exclude(pk=few.pk).update(created_at=now - timedelta(minutes=90))
    with django_assert_max_num_queries(16):
        page = client.get(TRENDS, {"campaign": signed.campaign_id, "period": "hour"})
    content = page.content.decode()
    assert BAD[:8] in content
    assert "own-name.example" not in content, "nobody is found by a mail domain of their own"
    assert 'width="100" height="8"' in content
    networks, domains = (rows for _name, _field, rows in page.context["tables"])
    assert [(trend.words, trend.number, trend.confirmed, trend.change) for trend, _link in networks] == [
        (BAD[:8], 8, 7, 8)
    ]
    form = client.get(unescape(domains[0][1]))
    assert form.context["form"]["mail_domain"].value() == "bad.example"
    assert 'value="bad.example"' in form.content.decode()
    assert 'role="alert"' not in form.content.decode(), "nothing is wrong yet"


@pytest.mark.parametrize(
    "query", [{"period": "year"}, {"campaign": "junk"}, {"campaign": "9" * 30}, {"campaign": "77"}]
)
def test_trends_of_what_there_is_not_are_not_found(client, query):
    assert client.get(TRENDS, query).status_code == 404


@pytest.mark.parametrize("period", ["hour", "day", "week"])
def test_every_period_is_drawn_in_its_steps(client, signed, period):
    page = client.get(TRENDS, {"period": period})
    assert page.status_code == 200
    assert page.context["plot"].total == 11
    assert client.get(reverse("admin:campaigns_exclusion_changelist")).status_code == 200
