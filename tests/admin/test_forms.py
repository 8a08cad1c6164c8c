"""Forms of publications: bad input gets a clear answer beside its field, and what was typed stays."""

import pytest

from pages.models import StandingPage
from press.models import PressRelease
from publishing.models import Status, Tag
from publishing.slugs import free_slug, make_slug
from tests.admin.desk import AUTHOR, EDITOR, change_url, errors, form_values, send, signed_in
from tests.factories import cite, make_document, make_page, make_release, make_source

pytestmark = pytest.mark.django_db

ADD = "/admin/press/pressrelease/add/"


@pytest.fixture
def author():
    return signed_in(*AUTHOR)


@pytest.mark.parametrize("title", ["", "   ", "\u200b\u200b", "\u00a0"])
def test_a_title_of_nothing_is_refused_and_the_text_stays(author, title):
    page = send(author, ADD, title=title, body="<p>Precious words.</p>", subhead="Kept subhead")
    assert page.status_code == 200
    assert len(errors(page)) == 1
    assert b"Precious words." in page.content
    assert b'value="Kept subhead"' in page.content
    assert b"Nothing was saved." in page.content
    assert not PressRelease.objects.exists()


def test_a_title_of_ten_thousand_characters_is_refused_and_stays_whole(author):
    title = "Long " * 2000
    page = send(author, ADD, title=title)
    assert errors(page) == ["At most 200 characters fit here; there are 9999."]
    assert form_values(page)["title"].strip() == title.strip()


def test_each_problem_is_named_above_the_form_with_a_link_to_its_place(author):
    rows = {
        "read_also-TOTAL_FORMS": "1",
        "read_also-0-position": "1",
        "read_also-0-id": "",
        "read_also-0-related": "999",
    }
    page = send(author, ADD, title="", summary="x" * 401, **rows).content.decode()
    for link in (
        '<a href="#id_title">Headline</a>: ',
        '<a href="#id_summary">Summary</a>: ',
        '<a href="#read_also-group">Read also</a>: ',
    ):
        assert link in page


def test_the_browser_is_not_told_to_cut_what_is_pasted_into_the_headline(author):
    assert b"maxlength" not in author.get(ADD).content.split(b'name="title"')[1].split(b">")[0]


def test_a_summary_that_is_too_long_is_refused(author):
    page = send(author, ADD, title="Headline", summary="x" * 401)
    assert "401" in errors(page)[0]


def test_an_address_is_made_from_the_headline_in_its_own_script(author):
    send(author, ADD, title="Մաքուր ջուր հիմա", slug="")
    assert PressRelease.objects.get().slug == "մաքուր-ջուր-հիմա"


def test_an_address_that_is_made_gets_a_number_where_it_is_taken(author):
    make_release(slug="clean-water")
    make_release(slug="clean-water-2")
    send(author, ADD, title="Clean water", slug="")
    assert PressRelease.objects.get(title="Clean water").slug == "clean-water-3"


def test_a_headline_without_letters_still_gets_an_address(author):
    send(author, ADD, title="!!!", slug="")
    assert PressRelease.objects.get().slug == "press-release"


def test_an_address_that_is_taken_is_refused_with_a_free_one(author):
    make_release(slug="clean-water")
    page = send(author, ADD, title="Other", slug="clean-water", body="<p>Kept.</p>")
    assert errors(page) == ["Another item already has the address “clean-water”. Free is “clean-water-2”."]
    assert b"Kept." in page.content


def test_the_same_address_in_another_language_is_free(author):
    make_release(slug="clean-water")
    send(author, ADD, title="Other", slug="clean-water", language="hy")
    assert PressRelease.objects.filter(slug="clean-water").count() == 2


def test_an_address_that_is_a_years_archive_is_refused(author):
    page = send(author, ADD, title="Looking back", slug="2024")
    assert errors(page) == ["The address “2024” leads to another page of this site. Choose another."]


@pytest.mark.parametrize("slug", ["press", "search", "hy", "admin", "health"])
def test_a_standing_page_does_not_hide_behind_a_page_of_the_site(slug):
    client = signed_in(
        "pages.add_standingpage", "pages.change_standingpage", "pages.view_standingpage", "pages.publish_standingpage"
    )
    page = send(client, "/admin/pages/standingpage/add/", title="Mine", slug=slug)
    assert len(errors(page)) == 1
    assert not StandingPage.objects.exists()


