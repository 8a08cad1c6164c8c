"""The site's own desk: settings, menus, standing pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms import ModelForm
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from pages import views
from pages.models import MenuItem, SiteSettings, SocialLink, StandingPage
from publishing.admin import PartInline, PublicationAdmin, PublicContentAdmin
from publishing.admin.publications import HEADLINE, LISTS, PICTURE, RELATIONS, TEXT
from publishing.stored import PublicRequest

SETTINGS_KEY = 1


class SocialLinkInline(PartInline, admin.TabularInline):
    model = SocialLink
    fields = ("name", "url", "position")


class SettingsForm(forms.ModelForm):
    class Meta:
        widgets = {"accent_colour": forms.TextInput(attrs={"type": "color"})}


@admin.register(SiteSettings)
class SiteSettingsAdmin(PublicContentAdmin):
    """One form: there is one site. Its row comes into being when it is saved for the first time."""

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

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Open the form itself; before the first save it is the form for adding the row."""
        exists = SiteSettings.objects.filter(pk=SETTINGS_KEY).exists()
        return self.changeform_view(request, str(SETTINGS_KEY) if exists else None, request.path, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """One button is enough: after it the form is open again."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: ModelForm, change: bool) -> None:
        obj.pk = SETTINGS_KEY
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and not SiteSettings.objects.filter(pk=SETTINGS_KEY).exists()

    def has_delete_permission(self, request: HttpRequest, obj: SiteSettings | None = None) -> bool:
        return False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Offer no “add” in the index: the list's address opens the form."""
        return super().get_model_perms(request) | {"add": False}


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
