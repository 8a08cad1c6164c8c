"""Web addresses as keys: one form for all the ways in which the same page is pasted.

RFC 3986 section 6 (case, percent-encoding, dot segments, default port), RFC 3987 for letters beyond ASCII, and what
people copy along: tracking parameters, mobile hosts, archive and redirect wrappers. The result is for finding
doubles, not for fetching: it drops "www." and says https even where a site still has only http.
"""

import ipaddress
import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

MAX_LENGTH: Final = 1000
MOST_WRAPPERS: Final = 10
DEFAULT_PORTS: Final = {80, 443}

# Parameters that say how a reader came, never what they read. Sources: the sites' own documentation, and what
# Firefox's query stripping and ClearURLs remove everywhere.
TRACKING: Final = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid twclid ttclid igsh igshid li_fat_id epik rdt_cid
    mc_cid mc_eid _hsenc _hsmi __hssc __hstc __hsfp hsctatracking mkt_tok vero_id vero_conv oly_anon_id oly_enc_id
    ml_subscriber ml_subscriber_hash mkevt mkcid s_cid sc_cid wickedid rb_clickid dm_i ck_subscriber_id
    pk_campaign pk_kwd pk_source pk_medium pk_content
    _ga _gl _ke _openstat _branch_match_id ref_src ref_url cmpid ns_campaign ns_mchannel ns_source ns_linkname
    at_medium at_campaign at_link_id at_bbc_team at_ptr_name guccounter guce_referrer guce_referrer_sig
    """.split()  # noqa: SIM905 - as a list it would be one line each
)
TRACKING_PREFIXES: Final = ("utm_", "mtm_", "hsa_", "at_custom")
# These ask for the mobile copy of a page; with another value they may mean anything.
MOBILE_COPY: Final = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp")})
COPY_LABELS: Final = frozenset({"www", "m", "mobile", "amp"})

ARCHIVE_TODAY: Final = frozenset(f"archive.{end}" for end in ("today", "ph", "is", "li", "md", "vn", "fo"))
WAYBACK_PATH: Final = re.compile(r"/web/[0-9*]+(?:[a-z]{2}_)?/(.+)", re.DOTALL)
ARCHIVE_TODAY_PATH: Final = re.compile(
    r"/(?:o/[^/]+|newest|oldest|[0-9.\-]{4,})/(https?:/.+)", re.DOTALL | re.IGNORECASE
)
GOOGLE: Final = re.compile(r"google(?:\.[a-z]{2,3}){1,2}")
GOOGLE_AMP_PATH: Final = re.compile(r"/amp/(s/)?(.+)", re.DOTALL)
AMP_CACHE_PATH: Final = re.compile(r"/[a-z]/(s/)?(.+)", re.DOTALL)
SCHEME: Final = re.compile(r"https?:/{0,2}(?=[^/])", re.IGNORECASE)
LOOKS_LIKE_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)")

UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
PATH_SAFE: Final = UNRESERVED | frozenset(b"/:@!$&'()*+,;=")
QUERY_SAFE: Final = PATH_SAFE | frozenset(b"?")
PERCENT: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
HOST_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# UTS 46: other full stops are dots; a soft hyphen and invisible spaces are nothing.
HOST_MAPPING: Final = str.maketrans(
    {"。": ".", "．": ".", "｡": ".", "\u00ad": "", "\u200b": "", "\u2060": "", "\ufeff": ""}
)


class AddressError(ValueError):
    """An address that cannot be a source's. The message, translated when shown, says what is wrong with it."""

    def __str__(self) -> str:
        return str(self.args[0])


def canonical_address(url: str) -> str:
    """Return the one form of a web address by which doubles are found: ASCII, at most MAX_LENGTH characters.

    Idempotent. Raises AddressError if it is not http or https, has no host or an impossible one, holds a user name
    or password, or is too long.
    """
    address = _normal(url.strip())
    for _step in range(MOST_WRAPPERS):
        wrapped = _wrapped(urlsplit(address))
        if not wrapped:
            break
        address = _normal(wrapped)
    else:
        raise AddressError(_("Too many addresses are wrapped in one another."))
    if len(address) > MAX_LENGTH:
        raise AddressError(_("The address is too long."))
    return address


def site_name(url: str) -> str:
    """Return the host of an address without "www.", as the text of a link to it; "" if there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _normal(url: str) -> str:
    """Return the normal form of an address, still wrapped, or raise AddressError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressError(_("This is not a web address.")) from None
    if parts.scheme not in {"http", "https"}:
        raise AddressError(_("A web address begins with https:// or http://."))
    if parts.username is not None or parts.password is not None:
        raise AddressError(_("The address holds a user name or password. Remove what stands before the @."))
    if not host:
        raise AddressError(_("The address names no site."))
    # Brackets are for IPv6; nothing speaks the "future" forms of RFC 3986.
    if port == 0 or ("[" in parts.netloc and ":" not in host):
        raise AddressError(_("This is not a web address."))
    place = _without_copy_labels(ascii_host(host)) + ("" if port is None or port in DEFAULT_PORTS else f":{port}")
    return f"https://{place}{_path(parts.path)}{_query(parts.query)}{_fragment(parts.fragment)}"


