"""The language of a document, as staff type it."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def clean(typed: str) -> str:
    """Return the code of a language (BCP 47) without white space around it. Raises ValidationError for what is none."""
    code = typed.strip()
    if code and not LANGUAGE.fullmatch(code):
        raise ValidationError(_("Type the code of a language (BCP 47), such as en, hy or pt-BR."))
    return code
