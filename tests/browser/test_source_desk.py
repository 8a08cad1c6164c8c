"""The form of a source under hands: doubles while one types, the echo of the date, fields that follow the type."""

import pytest
from playwright.sync_api import expect

from sources.models import Source, SourceMerge
from tests.admin.desk import change_url
from tests.browser.conftest import let_in
from tests.factories import cite, make_release, make_source, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, live_server):
    let_in(page.context, make_user(superuser=True), live_server.url)
    return page


def test_while_a_source_is_typed_its_form_answers(desk):
    source = make_source(title="A report on rivers", url="https://example.org/report")
    desk.goto("/admin/sources/source/add/")
    desk.get_by_label("Web address:").press_sequentially("http://example.org/report?utm_source=mail")
    doubles = desk.locator(".doubles")
    expect(doubles).to_contain_text("A report on rivers (River Watch 2024) – the same web address.")
    expect(doubles.get_by_role("link", name="Use this one")).to_have_attribute("href", change_url(source))
    desk.get_by_label("Web address:").fill("")
    expect(doubles).to_be_empty()
    desk.get_by_label("Date:").fill("June 5")
    expect(desk.locator("#id_issued_as_typed_echo")).to_have_text("Understood as June 5 (EDTF XXXX-06-05).")
    desk.get_by_label("Date:").fill("05/06/2024")
    expect(desk.locator("#id_issued_as_typed_echo")).to_have_attribute("data-problem", "")
    # What was typed for one type stays in sight when the type becomes another.
    desk.get_by_label("Document number:").fill("A/HRC/1")
    expect(desk.get_by_label("ISBN:")).to_be_hidden()
    desk.get_by_label("Type:").select_option("book")
    expect(desk.get_by_label("ISBN:")).to_be_visible()
    expect(desk.get_by_label("Document number:")).to_have_value("A/HRC/1")
    expect(desk.get_by_label("Document number:")).to_be_visible()


def test_two_sources_become_one_and_two_again(desk):
    gone, kept = make_source(title="Report, the", doi="10.1000/182"), make_source(title="The report")
    release = make_release(body=f"<p>Words{cite(gone)}</p>")
    desk.goto(f"/admin/sources/source/{kept.pk}/change/")
    desk.locator("#merges .select2-selection").click()
    desk.locator(".select2-search__field").press_sequentially("report, the")
    desk.locator(".select2-results__option", has_text="Report, the").click()
    desk.get_by_role("button", name="Compare the two…").click()
    desk.get_by_role("group", name="Title").get_by_text("Report, the").click()
    desk.get_by_role("button", name="Merge").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Report, the")
    expect(desk.locator("#citing")).to_contain_text(release.title)
    assert Source.objects.get(pk=kept.pk).doi == "10.1000/182"
    desk.get_by_role("link", name="Look at the merge, or undo it").click()
    desk.get_by_role("button", name="Undo this merge").click()
    expect(desk.get_by_text("The two sources are two again.")).to_be_visible()
    assert SourceMerge.objects.get().undone_at is not None
    assert Source.objects.get(pk=kept.pk).title == "The report"
