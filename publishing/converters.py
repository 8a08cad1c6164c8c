"""URL converters: slugs in any script, years and months of archives, tokens, hashes. Importing the module registers them."""

from django.urls import register_converter


class UnicodeSlugConverter:
    """A slug in any script; `to_url` leaves quoting to Django."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class YearConverter:
    """A year of four digits, so that a release's slug that is a number stays reachable otherwise."""

    regex = r"[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class MonthConverter:
    """A month of two digits, 01 to 12."""

    regex = r"0[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


class TokenConverter(UnicodeSlugConverter):
    """The token of a preview link: 43 letters and digits."""

    regex = r"[A-Za-z0-9]{43}"


class Sha256Converter(UnicodeSlugConverter):
    """A SHA-256 as 64 hexadecimal digits in lower case."""

    regex = r"[0-9a-f]{64}"


register_converter(UnicodeSlugConverter, "uslug")
register_converter(TokenConverter, "token")
register_converter(Sha256Converter, "sha256")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")
