"""Bibliographic files for readers: of a source, an item, a tag, the whole library. Only what is visible, in order."""

import json

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from publishing.models import Status
from sources import exporting, operations
from sources.importing import reading
from sources.models import Source, Visibility
from tests.factories import cite, make_campaign, make_release, make_source, make_user

pytestmark = pytest.mark.django_db


def titles(reader, path):
    response = reader.get(path)
    assert response.status_code == 200, path
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return [item["title"] for item in json.loads(body)]


def via(cited, *through):
    keys = " ".join(str(source.pk) for source in through)
    return f'<sup data-cite="{cited.pk}" data-via="{keys}"></sup>'


def test_a_release_hands_out_what_it_cites_in_the_order_of_its_text(reader):
    first, second, report = (make_source(title=title) for title in ("Zebra", "Aardvark", "Report"))
    on_file = make_source(title="Testimony", visibility=Visibility.ON_FILE)
    body = f"<p>a{cite(first)} b{via(second, report)} c{cite(on_file)} d{cite(first)}</p>"
    release = make_release(body=body)
    path = f"{release.get_absolute_url()}sources.json"
    assert titles(reader, path) == ["Zebra", "Aardvark", "Report"]
    for extension in ("bib", "ris", "json"):
        assert reader.get(f"{release.get_absolute_url()}sources.{extension}").status_code == 200
    page = reader.get(release.get_absolute_url()).content.decode()
    assert f'href="{release.get_absolute_url()}sources.bib"' in page
    assert reader.get(f"{release.get_absolute_url()}sources.xml").status_code == 404
    assert reader.post(path).status_code == 405
    assert reader.get(f"/hy{path}").status_code == 404


def test_a_campaign_hands_out_what_it_cites(reader):
    campaign = make_campaign(body=f"<p>a{cite(make_source(title='Law'))}</p>")
    assert titles(reader, f"{campaign.get_absolute_url()}sources.json") == ["Law"]
    assert "sources.ris" in reader.get(campaign.get_absolute_url()).content.decode()


def test_an_item_without_public_sources_offers_no_file(reader):
    release = make_release(body=f"<p>a{cite(make_source(visibility=Visibility.ON_FILE))}</p>")
    assert "sources.bib" not in reader.get(release.get_absolute_url()).content.decode()
    assert reader.get(f"{release.get_absolute_url()}sources.bib").status_code == 404


def test_a_draft_hands_out_nothing(reader):
    release = make_release(body=f"<p>a{cite(make_source())}</p>", status=Status.DRAFT, publish_at=None)
    assert reader.get(f"{release.get_absolute_url()}sources.bib").status_code == 404


def test_a_tag_and_the_library_hand_out_what_is_visible(reader):
    make_source(title="Cited nowhere", tags=("rivers",))
    make_source(title="On file", tags=("rivers",), is_listed=True, visibility=Visibility.ON_FILE)
    assert reader.get("/sources/all.json").status_code == 404
    assert reader.get("/tags/rivers/sources.json").status_code == 404
    make_source(title="Tagged", tags=("rivers",), is_listed=True)
    make_source(title="Other", is_listed=True)
    assert titles(reader, "/sources/all.json") == ["Tagged", "Other"]
    assert titles(reader, "/tags/rivers/sources.json") == ["Tagged"]
    assert "/tags/rivers/sources.bib" in reader.get("/tags/rivers/").content.decode()
    assert "/sources/all.bib" in reader.get("/sources/").content.decode()
    assert reader.get("/tags/nothing/sources.json").status_code == 404


def test_a_long_library_is_streamed_with_few_queries(reader, now, monkeypatch, django_assert_max_num_queries):
    operations.add_many([Source(title=f"Report {n}", is_listed=True) for n in range(30)], user=None, now=now)
    whole = {extension: reader.get(f"/sources/all.{extension}").content for extension in ("bib", "ris", "json")}
    monkeypatch.setattr(exporting, "AT_ONCE", 7)
    monkeypatch.setattr(exporting, "CHUNK", 5)
    operations.store(make_source(), user=None, now=now)  # pages of the state before are of the past
    for extension, content in whole.items():
        with django_assert_max_num_queries(4):
            response = reader.get(f"/sources/all.{extension}")
            assert response.streaming
            assert b"".join(response.streaming_content) == content
        assert response["Content-Disposition"] == f'attachment; filename="sources.{extension}"'


