"""Two people change one item: who comes second sees both, chooses, and loses nothing that was typed."""

import pytest
from django.utils import timezone
from lxml import html

from press.models import PressRelease, RelatedRelease
from publishing import operations, workflow
from publishing.models import Status
from tests.admin.desk import AUTHOR, EDITOR, change_url, form_values, messages, send, signed_in
from tests.factories import make_campaign, make_image, make_page, make_release, make_user
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def release():
    return make_release(
        status=Status.DRAFT,
        publish_at=None,
        title="Clean water",
        summary="Old words.",
        tags=("water",),
        slug="clean-water",
    )


@pytest.fixture
def editor():
    return signed_in(*EDITOR, first_name="Anna", last_name="Bell", username="anna")


def opened(client, item, **typed):
    """Return what the form of `item` holds when it is opened now and `typed` into."""
    return form_values(client.get(change_url(item))) | typed


def post(client, item, data, **more):
    return client.post(change_url(item), data | {"_save": "1"} | more, follow=True)


def meanwhile(item, **fields):
    """Save `item` as somebody else, Ben, does."""
    tags = fields.pop("tags", None)
    theirs = type(item).objects.get(pk=item.pk)
    for name, value in fields.items():
        setattr(theirs, name, value)
    operations.save(theirs, user=make_user(username=f"ben{theirs.revision}"), now=timezone.now())
    if tags is not None:
        theirs.tags.set(tags)
    operations.refresh(theirs, now=timezone.now())


def fields_of(page) -> dict[str, tuple[str, str]]:
    """Return for each field of a comparison who changed it and what is chosen so far."""
    tree = html.fromstring(page.content.decode())
    found = {}
    for part in tree.xpath("//fieldset[@data-field]"):
        chosen = part.xpath(".//input[@type='radio' and @checked]/@value")
        found[part.get("data-field")] = (part.find_class("contest-who")[0].text_content().strip(), "".join(chosen))
    return found


def choose(page, **choices):
    """Return what the page of the comparison sends when these sides are chosen; field names with _ for -."""
    return form_values(page) | {f"choice-{name}": value for name, value in choices.items()}


def text_of(page, css, field):
    tree = html.fromstring(page.content.decode())
    return [one.text_content() for one in tree.xpath(f"//fieldset[@data-field='{field}']//{css}")]


MINE, THEIRS, BOTH = (
    "Only you changed this.",
    "Only the other person changed this.",
    "Both of you changed this. Choose.",
)


def test_a_form_that_is_older_than_what_is_saved_is_answered_with_a_comparison(editor, release):
    mine = opened(editor, release, title="Clean water now", body="<p>Mine.</p>", summary="Old words.")
    meanwhile(release, title="Clean water today", summary="New words.")
    page = post(editor, release, mine)
    assert page.status_code == 409
    assert fields_of(page) == {"title": (BOTH, ""), "summary": (THEIRS, "theirs"), "body": (MINE, "mine")}
    assert "ben1 saved “Clean water today” (" in page.content.decode()
    assert text_of(page, "del", "title") == [" today", " today"]
    assert text_of(page, "ins", "title") == [" now", " now"]
    release.refresh_from_db()
    assert release.title == "Clean water today"


def test_what_is_chosen_is_saved_and_everything_else_is_as_it_was_typed(editor, release):
    mine = opened(editor, release, title="Mine", body="<p>Mine.</p>", dateline_place="NOR ARDA", tags="water, rivers")
    meanwhile(release, title="Theirs", summary="Theirs.", tags=("water", "law"))
    page = post(editor, release, mine)
    page = post(editor, release, choose(page, title="theirs", tags="both"))
    assert messages(page)[0].startswith("Draft saved.")
    release.refresh_from_db()
    assert (release.title, release.summary, release.body) == ("Theirs", "Theirs.", "<p>Mine.</p>")
    assert release.dateline_place == "NOR ARDA"
    assert sorted(release.tags.names()) == ["law", "rivers", "water"]
    assert not release.editing_sessions.exists()


