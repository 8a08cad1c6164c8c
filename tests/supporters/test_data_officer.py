"""The data officer finds one person, sees, takes out, withdraws and erases; every look is logged, and no list names anybody."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from advocacy_site.roles import ROLES
from campaigns import counting
from campaigns.models import Participation
from supporters import suppression
from supporters.models import AccessLog, Consent, OutboxMail, Subscription, Supporter, Suppression
from tests.factories import make_user
from tests.supporters.people import AGREED, EMAIL, make_person

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/supporters/supporter/"


@pytest.fixture
def person(now):
    person = make_person(now)
    AccessLog.objects.all().delete()
    LogEntry.objects.all().delete()
    return person


@pytest.fixture
def officer():
    may = {f"{action}_{label.split('.')[1]}" for label, some in ROLES["Data officer"].items() for action in some}
    client = Client()
    client.user = make_user()
    client.user.user_permissions.set(Permission.objects.filter(codename__in=may))
    client.force_login(client.user)
    return client


def log():
    return list(AccessLog.objects.order_by("pk").values_list("what", "supporter", "number"))


def test_a_person_is_found_by_their_address_however_it_is_spelled_and_it_is_logged(officer, person):
    response = officer.get(PEOPLE, {"q": f" {EMAIL.upper()} "})
    assert response["Location"] == f"{PEOPLE}{person.pk}/change/"
    assert log() == [("found", person.pk, 1)]
    assert AccessLog.objects.get().user == officer.user


@pytest.mark.parametrize("typed", ["nobody@example.org", "planted", "a\0b@example.org", "%", "x" * 5000])
def test_nothing_but_a_whole_address_finds_anybody(officer, person, typed):
    response = officer.get(PEOPLE, {"q": typed}, follow=True)
    assert response.status_code == 200
    assert "Nobody is known by this address." in response.content.decode()
    assert log() == [("found", None, 0)]
    assert typed not in str(list(AccessLog.objects.values_list("detail", flat=True)))


def test_no_list_names_anybody(officer, person):
    for model in ("supporter", "consent", "subscription", "outboxmail", "accesslog", "suppression"):
        text = officer.get(f"/admin/supporters/{model}/").content.decode()
        assert "Planted Name" not in text, model
        assert EMAIL not in text, model
    assert log() == []


def test_one_page_shows_all_that_is_known_and_the_look_is_logged(officer, person):
    text = officer.get(f"{PEOPLE}{person.pk}/change/").content.decode()
    for planted in ("Planted Name", EMAIL, "PLANT-1", "Planted comment.", "Planted letter.", *AGREED.values()):
        assert planted in text, planted
    assert log() == [("viewed", person.pk, 1)]


def test_other_pages_about_the_person_are_logged_or_name_nobody(officer, person):
    mail = OutboxMail.objects.filter(recipient=EMAIL).first()
    assert EMAIL in officer.get(f"/admin/supporters/outboxmail/{mail.pk}/change/").content.decode()
    assert log() == [("viewed", person.pk, 1)]
    for path in (
        f"/admin/supporters/consent/{Consent.objects.first().pk}/change/",
        f"/admin/supporters/subscription/{Subscription.objects.first().pk}/change/",
        f"{PEOPLE}{person.pk}/history/",
        f"{PEOPLE}{person.pk}/delete/",
    ):
        response = officer.get(path)
        assert response.status_code == 200
        assert "Planted Name" not in response.content.decode(), path


def test_looking_at_the_list_of_who_took_part_is_logged_with_how_many_there_were(officer, person):
    row = Participation.objects.get()
    assert "Planted Name" in officer.get("/admin/campaigns/participation/").content.decode()
    officer.get(f"/admin/campaigns/participation/{row.pk}/change/")
    assert log() == [("viewed", None, 1), ("viewed", person.pk, 1)]


@pytest.mark.parametrize(
    ("typed", "found"), [(f" {EMAIL.upper()}", True), ("nobody@example.org", False), ("planted", False)]
)
def test_what_somebody_took_part_in_is_found_by_their_whole_address(officer, person, typed, found):
    page = officer.get("/admin/campaigns/participation/", {"q": typed}, follow=True).content.decode()
    assert ("Planted Name" in page) is found


@pytest.mark.parametrize("whole_list", [False, True])
def test_a_participation_that_is_deleted_leaves_the_totals(officer, person, now, whole_list):
    row = Participation.objects.get()
    path = "/admin/campaigns/participation/"
    if whole_list:
        officer.post(path, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    else:
        officer.post(f"{path}{row.pk}/delete/", {"post": "yes"})
    assert not Participation.objects.exists()
    assert row.action.total.number == 0
    assert counting.reconcile(now) == 0
    assert log() == [("erased", None, 1)]


def test_the_lists_of_one_person_are_found_by_address_and_that_is_logged(officer, person, now):
    make_person(now, email="other@example.org", petition=Participation.objects.get().action)
    AccessLog.objects.all().delete()
    for model in ("consent", "subscription", "outboxmail"):
        text = officer.get(f"/admin/supporters/{model}/", {"q": EMAIL}).content.decode()
        assert f"#{person.pk}<" in text
        assert f"#{person.pk + 1}<" not in text
    assert ("found", person.pk, 1) in log()


def test_all_of_it_is_taken_out_as_a_file_by_post_alone(officer, person):
    path = f"{PEOPLE}{person.pk}/export/"
    assert officer.get(path).status_code == 405
    response = officer.post(path)
    assert response.json()["person"]["email"] == EMAIL
    assert "attachment" in response["Content-Disposition"]
    assert log() == [("exported", person.pk, 1)]
    assert officer.post(f"{PEOPLE}999999/export/").status_code == 404


def test_the_officer_withdraws_what_the_person_asks_for(officer, person, now):
    path = f"{PEOPLE}{person.pk}/withdraw/"
    row = Participation.objects.get()
    for do, key in (
        ("end", Subscription.objects.get(purpose="updates").pk),
        ("consent", Consent.objects.get(purpose="news").pk),
        ("withdraw", row.pk),
    ):
        assert officer.post(path, {"do": do, "key": key}).status_code == 302
    assert [what for what, *_more in log()] == ["withdrew"] * 3
    assert not Subscription.objects.active().exists()
    counting.count_due(now + counting.LAG)
    assert row.action.total.number == 0
    for junk in ({}, {"do": "correct"}, {"do": "end", "key": "x"}):
        assert officer.post(path, junk).status_code == 400
    assert officer.get(path).status_code == 405
    assert len(log()) == 3


@pytest.mark.parametrize("whole_list", [False, True])
def test_deleting_in_the_admin_is_erasing_and_totals_stay(officer, person, now, whole_list):
    path = f"{PEOPLE}{person.pk}/delete/"
    if whole_list:
        path = PEOPLE
        posted = {"action": "delete_selected", "_selected_action": [person.pk]}
        assert "stays in the totals without a name" in officer.post(path, posted).content.decode()
    else:
        posted = {}
        assert "stays in the totals without a name" in officer.get(path).content.decode()
    response = officer.post(path, posted | {"post": "yes"}, follow=True)
    assert "Planted Name" not in response.content.decode()
    assert not Supporter.objects.exists()
    assert Participation.objects.get().name == ""
    assert counting.reconcile(now) == 0
    assert log() == [("erased", None, 1)]
    assert "Planted" not in str(list(LogEntry.objects.values()))


def test_who_may_only_look_takes_nothing_out_and_erases_nobody(person):
    client = Client()
    client.force_login(make_user("supporters.view_supporter"))
    page = client.get(f"{PEOPLE}{person.pk}/change/").content.decode()
    assert "/export/" not in page
    assert "/withdraw/" not in page
    for name in ("export", "withdraw", "delete"):
        assert client.post(f"{PEOPLE}{person.pk}/{name}/", {"post": "yes", "do": "end", "key": "1"}).status_code == 403
    stranger = Client()
    stranger.force_login(make_user("campaigns.view_campaign"))
    for name in ("change", "export", "withdraw", "delete"):
        assert stranger.post(f"{PEOPLE}{person.pk}/{name}/").status_code == 403
    assert Supporter.objects.exists()


def test_nobody_changes_or_deletes_the_log(officer, person):
    officer.get(f"{PEOPLE}{person.pk}/change/")
    entry = AccessLog.objects.get()
    path = f"/admin/supporters/accesslog/{entry.pk}/"
    boss = Client()
    boss.force_login(make_user(superuser=True))
    for client in (officer, boss):
        assert client.get(f"{path}change/").status_code == 200
        assert client.post(f"{path}change/", {"detail": "x"}).status_code == 403
        assert client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    text = officer.get("/admin/supporters/accesslog/", {"what": "viewed", "user": officer.user.pk}).content.decode()
    assert f"#{person.pk}" in text


def test_an_address_is_put_on_the_list_of_those_not_written_to_and_taken_off_again(officer):
    path = "/admin/supporters/suppression/"
    wrong = officer.post(f"{path}add/", {"email": "x", "reason": "request", "detail": ""})
    assert wrong.status_code == 200
    assert (
        officer.post(f"{path}add/", {"email": EMAIL, "reason": "request", "detail": "Letter of May"}).status_code == 302
    )
    assert suppression.is_suppressed(EMAIL)
    assert EMAIL not in str(list(Suppression.objects.values()) + list(LogEntry.objects.values()))
    assert "Letter of May" in officer.get(path, {"q": EMAIL.upper()}).content.decode()
    assert "Letter of May" not in officer.get(path, {"q": "other@example.org"}).content.decode()
    assert officer.get(path, {"q": "a\0"}).status_code in (200, 302, 400)
    row = Suppression.objects.get()
    assert officer.post(f"{path}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not suppression.is_suppressed(EMAIL)
