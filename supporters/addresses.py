"""E-mail addresses: what we accept, and when two of them are the same mailbox.

Syntax follows RFC 5321 (dot-atom local part of at most 64 octets, 254 in all) with internationalised domains (IDNA,
RFC 3490, the codec that Django uses for sending). Quoted local parts and address literals are legal but nobody's real
address; they are refused.
"""

import re
from typing import Final

from django.utils.translation import gettext as _

from supporters.mail_providers import PROVIDER_OF

MAX_LENGTH: Final = 254
MAX_LOCAL: Final = 64
LOCAL: Final = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII | re.IGNORECASE)
DOMAIN: Final = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})")


class AddressNotUnderstood(ValueError):
    """What was typed is no e-mail address; the text tells the person why."""


def read_address(typed: str) -> str:
    """Return a typed e-mail address as we write to it: the local part as typed, the domain in lower case.

    Raises AddressNotUnderstood with words for the person who typed it.
    """
    address = typed.strip()
    if len(address) > MAX_LENGTH:
        raise AddressNotUnderstood(_("This is too long for an e-mail address."))
    if re.search(r"[\s,;]", address):
        raise AddressNotUnderstood(_("Enter one e-mail address, without spaces or commas."))
    if address.count("@") != 1:
        raise AddressNotUnderstood(_("An e-mail address has one @, as in name@example.org."))
    local, domain = address.split("@")
    if not LOCAL.fullmatch(local) or len(local) > MAX_LOCAL:
        raise AddressNotUnderstood(_("The part before the @ is not that of an e-mail address."))
    if not DOMAIN.fullmatch(_ascii_domain(domain)):
        raise AddressNotUnderstood(_("The part after the @ is not a full domain, such as example.org."))
    return f"{local}@{domain.lower()}"


def canonical(address: str) -> str:
    """Return the form of an accepted address by which people are told apart. Stored and unique; never written to.

    The domain in lower case and ASCII. The local part in lower case too: providers that tell case apart are
    extinct. Tags and dots go only where the provider ignores them (`supporters.mail_providers`).
    """
    local, domain = address.split("@")
    local, domain = local.lower(), _ascii_domain(domain)
    provider = PROVIDER_OF.get(domain)
    if provider is not None:
        local, domain = provider.bare(local), provider.domains[0]
    return f"{local}@{domain}"


def _ascii_domain(domain: str) -> str:
    """Return the domain in lower case and ASCII; empty if there is no such form."""
    try:
        return domain.lower().encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