def test_what_both_changed_must_be_chosen_and_the_page_keeps_what_was_typed_until_then(editor, release):
    mine = opened(editor, release, title="Mine", summary="Mine too.")
    meanwhile(release, title="Theirs", summary="Theirs too.")
    page = post(editor, release, mine)
    again = post(editor, release, choose(page, summary="mine"))
    assert again.status_code == 409
    assert "Choose in each field that both of you changed." in again.content.decode()
    assert fields_of(again) == {"title": (BOTH, ""), "summary": (BOTH, "mine")}
    odd = post(editor, release, choose(again, title="nonsense"))
    assert odd.status_code == 409
    post(editor, release, choose(again, title="mine"))
    release.refresh_from_db()
    assert (release.title, release.summary) == ("Mine", "Mine too.")


def test_if_somebody_saves_again_while_one_chooses_the_comparison_comes_again_with_the_choices(editor, release):
    mine = opened(editor, release, title="Mine", summary="Mine too.")
    meanwhile(release, title="Theirs", summary="Theirs too.")
    page = post(editor, release, mine)
    meanwhile(release, title="Theirs again")
    again = post(editor, release, choose(page, title="mine", summary="theirs"))
    assert again.status_code == 409
    assert "Theirs again" in again.content.decode()
    assert fields_of(again) == {"title": (BOTH, "mine"), "summary": (BOTH, "theirs")}
    post(editor, release, form_values(again))
    release.refresh_from_db()
    assert (release.title, release.summary) == ("Mine", "Theirs too.")


@pytest.mark.parametrize("seen", ["", "0", "-1", "abc", "9" * 30, "٣"])
def test_a_form_that_does_not_say_what_it_was_opened_on_is_compared_too(editor, release, seen):
    mine = opened(editor, release, title="Mine", seen_revision=seen, seen_fields='["odd"]')
    page = post(editor, release, mine)
    assert page.status_code == 409
    assert fields_of(page) == {"title": (BOTH, "")}


def test_a_step_on_an_old_form_is_not_taken_and_its_note_waits_in_the_form(editor, release):
    workflow.submit(release, user=make_user(), now=timezone.now())
    mine = opened(editor, release, send_back_note="Where is the source?")
    meanwhile(release, title="Theirs")
    page = editor.post(change_url(release), mine | {"_step": "send_back"})
    assert page.status_code == 409
    assert "was not taken" in page.content.decode()
    assert release.transitions.count() == 1
    saved = post(editor, release, choose(page))
    release.refresh_from_db()
    assert (release.title, release.status) == ("Theirs", Status.IN_REVIEW)
    assert b"Where is the source?" in saved.content


def test_a_step_that_somebody_took_meanwhile_makes_a_form_old(editor, release):
    mine = opened(editor, release, title="Mine")
    workflow.submit(release, user=make_user(), now=timezone.now())
    page = post(editor, release, mine)
    assert page.status_code == 409
    assert "It is “in review” now." in page.content.decode()
    assert fields_of(page) == {"title": (MINE, "mine")}
    post(editor, release, form_values(page))
    release.refresh_from_db()
    assert (release.title, release.status) == ("Mine", Status.IN_REVIEW)


def test_who_may_not_change_it_any_more_is_refused_and_can_copy_what_was_typed():
    author = signed_in(*AUTHOR)
    release = make_release(status=Status.DRAFT, publish_at=None)
    PressRelease.objects.filter(pk=release.pk).update(created_by=author.user)
    mine = opened(author, release, title="Mine <b>", body="<p>My dear words.</p>")
    workflow.submit(PressRelease.objects.get(), user=make_user(), now=timezone.now())
    page = post(author, release, mine)
    assert page.status_code == 403
    texts = html.fromstring(page.content.decode()).xpath("//textarea/text()")
    assert {"Mine <b>", "My dear words."} <= {text.strip() for text in texts}
    release.refresh_from_db()
    assert release.title != "Mine <b>"
    editor = make_user()
    workflow.send_back(PressRelease.objects.get(), user=editor, now=timezone.now(), note="Go on")
    offered = author.get(change_url(release)).content.decode()
    assert "You typed something that is not saved" in offered
    assert "Compare and restore" in offered


def test_what_was_typed_for_an_item_that_is_gone_can_be_opened_as_a_new_draft(editor, release):
    mine = opened(editor, release, title="Mine", body="<p>Dear words.</p>")
    address = change_url(release)
    release.delete()
    page = editor.post(address, mine | {"_save": "1"}, follow=True)
    assert "What you typed is kept: open it as a new draft." in messages(page)[0]
    link = html.fromstring(page.content.decode()).xpath("//ul[@class='messagelist']//a/@href")[0]
    values = form_values(editor.get(link))
    assert (values["title"], values["body"].strip(), values["dateline_place"]) == (
        "Mine",
        "<p>Dear words.</p>",
        "RIVERTON",
    )


