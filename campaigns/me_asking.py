"""Mailing somebody the link to their own page again, without telling whoever asks whether we know the address.

Everybody gets the same page after the same work: an address that we know nothing of is written to, too, and the message
says just that. How often strangers can cause it is limited for each network and for each mailbox.
"""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns import limits, me_links, origins, tokens
from campaigns.mail import PARTS
from campaigns.submission import ForeignOrigin, FormTooOld, InvalidForm, TooMany, UnknownForm
from supporters import operations, outbox
from supporters.addresses import AddressNotUnderstood, canonical, read_address
from supporters.models import OutboxMail, Supporter

FORM: Final = tokens.Seal("campaigns.me_asking.form", valid_for=timedelta(hours=48))
NOBODY: Final = 0
LINKS_A_DAY: Final = 3
"""How many of these messages one mailbox gets in 24 hours."""

WORDS: Final = {
    FormTooOld: _("This form was open for a long time and is no longer valid. Please send it again."),
    UnknownForm: _("This form does not come from this page. Please send it again."),
    ForeignOrigin: _("This form was sent from another site. If you want the link, please ask for it here."),
    TooMany: _("Very many forms came from your network just now. Please send it again later."),
}
"""What to tell somebody whose form was refused for another reason than its fields."""


class AskForm(forms.Form):
    """Asks for an address. `website` is a trap: people never see it, robots fill it in."""

    use_required_attribute = False

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=Supporter._meta.get_field("email").max_length,
        error_messages={"required": _("Enter your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        required=False,
        label=_("Leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean_email(self) -> str:
        try:
            return read_address(self.cleaned_data["email"])
        except AddressNotUnderstood as error:
            raise ValidationError(str(error), code="invalid") from error


def accept(request: HttpRequest, form: AskForm, *, now: datetime) -> None:
    """Mail the link that a posted form asks for, or raise `campaigns.submission.Refused`."""
    if not origins.is_own(request):
        raise ForeignOrigin
    try:
        FORM.read(request.POST.get("token", ""), now=now)
    except tokens.ForgedToken as error:
        raise UnknownForm from error
    except tokens.ExpiredToken as error:
        raise FormTooOld from error
    if not form.is_valid():
        raise InvalidForm
    try:
        limits.spend(request, "own-page", now=now)
    except limits.LimitReached as error:
        raise TooMany(error.retry_after) from error
    if not form.cleaned_data["website"]:
        send_link(form.cleaned_data["email"], now=now)


def send_link(email: str, *, now: datetime) -> bool:
    """Write to an accepted address with the link to its owner's page, or that we hold nothing; say whether we did.

    In the active language. Known or not, the same statements run and a message is written: time tells nothing either.
    """
    known = operations.find(email)
    key = known.pk if known else NOBODY
    # Strangers are told apart, and written to, by the form of their address that its provider delivers to one mailbox.
    recipient = known.email if known else canonical(email)
    has_had_enough = outbox.has_had_enough(key, now=now) or _has_been_sent_links(key, recipient, now=now)
    subject, text, html = (_part(part, known, now) for part in PARTS)
    if has_had_enough:
        return False
    with transaction.atomic():
        outbox.put(
            supporter=known,
            recipient=recipient,
            subject=subject,
            text=text,
            html=html,
            language=get_language() or settings.LANGUAGE_CODE,
            purpose=OutboxMail.Purpose.ACCESS,
            now=now,
        )
    return True


def _part(part: str, known: Supporter | None, now: datetime) -> str:
    address = me_links.me_address(known or Supporter(pk=NOBODY, language=settings.LANGUAGE_CODE), now)
    context = {
        "is_known": known is not None,
        "own_address": address,
        "host": urlsplit(settings.SITE_URL).netloc,
        "valid_days": me_links.OWN_PAGE.valid_for.days,
    }
    return render_to_string(f"campaigns/mail/own_page.{part}", context)


def _has_been_sent_links(key: int, recipient: str, *, now: datetime) -> bool:
    whose = Q(supporter=key) if key else Q(supporter__isnull=True, recipient=recipient)
    lately = OutboxMail.objects.filter(whose, purpose=OutboxMail.Purpose.ACCESS, created_at__gt=now - timedelta(days=1))
    return lately[:LINKS_A_DAY].count() >= LINKS_A_DAY
