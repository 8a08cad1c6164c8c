"""What staff fill in about archived copies: an upload, a copy elsewhere, why one is withdrawn."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import uploads as checks
from sources import outside, uploads

ACCEPT: Final = f".pdf,.html,.htm,.xhtml,.txt,.docx,.xlsx,.pptx,.odt,.ods,.odp,{checks.PICTURE_TYPES}"


class UploadForm(forms.Form):
    """Asks for a file that is a copy of the source. Whether it is accepted is for `sources.archive` to say."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty: choose another."),
        },
    )
    url = forms.URLField(
        label=gettext_lazy("Where it is from"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField", "autocomplete": "off"}),
        help_text=gettext_lazy("Its web address, if it has one. Nothing is fetched from there."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for staff"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=gettext_lazy("How it came to us, such as “sent by the ministry on 5 June”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "PDF, saved web page (HTML), plain text, picture, Word, Excel, PowerPoint or OpenDocument; at most "
            "%(megabytes)s MB. It is kept as it is."
        ) % {"megabytes": uploads.MAX_BYTES // checks.MEGABYTE}


class ElsewhereForm(forms.Form):
    """Asks for the address of a copy in an outside archive."""

    url = forms.URLField(
        label=gettext_lazy("Address of the copy"),
        max_length=1000,
        assume_scheme="https",
        validators=[outside.check_address],
        widget=forms.URLInput(attrs={"class": "vURLField", "autocomplete": "off"}),
        help_text=gettext_lazy("At web.archive.org, perma.cc, archive.today or another archive."),
    )
    copied_on = forms.DateField(
        label=gettext_lazy("Date of the copy"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Left empty, it is read from the address where that tells it."),
    )


class WithdrawForm(forms.Form):
    """Asks why a copy is withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=gettext_lazy("For staff; readers are not told."),
        error_messages={"required": gettext_lazy("Say why: whoever looks for it later wants to know.")},
    )