def test_a_picture_is_named_and_chosen(editor, release):
    river, sea = make_image(title="River at dawn"), make_image(title="The sea")
    mine = opened(editor, release, lead_image=str(river.pk))
    meanwhile(release, lead_image=sea)
    page = post(editor, release, mine)
    assert text_of(page, "ins", "lead_image") == ["River at dawn"]
    assert text_of(page, "del", "lead_image") == ["The sea"]
    post(editor, release, choose(page, lead_image="theirs"))
    release.refresh_from_db()
    assert release.lead_image == sea


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("theirs", ["Theirs", "Old"]), ("mine", ["Old", "Mine"]), ("both", ["Old", "Mine", "Theirs"])],
)
def test_rows_of_an_inline_are_compared_by_name_and_chosen_as_a_whole(editor, release, choice, kept):
    old, mine, theirs = (make_release(title=title) for title in ("Old", "Mine", "Theirs"))
    RelatedRelease.objects.create(release=release, related=old, position=1)
    rows = {"read_also-TOTAL_FORMS": "2", "read_also-1-related": str(mine.pk), "read_also-1-position": "2"}
    typed = opened(editor, release, **rows, **{"read_also-1-id": ""})
    RelatedRelease.objects.create(release=release, related=theirs, position=0)
    meanwhile(release)
    page = post(editor, release, typed)
    assert fields_of(page) == {"read_also": (BOTH, "")}
    assert (text_of(page, "ins", "read_also"), text_of(page, "del", "read_also")) == (["Mine"], ["Theirs"])
    done = post(editor, release, choose(page, read_also=choice))
    assert done.status_code == 200, done
    titles = release.read_also.values_list("related__title", flat=True)
    assert sorted(titles) == sorted(kept)


def test_a_row_that_somebody_removed_meanwhile_is_there_again_where_mine_is_chosen(editor, release):
    entry = RelatedRelease.objects.create(release=release, related=make_release(title="Old"), position=1)
    typed = opened(editor, release, **{"read_also-0-position": "5"})
    entry.delete()
    meanwhile(release)
    page = post(editor, release, typed)
    post(editor, release, choose(page, read_also="mine"))
    assert list(release.read_also.values_list("related__title", "position")) == [("Old", 5)]


def test_mine_can_be_edited_further_with_theirs_beside_it(editor, release):
    mine = opened(editor, release, title="Mine", body="<p>My words.</p>")
    meanwhile(release, title="Theirs", body="<p>Their words.</p>")
    page = post(editor, release, mine)
    data = choose(page, title="theirs") | {"_beside": "1"}
    page = editor.post(change_url(release), data, follow=True)
    assert page.status_code == 200
    values = form_values(page)
    assert (values["title"], values["body"].strip()) == ("Theirs", "<p>My words.</p>")
    beside = html.fromstring(page.content.decode()).find_class("beside")[0]
    assert "Their words." in beside.text_content()
    assert messages(post(editor, release, values | {"body": "<p>Our words.</p>"}))[0].startswith("Draft saved.")
    release.refresh_from_db()
    assert (release.title, release.body) == ("Theirs", "<p>Our words.</p>")


@pytest.mark.parametrize("make", [make_campaign, make_page])
def test_campaigns_and_standing_pages_are_compared_too(make):
    item = make(status=Status.DRAFT, publish_at=None)
    chief = signed_in(superuser=True)
    mine = opened(chief, item, title="Mine")
    meanwhile(item, title="Theirs")
    page = post(chief, item, mine)
    assert page.status_code == 409
    post(chief, item, choose(page, title="mine"))
    item.refresh_from_db()
    assert item.title == "Mine"


