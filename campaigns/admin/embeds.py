"""Sites that may show actions in a frame, and the code that they paste."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns import embedding
from campaigns.models import Action, CampaignLink, EmbedSite
from publishing.admin import PublicContentAdmin

HOST: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
MOST_SITES: Final = 150
"""All of them stand in a header of each frame, and proxies refuse headers of more than some kilobytes."""


def read_origin(typed: str) -> str:
    """Return the origin of a typed address as browsers write it (RFC 6454). Raises ValueError for what is none."""
    typed = typed.strip()
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    if parts.scheme not in DEFAULT_PORTS or not HOST.fullmatch(host) or parts.username is not None:
        raise ValueError(typed)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(typed)
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


class EmbedSiteForm(forms.ModelForm):
    def clean_origin(self) -> str:
        try:
            return read_origin(self.cleaned_data["origin"])
        except ValueError as error:
            raise forms.ValidationError(_("Give scheme and host, such as https://partner.example.")) from error

    def clean(self) -> dict[str, Any]:
        if self.instance.pk is None and EmbedSite.objects.count() >= MOST_SITES:
            raise forms.ValidationError(_now("There are %d sites already. Remove one first.") % MOST_SITES)
        return super().clean() or self.cleaned_data


@admin.register(EmbedSite)
class EmbedSiteAdmin(PublicContentAdmin):
    """The list in `frame-ancestors` of all frames. A change holds at once: it bumps the clock of stored pages."""

    form = EmbedSiteForm
    list_display = ("origin", "note", "created_at")
    search_fields = ("origin", "note")
    ordering = ("origin",)
    fields = ("origin", "note")


class EmbeddingMixin(admin.ModelAdmin):
    """Shows on an action's form the code for other sites. Mixed into the admin of actions."""

    class Media:
        css = {"all": ("admin_site/campaign-desk.css",)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, (_("Embed this"), {"fields": ["embed_codes"]})] if obj is not None else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "embed_codes") if obj is not None else fields

    @admin.display(description=_("code for other sites"))
    def embed_codes(self, action: Action) -> SafeString:
        """Return frame, badge and script, for the campaign's own count and for each partner's."""
        partners = action.campaign.links.filter(kind=CampaignLink.Kind.PARTNER).order_by("channel", "pk")
        vias = [("", _now("Without a partner's link")), *((link.code, link.channel) for link in partners[:50])]
        blocks = format_html_join("", "{}", ((self._codes(action, via, name),) for via, name in vias))
        help_text = _now(
            "A frame works without scripts, on the sites that are listed under “Sites that may embed”. Who takes part"
            " is counted for the partner's link. The script is optional: it fits the height of frames to what is in them."
        )
        return format_html('<div class="embed-codes">{}<p class="help">{}</p></div>', blocks, help_text)

    def _codes(self, action: Action, via: str, name: str) -> SafeString:
        rows = (
            (_now("Frame"), embedding.frame_code(action, via=via)),
            (_now("Badge"), embedding.badge_code(action, via=via)),
            (_now("Script (optional)"), embedding.script_code()),
        )
        fields = format_html_join(
            "",
            '<label>{} <textarea readonly rows="3" cols="80" spellcheck="false">{}</textarea></label>',
            # Escaped once more, so that the page shows the code instead of running it.
            ((label, escape(code)) for label, code in rows),
        )
        return format_html(
            "<details{}><summary>{}</summary>{}</details>", "" if via else SafeString(" open"), name, fields
        )
