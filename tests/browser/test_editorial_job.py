"""The editorial job: author, editor and administrator bring a release from its first words to a correction."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Page, expect

from advocacy_site.roles import ensure_roles
from press.models import PressRelease
from publishing import clock
from publishing.models import Status
from tests.browser.conftest import DESK, let_in, watch
from tests.browser.editor import Editor
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/press/pressrelease/add/"


class Person:
    """A member of staff, or with no user an outsider, in a browser of their own."""

    def __init__(self, browser, address, complaints, user=None):
        self._context = browser.new_context(viewport=DESK, base_url=address, reduced_motion="reduce")
        watch(self._context, address, complaints)
        if user is not None:
            let_in(self._context, user, address)
        self.page: Page = self._context.new_page()

    def go(self, address: str) -> Page:
        self.page.goto(address)
        return self.page

    def open(self, item) -> Page:
        """Open the form of an item, with its editor ready."""
        self.go(form_of(item))
        Editor(self.page)
        return self.page

    def panel(self, name: str, button: str, **fields: str) -> None:
        """Open a panel of the bar, type into its fields, and press its button."""
        self.page.locator(".bar-panel summary", has_text=f"{name}…").click()
        for field, words in fields.items():
            self.page.locator(f"#id_{field}").fill(words)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def vanish(self) -> None:
        """Lose the browser without a farewell."""
        self._context.set_offline(True)
        self._context.close()

    def leave(self) -> None:
        self._context.close()


@pytest.fixture
def arrive(browser, live_server, complaints, settings):
    """Return a function that lets somebody in: with the role of that name, or from outside."""
    settings.REQUIRE_TWO_PEOPLE = True
    ensure_roles()
    people = []
    users = {}

    def let_somebody_in(role: str = "") -> Person:
        if role and role not in users:
            users[role] = make_user(username=f"the.{role.lower()}")
            users[role].groups.add(Group.objects.get(name=role))
        people.append(Person(browser, live_server.url, complaints, users.get(role)))
        return people[-1]

    yield let_somebody_in
    for person in people:
        person.leave()
    assert complaints == []


def form_of(item) -> str:
    return f"/admin/press/pressrelease/{item.pk}/change/"


def message(page: Page, words: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(words)


def write_and_lose_the_browser(arrive) -> Person:
    """Draft a release, lose the browser, and find the words again."""
    author = arrive("Author")
    page = author.go(ADD)
    page.get_by_role("textbox", name="Headline:").fill("The dam must open")
    page.get_by_label("Dateline place").fill("RIVERTON")
    Editor(page).type("The river has run dry since May.")
    expect(page.locator("[data-editing-kept]")).to_contain_text("All you typed is kept")
    author.vanish()

    author = arrive("Author")
    page = author.go(ADD)
    page.get_by_role("link", name="Restore").click()
    expect(Editor(page).region).to_have_text("The river has run dry since May.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    return author


def review(author: Person, editor: Person, chief: Person, release) -> None:
    """Submit, send back with a comment, mend, submit again; two people agree before it can be public."""
    author.open(release)
    author.panel("Submit", "Submit to the editors", submit_note="Needed by Friday")
    page = editor.go("/admin/")
    page.get_by_role("region", name="Waits for a decision").get_by_role("link", name="The dam must open").click()
    Editor(page)
    page.locator(".comment-new #id_comment-field, .comment-new select").first.select_option("body")
    page.locator(".comment-new textarea").fill("Since which May?")
    page.get_by_role("button", name="Add comment").click()
    expect(page.locator(".comment-list")).to_contain_text("Since which May?")
    editor.panel("Send back", "Send back to the author", send_back_note="One question in the text")

    page = author.go("/admin/")
    page.get_by_role("region", name="Sent back to me").get_by_role("link", name="The dam must open").click()
    expect(page.locator(".comment-list")).to_contain_text("Since which May?")
    hands = Editor(page)
    hands.select("since May")
    page.keyboard.type("since May 2026")
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    page.locator(".comment-list").get_by_role("button", name="Done: Since which May?").click()
    expect(page.locator(".comment-list")).to_contain_text("Done: ")
    author.open(release)
    author.panel("Submit", "Submit to the editors")

    # The editor touches the text and so cannot publish it alone; the administrator agrees.
    page = editor.open(release)
    page.get_by_role("textbox", name="Headline:").fill("The dam must open now")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    with page.expect_navigation():
        if page.locator("#id_confirm_warnings").count():
            page.locator("#id_confirm_warnings").check()
        page.get_by_role("button", name="Publish", exact=True).click()
    message(page, "Somebody else has to agree")
    chief.open(release)
    chief.panel("Approve", "Approve the text")


def schedule(editor: Person, release) -> None:
    page = editor.open(release)
    if page.locator("#id_confirm_warnings").count():
        page.locator("#id_confirm_warnings").check()
    tomorrow = timezone.localtime() + timedelta(days=1)
    editor.panel("Publish later", "Publish at this time", publish_time=tomorrow.strftime("%Y-%m-%dT%H:%M"))
    message(page, "Scheduled. It goes live by itself on")


def preview(editor: Person, outsider: Person, release) -> None:
    """Show it to a journalist under embargo, by a link that nobody else has."""
    page = editor.go(form_of(release).replace("/change/", "/preview-links/"))
    page.get_by_label("For").fill("A. Reporter, River Post")
    page.get_by_role("button", name="Make the link").click()
    address = page.locator(".preview-link code").inner_text()
    seen = outsider.go(address[address.index("/preview/") :])
    expect(seen.get_by_role("heading", level=1)).to_have_text("The dam must open now")
    expect(seen.locator("body")).to_contain_text("EMBARGOED", ignore_case=True)
    expect(seen.locator("body")).to_contain_text("A. Reporter, River Post")
    assert outsider.go(release.get_absolute_url()).title() != "The dam must open now"
    assert not seen.get_by_text("The dam must open now").count()


def appear(outsider: Person, release) -> None:
    """Bring the time near, and see it appear by itself, and no earlier."""
    soon = timezone.now() + timedelta(seconds=3)
    PressRelease.objects.filter(pk=release.pk).update(publish_at=soon)
    release.versions.filter(public_from__gt=soon).update(public_from=soon)  # as the schedule had written it
    clock.bump(timezone.now())
    path = release.get_absolute_url()
    while True:
        asked = timezone.now()
        answer = outsider.page.request.get(path)
        answered = timezone.now()
        if answer.status == 200:
            break
        assert answer.status == 404
        outsider.page.wait_for_timeout(50)
        assert asked < soon + timedelta(seconds=1), "It is late."
    assert answered >= soon, "It is early."


def correct(editor: Person, chief: Person, outsider: Person, release) -> None:
    """Edit what is live through a working copy, compare, apply it with a correction, and read the public history."""
    page = editor.open(release)
    hands = Editor(page)
    hands.select("May 2026")
    page.keyboard.type("April 2026")
    with page.expect_navigation():
        page.get_by_role("button", name="Save changes").click()
    message(page, "Readers see the old text")
    copy = PressRelease.objects.get(working_copy_of=release)
    expect(outsider.go(release.get_absolute_url()).locator("article.reading")).to_contain_text("May 2026")
    Editor(page)
    editor.panel("Submit", "Submit to the editors")

    page = chief.open(copy)
    with page.expect_navigation():
        page.get_by_role("button", name="Apply…").click()
    expect(page.locator("del", has_text="May")).to_be_visible()
    expect(page.locator("ins", has_text="April")).to_be_visible()
    page.get_by_label("Correction: something was wrong").check()
    page.get_by_label("What was changed, for readers").fill("An earlier version gave the wrong month.")
    if page.locator("#id_confirm_warnings").count():
        page.locator("#id_confirm_warnings").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Apply the changes").click()
    message(page, "Applied.")

    seen = outsider.go(release.get_absolute_url())
    expect(seen.locator("article.reading")).to_contain_text("April 2026")
    expect(seen.locator("main")).to_contain_text("An earlier version gave the wrong month.")
    seen.get_by_role("link", name=re.compile("History of this text")).first.click()
    expect(seen.get_by_role("heading", level=1)).to_have_text("History of this text")
    seen.get_by_role("link", name=re.compile("What changed since version 1")).click()
    expect(seen.locator("del", has_text="May")).to_be_visible()
    expect(seen.locator("ins", has_text="April")).to_be_visible()


def test_a_release_goes_from_its_first_words_to_a_correction(arrive, assert_accessible):
    author = write_and_lose_the_browser(arrive)
    release = PressRelease.objects.get()
    editor, chief, outsider = arrive("Editor"), arrive("Administrator"), arrive()
    review(author, editor, chief, release)
    schedule(editor, release)
    release.refresh_from_db()
    assert release.status == Status.PUBLISHED
    preview(editor, outsider, release)
    appear(outsider, release)
    correct(editor, chief, outsider, release)
    assert_accessible(outsider.page)
    steps = list(release.transitions.order_by("at", "pk").values_list("step", flat=True))
    assert steps == ["submit", "send_back", "submit", "approve", "schedule", "submit", "apply"]
