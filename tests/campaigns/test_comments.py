"""What signers wrote is read by staff before anybody else gets it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Participation
from tests.campaigns.test_delivery import make_signer
from tests.factories import make_user


@pytest.fixture
def desk(petition):
    client = Client()
    client.force_login(make_user("campaigns.view_campaign", "campaigns.change_campaign", "campaigns.publish_campaign"))
    client.path = reverse("admin:campaigns_action_comments", args=[petition.pk])
    return client


def decide(client, **chosen):
    page = client.get(client.path).content.decode()
    read = {f"read-{key}": value for key, value in re.findall(r'name="read-(\d+)" value="(\w+)"', page)}
    return client.post(client.path, read | {f"decision-{key}": state for key, state in chosen.items()})


def test_only_approved_comments_are_shown_with_the_name_where_that_was_agreed(petition, now, desk, reader):
    kept = make_signer(petition, "Ani Named", now, comment="My <river>.", show_name=True)
    nameless = make_signer(petition, "Bagrat Hidden", now, comment="Ours, too.")
    rude = make_signer(petition, "Rude", now, comment="A rude word.")
    make_signer(petition, "Later", now, comment="Not read yet.")
    states = {str(kept.pk): "approved", str(nameless.pk): "approved", str(rude.pk): "rejected"}
    assert decide(desk, **states).status_code == 302
    page = reader.get(petition.get_absolute_url()).content.decode()
    assert "My &lt;river&gt;." in page
    assert "Ani Named" in page
    assert "Ours, too." in page
    for hidden in ("Bagrat Hidden", "rude word", "Not read yet", "example.org"):
        assert hidden not in page
    assert desk.get(desk.path, {"state": "rejected"}).content.decode().count("comment-card") == 1


def test_the_desk_names_only_who_may_be_named_and_nobody_by_address(petition, now, desk):
    make_signer(petition, "Bagrat Hidden", now, comment="Ours.")
    make_signer(petition, "Unconfirmed", now, comment="Not mine.", confirmed_at=None)
    page = desk.get(desk.path).content.decode()
    assert "Ours." in page
    assert "Bagrat Hidden" not in page
    assert "example.org" not in page
    assert "Not mine." not in page
    assert (
        "1 waits to be read" in desk.get(reverse("admin:campaigns_action_change", args=[petition.pk])).content.decode()
    )


def test_a_comment_that_its_writer_changed_meanwhile_stays_to_be_read(petition, now, desk):
    signer = make_signer(petition, "Ani", now, comment="Kind words.")
    page = desk.get(desk.path).content.decode()
    read = re.search(r'name="read-\d+" value="(\w+)"', page)[1]
    Participation.objects.update(comment="Rude words.")
    desk.post(desk.path, {f"read-{signer.pk}": read, f"decision-{signer.pk}": "approved"})
    assert Participation.objects.get().comment_state == "new"


def test_junk_decides_nothing_and_others_may_not(petition, now, desk):
    signer = make_signer(petition, "Ani", now, comment="Kind words.")
    junk = {
        "decision-x": "approved",
        f"decision-{signer.pk}": "loved",
        "decision-": "approved",
        "decision-9": "approved",
    }
    assert desk.post(desk.path, junk).status_code == 302
    assert desk.get(desk.path, {"state": "\0", "page": "x"}).status_code == 200
    assert Participation.objects.get().comment_state == "new"
    staff = Client()
    staff.force_login(make_user("campaigns.view_campaign"))
    assert staff.get(desk.path).status_code == 403
    assert staff.post(desk.path).status_code == 403
