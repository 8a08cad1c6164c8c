"""The form field of an item's text: clean HTML in, the editor and its set-up out."""

import json

import pytest
from django import forms
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django_prose_editor.config import allowlist_from_extensions

from publishing import editor, placements, rendering
from publishing.editor import BodyField, BodyFormMixin, BodyWidget
from sources.editor import CitingBodyField


def configuration(field):
    """Return the set-up that the page gives the editor, as its script reads it."""
    context = field.widget.get_context("body", "", {"id": "id_body"})
    return json.loads(context["widget"]["attrs"]["data-django-prose-editor-configurable"])


@pytest.mark.parametrize("sent", ["", "<p></p>", "<p> </p>", "<p>&nbsp;</p>", "<p><br></p>", "<p></p><h2></h2>"])
def test_an_editor_left_empty_gives_nothing(sent):
    assert BodyField(required=False).clean(sent) == ""


def test_a_text_that_must_be_there_is_asked_for_even_if_the_editor_sent_an_empty_paragraph():
    with pytest.raises(ValidationError, match="required"):
        BodyField().clean("<p></p>")


def test_what_was_sent_comes_out_clean():
    sent = '<p class="MsoNormal" onclick="x()">Words<script>alert(1)</script> <b style="color:red">of</b> ours</p>'
    assert BodyField().clean(sent) == "<p>Words of ours</p>"


def test_nesting_without_end_is_an_error_on_the_field():
    with pytest.raises(ValidationError, match="inside each other") as caught:
        BodyField().clean("<blockquote>" * 10_000 + "x")
    assert caught.value.code == "body_refused"


def test_line_ends_that_browsers_send_are_no_change():
    field = BodyField()
    assert not field.has_changed("<p>a</p>\n<p>b</p>", "<p>a</p>\r\n<p>b</p>")
    assert field.has_changed("<p>a</p>", "<p>b</p>")


class RefusingItem:
    def check_body(self, body):
        if "refuse" in body:
            raise ValidationError("This cannot be stored.")


class SomeForm(BodyFormMixin, forms.Form):
    body = BodyField(required=False)
    instance = RefusingItem()


def test_what_the_item_refuses_stands_at_the_field_and_the_text_stays_in_the_form():
    form = SomeForm({"body": "<p>refuse me</p>"})
    assert form.errors == {"body": ["This cannot be stored."]}
    assert "refuse me" in str(form["body"])
    assert SomeForm({"body": "<p>take me</p>"}).is_valid()


@pytest.mark.parametrize("proposed", [forms.Textarea, forms.Textarea(), None])
def test_whatever_widget_the_admin_proposes_the_editor_is_used(proposed):
    assert isinstance(BodyField(widget=proposed).widget, BodyWidget)


def test_without_javascript_the_field_is_a_text_area_with_the_html():
    html = str(SomeForm({"body": "<p>Words</p>"})["body"])
    assert html.startswith("<textarea")
    assert "&lt;p&gt;Words&lt;/p&gt;" in html


def test_texts_of_standing_pages_have_no_cite():
    assert "Citation" not in configuration(BodyField())["extensions"]
    assert "Citation" in configuration(CitingBodyField())["extensions"]


def test_the_editor_loads_our_modules_and_only_files_of_our_own():
    set_up = configuration(CitingBodyField())
    assert set_up["js_modules"] == [f"/static/editor/{name}.js" for name in ("desk", "citation", "placed")]
    page = str(CitingBodyField().widget.media)
    assert "https:" not in page
    assert 'type="importmap"' in page
    assert "/static/editor/editor.css" in page


def test_every_module_that_the_import_map_names_is_there():
    for path in editor.IMPORTS.values():
        assert finders.find(path), path


def test_every_extension_in_use_is_known_to_the_library_or_named_in_the_settings():
    named = {name for group in django_settings.DJANGO_PROSE_EDITOR_EXTENSIONS for name in group["extensions"]}
    assert named == {"Desk", "Citation", "PullQuote", "BodyPicture", "BodyAction", "BodyVideo"}
    of_the_library = {name: options for name, options in editor.body_extensions().items() if name not in named}
    assert allowlist_from_extensions(of_the_library)["tags"] <= rendering.ALLOWED_TAGS


def test_every_kind_of_thing_that_texts_may_hold_has_its_extension_and_its_button():
    extensions = configuration(BodyField())["extensions"]
    for part in placements.parts().values():
        assert extensions[part.extension]["texts"]["save"] == "Save"
        assert extensions["Desk"]["buttons"][part.node] == str(part.button)
    assert extensions["BodyAction"]["urls"]["search"] == reverse("body-actions:search")
    assert extensions["Desk"]["urls"] == {"links": reverse("editor-links")}


def test_the_library_is_told_of_the_html_of_what_is_placed():
    shared = {"tags": set(), "attributes": {}}
    editor.allow_placed({}, shared)
    editor.allow_pull_quote({}, shared)
    assert shared["tags"] == {"figure", "div", "blockquote"}
    for tag, names in shared["attributes"].items():
        assert names == rendering.ALLOWED_ATTRIBUTES[tag]


def test_the_library_is_told_of_the_markers_html():
    shared = {"tags": set(), "attributes": {}}
    editor.allow_citation({}, shared)
    assert shared == {"tags": {"sup"}, "attributes": {"sup": set(rendering.ALLOWED_ATTRIBUTES["sup"])}}
    editor.allow_nothing({}, shared)
    assert shared["tags"] == {"sup"}


def test_the_editor_speaks_the_language_of_the_person_who_opens_the_page(monkeypatch):
    monkeypatch.setattr(translation._trans, "gettext", lambda message: f"«{message}»")
    extensions = configuration(CitingBodyField())["extensions"]
    assert extensions["Desk"]["buttons"]["bold"] == "«Bold»"
    assert extensions["Citation"]["texts"]["newSource"] == "«New source»"
    assert {"value": "report", "name": "«report»"} in extensions["Citation"]["types"]


def test_places_in_a_source_can_be_named_as_the_notes_name_them():
    locators = configuration(CitingBodyField())["extensions"]["Citation"]["locators"]
    assert locators[0] == {"value": "page", "name": "page", "one": "p.", "several": "pp."}
