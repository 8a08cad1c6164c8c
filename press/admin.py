"""The press desk: releases with what belongs to them, and the people whom journalists may call."""

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from press import reading, views
from press.models import Attachment, MediaContact, PressRelease, RelatedRelease
from publishing.admin import PartInline, PublicationAdmin, PublicContentAdmin
from publishing.admin.forms import PublicationForm
from publishing.admin.publications import HEADLINE, LISTS, PICTURE, RELATIONS, TEXT
from publishing.stored import PublicRequest
from sources.admin.coverage import CoverageMixin
from sources.editor import CitingBodyField


class ReleaseForm(PublicationForm):
    body = CitingBodyField(label=_("Text"), required=False)

    class Meta:
        widgets = {"boilerplate": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})}


class ReadAlsoInline(PartInline, admin.TabularInline):
    model = RelatedRelease
    fk_name = "release"
    fields = ("related", "position")
    autocomplete_fields = ("related",)


class AttachmentInline(PartInline, admin.TabularInline):
    """Documents of the library, found while one types; a new one is added in the window that the plus opens."""

    model = Attachment
    fields = ("document", "position")
    autocomplete_fields = ("document",)


@admin.register(PressRelease)
class PressReleaseAdmin(CoverageMixin, PublicationAdmin):
    form = ReleaseForm
    list_display = ("picture_column", "title", "kind", "state_column", "coverage_column", "author_column")
    list_filter = (*PublicationAdmin.list_filter[:1], "kind", *PublicationAdmin.list_filter[1:])
    autocomplete_fields = ("lead_image", "contact")
    inlines = (ReadAlsoInline, AttachmentInline)
    fieldsets = (
        (HEADLINE, {"fields": ["title", "kind", "subhead", "slug", "language"]}),
        (TEXT, {"fields": ["dateline_place", "body", "credit_line"]}),
        (PICTURE, {"fields": ["lead_image"]}),
        (LISTS, {"fields": ["summary"]}),
        (_("Contact and boilerplate"), {"fields": ["contact", "boilerplate"]}),
        (RELATIONS, {"fields": ["tags"]}),
    )

    @staticmethod
    def preview_page(request: PublicRequest, item: PressRelease) -> HttpResponse:
        return views.release_page(request, reading.with_page_parts(PressRelease.objects.filter(pk=item.pk)).get())


@admin.register(MediaContact)
class MediaContactAdmin(PublicContentAdmin):
    list_display = ("name", "role", "email", "phone")
    search_fields = ("name", "role", "email")
    fieldsets = ((None, {"fields": ("name", "role", "email", "phone")}),)