def test_a_text_that_cites_a_source_that_is_not_there_is_refused_beside_the_text(author):
    page = send(author, ADD, title="Headline", body='<p>Words<sup data-cite="999"></sup></p>')
    assert "cites a source that does not exist (999)" in errors(page)[0]
    assert b"data-cite" in page.content
    assert not PressRelease.objects.exists()


def test_scripts_and_handlers_in_a_text_are_dropped(author):
    send(author, ADD, title="Headline", body='<p onclick="x()">Words</p><script>x()</script><svg onload="x()"></svg>')
    assert PressRelease.objects.get().body == "<p>Words</p>"


def test_saving_writes_the_citations_of_the_text(author):
    source = make_source()
    send(author, ADD, title="Headline", body=f"<p>Words{cite(source, locator='4', label='page')}</p>")
    assert list(PressRelease.objects.get().citations.values_list("source", "locator")) == [(source.pk, "4")]


def test_tags_are_parted_by_commas_alone(author):
    send(author, ADD, title="Headline", tags="human rights,  Rivers , rivers, ")
    assert set(Tag.objects.values_list("name", flat=True)) == {"human rights", "Rivers"}


@pytest.mark.parametrize(("tags", "said"), [("x" * 101, "longer than 100"), ("rivers, !!!", "no letter or digit")])
def test_bad_tags_are_refused_and_stay(author, tags, said):
    page = send(author, ADD, title="Headline", tags=tags)
    assert said in errors(page)[0]
    assert form_values(page)["tags"] == tags


def test_unchanged_tags_are_shown_as_they_were_typed():
    client = signed_in(*EDITOR)
    release = make_release(tags=("human rights", "rivers"))
    assert form_values(client.get(change_url(release)))["tags"] in ("human rights, rivers", "rivers, human rights")


def test_documents_of_the_library_are_attached_in_order_and_none_twice(author):
    first, second = make_document(), make_document()
    rows = {"attachments-TOTAL_FORMS": "2"}
    for number, document in enumerate((second, first)):
        rows |= {
            f"attachments-{number}-document": str(document.pk),
            f"attachments-{number}-position": str(number),
            f"attachments-{number}-id": "",
            f"attachments-{number}-release": "",
        }
    page = send(author, ADD, title="Kept headline", **rows | {"attachments-1-document": str(second.pk)})
    assert errors(page)
    assert b'value="Kept headline"' in page.content
    send(author, ADD, title="Kept headline", **rows)
    assert list(PressRelease.objects.get().attachments.values_list("document", flat=True)) == [second.pk, first.pk]


def test_read_also_does_not_take_a_release_twice_or_itself():
    client = signed_in(*EDITOR)
    release, other = make_release(status=Status.DRAFT, publish_at=None), make_release()
    rows = {"read_also-TOTAL_FORMS": "2"}
    for number in range(2):
        rows |= {
            f"read_also-{number}-related": str(other.pk),
            f"read_also-{number}-position": "1",
            f"read_also-{number}-id": "",
        }
    assert errors(send(client, change_url(release), **rows))
    rows = {
        "read_also-TOTAL_FORMS": "1",
        "read_also-0-related": str(release.pk),
        "read_also-0-position": "1",
        "read_also-0-id": "",
    }
    assert errors(send(client, change_url(release), **rows)) == ["A release cannot refer to itself in “Read also”."]


def test_a_get_with_the_fields_of_a_step_changes_nothing():
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT)
    client.get(change_url(release), {"_step": "publish", "title": "Changed"})
    release.refresh_from_db()
    assert release.status == Status.DRAFT


def test_saving_a_draft_or_changes_to_something_live_leaves_the_public_pages_alone(now):
    from publishing import clock

    client = signed_in(*EDITOR)
    draft, live = make_release(status=Status.DRAFT), make_release()
    before = clock.read(now).version
    send(client, change_url(draft), title="Changed")
    assert clock.read(now).version == before
    send(client, change_url(live), title="Changed")
    assert clock.read(now).version == before


def test_free_slugs_count_on_within_a_language():
    make_page(slug="about")
    assert free_slug(StandingPage, "about", language="en") == "about-2"
    assert free_slug(StandingPage, "about", language="hy") == "about"
    assert make_slug("…", "standing page") == "standing-page"
