"""What is typed in a form is kept while it is typed, for its person alone, and given back; forms know of each other."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from advocacy_site.schedule import JOBS
from press.models import PressRelease, RelatedRelease, ReleaseEditingSession
from publishing import editing, working_copies
from publishing.models import Status
from tests.admin.desk import AUTHOR, EDITOR, change_url, errors, form_values, messages, send, signed_in
from tests.factories import make_campaign, make_page, make_release, make_user

pytestmark = pytest.mark.django_db

ADD = "/admin/press/pressrelease/add/"
NEW = "/admin/press/pressrelease/editing/"
MEGABYTE = 1024 * 1024


@pytest.fixture
def release():
    return make_release(status=Status.DRAFT, publish_at=None, title="Clean water", body="<p>Old.</p>")


@pytest.fixture
def anna():
    return signed_in(*EDITOR, username="anna", first_name="Anna", last_name="Bell")


@pytest.fixture
def ben():
    return signed_in(*EDITOR, username="ben")


def editing_url(item) -> str:
    return reverse(f"admin:{item._meta.label_lower.replace('.', '_')}_editing", args=[item.pk])


class Form:
    """A form open in one tab: its values, and what its script sends."""

    def __init__(self, client, item=None, address=None):
        self.client = client
        self.url = editing_url(item) if item else NEW
        self.page = client.get(address or (change_url(item) if item else ADD))
        self.values = form_values(self.page)
        self.values["body"] = self.values["body"].strip()
        self.key = self.values["editing_session"]

    def beat(self, **more):
        data = {"key": self.key, "revision": self.values["seen_revision"]}
        return self.client.post(self.url, data | more)

    def type(self, **typed):
        """Type, and wait until it is kept; return the answer."""
        self.values |= typed
        content = {name: [value] for name, value in self.values.items() if name != "csrfmiddlewaretoken"}
        return self.beat(typed=json.dumps(content), instead_of=self.values["restored_from"])


def kept(user):
    return list(ReleaseEditingSession.objects.filter(user=user, typed_at__isnull=False))


def offers(page) -> list[str]:
    tree = html.fromstring(page.content.decode())
    return [
        " ".join(one.text_content().split())
        for one in tree.xpath("//section[contains(@class, 'editing-offers')]//li/p")
    ]


def restore_link(page) -> str:
    return html.fromstring(page.content.decode()).xpath("//section[contains(@class, 'editing-offers')]//a/@href")[0]


def others_in(page) -> list[str]:
    return html.fromstring(page.content.decode()).xpath("//*[@data-editing-others]/p/text()")


# --- Who else is there ---------------------------------------------------------------------------


def test_two_people_see_each_other_and_nobody_sees_what_is_typed(anna, ben, release):
    one = Form(anna, release)
    assert one.beat().json() == {"kept": "", "others": [], "moved": ""}
    two = Form(ben, release)
    assert others_in(two.page)[0].startswith("Anna Bell has this open since ") or others_in(two.page)[0].startswith(
        "anna "
    )
    assert len(two.beat().json()["others"]) == 1
    answer = two.type(title="A secret plan").json()
    assert answer["kept"]
    heard = one.beat().json()["others"]
    assert len(heard) == 1
    assert heard[0].startswith("ben has this open since ")
    assert heard[0].endswith(", with changes that are not saved.")
    assert b"secret plan" not in anna.get(change_url(release)).content


def test_two_tabs_of_one_person_are_two_forms_that_see_each_other(anna, release):
    one, two = Form(anna, release), Form(anna, release)
    one.beat()
    assert two.beat().json()["others"][0].startswith("You have this open in another tab since ")
    assert len(one.beat().json()["others"]) == 1


def test_who_was_not_heard_of_for_a_minute_or_left_counts_as_gone(anna, ben, release):
    one, two = Form(anna, release), Form(ben, release)
    one.beat()
    assert len(two.beat().json()["others"]) == 1
    one.beat(leaving="1")
    assert two.beat().json()["others"] == []
    assert not ReleaseEditingSession.objects.filter(user=anna.user).exists()
    one.type(title="Kept all the same")
    one.beat(leaving="1")
    assert two.beat().json()["others"] == []
    assert len(kept(anna.user)) == 1
    one.beat()
    assert len(two.beat().json()["others"]) == 1
    ReleaseEditingSession.objects.filter(user=anna.user).update(seen_at=timezone.now() - timedelta(seconds=61))
    assert two.beat().json()["others"] == []
    assert others_in(ben.get(change_url(release))) == ["You have this open in another tab since " + _since(ben) + "."]


def _since(client) -> str:
    from publishing.admin.keeping import clock_time

    return clock_time(ReleaseEditingSession.objects.get(user=client.user).opened_at, timezone.now())


def test_opening_a_form_writes_nothing(anna, release):
    Form(anna, release)
    Form(anna)
    assert not ReleaseEditingSession.objects.exists()


def test_a_form_learns_that_the_item_was_saved_meanwhile(anna, ben, release):
    form = Form(anna, release)
    assert form.beat().json()["moved"] == ""
    send(ben, change_url(release), title="Theirs")
    assert form.beat().json()["moved"].startswith("ben saved this meanwhile (")


def test_forms_of_a_live_item_and_of_its_working_copy_know_of_each_other(anna, ben):
    live = make_release(title="Live")
    one = Form(anna, live)
    assert one.beat().json() == {"kept": "", "others": [], "moved": ""}
    send(ben, change_url(live), title="Theirs")
    two = Form(ben, PressRelease.objects.get(working_copy_of=live))
    assert len(two.beat().json()["others"]) == 1
    answer = one.beat().json()
    assert len(answer["others"]) == 1
    assert answer["moved"].startswith("ben saved this meanwhile (")


# --- What is typed, and given back ---------------------------------------------------------------


def test_what_was_typed_and_not_saved_is_offered_and_fills_the_form_again(anna, ben, release):
    related = make_release(title="Related")
    RelatedRelease.objects.create(release=release, related=related, position=1)
    second = make_release(title="Second")
    rows = {"read_also-TOTAL_FORMS": "2", "read_also-1-related": str(second.pk), "read_also-1-position": "2"}
    Form(anna, release).type(title="Mine", body="<p>Dear words.</p>", tags="water, rivers", **rows)
    page = anna.get(change_url(release))
    assert len(offers(page)) == 1
    assert "Different from what is saved: Headline, Text, Tags, Read also." in offers(page)[0]
    assert form_values(page)["title"] == "Clean water"
    assert offers(ben.get(change_url(release))) == []
    form = Form(anna, release, change_url(release) + restore_link(page))
    assert errors(form.page) == []
    assert (form.values["title"], form.values["body"], form.values["tags"]) == (
        "Mine",
        "<p>Dear words.</p>",
        "water, rivers",
    )
    assert form.values["read_also-1-related"] == str(second.pk)
    assert b"This is what you typed." in form.page.content
    done = anna.post(change_url(release), form.values | {"_save": "1"}, follow=True)
    assert messages(done)[0].startswith("Draft saved.")
    release.refresh_from_db()
    assert (release.title, release.body) == ("Mine", "<p>Dear words.</p>")
    assert sorted(release.tags.names()) == ["rivers", "water"]
    assert list(release.read_also.values_list("related__title", flat=True)) == ["Related", "Second"]
    assert kept(anna.user) == []
    assert offers(done) == []


def test_what_is_not_finished_is_restored_without_complaint(anna, release):
    Form(anna, release).type(title="", summary="x" * 500, **{"read_also-TOTAL_FORMS": "1", "read_also-0-position": "3"})
    page = anna.get(change_url(release))
    restored = anna.get(change_url(release) + restore_link(page))
    assert errors(restored) == []
    assert form_values(restored)["summary"].strip() == "x" * 500


def test_the_new_form_takes_over_from_the_one_that_was_restored(anna, release):
    Form(anna, release).type(title="Mine")
    page = anna.get(change_url(release))
    form = Form(anna, release, change_url(release) + restore_link(page))
    form.type(title="Mine, and more")
    assert [one.typed["title"] for one in kept(anna.user)] == [["Mine, and more"]]
    assert str(kept(anna.user)[0].key) == form.key


def test_something_new_that_was_never_saved_is_offered_where_one_begins(anna, ben):
    Form(anna).type(title="A new plan", body="<p>Words.</p>")
    page = anna.get(ADD)
    assert len(offers(page)) == 1
    assert "A new plan" in offers(page)[0]
    assert offers(ben.get(ADD)) == []
    form = Form(anna, address=ADD + restore_link(page))
    assert (form.values["title"], form.values["body"]) == ("A new plan", "<p>Words.</p>")
    anna.post(ADD, form.values | {"_save": "1"})
    assert PressRelease.objects.get().title == "A new plan"
    assert kept(anna.user) == []
    assert offers(anna.get(ADD)) == []


def test_what_is_not_wanted_back_is_discarded(anna, ben, release):
    Form(anna, release).type(title="Mine")
    tree = html.fromstring(anna.get(change_url(release)).content.decode())
    discard = tree.xpath("//section[contains(@class, 'editing-offers')]//form")[0]
    data = dict(discard.form_values())
    ben.post(discard.get("action"), data)
    assert len(kept(anna.user)) == 1
    page = anna.post(discard.get("action"), data, follow=True)
    assert messages(page) == ["What you had typed is discarded."]
    assert kept(anna.user) == []
    assert anna.post(discard.get("action"), {"key": "nonsense"}).status_code == 404


def test_what_is_typed_and_taken_back_is_not_offered(anna, release):
    form = Form(anna, release)
    form.type(title="Mine")
    form.type(title="Clean water")
    assert offers(anna.get(change_url(release))) == []
    form.beat(typed="{}")
    assert kept(anna.user) == []


def test_what_was_typed_into_an_older_state_leads_through_the_comparison(anna, ben, release):
    Form(anna, release).type(title="Mine", summary="Mine alone.")
    send(ben, change_url(release), title="Theirs")
    page = anna.get(change_url(release))
    assert "It begins from an older state" in offers(page)[0]
    page = anna.get(change_url(release) + restore_link(page))
    assert page.status_code == 200
    assert b"Nothing is saved yet, and nothing you typed is lost." in page.content
    choice = form_values(page) | {"choice-title": "theirs", "_save": "1"}
    assert choice["choice-summary"] == "mine"
    anna.post(change_url(release), choice)
    release.refresh_from_db()
    assert (release.title, release.summary) == ("Theirs", "Mine alone.")
    assert kept(anna.user) == []


def test_what_was_typed_survives_the_end_of_the_sign_in(anna, release):
    form = Form(anna, release)
    form.type(body="<p>Dear words.</p>")
    anna.session.flush()
    anna.cookies.clear()
    assert form.beat().status_code == 302
    assert anna.post(change_url(release), form.values).status_code == 302
    anna.force_login(anna.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert form.type(body="<p>Dear words, and more.</p>").json()["kept"]
    assert len(offers(anna.get(change_url(release)))) == 1


def test_what_was_typed_in_a_live_items_form_is_found_in_the_form_of_its_working_copy(anna, ben):
    live = make_release(title="Live")
    RelatedRelease.objects.create(release=live, related=make_release(), position=1)
    Form(anna, live).type(title="Mine")
    copy = working_copies.start(live, user=ben.user, now=timezone.now())
    page = anna.get(change_url(live), follow=True)
    assert page.redirect_chain[-1][0] == change_url(copy)
    assert "Different from what is saved: Headline." in offers(page)[0]
    page = anna.get(change_url(copy) + restore_link(page))
    assert anna.post(change_url(copy), form_values(page) | {"_save": "1"}).status_code == 302
    copy.refresh_from_db()
    assert (copy.title, copy.read_also.count()) == ("Mine", 1)
    working_copies.apply(copy, user=ben.user, now=timezone.now())


def test_what_was_typed_in_a_working_copy_survives_that_it_is_applied(anna, ben):
    live = make_release(title="Live")
    copy = working_copies.start(live, user=ben.user, now=timezone.now())
    form = Form(anna, copy)
    form.type(title="Mine")
    working_copies.apply(copy, user=ben.user, now=timezone.now())
    answer = form.type(title="Mine, and more").json()
    assert answer["moved"].startswith("This was applied, discarded or deleted meanwhile.")
    assert [one.typed["title"] for one in kept(anna.user)] == [["Mine, and more"]]
    assert "Mine, and more" in offers(anna.get(ADD))[0]


def test_an_error_in_the_form_leaves_what_is_kept(anna, release):
    form = Form(anna, release)
    form.type(title="", body="<p>Dear words.</p>")
    page = anna.post(change_url(release), form.values | {"_save": "1"})
    assert errors(page)
    assert form_values(page)["editing_session"] == form.key
    assert len(kept(anna.user)) == 1


# --- Who may not, and what cannot be -------------------------------------------------------------


def test_the_addresses_answer_to_posts_alone(anna, release):
    for name, arguments in (
        ("editing", [release.pk]),
        ("editing_forget", [release.pk]),
        ("editing_new", []),
        ("editing_new_forget", []),
    ):
        address = reverse(f"admin:press_pressrelease_{name}", args=arguments)
        assert anna.get(address).status_code == 405
        assert anna.get(address)["Allow"] == "POST"


@pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
def test_each_content_type_keeps_what_is_typed(make):
    item = make(status=Status.DRAFT, publish_at=None)
    chief = signed_in(superuser=True)
    form = Form(chief, item)
    assert form.type(title="Mine").json()["kept"]
    assert len(offers(chief.get(change_url(item)))) == 1


def test_without_the_right_to_change_the_item_nothing_is_kept(release):
    for client in (signed_in(), signed_in("press.view_pressrelease"), signed_in(*AUTHOR)):
        answer = client.post(editing_url(release), {"key": str(uuid.uuid4()), "typed": '{"title": ["Mine"]}'})
        assert answer.status_code == 403
        assert answer.json()["error"]
        assert client.post(reverse("admin:press_pressrelease_editing_forget", args=[release.pk])).status_code == 403
    assert signed_in("press.change_pressrelease").post(NEW, {"key": str(uuid.uuid4())}).status_code == 403
    assert not ReleaseEditingSession.objects.exists()


def test_the_key_of_another_person_opens_and_changes_nothing(anna, ben, release):
    form = Form(anna, release)
    form.type(title="A secret plan")
    answer = ben.post(form.url, {"key": form.key, "typed": '{"title": ["Overwritten"]}'})
    assert answer.status_code == 403
    page = ben.get(f"{change_url(release)}?restore={form.key}", follow=True)
    assert b"secret plan" not in page.content
    assert messages(page) == ["There is nothing unsaved under this address any more."]
    ben.post(
        change_url(release), Form(ben, release).values | {"editing_session": form.key, "title": "Theirs", "_save": "1"}
    )
    assert [one.typed["title"] for one in kept(anna.user)] == [["A secret plan"]]
    refused = ben.post(change_url(release), {"editing_session": form.key, "title": "Old form", "_save": "1"})
    assert refused.status_code == 409
    assert [one.typed["title"] for one in kept(anna.user)] == [["A secret plan"]]


def test_a_key_belongs_to_one_item(anna, release):
    form = Form(anna, release)
    form.type(title="Mine")
    other = make_release(status=Status.DRAFT, publish_at=None)
    assert anna.post(editing_url(other), {"key": form.key}).status_code == 403
    assert anna.post(NEW, {"key": form.key}).status_code == 403
    page = anna.get(f"{change_url(other)}?restore={form.key}", follow=True)
    assert form_values(page)["title"] == other.title


@pytest.mark.parametrize("key", ["", "1", "nonsense", "0" * 36, "é" * 36, "{" + "0" * 34 + "}", "\x00"])
def test_a_key_that_is_none_is_refused(anna, release, key):
    assert anna.post(editing_url(release), {"key": key}).status_code == 400
    assert anna.get(change_url(release), {"restore": key}).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        '{"title": "text"}',
        '{"title": [1]}',
        '{"title": [null]}',
        '{"title": {}}',
        "[" * 100_000,
    ],
)
def test_what_no_form_sends_is_refused(anna, release, typed):
    answer = Form(anna, release).beat(typed=typed)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert kept(anna.user) == []


def test_two_megabytes_fit_and_no_more(anna, release):
    form = Form(anna, release)
    assert form.beat(typed=json.dumps({"body": ["x" * (2 * MEGABYTE - 100)]})).status_code == 200
    answer = form.beat(typed=json.dumps({"body": ["x" * (2 * MEGABYTE)]}))
    assert answer.status_code == 413
    assert "2 MB" in answer.json()["error"]
    assert len(kept(anna.user)[0].typed["body"][0]) == 2 * MEGABYTE - 100


@pytest.mark.parametrize("revision", ["", "-1", "abc", "9" * 40, "٣", "1.5"])
def test_an_odd_revision_is_taken_for_an_old_one(anna, release, revision):
    form = Form(anna, release)
    assert form.beat(revision=revision, typed='{"title": ["Mine"]}').status_code == 200
    assert "It begins from an older state" in offers(anna.get(change_url(release)))[0]


@pytest.mark.parametrize(
    "typed",
    [
        {"title": ["\x00nul \ud800half"], "lead_image": ["abc"], "language": ["xx"], "contact": ["9" * 40]},
        {"read_also-TOTAL_FORMS": ["abc"], "read_also-INITIAL_FORMS": ["-1"], "title": ["Mine"]},
        {"read_also-TOTAL_FORMS": ["99999999"], "read_also-INITIAL_FORMS": ["5"], "title": ["Mine"]},
        {
            "read_also-TOTAL_FORMS": ["1"],
            "read_also-INITIAL_FORMS": ["1"],
            "read_also-0-id": ["abc"],
            "read_also-0-related": ["\x00"],
        },
        {"title": [], "body": [], "tags": ["a,,b"], "nonsense": ["x"]},
        {"body": ["<p>Unclosed <sup data-cite='x'>"], "title": ["a", "b"]},
    ],
)
def test_odd_values_are_given_back_without_an_error_of_ours(anna, release, typed):
    form = Form(anna, release)
    assert form.beat(typed=json.dumps(typed)).status_code == 200
    page = anna.get(change_url(release))
    assert page.status_code == 200
    for address in (f"{change_url(release)}?restore={form.key}", f"{change_url(release)}?restore={form.key}&beside=1"):
        assert anna.get(address).status_code == 200
    data = {name: values[0] for name, values in typed.items() if values and "\ud800" not in values[0]}
    assert anna.post(change_url(release), data | {"_save": "1"}).status_code in (200, 409)


def test_the_address_demands_the_proof_of_origin(release):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user(*EDITOR), backend="allauth.account.auth_backends.AuthenticationBackend")
    data = {"key": str(uuid.uuid4())}
    assert strict.post(editing_url(release), data).status_code == 403
    strict.get(change_url(release))
    token = strict.cookies["csrftoken"].value
    assert strict.post(editing_url(release), data | {"csrfmiddlewaretoken": token}).status_code == 200


def test_an_item_that_never_was_is_not_found(anna):
    for key in ("999999", "abc", "a/b"):
        answer = anna.post(f"/admin/press/pressrelease/{key}/editing/", {"key": str(uuid.uuid4())})
        assert answer.status_code == 404
        assert answer.json()["error"]


# --- Keeping house -------------------------------------------------------------------------------


def test_what_nobody_comes_back_for_is_removed_after_the_time_set(anna, release, settings, now):
    settings.KEEP_TYPED_DAYS = 7
    for days, title in ((6, "Young"), (8, "Old")):
        form = Form(anna, release)
        form.type(title=title)
        ReleaseEditingSession.objects.filter(key=form.key).update(seen_at=now - timedelta(days=days))
    empty = Form(anna, release)
    empty.beat()
    ReleaseEditingSession.objects.filter(key=empty.key).update(seen_at=now - timedelta(days=2))
    assert editing.forget_old(now) == 2
    assert [one.typed["title"] for one in kept(anna.user)] == [["Young"]]
    assert editing.forget_old in {job.function for job in JOBS}


def test_forms_cost_the_same_number_of_queries_however_much_is_kept(anna, release, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            Form(anna, release)
        return len(captured)

    queries()
    for number in range(2):
        Form(signed_in(*EDITOR), release).type(title=f"Theirs {number}")
    few = queries()
    for number in range(6):
        Form(signed_in(*EDITOR), release).type(title=f"More {number}")
    assert queries() == few
