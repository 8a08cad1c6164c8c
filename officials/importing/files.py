"""From a path to text: how large a file may be, and how its letters are coded."""

from pathlib import Path
from typing import Final

from officials.importing.records import Unreadable

MAX_BYTES: Final = 50 * 1024 * 1024


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8, line ends as they are. Raises Unreadable, and OSError where there is no such file."""
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES // (1024 * 1024)} MB.")
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("the file is in UTF-16. Save it as UTF-8 (in Excel: “CSV UTF-8”).")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("this is not in UTF-8. Save the file as UTF-8 (in Excel: “CSV UTF-8”).", line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable("there is a NUL character: this is no text file.", line)
    if not text.strip():
        raise Unreadable("the file is empty.")
    return text
