"""Form controls and fields of our own."""

import unicodedata
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A select for hundreds of plain options, written at once: Django renders two templates for each option."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((code, SafeString(" selected") if code == chosen else "", label) for code, label in self.choices),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>\n{}\n</select>", attributes, options)


class LetterField(forms.CharField):
    """Text of several lines as people type it: lines end in one way, and characters that nobody sees are dropped."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return "".join(char for char in text if char in "\n\t\0" or unicodedata.category(char) != "Cc")
