"""What the editor's picture dialog asks the server: for staff with the right alone, in few queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publishing.staff_json import RESULTS
from tests.factories import make_image, make_user

pytestmark = pytest.mark.django_db

SEARCH, LABELS = reverse("pictures:search"), reverse("pictures:labels")


@pytest.fixture
def editor(client):
    client.force_login(make_user("publishing.view_image"))
    return client


def found(client, words):
    return [result["title"] for result in client.get(SEARCH, {"q": words}).json()["results"]]


def test_pictures_are_found_by_all_words_in_any_of_their_texts(editor):
    make_image(title="The dam", alt_text="A grey wall", caption="Built in 1962", credit="Ada Stone")
    make_image(title="A bridge", alt_text="A grey arch", caption="", credit="Ben Reed")
    assert found(editor, "grey") == ["A bridge", "The dam"]
    assert found(editor, "WALL stone 1962") == ["The dam"]
    assert found(editor, "wall reed") == found(editor, "\x00%_") == []
    assert found(editor, " ") == ["A bridge", "The dam"]


def test_a_result_shows_the_smallest_file_that_looks_well_and_the_words(editor):
    image = make_image((900, 600), title="The dam", caption="Built in 1962", alt_text="A wall", credit="Ada")
    (result,) = editor.get(SEARCH).json()["results"]
    assert result["thumbnail"] == {"src": image.picture.src, "width": 800, "height": 533}
    assert {name: result[name] for name in ("key", "title", "detail", "words")} == {
        "key": str(image.pk),
        "title": "The dam",
        "detail": "A wall · Ada",
        "words": "Built in 1962",
    }
    image.renditions.all().delete()
    assert editor.get(SEARCH).json()["results"][0]["thumbnail"] is None


def test_no_more_come_than_fit_and_in_as_many_queries(editor):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            answer = editor.get(SEARCH).json()
        return len(asked), len(answer["results"]), answer["more"]

    make_image()
    few, _, more = queries()
    assert not more
    for _ in range(RESULTS):
        make_image()
    assert queries() == (few, RESULTS, True)


def test_pictures_in_a_text_are_named_by_their_keys_and_junk_is_left_out(editor):
    image = make_image(title="The dam")
    answer = editor.get(LABELS, {"keys": f"{image.pk},424242,x,,-1,{'9' * 30}"}).json()
    assert list(answer["found"]) == [str(image.pk)]
    assert answer["found"][str(image.pk)]["title"] == "The dam"


@pytest.mark.parametrize("path", [SEARCH, LABELS])
def test_only_staff_who_may_see_the_library_are_answered(path):
    for user in (None, make_user(), make_user("publishing.view_image", is_staff=False)):
        client = Client()
        if user:
            client.force_login(user)
        response = client.get(path)
        assert response.status_code == 403
        assert list(response.json()) == ["errors"]
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", [SEARCH, LABELS])
def test_only_reading_is_possible(editor, path):
    assert editor.post(path).status_code == 405
