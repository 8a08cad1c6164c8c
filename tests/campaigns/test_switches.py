"""Switches for viral days: what is off says so, loses nothing, and comes back with the time that was lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns import switching
from campaigns.models import Action, Participation
from supporters.models import Switch
from tests.campaigns.conftest import sign, thanks_of, token_of
from tests.factories import make_petition, make_user

pytestmark = pytest.mark.django_db

Name = Switch.Name
PAGE = "admin:supporters_switch_changelist"


@pytest.fixture
def editor(client):
    client.force_login(make_user("supporters.view_switch", "supporters.change_switch"))
    return client


def turn(editor, name, to, words=""):
    return editor.post(reverse(PAGE), {"name": name, "turn": to, "words": words}, follow=True)


def page_of(reader, petition):
    return reader.get(petition.get_absolute_url()).content.decode()


def test_while_collecting_is_off_forms_are_refused_in_words_and_keep_what_was_typed(client, editor, petition):
    token = token_of(client.get(petition.get_absolute_url()))
    turn(editor, "collecting", "off", "Back at noon.")
    page = page_of(client, petition)
    assert "Back at noon." in page, "stored pages follow at once"
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    refused = sign(client, petition, token=token, comment="My river.")
    assert (refused.status_code, refused["Retry-After"]) == (503, "600")
    assert "Back at noon." in refused.content.decode()
    assert "My river." in refused.content.decode()
    assert not Participation.objects.exists()
    turn(editor, "collecting", "on")
    assert sign(client, petition).status_code == 303


def test_after_a_pause_actions_close_later_by_what_they_lost(petition, now):
    hour = timedelta(hours=1)
    rows = {
        "running": make_petition(petition.campaign, closes_at=now + 10 * hour),
        "ended meanwhile": make_petition(petition.campaign, closes_at=now + hour),
        "over": make_petition(petition.campaign, closes_at=now - hour),
        "opened meanwhile": make_petition(petition.campaign, opens_at=now + hour, closes_at=now + 9 * hour),
        "not open yet": make_petition(petition.campaign, opens_at=now + 8 * hour, closes_at=now + 9 * hour),
        "endless": petition,
    }
    collecting = switching.turn_off(Name.COLLECTING, user=None, words="", now=now)
    assert switching.paused(rows["ended meanwhile"], collecting, now=now + 2 * hour)
    assert not switching.paused(rows["over"], collecting, now=now + 2 * hour)
    assert switching.turn_on(Name.COLLECTING, user=None, now=now + 3 * hour) == 3
    ends = {name: Action.objects.get(pk=row.pk).closes_at for name, row in rows.items()}
    assert ends == {
        "running": now + 13 * hour,
        "ended meanwhile": now + 4 * hour,
        "over": now - hour,
        "opened meanwhile": now + 11 * hour,
        "not open yet": now + 9 * hour,
        "endless": None,
    }


def test_a_switch_is_turned_once_whoever_is_faster(petition, now):
    later = now + timedelta(minutes=5)
    switching.turn_off(Name.MAIL, user=None, words="", now=now)
    with pytest.raises(switching.NoSuchChange):
        switching.turn_off(Name.MAIL, user=None, words="", now=later)
    switching.turn_on(Name.MAIL, user=None, now=later)
    with pytest.raises(switching.NoSuchChange):
        switching.turn_on(Name.MAIL, user=None, now=later)


def test_pages_say_that_mail_takes_longer_and_are_short_when_they_are_to_be(client, editor, petition):
    assert "longer than usual" not in client.get(thanks_of(petition)).content.decode()
    turn(editor, "mail", "off")
    assert "longer than usual" in client.get(thanks_of(petition)).content.decode()
    full = page_of(client, petition)
    turn(editor, "full_pages", "off")
    short = page_of(client, petition)
    assert "shortest form" in short
    assert "shortest form" not in full


def test_the_desk_tells_what_is_off_since_when_by_whom_and_so_does_the_dashboard(editor):
    page = turn(editor, "lookup", "off", "<b>Soon</b>").content.decode()
    assert "Off since" in page
    assert "&lt;b&gt;Soon&lt;/b&gt;" in page
    assert "Turned off by" in page
    assert reverse(PAGE) in editor.get(reverse("admin:index")).content.decode()
    assert "Somebody else was faster" in turn(editor, "lookup", "off").content.decode()
    turn(editor, "lookup", "on")
    assert "Turned off since:" not in editor.get(reverse("admin:index")).content.decode()


def test_only_who_may_turns_switches_and_odd_requests_change_nothing(client):
    client.force_login(make_user("campaigns.view_campaign"))
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.post(reverse(PAGE), {"name": "mail", "turn": "off"}).status_code == 403
    client.force_login(make_user("supporters.view_switch", "supporters.change_switch"))
    assert client.put(reverse(PAGE)).status_code == 405
    for odd in ({"name": "all", "turn": "off"}, {"name": "mail"}, {"name": "mail", "turn": "off", "words": "x" * 400}):
        assert "Nothing was changed" in client.post(reverse(PAGE), odd, follow=True).content.decode()
    nul = client.post(reverse(PAGE), {"name": "mail", "turn": "off", "words": "a\0b"}, follow=True)
    assert nul.status_code == 200
    assert not Switch.objects.filter(off_since__isnull=False).exists()
