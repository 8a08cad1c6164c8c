"""Content codings of HTTP answers (RFC 9110 section 8.4), undone within limits: a bomb, a cut or a broken body is refused."""

import zlib
from typing import Final

ACCEPTED: Final = "gzip, deflate"
GZIP_NAMES: Final = frozenset({"gzip", "x-gzip"})
GZIP_MAGIC: Final = b"\x1f\x8b"
MOST_MEMBERS: Final = 1000
AT_ONCE: Final = 65_536


class NotDecoded(ValueError):
    """A body that its coding does not explain: unknown or nested codings, broken or cut data."""


class Bomb(ValueError):
    """A body that becomes larger than allowed when it is decoded."""


def decode(raw: bytes, coding: str, *, limit: int) -> bytes:
    """Return `raw` without its content coding, at most `limit` bytes of it.

    `coding` is the value of Content-Encoding, "" for none. Two codings, one in the other, are refused: nobody serves
    them but who wants to multiply a bomb. Raises NotDecoded or Bomb; memory stays within `limit` either way.
    """
    names = [name for name in (part.strip().lower() for part in coding.split(",")) if name not in {"", "identity"}]
    if not raw or not names:
        return raw
    if len(names) > 1:
        raise NotDecoded(coding)
    try:
        if names[0] in GZIP_NAMES:
            return _gunzip(raw, limit)
        if names[0] == "deflate":
            return _inflate(raw, limit)
    except zlib.error as error:
        raise NotDecoded(coding) from error
    raise NotDecoded(coding)


def _gunzip(raw: bytes, limit: int) -> bytes:
    """Undo gzip (RFC 1952), several members in a row included. What follows the last one is ignored, as browsers do."""
    body = bytearray()
    for _member in range(MOST_MEMBERS):
        body_part, raw = _stream(raw, zlib.MAX_WBITS | 16, limit - len(body))
        body += body_part
        if not raw.startswith(GZIP_MAGIC):
            return bytes(body)
    raise NotDecoded("gzip")


def _inflate(raw: bytes, limit: int) -> bytes:
    """Undo "deflate": zlib's format (RFC 1950) as the standard says, or bare (RFC 1951) as some servers understood it."""
    try:
        return _stream(raw, zlib.MAX_WBITS, limit)[0]
    except zlib.error:
        return _stream(raw, -zlib.MAX_WBITS, limit)[0]


def _stream(raw: bytes, window: int, limit: int) -> tuple[bytes, bytes]:
    """Return what one compressed stream holds, and what follows it."""
    stream = zlib.decompressobj(window)
    body = bytearray()
    rest = raw
    while not stream.eof:
        piece = stream.decompress(rest, AT_ONCE)
        body += piece
        if len(body) > limit:
            raise Bomb
        rest = stream.unconsumed_tail
        if not piece and not rest and not stream.eof:
            raise NotDecoded("cut")
    return bytes(body), stream.unused_data
