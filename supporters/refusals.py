"""What a mail server's refusal means: for the message, and for the address."""

import re
import smtplib
from typing import Final

NO_SUCH_ADDRESS: Final = frozenset({550, 551, 553})
ENHANCED: Final = re.compile(rb"\s*5\.(\d{1,3}\.\d{1,3})\b")
DEAD: Final = ("1.", "2.1")
"""Enhanced codes (RFC 3463): something is wrong with the address, or the mailbox is closed. A full one empties again."""


def is_final(error: Exception) -> bool:
    """Say whether a server answered that it will never take this message (5xx, RFC 5321 section 4.2.1)."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(500 <= code < 600 for code, _words in error.recipients.values())
        case smtplib.SMTPSenderRefused() | smtplib.SMTPAuthenticationError():
            return False  # our own set-up is at fault, and can be mended
        case smtplib.SMTPResponseException():
            return 500 <= error.smtp_code < 600
    return False


def is_dead_address(error: Exception) -> bool:
    """Say whether the server refused the recipient because there is no such mailbox.

    A refusal of us, such as 5.7.1 from a block list, says nothing of the address: one bad day with a large provider must not
    cost us all its customers.
    """
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(_is_dead(code, words) for code, words in error.recipients.values())


def _is_dead(code: int, words: bytes | str) -> bool:
    enhanced = ENHANCED.match(words if isinstance(words, bytes) else words.encode())
    if enhanced:
        return enhanced[1].decode().startswith(DEAD)
    return code in NO_SUCH_ADDRESS
