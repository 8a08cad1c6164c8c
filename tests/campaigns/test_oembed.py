"""oEmbed (https://oembed.com): consumers ask for an action's address and get the code of its frame."""

import re

import pytest

from tests.factories import make_campaign, make_petition

ADDRESS = "http://testserver/campaigns/rivers/clean/"


def ask(reader, url=ADDRESS, **parameters):
    return reader.get("/oembed/", {"url": url} | parameters)


def test_a_consumer_gets_the_frame_of_an_action(reader, petition):
    response = ask(reader, maxwidth=300, maxheight=5000)
    found = response.json()
    assert (found["type"], found["version"], found["title"]) == ("rich", "1.0", "Clean rivers")
    assert found["width"] == 300
    assert found["height"] <= 5000
    assert 'src="http://testserver/campaigns/rivers/clean/embed/"' in found["html"]
    assert 'width="300"' in found["html"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


def test_the_page_of_an_action_tells_consumers_where_to_ask(reader, petition):
    page = reader.get(petition.get_absolute_url()).content.decode()
    [address] = re.findall(r'type="application/json\+oembed"[^>]* href="http://testserver([^"]+)"', page)
    assert reader.get(address.replace("&amp;", "&")).json()["title"] == "Clean rivers"


def test_the_link_of_a_partner_stays_in_the_frame(reader, petition):
    assert "embed/?via=partner" in ask(reader, f"{ADDRESS}?via=partner").json()["html"]


def test_an_action_of_another_edition_is_found_at_its_own_address(db, reader):
    action = make_petition(make_campaign(slug="rivers", language="hy"), slug="clean", title="Գետ")
    assert ask(reader, "http://testserver/hy/campaigns/rivers/clean/").json()["title"] == action.title
    assert ask(reader, ADDRESS).status_code == 404


@pytest.mark.parametrize(
    "url",
    ["http://elsewhere.example/campaigns/rivers/clean/", "http://testserver/campaigns/rivers/none/",
     "http://testserver/press/", "http://testserver/nothing/", "javascript:alert(1)", "http://[", "junk",
     "http://testserver/campaigns/rivers/clean/thanks/"],
)  # fmt: skip
def test_other_addresses_are_not_found(reader, petition, url):
    assert ask(reader, url).status_code == 404


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"format": "xml"}, 501),
        ({"maxwidth": "wide"}, 400),
        ({"maxheight": "-1"}, 400),
        ({"maxwidth": "٣"}, 400),
        ({"url": ""}, 400),
        ({"url": "http://testserver/\0"}, 400),
        ({"url": f"http://testserver/{'a' * 3000}"}, 400),
    ],
)
def test_junk_gets_the_answer_that_the_specification_names(reader, petition, parameters, status):
    assert reader.get("/oembed/", {"url": ADDRESS} | parameters).status_code == status
    assert reader.post("/oembed/").status_code == 405
