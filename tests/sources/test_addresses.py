"""One form for all the ways in which the address of a page is pasted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.addresses import MAX_LENGTH, AddressError, canonical_address, site_name

SAME = {
    "https://example.org/": [
        "http://example.org",
        "HTTPS://EXAMPLE.ORG",
        "https://www.example.org/",
        "https://example.org./",
        "http://example.org:80/",
        "https://example.org:443/",
        "https://example.org/?utm_source=newsletter&utm_medium=email",
        "https://example.org/#top",
        "https://example.org/./a/..",
        "  https://example.org/\n",
    ],
    "https://example.org/a/c%2Fd~?q=%C3%B6&b=": [
        "https://example.org/a/b/../c%2fd%7e?q=ö&b=",
        "https://m.example.org/a/%2e/c%2Fd~?q=%c3%b6&b=&fbclid=abc",
        "https://example.org/a/c%2Fd~?gclid=1&q=ö&amp;utm_campaign=x&amp;b=#:~:text=severe%20violations",
        "https://amp.example.org/a/c%2Fd~?q=ö&amp=1&b=",
        "https://web.archive.org/web/20240605101112/http://www.example.org:80/a/c%2Fd~?q=ö&b=",
        "https://web.archive.org/web/20240605101112if_/https:/example.org/a/c%2Fd~?q=ö&b=",
        "https://web.archive.org/web/2024/example.org/a/c%2Fd~?q=ö&b=",
        "https://archive.ph/2024.06.05-101112/https://example.org/a/c%2Fd~?q=ö&b=",
        "https://archive.today/newest/http://example.org/a/c%2Fd~?q=ö&b=",
        "https://archive.is/o/AbC12/https://example.org/a/c%2Fd~?q=ö&b=",
        "https://web.archive.org/web/2024/https://archive.ph/newest/https://example.org/a/c%2Fd~?q=ö&b=",
        "https://www.google.com/amp/s/example.org/a/c%2Fd~?q=ö&b=",
        "https://example-org.cdn.ampproject.org/c/s/example.org/a/c%2Fd~?q=ö&b=",
        "https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa%2Fc%252Fd~%3Fq%3D%25C3%25B6%26b%3D&sa=D",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%2Fc%252Fd~%3Fq%3D%25C3%25B6%26b%3D&h=AT",
    ],
    "https://en.wikipedia.org/wiki/Artsakh": ["https://en.m.wikipedia.org/wiki/Artsakh#History"],
    "https://xn--strae-oqa.de/": [
        "https://straße.de",
        "https://STRAßE.de",
        "https://xn--strae-oqa.de/",
        "https://stra\u00adße。de",
    ],
    "https://xn--y9aaa1d0ai1cq.xn--y9a3aq/%D5%A7%D5%BB": ["https://հայաստան.հայ/էջ", "https://ՀԱՅԱՍՏԱՆ.ՀԱՅ/էջ"],
    "https://example.org/#!/page": ["http://example.org/#!/page", "https://example.org/#!/page:~:text=x"],
    "https://[::1]:8000/": ["http://[0:0:0:0:0:0:0:1]:8000"],
    "https://127.0.0.1:8000/x": ["http://127.0.0.1:8000/x"],
    "https://example.org/100%25%20%22a%22": ['https://example.org/100% "a"'],
}


@pytest.mark.parametrize(("canonical", "pasted"), [(to, text) for to, texts in SAME.items() for text in texts])
def test_the_same_page_has_one_address(canonical, pasted):
    assert canonical_address(pasted) == canonical


@pytest.mark.parametrize(
    "pair",
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/?a=1&b=2", "https://example.org/?b=2&a=1"),
        ("https://example.org/?amp=5", "https://example.org/"),
        ("https://example.org/?outputType=pdf", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org/"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
        ("https://m.am/", "https://am/"),
        ("https://strasse.de/", "https://straße.de/"),
        ("https://archive.ph/AbC12", "https://archive.ph/"),
        ("https://web.archive.org/web/2024*/example", "https://web.archive.org/"),
        ("https://news.example.org/", "https://example.org/"),
    ],
)
def test_different_pages_stay_apart(pair):
    first, second = pair
    assert canonical_address(first) != canonical_address(second)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "begins with https://"),
        ("example.org/page", "begins with https://"),
        ("ftp://example.org/", "begins with https://"),
        ("javascript:alert(1)", "begins with https://"),
        ("file:///etc/passwd", "begins with https://"),
        ("https://", "names no site"),
        ("https:///page", "names no site"),
        ("https://user:secret@example.org/", "user name"),
        ("https://@example.org/", "user name"),
        ("https://web.archive.org/web/2024/https://user@example.org/", "user name"),
        ("https://exa mple.org/", "cannot be the name"),
        ("https://example..org/", "cannot be the name"),
        ("https://-example.org/", "cannot be the name"),
        ("https://example.org\\@evil.example/", "user name"),
        ("https://example.org\\.evil.example/", "cannot be the name"),
        ("https://2130706433/", "cannot be the name"),
        ("https://0x7f.1/", "cannot be the name"),
        ("https://example.org:99999/", "not a web address"),
        ("https://example.org:0/", "not a web address"),
        ("https://[::1/", "not a web address"),
        ("https://[v1.x]/", "not a web address"),
        (f"https://example.org/{'a' * MAX_LENGTH}", "too long"),
        ("https://google.com/url?q=" * 12 + "https://example.org/", "wrapped"),
    ],
)
def test_what_cannot_be_a_source_is_refused_with_a_reason(address, words):
    with pytest.raises(AddressError) as refusal:
        canonical_address(address)
    assert words in str(refusal.value)


PIECES = st.sampled_from(
    """
    https:// http:// web.archive.org/web/2020/ m. www. en. google.com /url?q= /amp/s/ x.cdn.ampproject.org/c/s/
    archive.ph/newest/ example.org / // ? & &amp; utm_x=1 amp a=b %2e .. %75 %7E :~: # #! %26 %3F %23 %2F % %25
    :443 :80 :8080 @ [::1] 127.0.0.1 xn-- 。 ٠ ß É https%3A%2F%2F + ; \\ l.facebook.com/l.php?u= &fbclid=
    """.split()  # noqa: SIM905 - shorter than a list
)


@settings(max_examples=200)
@given(st.lists(PIECES | st.text(max_size=2), max_size=14).map(lambda pieces: "https://" + "".join(pieces)))
def test_the_canonical_address_of_a_canonical_address_is_itself(address):
    try:
        canonical = canonical_address(address)
    except AddressError as refusal:
        assert str(refusal)  # noqa: PT017 - either outcome is right, a crash is not
        return
    assert canonical.isascii()
    assert canonical.startswith("https://")
    assert canonical_address(canonical) == canonical


def test_a_link_is_named_by_its_site():
    assert site_name("https://www.freedomhouse.org/report") == "freedomhouse.org"
    assert site_name("https://news.example.org:8000/") == "news.example.org"
    assert site_name("no address") == site_name("https://[") == ""
