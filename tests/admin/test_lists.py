"""Lists and the dashboard: what they show, and that their queries do not grow with the tables."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import counting
from campaigns.models import Action, Campaign, Participation
from pages.models import StandingPage
from press.models import PressRelease
from publishing.models import Status
from sources.models import Source
from supporters.models import Consent, OutboxMail, Supporter
from tests.admin.desk import AUTHOR, EDITOR, signed_in
from tests.factories import make_campaign, make_image, make_page, make_petition, make_release, make_source

pytestmark = pytest.mark.django_db

MANY = 300
LIST = "/admin/press/pressrelease/"


@pytest.fixture
def editor():
    return signed_in(*EDITOR)


def queries(client, url):
    client.get(url)  # what is read once in a process, such as content types, is read now
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return [query["sql"] for query in captured]


def more_releases(number, user, **fields):
    """Add releases of every status, with pictures and tags, as fast as the database takes them."""
    model = make_release(lead_image=make_image(), tags=("rivers",), **fields)
    copies = []
    for index in range(number):
        copy = PressRelease.objects.get(pk=model.pk)
        copy.pk = None
        copy._state.adding = True
        copy.slug = f"{model.slug}-{index}"
        copy.translation_group = PressRelease._meta.get_field("translation_group").get_default()
        copy.status = Status.values[index % 5]
        copy.publish_at = model.publish_at + timedelta(days=index % 3 - 1)
        copy.created_by = user
        copies.append(copy)
    PressRelease.objects.bulk_create(copies)


def test_the_list_of_releases_takes_the_same_queries_at_two_sizes(editor):
    more_releases(10, editor.user)
    few = queries(editor, LIST)
    more_releases(MANY, editor.user)
    assert len(queries(editor, LIST)) == len(few) <= 14


def test_the_dashboard_takes_the_same_few_queries_at_two_sizes():
    client = signed_in(superuser=True)
    more_releases(10, client.user)
    make_petition(make_campaign())
    few = queries(client, "/admin/")
    more_releases(MANY, client.user)
    for _ in range(6):
        make_petition(make_campaign())
    make_page()
    assert len(queries(client, "/admin/")) == len(few) <= 28


def test_long_lists_are_counted_up_to_a_bound_only(editor, monkeypatch):
    monkeypatch.setattr("publishing.admin.content.BoundedPaginator.limit", 60)
    more_releases(MANY, editor.user)
    page = editor.get(LIST)
    assert "more than 60" in page.content.decode()
    counts = [sql for sql in queries(editor, LIST) if sql.startswith("SELECT COUNT(")]
    assert counts
    assert all("LIMIT 60" in sql for sql in counts)
    assert editor.get(LIST, {"p": 2}).status_code == 200


def some_participations(number, now):
    action = make_petition()
    people = Supporter.objects.bulk_create(
        Supporter(
            email=f"p{i}@example.org",
            canonical_email=f"p{i}@example.org",
            name=f"Person {i}",
            language="en",
            created_at=now,
        )
        for i in range(number)
    )
    Participation.objects.bulk_create(
        Participation(action=action, supporter=one, name=one.name, created_at=now) for one in people
    )
    Consent.objects.bulk_create(
        Consent(supporter=one, purpose="news", words="Yes", page="/", given_at=now) for one in people
    )
    OutboxMail.objects.bulk_create(
        OutboxMail(recipient=one.email, subject="S", text="T", language="en", due_at=now) for one in people
    )


@pytest.mark.parametrize("model", [Participation, Supporter, Consent, OutboxMail])
def test_lists_of_people_never_count_the_table_and_offer_no_change(model, now):
    some_participations(3, now)
    client = signed_in(superuser=True)
    url = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
    counts = [sql for sql in queries(client, url) if "COUNT(" in sql]
    assert all("LIMIT" in sql for sql in counts)
    change = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_change", args=[model.objects.first().pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "Other"}).status_code == 403


@pytest.mark.parametrize("model", [Participation, Supporter, Consent, OutboxMail])
def test_lists_of_people_need_a_permission_of_their_own(model):
    url = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
    assert signed_in(*EDITOR, "campaigns.view_campaign").get(url).status_code == 403


@pytest.mark.parametrize(
    ("state", "status", "days"),
    [
        ("draft", Status.DRAFT, None),
        ("in_review", Status.IN_REVIEW, None),
        ("approved", Status.APPROVED, None),
        ("scheduled", Status.PUBLISHED, 1),
        ("live", Status.PUBLISHED, -1),
        ("withdrawn", Status.WITHDRAWN, -1),
    ],
)
def test_the_status_filter_tells_live_from_scheduled(editor, now, state, status, days):
    make_release(title="Wanted", status=status, publish_at=now + timedelta(days=days) if days else None)
    make_release(title="Other", status=Status.DRAFT if state != "draft" else Status.APPROVED, publish_at=None)
    page = editor.get(LIST, {"state": state}).content.decode()
    assert "Wanted" in page
    assert ">Other<" not in page
    assert f"badge-{state}" in page


def test_filters_by_tag_year_kind_and_language(editor, now):
    make_release(
        title="Wanted", tags=("rivers",), kind="memo", language="hy", publish_at=now.replace(year=2024, month=2, day=1)
    )
    make_release(title="Other", tags=("lakes",))
    for query in ({"tag": "rivers"}, {"year": "2024"}, {"kind": "memo"}, {"language": "hy"}):
        page = editor.get(LIST, query).content.decode()
        assert "Wanted" in page, query
        assert ">Other<" not in page, query


@pytest.mark.parametrize(
    "query",
    [{"year": "20x4"}, {"year": "²⁰²⁴"}, {"state": "nonsense"}, {"tag": "nonsense"}, {"p": "99999"}, {"q": "'\"%\x00"}],
)
def test_nonsense_in_the_address_is_no_error(editor, query):
    make_release()
    assert editor.get(LIST, query).status_code in (200, 302)


def test_search_finds_words_of_headline_and_summary(editor):
    make_release(title="Clean water", summary="For everybody")
    make_release(title="Other")
    assert "Clean water" in editor.get(LIST, {"q": "everybody"}).content.decode()
    assert ">Other<" not in editor.get(LIST, {"q": "everybody"}).content.decode()


def test_an_empty_list_says_so(editor):
    assert "Nothing here yet." in editor.get(LIST).content.decode()
    assert "Nothing found." in editor.get(LIST, {"q": "x"}).content.decode()


# --- The dashboard -----------------------------------------------------------------------------


def board(client):
    return client.get("/admin/").context["board"]


def titles(lines):
    return [line.title for line in lines]


def test_the_dashboard_shows_an_editor_what_waits_and_what_is_live(editor, now):
    make_release(title="Submitted", status=Status.IN_REVIEW, publish_at=None)
    make_release(title="Approved", status=Status.APPROVED, publish_at=None)
    make_release(title="Tomorrow", publish_at=now + timedelta(days=1))
    make_release(title="Older", publish_at=now - timedelta(days=2))
    make_release(title="Latest", publish_at=now - timedelta(days=1))
    shown = board(editor)
    assert titles(shown.waiting) == ["Submitted", "Approved"]
    assert titles(shown.scheduled) == ["Tomorrow"]
    assert titles(shown.live) == ["Latest", "Older"]


def test_the_dashboard_shows_an_author_their_own_drafts_and_no_decisions():
    author = signed_in(*AUTHOR)
    mine = make_release(title="Mine", status=Status.DRAFT, publish_at=None)
    PressRelease.objects.filter(pk=mine.pk).update(created_by=author.user)
    make_release(title="Another's", status=Status.DRAFT, publish_at=None)
    make_release(title="Submitted", status=Status.IN_REVIEW, publish_at=None)
    shown = board(author)
    assert titles(shown.drafts) == ["Mine"]
    assert shown.waiting == []
    assert "Waits for a decision" not in author.get("/admin/").content.decode()


def test_the_dashboard_shows_nothing_of_rooms_that_a_person_may_not_enter():
    make_release(title="Secret release")
    make_campaign(title="Secret campaign")
    page = signed_in("sources.view_source").get("/admin/").content.decode()
    assert "Secret" not in page
    assert "New press release" not in page


def test_the_dashboard_counts_confirmed_signatures_of_running_campaigns(now):
    campaign = make_campaign(title="Rivers")
    action = make_petition(campaign, goal=10)
    people = [
        Supporter.objects.create(
            email=f"{i}@example.org", canonical_email=f"{i}@example.org", name="P", language="en", created_at=now
        )
        for i in range(3)
    ]
    for index, person in enumerate(people):
        Participation.objects.create(
            action=action, supporter=person, name="P", created_at=now, confirmed_at=now if index else None
        )
    make_campaign(title="Won", outcome=Campaign.Outcome.WON)
    counting.count_due(now + counting.LAG)
    (running,) = board(signed_in("campaigns.view_campaign")).campaigns
    assert (running.title, running.progress.confirmed, running.progress.goal) == ("Rivers", 2, 10)


def test_an_empty_dashboard_says_what_to_do(editor):
    page = editor.get("/admin/").content.decode()
    for words in (
        "Nothing waits.",
        "You have no draft.",
        "Nothing is scheduled.",
        "Nothing is public yet.",
        "New press release",
    ):
        assert words in page


# --- The sections ------------------------------------------------------------------------------


def sections(client):
    return {
        str(one["name"]): [str(model["name"]) for model in one["models"]]
        for one in client.get("/admin/").context["app_list"]
    }


def test_the_sections_have_the_groups_words_and_order():
    shown = sections(signed_in(superuser=True))
    assert list(shown) == [
        "Press",
        "Campaigns",
        "Decision makers",
        "Evidence",
        "Media and tags",
        "Supporters",
        "Site",
        "Staff",
    ]
    assert shown["Press"] == ["Press releases", "Media contacts"]
    assert shown["Site"] == [
        "Site settings",
        "Evidence settings",
        "Standing pages",
        "Menus",
        "Redirects",
        "Background tasks",
    ]


def test_every_registered_model_has_its_place():
    """A model that is registered and named by no section would be shown under “More”."""
    assert "More" not in sections(signed_in(superuser=True))


def test_nobody_but_superusers_sees_background_tasks():
    shown = sections(signed_in("django_tasks_database.view_dbtaskresult", *EDITOR))
    assert list(shown) == ["Press"]


def test_each_section_has_a_page():
    client = signed_in(superuser=True)
    for key in ("press", "campaigns", "officials", "sources", "publishing", "supporters", "pages", "auth"):
        assert client.get(f"/admin/{key}/").status_code == 200


@pytest.mark.parametrize("model", [PressRelease, Campaign, StandingPage, Source, Action])
def test_every_list_and_form_opens(model):
    client = signed_in(superuser=True)
    make_release(), make_petition(), make_page(), make_source()
    name = model._meta.label_lower.replace(".", "_")
    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
    item = model._default_manager.first()
    assert client.get(reverse(f"admin:{name}_change", args=[item.pk])).status_code == 200
    assert client.get(reverse(f"admin:{name}_history", args=[item.pk])).status_code == 200
