"""What people type on their own page."""

from typing import Any

from django import forms

from campaigns.kinds.person import PersonForm
from supporters.models import Supporter


class CorrectionForm(forms.Form):
    """Name and place of a person, as they want to have them: asked as actions ask."""

    use_required_attribute = False

    name = PersonForm.base_fields["name"]
    country = PersonForm.base_fields["country"]
    postcode = PersonForm.base_fields["postcode"]

    clean_name = PersonForm.clean_name

    def __init__(self, data: Any = None, *, supporter: Supporter) -> None:
        super().__init__(
            data,
            label_suffix="",
            initial={"name": supporter.name, "country": supporter.country, "postcode": supporter.postcode},
        )
