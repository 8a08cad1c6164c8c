"""Which addresses are accepted, and which of them are one mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporters.addresses import AddressNotUnderstood, canonical, read_address
from supporters.mail_providers import LARGE, PROVIDERS

SAME = [
    ("Anahit@Example.ORG", "anahit@example.org"),
    ("ana.hit+news@gmail.com", "anahit@gmail.com"),
    ("Ana.Hit@GoogleMail.com", "anahit@gmail.com"),
    ("anahit+x+y@outlook.com", "anahit@outlook.com"),
    ("ana-h.it_@pm.me", "anahit@proton.me"),
    ("anahit@me.com", "anahit@icloud.com"),
    ("anahit@օրինակ.հայ", "anahit@xn--y9atn0a2c3a.xn--y9a3aq"),
    ("anahit@XN--Y9ATN0A2C3A.xn--y9a3aq", "anahit@xn--y9atn0a2c3a.xn--y9a3aq"),
]
DIFFERENT = [
    ("ana.hit@example.org", "anahit@example.org"),
    ("anahit+news@example.org", "anahit@example.org"),
    ("ana.hit@outlook.com", "anahit@outlook.com"),
    ("anahit@outlook.com", "anahit@hotmail.com"),
    ("anahit@gmail.com", "anahit@gmail.com.example.org"),
]


@pytest.mark.parametrize(("typed", "mailbox"), SAME)
def test_one_mailbox_has_one_canonical_address(typed, mailbox):
    assert canonical(read_address(typed)) == mailbox
    assert canonical(mailbox) == mailbox, "the canonical form is its own"


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_may_be_two_people_stays_two(one, other):
    assert canonical(read_address(one)) != canonical(read_address(other))


def test_an_address_of_nothing_but_a_tag_is_kept():
    assert canonical(read_address("+tag@gmail.com")) == "+tag@gmail.com"


def test_we_write_to_the_address_as_typed():
    assert read_address("  Ana.Hit+News@GMAIL.com ") == "Ana.Hit+News@gmail.com"


def test_reasons_name_what_is_wrong():
    reasons = {
        "anahit": "one @",
        "ana hit@example.org": "without spaces",
        "a@example": "full domain",
        ".a@example.org": "before the @",
        "a" * 300 + "@example.org": "too long",
    }
    for typed, reason in reasons.items():
        with pytest.raises(AddressNotUnderstood, match=reason):
            read_address(typed)


@pytest.mark.parametrize("typed", ["\u212aate@example.org", "ro\u017fe@example.org"])
def test_letters_that_only_fold_to_those_of_an_address_are_none(typed):
    """Taken for Kate, K(elvin sign)ate would be mailed in her place: nobody reads that, and she could never sign."""
    with pytest.raises(AddressNotUnderstood, match="before the @"):
        read_address(typed)


@given(st.text(max_size=300) | st.from_regex(r"\A[^@]{0,70}@[^@]{0,80}\Z"))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        address = read_address(typed)
    except AddressNotUnderstood:
        return
    assert len(address) <= 254
    assert canonical(address).isascii()
    assert canonical(canonical(address)) == canonical(address)
    assert not any(char.isspace() or char in ',;<>"\\' for char in address)


# The kinds of addresses that lists of examples for RFC 5321 and RFC 5322 go through, with names of our own.
ACCEPTED = [
    "simple@example.com",
    "very.common@example.com",
    "a@example.org",
    "with-hyphen@example.org",
    "ends-in-hyphen-@example.org",
    "_underscore@example.org",
    "__________@example.org",
    "1234567890@example.org",
    "plus+tag@example.org",
    "slash/path@example.org",
    "mailhost!name@example.org",
    "percent%example.com@example.org",
    "o'brien@example.org",
    "#!$%&'*+-/=?^_`{|}~@example.org",
    "a@deep.er.sub.domain.example.org",
    "a@123.example.org",
    "a@1-2.example.org",
    "a@example.museum",
    "a@xn--bcher-kva.example",
    "a@bücher.example",
    "a@例え.テスト",
    "a@пример.испытание",
    "x" * 64 + "@example.org",
    "a@" + ".".join(["d" * 60] * 4) + ".org",
]
REFUSED = [
    # legal and nobody's: quoted local parts, comments, literals, hosts without a domain
    '"quoted"@example.org',
    '"two words"@example.org',
    '"very.(),:;<>[]\\".VERY.\\"very@\\\\ \\"very\\".unusual"@strange.example.com',
    '" "@example.org',
    "a(comment)@example.org",
    "a@(comment)example.org",
    "a@[192.0.2.1]",
    "a@[IPv6:2001:db8::1]",
    "admin@mailserver1",
    "a@192.0.2.1",
    "Anahit <a@example.org>",
    "<a@example.org>",
    "mailto:a@example.org@x",
    # wrong in every book
    "no-at.example.org",
    "a@b@c@example.org",
    'a"b(c)d,e:f;g<h>i[j\\k]l@example.org',
    'just"not"right@example.org',
    'this is"not\\allowed@example.org',
    ".leading@example.org",
    "trailing.@example.org",
    "two..dots@example.org",
    "a@.example.org",
    "a@example.org.",
    "a@example..org",
    "a@-example.org",
    "a@example-.org",
    "a@exam_ple.org",
    "a@example.o",
    "a@example.org-",
    "x" * 65 + "@example.org",
    "a@" + "d" * 64 + ".org",
    "a@" + ".".join(["d" * 60] * 5) + ".org",
    "@example.org",
    "a@",
    "@",
    "",
    " ",
    "a@example.org\r\nBcc: b@example.org",
    "a\0@example.org",
    "a@exam\0ple.org",
    "a\u200b@example.org",
    "\u202ea@example.org",
    "a@example.org\u202e",
    "անահիտ@example.org",
    "a＠example.org",
    "a@example。org ,",
    "a@xn--.example",
    "a@xn--a.",
]


@pytest.mark.parametrize("typed", ACCEPTED)
def test_addresses_that_people_have_are_accepted(typed):
    address = read_address(typed)
    assert address.partition("@")[0] == typed.partition("@")[0]
    assert canonical(address).isascii()


@pytest.mark.parametrize("typed", REFUSED)
def test_what_nobody_reads_is_refused_with_a_reason(typed):
    with pytest.raises(AddressNotUnderstood, match=r"\w+"):
        read_address(typed)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.domains[0])
def test_each_rule_for_a_provider_holds_for_all_its_domains_and_says_where_it_stands(provider):
    assert provider.source.startswith("https://")
    assert LARGE.issuperset(provider.domains)
    plain = canonical(f"ana@{provider.domains[0]}")
    for domain in provider.domains:
        assert canonical(f"ana{provider.separator}list@{domain}") == plain
        assert canonical(f"{provider.ignored.join('ana')}@{domain.upper()}") == plain
        assert (canonical(f"a.na@{domain}") == plain) == ("." in provider.ignored)


def test_no_domain_has_two_rules_and_all_are_written_as_they_are_compared():
    domains = [domain for provider in PROVIDERS for domain in provider.domains]
    assert len(domains) == len(set(domains))
    assert all(canonical(f"a@{domain}") for domain in domains)
    assert all(domain == domain.lower() and domain.isascii() for domain in LARGE)
