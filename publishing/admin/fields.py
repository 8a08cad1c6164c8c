"""Form fields of the admin: tags typed with commas, text with a counter."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from publishing import tags
from publishing.models import Tag

LONGEST_TAG = 100


class TagsField(forms.CharField):
    """Tags separated by commas alone, so that "human rights" is one tag. Cleans to a list of names."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"class": "vTextField", "data-tags": "tag-names", "autocomplete": "off", "spellcheck": "true"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attributes))
        kwargs.setdefault("label", gettext_lazy("Tags"))
        kwargs.setdefault(
            "help_text", gettext_lazy("With commas between them: human rights, rivers. New words become new tags.")
        )
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else ", ".join(tag.name for tag in value)

    def clean(self, value: Any) -> Any:
        names = _distinct(super().clean(value).split(","))
        for name in names:
            if len(name) > LONGEST_TAG:
                raise ValidationError(_("The tag “%s…” is longer than 100 characters.") % name[:30])
            if not slugify(name, allow_unicode=True):
                raise ValidationError(_("The tag “%s” has no letter or digit.") % name)
        return tags.current_names(names)

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = [tag.name for tag in initial or []]
        return sorted(before) != sorted(_distinct((data or "").split(",")))


def tag_names(limit: int = 500) -> list[str]:
    """Return names to propose while tags are typed, in alphabetical order."""
    return list(Tag.objects.order_by("name").values_list("name", flat=True)[:limit])


def count_characters(field: forms.Field, *, recommended: int, limit: int) -> None:
    """Let the form show how long the text of `field` is, against a recommended and the greatest possible length.

    The browser must not cut what is pasted: the form keeps it and says by how much it is too long.
    """
    texts = {
        "count": _("%(count)s of at most %(recommended)s recommended"),
        "long": _("%(count)s characters, longer than the %(recommended)s recommended"),
        "over": _("%(count)s characters, %(over)s too many to save"),
    }
    field.widget.attrs.pop("maxlength", None)
    field.widget.attrs |= {"data-recommended": recommended, "data-limit": limit, "data-counter": json.dumps(texts)}
    if isinstance(field, forms.CharField):
        field.error_messages["max_length"] = TOO_LONG


TOO_LONG = ngettext_lazy(
    "At most %(limit_value)d character fits here; there are %(show_value)d.",
    "At most %(limit_value)d characters fit here; there are %(show_value)d.",
    "limit_value",
)


def _distinct(names: Iterable[str]) -> list[str]:
    """Return the names without empty ones and repetitions, spaces put in order."""
    kept: dict[str, str] = {}
    for name in (" ".join(name.split()) for name in names):
        if name:
            kept.setdefault(name.casefold(), name)
    return list(kept.values())