def ascii_host(host: str) -> str:
    """Return a host in lower case and ASCII: an IP address in its shortest form, or labels with Punycode (RFC 5891).

    The mapping is that of UTS 46 as browsers use it; Python's own "idna" codec is of 2003 and makes "ss" of "ß".
    """
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError:
            raise AddressError(_("This is not a web address.")) from None
    host = unicodedata.normalize("NFKC", host.translate(HOST_MAPPING).lower()).lower().removesuffix(".")
    labels = [label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in host.split(".")]
    if not all(HOST_LABEL.fullmatch(label) for label in labels) or len(".".join(labels)) > 253:
        raise AddressError(_("“%(host)s” cannot be the name of a site.") % {"host": host})
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            raise AddressError(_("“%(host)s” cannot be the name of a site.") % {"host": host}) from None
    return ".".join(labels)


def _wrapped(parts: SplitResult) -> str:
    """Return the address inside an archive's, a cache's or a redirect's normal one, "" if there is none."""
    host = parts.hostname or ""
    # What looks like the query of an archive's address belongs to the page that it holds.
    whole_path = parts.path + (f"?{parts.query}" if parts.query else "")
    inner = ""
    if host in {"web.archive.org", "web-beta.archive.org"}:
        inner = _inner(WAYBACK_PATH, whole_path)
    elif host in ARCHIVE_TODAY:
        inner = _inner(ARCHIVE_TODAY_PATH, whole_path)
    elif host.endswith(".cdn.ampproject.org"):
        inner = _inner_host(AMP_CACHE_PATH, whole_path)
    elif GOOGLE.fullmatch(host):
        inner = _inner_host(GOOGLE_AMP_PATH, whole_path)
        inner = inner or (_parameter(parts.query, "q", "url") if parts.path == "/url" else "")
    elif host in {"l.facebook.com", "lm.facebook.com"} and parts.path == "/l.php":
        inner = _parameter(parts.query, "u")
    return f"{inner}#{parts.fragment}" if inner and parts.fragment and "#" not in inner else inner


def _inner(pattern: re.Pattern[str], path: str) -> str:
    """Return the address that an archive's path ends with; some leave out the scheme, or one of its slashes."""
    match = pattern.fullmatch(path)
    if not match:
        return ""
    inner = match[1]
    if re.match(r"https?%3a", inner, re.IGNORECASE):
        inner = unquote(inner)
    if SCHEME.match(inner):
        return SCHEME.sub("https://", inner, count=1)
    return f"https://{inner}" if LOOKS_LIKE_HOST.match(inner) else ""


def _inner_host(pattern: re.Pattern[str], path: str) -> str:
    match = pattern.fullmatch(path)
    return f"https://{match[2]}" if match and LOOKS_LIKE_HOST.match(match[2]) else ""


def _parameter(query: str, *names: str) -> str:
    values = parse_qs(query)
    found = next((values[name][0] for name in names if name in values), "")
    return found if re.match(r"https?://", found, re.IGNORECASE) else ""


def _without_copy_labels(host: str) -> str:
    """Return a host without the labels of mobile copies ("en.m.wikipedia.org"), as long as a domain remains."""
    if host.startswith("[") or host.rpartition(".")[2].isdigit():
        return host
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in COPY_LABELS:
        labels = labels[1:]
    while len(labels) > 3 and labels[1] == "m":
        labels = [labels[0], *labels[2:]]
    return ".".join(labels)


def _path(path: str) -> str:
    """Return a path percent-encoded as far as needed and without dot segments (RFC 3986 sections 5.2.4 and 6.2.2)."""
    kept: list[str] = []
    segments = _encode(path, PATH_SAFE).split("/")[1:]
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    """Return a query without tracking parameters, in its order, with its question mark; "" if nothing is left."""
    # "&amp;" comes with addresses copied from the source text of a page.
    pieces = re.sub(r"&(?:amp;)+", "&", _encode(query, QUERY_SAFE)).split("&")
    kept = [piece for piece in pieces if piece and not _is_tracking(piece)]
    return f"?{'&'.join(kept)}" if kept else ""


def _is_tracking(piece: str) -> bool:
    name, _equals, value = piece.partition("=")
    name = unquote(name).lower()
    return (name, value.lower()) in MOBILE_COPY or name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _fragment(fragment: str) -> str:
    """Return a fragment only where it names a page of its own ("#!/page", "#/page"), with its hash."""
    fragment = _encode(fragment, QUERY_SAFE).split(":~:", 1)[0]
    return f"#{fragment}" if fragment.startswith(("!", "/")) else ""


def _encode(text: str, safe: frozenset[int]) -> str:
    """Return text with what is not in `safe` percent-encoded; an encoded letter that needs none is decoded.

    Encoded bytes that do need it stay encoded, in capitals, so that "%2F" does not become a slash.
    """
    encoded = bytearray()
    raw = text.encode("utf-8", "surrogatepass")
    position = 0
    while position < len(raw):
        byte = raw[position]
        match = PERCENT.match(raw, position)
        if match:
            value = int(match[1], 16)
            encoded += bytes([value]) if value in UNRESERVED else b"%%%02X" % value
            position = match.end()
            continue
        encoded += bytes([byte]) if byte in safe else b"%%%02X" % byte
        position += 1
    return encoded.decode("ascii")
