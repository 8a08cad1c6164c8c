"""Which addresses are accepted, and which of them are one mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporters.addresses import AddressNotUnderstood, canonical, read_address

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
