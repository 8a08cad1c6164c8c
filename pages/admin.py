"""The site's own desk: settings, menus, standing pages."""

from django import forms
from django.contrib import admin
from django.forms.widgets import Script
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from pages import views
from pages.models import MenuItem, SiteSettings, SocialLink, StandingPage
from publishing.admin import PartInline, PublicationAdmin, PublicContentAdmin, SingleRowAdmin
from publishing.admin.publications import HEADLINE, LISTS, PICTURE, RELATIONS, TEXT
from publishing.stored import PublicRequest


class SocialLinkInline(PartInline, admin.TabularInline):
    model = SocialLink
    fields = ("name", "url", "position")


class SettingsForm(forms.ModelForm):
    class Meta:
        widgets = {"accent_colour": forms.TextInput(attrs={"type": "color"})}


@admin.register(SiteSettings)
class SiteSettingsAdmin(SingleRowAdmin):
    """One form: there is one site."""

    form = SettingsForm
    inlines = (SocialLinkInline,)
    autocomplete_fields = ("logo",)
    change_form_template = "admin/pages/sitesettings/change_form.html"
    fieldsets = (
        (_("Name and look"), {"fields": ("name", "tagline", "logo", "accent_colour")}),
        (
            _("About and contact"),
            {"fields": ("boilerplate", "contact_name", "contact_email", "contact_phone", "address")},
        ),
        (_("Footer"), {"fields": ("footer",)}),
    )

    class Media:
        js = (Script("admin_site/order.js", defer=True),)


@admin.register(MenuItem)
class MenuItemAdmin(PublicContentAdmin):
    list_display = ("label", "menu", "leads_to", "language", "position")
    list_filter = ("menu", "language")
    list_select_related = ("page",)
    autocomplete_fields = ("page",)
    ordering = ("menu", "position", "pk")
    fieldsets = ((None, {"fields": ("menu", "label", "page", "address", "language", "position")}),)

    @admin.display(description=_("leads to"))
    def leads_to(self, item: MenuItem) -> str:
        return str(item.page) if item.page_id else item.address


@admin.register(StandingPage)
class StandingPageAdmin(PublicationAdmin):
    fieldsets = (
        (HEADLINE, {"fields": ["title", "slug", "language"]}),
        (TEXT, {"fields": ["body"]}),
        (PICTURE, {"fields": ["lead_image"]}),
        (LISTS, {"fields": ["summary"]}),
        (RELATIONS, {"fields": ["tags"]}),
    )

    @staticmethod
    def preview_page(request: PublicRequest, item: StandingPage) -> HttpResponse:
        return views.standing_page(request, item)
