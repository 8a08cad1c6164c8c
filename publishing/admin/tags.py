"""Tags: one vocabulary for releases, campaigns and sources."""

# Imported so that taggit registers its own tags now, and not after they were taken out.
import taggit.admin  # noqa: F401
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from taggit.models import Tag as ForeignTag

from publishing.admin.content import PublicContentAdmin
from publishing.models import Tag

admin.site.unregister(ForeignTag)


class TagForm(forms.ModelForm):
    class Meta:
        model = Tag
        fields = ("name", "slug", "description")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_name(self) -> str:
        """Refuse what cannot be typed into a list with commas, and doubles that differ in capitals alone."""
        name = " ".join(self.cleaned_data["name"].split())
        if "," in name:
            raise ValidationError(_("A tag has no comma: commas stand between tags."))
        if not slugify(name, allow_unicode=True):
            raise ValidationError(_("A tag has at least one letter or digit."))
        if Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is already a tag with this name."))
        return name


@admin.register(Tag)
class TagAdmin(PublicContentAdmin):
    form = TagForm
    fieldsets = ((None, {"fields": ("name", "slug", "description")}),)
    list_display = ("name", "slug", "description")
    search_fields = ("name",)
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
