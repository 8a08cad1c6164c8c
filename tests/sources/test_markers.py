"""Markers that are broken: found where they stand, and refused, mended or taken out, never shown as nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from press.models import PressRelease
from publishing import preflight, rendering
from sources import markers
from sources.editor import CitingBodyField
from sources.models import Source
from sources.pasted import repaired
from tests.factories import cite, make_release, make_source
from tests.html import read, select

pytestmark = pytest.mark.django_db


def refused(body):
    with pytest.raises(ValidationError) as caught:
        PressRelease().check_body(body)
    return caught.value


def marker(key, **more):
    said = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f'<sup data-cite="{key}"{said}></sup>'


# --- What cannot be stored ---


def test_a_marker_without_a_source_is_refused_and_named_by_the_words_before_it():
    source = make_source()
    body = f"<p>One{cite(source)}.</p><p>The state <em>emptied</em> the valley{marker(4242)}, it says.</p>"
    error = refused(body)
    assert error.code == "unknown_source"
    assert "after “The state emptied the valley” (marker 2)" in error.messages[0]
    assert "4242" in error.messages[0]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"mode": "wild"}, "unknown_mode"),
        ({"via": "4242"}, "unknown_source"),
        ({"via": "{other} {other}"}, "repeated_via"),
        ({"via": "{own}"}, "repeated_via"),
        ({"via": "{other} {third} {fourth} {fifth}"}, "long_via"),
        ({"via": "{other}", "via_locator": "x" * 101}, "long_locator"),
        ({"via": "{other}", "via_locator": "4", "via_label": "wing"}, "unknown_locator"),
        ({"label": "wing", "locator": "4"}, "unknown_locator"),
    ],
)
def test_what_a_marker_says_is_checked(more, code):
    keys = {name: make_source().pk for name in ("own", "other", "third", "fourth", "fifth")}
    more = {name: value.format(**keys) for name, value in more.items()}
    assert refused(f"<p>A{marker(keys['own'], **more)}</p>").code == code


def test_a_marker_may_name_three_works_between_and_have_no_passage():
    own, *between = (make_source() for _ in range(4))
    PressRelease().check_body(f"<p>A{cite(own, via=between, via_locator='4', via_label='page', mode='mention')}</p>")
    PressRelease().check_body(f"<p>A{cite(own)}</p>")


# --- Before publishing ---


def codes(body):
    return {finding.code: finding for finding in preflight.check(make_release(body=body), timezone.now()).findings}


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("<p>{0}</p>", ("at the beginning of a paragraph (marker 1)",)),
        ("<p>“”{0} and more</p>", ("at the beginning of a paragraph (marker 1)",)),
        ("<p>Words{0}</p><ul><li><p> {0} more</p></li></ul>", ("at the beginning of a paragraph (marker 2)",)),
        ("<p>Words<br>{0} more</p><p><strong>so</strong>{0}</p>", None),
    ],
)
def test_a_marker_whose_words_are_gone_is_found(body, places):
    found = codes(body.format(cite(make_source()))).get("marker_alone")
    assert (found.words if found else None) == places


def test_a_source_that_was_deleted_since_blocks_and_the_place_is_named():
    release = make_release(body="<p>Words</p>")
    body = f"<p>The words before{marker(4242)}</p><p>{marker(1, via='4243')}</p>"
    PressRelease.objects.filter(pk=release.pk).update(body=body)
    release.refresh_from_db()
    [finding] = [one for one in preflight.check(release, timezone.now()).findings if one.code == "citation_unresolved"]
    assert finding.words[0] == "after “The words before” (marker 1)"


# --- Restoring and copying ---


def test_versions_name_the_works_between_and_restoring_drops_markers_whose_chain_is_broken():
    own, between = make_source(title="Own"), make_source(title="Between", publisher="Mill")
    release = make_release(body=f"<p>A{cite(own, via=[between])} b{cite(own)}</p>")
    assert release.named_references()["cited"] == {str(own.pk): own.short_label, str(between.pk): "Mill 2024"}
    body = f"<p>A{marker(own.pk, via='4242')} b{marker(own.pk)}</p>"
    assert release.without_missing_references(body) == (
        f"<p>A b{marker(own.pk)}</p>",
        {"pictures": [], "cited": ["4242"]},
    )


# --- Pasted from a page of ours ---


def test_a_marker_copied_from_the_page_is_a_marker_again(reader):
    own, between = make_source(title="Own"), make_source(title="Between")
    body = (
        f"<p>Words{cite(own, locator='12', label='paragraph', via=[between], via_locator='38', via_label='page')} and"
        f" more{cite(own, mode='mention')}.</p>"
    )
    page = read(reader.get(make_release(body=body).get_absolute_url()))
    pasted = rendering.trees.outer(select(page, ".prose > p")[0])
    [first, second] = rendering.markers(rendering.clean(repaired(pasted)[0]))
    assert (first.source, first.via) == (str(own.pk), (str(between.pk),))
    assert (first.label, first.locator, first.via_label, first.via_locator) == ("paragraph", "12", "page", "38")
    assert (second.source, second.mode) == (str(own.pk), "mention")
    plain = rendering.plain_text(rendering.clean(repaired(pasted)[0]))
    assert plain.endswith("Words and more.")


@pytest.mark.parametrize(
    "pasted",
    [
        '<sup><a class="marker" href="#note-3">3</a></sup>',
        '<span class="cited"><sup><a class="marker" id="ref-3" href="https://other.example/press/x/#note-3" '
        'data-source="unknown-here">3</a></sup><span class="margin-note">3 A note</span></span>',
        '<a href="https://our.example/press/x/#note-3-b">3</a>',
    ],
)
def test_a_number_of_a_note_that_nobody_knows_is_taken_out_and_said_to_be(pasted):
    html, lost = repaired(f"<p>Words{pasted} and more.</p>")
    assert rendering.clean(html) == "<p>Words and more.</p>"
    assert lost == 1


def test_a_form_takes_copied_markers_and_refuses_numbers_that_say_nothing():
    source = make_source()
    field = CitingBodyField()
    copied = '<p>A<sup><a class="marker" href="#note-1" data-source="{}">1</a></sup></p>'
    assert field.to_python(copied.format(source.slug)) == f'<p>A<sup data-cite="{source.pk}"></sup></p>'
    with pytest.raises(ValidationError, match="1 number of a note"):
        field.to_python(copied.format("unknown"))


def test_lists_of_notes_and_margin_notes_are_left_behind():
    html, lost = repaired(
        '<p>Words<span class="margin-note">1 A</span></p><ol class="notes"><li id="note-1">A <a class="back" href="#ref-1">↩</a></li></ol>'
    )
    assert (rendering.clean(html), lost) == ("<p>Words</p>", 0)


def test_what_holds_no_notes_stays_to_the_letter():
    html = '<p>A <a href="#part-2">link</a> <a href="/press/#notes">x</a>&nbsp;<b>y</b></p><ol><li>z</li></ol>'
    assert repaired(html) == (html, 0)


def test_a_merged_source_is_found_by_the_address_it_had():
    old, new = make_source(title="Old"), make_source(title="New")
    Source.objects.filter(pk=old.pk).update(merged_into=new)
    html, _lost = repaired(f'<p>A<a class="marker" href="#note-1" data-source="{old.slug}">1</a></p>')
    assert markers.read(rendering.markers(html))[0].source == new
