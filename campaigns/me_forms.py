"""What people type on their own page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.kinds.names import NameNotUnderstood, read_name
from campaigns.kinds.widgets import LongSelect
from supporters import countries
from supporters.models import Supporter


class CorrectionForm(forms.Form):
    """Name and place of a person, as they want to have them."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Your name"),
        max_length=Supporter._meta.get_field("name").max_length,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=countries.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose a country from the list.")},
        widget=LongSelect(attrs={"autocomplete": "country"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=Supporter._meta.get_field("postcode").max_length,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )

    def __init__(self, data: Any = None, *, supporter: Supporter) -> None:
        super().__init__(
            data,
            label_suffix="",
            initial={"name": supporter.name, "country": supporter.country, "postcode": supporter.postcode},
        )

    def clean_name(self) -> str:
        try:
            return read_name(self.cleaned_data["name"])
        except NameNotUnderstood as error:
            raise ValidationError(str(error), code="invalid") from error