def test_the_library_has_its_address_for_itself(reader):
    source = make_source(title="All", is_listed=True)
    assert source.slug == "all-2"
    assert titles(reader, "/sources/all-2.json") == ["All"]


def test_what_an_import_kept_aside_and_notes_of_staff_are_in_no_file(reader):
    kept = {"custom": {"file": "/home/secret.pdf"}, "abstract": "In short", "medium": "DVD"}
    source = make_source(title="T", is_listed=True, note="secret", csl_extra=kept)
    [item] = reader.get(f"/sources/{source.slug}.json").json()
    assert (item["abstract"], item["medium"]) == ("In short", "DVD")
    for extension in ("bib", "ris", "json"):
        assert "secret" not in reader.get(f"/sources/{source.slug}.{extension}").content.decode()
    source.visibility = Visibility.EXCERPT
    operations.store(source, user=None, now=source.updated_at)
    [item] = reader.get(f"/sources/{source.slug}.json").json()
    assert "abstract" not in item


def test_what_is_exported_is_read_back(reader):
    make_source(
        title="“Words” – & {braces}", authors=[{"literal": "Org, Inc."}], issued_as_typed="June 5", is_listed=True
    )
    for extension in ("bib", "ris", "json"):
        data = reader.get(f"/sources/all.{extension}").content
        [record] = reading.read_file(data, f"all.{extension}")[1].records
        assert record.item["title"] == "“Words” – & {braces}"
        assert record.item["author"] == [{"literal": "Org, Inc."}]


def test_staff_export_the_rows_they_choose(now):
    public, on_file = make_source(title="Public"), make_source(title="On file", visibility=Visibility.ON_FILE)
    client = Client()
    client.force_login(make_user("sources.view_source"))
    data = {"action": "export_json", ACTION_CHECKBOX_NAME: [public.pk, on_file.pk]}
    response = client.post(reverse("admin:sources_source_changelist"), data)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert {item["title"] for item in json.loads(body)} == {"Public", "On file"}
    assert response["Content-Disposition"] == 'attachment; filename="sources.json"'


def test_json_ld_of_a_source_says_what_kind_of_work_it_is(reader):
    source = make_source(
        title="A </script> title",
        type="article-journal",
        authors=[{"family": "Kwon", "given": "H."}, {"literal": "Org"}],
        container_title="AJS",
        volume="127",
        issue="6",
        pages="1–9",
        doi="10.1086/720277",
        issued_as_typed="June 5",
        is_listed=True,
    )
    page = reader.get(source.get_absolute_url()).content.decode()
    text = page.split('<script type="application/ld+json"', 1)[1].split(">", 1)[1].split("</script>", 1)[0]
    data = json.loads(text)
    assert (data["@type"], data["name"], data["pagination"]) == ("ScholarlyArticle", "A </script> title", "1–9")
    assert "datePublished" not in data
    assert [one["@type"] for one in data["author"]] == ["Person", "Organization"]
    assert data["identifier"] == {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1086/720277"}
    assert data["isPartOf"]["isPartOf"]["isPartOf"] == {"@type": "Periodical", "name": "AJS"}
    assert 'class="Z3988"' in page


def test_items_name_the_works_they_cite_in_json_ld(reader):
    source = make_source(title="Report", type="report", number="12", issued_as_typed="May 2024")
    page = reader.get(make_release(body=f"<p>a{cite(source)}</p>").get_absolute_url()).content.decode()
    for words in ('"@type": "Report"', '"reportNumber": "12"', '"datePublished": "2024-05"'):
        assert words.replace(": ", ":") in page.replace(": ", ":")


def test_staff_cannot_give_a_source_the_address_of_the_librarys_files():
    with pytest.raises(ValidationError, match="The files of the whole library have this address"):
        Source(title="T", slug="all").clean()
