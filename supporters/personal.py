"""Where personal data of supporters stands, table by table, and what becomes of each column when a person is erased.

A table is declared once, by the app that has it; a test reads all models and fails on a column that nobody declared.
What erases and makes anonymous (`campaigns.erasing`) works by the same declarations, so that the two cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True)
class Holding:
    """One table with data of supporters, by its label.

    `goes` says that the whole row is deleted with the person. Otherwise every column is in one of two mappings: `emptied`
    says what takes the value's place, `stays` why the value tells nothing about the person once the rest is gone.
    """

    label: str
    goes: bool = False
    emptied: Mapping[str, Any] = field(default_factory=dict)
    stays: Mapping[str, str] = field(default_factory=dict)


KEY: Final = "a number of our own"

HOLDINGS: Final = (
    Holding("supporters.Supporter", goes=True),
    Holding("supporters.Consent", goes=True),
    Holding("supporters.Subscription", goes=True),
    # Also letters that go to others on the person's behalf: they hold the name, the address and the words.
    Holding("supporters.OutboxMail", goes=True),
    Holding(
        "supporters.AccessLog",
        emptied={"supporter": None, "detail": ""},
        stays={
            "id": KEY,
            "user": "the member of staff",
            "what": "what staff did",
            "number": "how many people it was about",
            "at": "when staff did it",
        },
    ),
    Holding(
        "supporters.Suppression",
        stays={
            "id": KEY,
            "address_hash": "a keyed hash: it answers whether an address may be written to, and leads back to none",
            "reason": "why we must not write there",
            "detail": "the code of the mail server's answer",
            "created_at": "since when",
        },
    ),
)

NOT_ABOUT_SUPPORTERS: Final = {
    "auth.User": "staff, with accounts of their own",
    "supporters.Switch": "what staff have turned off",
    "campaigns.Action": "what staff ask people to do",
    "officials.Area": "electoral districts",
    "officials.Official": "decision makers, with what they publish of themselves",
    "press.MediaContact": "whom the press may reach, as published",
    "pages.SiteSettings": "the group's own address, as published",
}
"""Tables beside those above, or with addresses in them, that hold nothing about supporters; and what they hold."""