def test_a_campaigns_demands_and_actions_are_compared_and_rows_keep_their_keys():
    item = make_campaign(status=Status.DRAFT, publish_at=None)
    chief = signed_in(superuser=True)
    demand = item.demands.create(text="Give it back", position=1)
    mine = opened(chief, item, **{"demands-0-text": "Give it back now"})
    type(demand).objects.filter(pk=demand.pk).update(text="Give it all back")
    meanwhile(item)
    page = post(chief, item, mine)
    assert "Give it all back" in page.content.decode()
    assert post(chief, item, choose(page, demands="mine")).status_code == 200
    assert list(item.demands.values_list("pk", "text")) == [(demand.pk, "Give it back now")]


def test_a_body_that_cannot_be_stored_is_kept_through_the_comparison_and_refused_by_the_form(editor, release):
    mine = opened(editor, release, body='<p>Dear<sup data-cite="424242"></sup> words</p>')
    meanwhile(release, title="Theirs")
    page = post(editor, release, mine)
    assert page.status_code == 409
    again = post(editor, release, choose(page, body="mine"))
    assert again.status_code == 200
    assert b"a source that does not exist" in again.content
    assert "Dear" in form_values(again)["body"]
    assert form_values(again)["title"] == "Theirs"
    assert messages(post(editor, release, form_values(again) | {"body": "<p>Dear words</p>"}))[0].startswith(
        "Draft saved"
    )


def test_a_form_that_lacks_fields_overwrites_none_of_them(editor, release):
    RelatedRelease.objects.create(release=release, related=make_release(), position=1)
    page = post(editor, release, {"title": "Mine"})
    assert fields_of(page) == {"title": (BOTH, "")}
    post(editor, release, choose(page, title="mine"))
    release.refresh_from_db()
    assert (release.title, release.summary, release.read_also.count()) == ("Mine", "Old words.", 1)


def test_operations_refuse_to_save_what_was_read_before_somebody_else_saved(release):
    first, second = PressRelease.objects.get(), PressRelease.objects.get()
    operations.store(first, user=None, now=timezone.now())
    with pytest.raises(operations.SavedMeanwhile):
        operations.store(second, user=None, now=timezone.now())
    release.refresh_from_db()
    assert release.revision == first.revision == second.revision + 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_wins_and_the_other_sees_both():
    release = make_release(status=Status.DRAFT, publish_at=None)
    people = [signed_in(*EDITOR) for _ in range(2)]
    forms = [opened(client, release, title=f"Title {number}") for number, client in enumerate(people)]

    def save(number):
        answer = people[number].post(change_url(release), forms[number] | {"_save": "1"})
        return answer.status_code, answer.content.decode()

    answers = at_once(2, save)
    codes = [code for code, _ in answers]
    assert sorted(codes) == [302, 409]
    loser = codes.index(409)
    release.refresh_from_db()
    assert release.title == f"Title {1 - loser}"
    assert f"Title {loser}" in html.fromstring(answers[loser][1]).text_content().replace("\n", " ")


def test_a_mistake_in_the_form_of_something_live_is_mended_without_a_comparison(editor):
    live = make_release(title="Live")
    RelatedRelease.objects.create(release=live, related=make_release(title="Related"), position=1)
    page = post(editor, live, opened(editor, live, title="", body="<p>Dear words.</p>"))
    assert page.status_code == 200
    assert b"Nothing was saved." in page.content
    copy = PressRelease.objects.get(working_copy_of=live)
    action = html.fromstring(page.content.decode()).xpath("//*[@id='content-main']/form/@action")
    assert action == [change_url(copy)]
    page = editor.post(action[0], form_values(page) | {"title": "Mended", "_save": "1"})
    assert page.status_code == 302
    copy.refresh_from_db()
    assert (copy.title, copy.body, copy.read_also.count()) == ("Mended", "<p>Dear words.</p>", 1)


def test_who_saves_something_live_after_somebody_began_to_change_it_sees_both(editor):
    live = make_release(title="Live", summary="Old.")
    mine = opened(editor, live, title="Mine")
    send(signed_in(*EDITOR), change_url(live), title="Theirs", summary="Theirs.")
    page = post(editor, live, mine)
    assert page.status_code == 409
    assert fields_of(page) == {"title": (BOTH, ""), "summary": (THEIRS, "theirs")}
    copy = PressRelease.objects.get(working_copy_of=live)
    assert editor.post(change_url(copy), choose(page, title="mine")).status_code == 302
    copy.refresh_from_db()
    assert (copy.title, copy.summary) == ("Mine", "Theirs.")
