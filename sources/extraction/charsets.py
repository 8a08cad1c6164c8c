"""Which characters the bytes of a page stand for.

The order of the WHATWG Encoding and HTML standards (byte order mark, HTTP, `<meta>` or XML declaration within the first
1024 bytes, a guess), with their labels: "iso-8859-1" means windows-1252, as in all browsers. Beyond them: bytes that are
valid UTF-8 are not read in a one-byte charset that a server names by mistake, and a charset in which the bytes make no
sense gives way to the next one that was named. UTF-7 and Python's other transformations are no charsets of pages.
"""

import codecs
import re
from typing import Final

PRESCAN: Final = 1024
UTF_8: Final = "utf-8"
WESTERN: Final = "cp1252"
ARMSCII: Final = "armscii-8"

BOMS: Final = ((codecs.BOM_UTF8, UTF_8), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# Codec of Python → labels of the Encoding standard (and a few seen on servers) that Python does not know as this codec.
LABELS: Final[dict[str, str]] = {
    UTF_8: "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf8mb4 utf-8n",
    "utf-16-le": "utf-16 utf-16le ucs-2 iso-10646-ucs-2 unicode unicodefeff csunicode utf16",
    "utf-16-be": "utf-16be unicodefffe",
    WESTERN: "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 ascii us-ascii "
    "ansi ansi_x3.4-1968 cp819 ibm819 iso-ir-100 csisolatin1 iso_8859-1:1987 western",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251 win1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 latin5 l5 csisolatin5 iso-ir-148 iso_8859-9",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp874": "windows-874 cp874 tis-620 iso-8859-11 iso8859-11 dos-874",
    "cp866": "ibm866 cp866 866 csibm866",
    "iso8859-2": "iso-8859-2 iso8859-2 iso_8859-2 latin2 l2 csisolatin2 iso-ir-101",
    "iso8859-3": "iso-8859-3 iso8859-3 latin3 l3",
    "iso8859-4": "iso-8859-4 iso8859-4 latin4 l4",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic csisolatincyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 iso-8859-6-e iso-8859-6-i arabic asmo-708 ecma-114",
    "iso8859-7": "iso-8859-7 iso8859-7 greek greek8 ecma-118 elot_928",
    "iso8859-8": "iso-8859-8 iso8859-8 iso-8859-8-e iso-8859-8-i hebrew logical visual",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6 l6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 latin9 l9 iso_8859-15",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "koi8-r koi8 koi koi8_r cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac x-mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 x-gbk chinese csgb2312 euc-cn",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis",
    "cp949": "euc-kr ks_c_5601-1987 ksc5601 ksc_5601 korean windows-949 cseuckr ks_c_5601-1989",
    ARMSCII: "armscii-8 armscii8 x-armscii-8",
}
CODECS: Final = {label: codec for codec, labels in LABELS.items() for label in labels.split()}
# One byte, one character: nearly every sequence of bytes is a text in these, so that only UTF-8 can prove them wrong.
WIDE: Final = frozenset(
    {UTF_8, "utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949"}
)

# Armenian pages of the nineties and after; no browser and no codec of Python knows it. AST 34.002-99.
ARMSCII_SIGNS: Final = "\u0587։)(»«—.՝,-֊…՜՛՞"
ARMSCII_TABLE: Final = (
    {0xA1: "\u058d"}
    | {0xA2 + place: sign for place, sign in enumerate(ARMSCII_SIGNS)}
    | {0xB2 + place: chr((0x531, 0x561)[place % 2] + place // 2) for place in range(76)}
    | {0xFE: "\u055a"}
)

META_CHARSET: Final = re.compile(
    rb"""<meta\s[^>]{0,400}?charset\s{0,20}=\s{0,20}["']?\s{0,20}([\w.:+-]{1,40})""", re.IGNORECASE
)
XML_ENCODING: Final = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([\w.:+-]{1,40})["']""")


def decode(body: bytes, charset: str = "") -> str:
    """Return the bytes as text; `charset` is what HTTP said, "" for nothing. Never raises: U+FFFD stands for junk."""
    for mark, codec in BOMS:
        if body.startswith(mark):
            return _lenient(body[len(mark) :], codec)
    named = [codec for codec in (codec_of(charset), *_declared(body), _wide_ascii(body)) if codec]
    utf_8 = _strict(body, UTF_8)
    if utf_8 is not None and not _rather_wide(named, body):
        return utf_8
    for codec in dict.fromkeys(named):
        text = _strict(body, codec)
        if text is not None:
            return text
    return _best_guess(body, named)


def codec_of(label: str) -> str:
    """Return Python's codec for a charset label of the Encoding standard; "" for one that is not known."""
    return CODECS.get(label.strip().strip("\"'").lower(), "")


def _declared(body: bytes) -> list[str]:
    """Return what the page says of itself. A page that is readable so far as to say UTF-16 is not in UTF-16."""
    head = body[:PRESCAN]
    found = [pattern.search(head) for pattern in (META_CHARSET, XML_ENCODING)]
    said = [codec_of(match[1].decode("ascii")) for match in found if match]
    return [UTF_8 if codec.startswith("utf-16") else codec for codec in said if codec]


def _wide_ascii(body: bytes) -> str:
    """Recognise UTF-16 without a byte order mark by the zero half of its first characters."""
    head = body[: PRESCAN - PRESCAN % 2]
    if len(head) < 4 or head.count(0) * 3 < len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _rather_wide(named: list[str], body: bytes) -> bool:
    """Say whether valid UTF-8 is to be read in another charset of several bytes; no page in UTF-16 is without zeros."""
    first = named[0] if named else UTF_8
    return first in WIDE - {UTF_8} and (not first.startswith("utf-16") or 0 in body[:PRESCAN])


def _strict(body: bytes, codec: str) -> str | None:
    """Return the text if all bytes make sense; None if not."""
    if codec == ARMSCII:
        return body.decode("latin-1").translate(ARMSCII_TABLE)
    try:
        return _utf_8(body) if codec == UTF_8 else body.decode(codec)
    except UnicodeDecodeError:
        return None


def _utf_8(body: bytes) -> str | None:
    """Return the text if it is UTF-8; its end may have been cut within a letter, if it is not its only foreign one."""
    text, read = codecs.utf_8_decode(body, "strict", False)
    return None if read < len(body) and text.isascii() else text


def _lenient(body: bytes, codec: str) -> str:
    if codec == ARMSCII:
        return body.decode("latin-1").translate(ARMSCII_TABLE)
    return body.decode(codec, errors="replace")


def _best_guess(body: bytes, named: list[str]) -> str:
    """Return the text in the first charset named, or UTF-8, unless most of what is not ASCII is junk in it."""
    text = _lenient(body, named[0] if named else UTF_8)
    junk = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    return text if junk * 2 <= foreign else _lenient(body, WESTERN)
