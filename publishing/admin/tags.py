"""Tags: one vocabulary for releases, campaigns and sources; making two tags one, and the record of that."""

from typing import Any, Final
from urllib.parse import urlencode

# Imported so that taggit registers its own tags now, and not after they were taken out.
import taggit.admin  # noqa: F401
from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from taggit.models import Tag as ForeignTag

from publishing import tags
from publishing.admin.content import KEY, PublicContentAdmin, RecordAdmin, time_of
from publishing.admin.fields import tag_names
from publishing.models import Tag, TagMerge

MOST_AT_ONCE: Final = 50
MOST_SHOWN: Final = 100

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

    def clean_slug(self) -> str:
        """Keep the address that a tag has where the field was emptied: a new one would be made of nothing."""
        slug: str = self.cleaned_data["slug"]
        return slug or (Tag.objects.get(pk=self.instance.pk).slug if self.instance.pk else "")


class MergeForm(forms.Form):
    """Asks for the tag that others are to become. `tags` are those others."""

    into = forms.CharField(
        label=gettext_lazy("Merge into"),
        max_length=100,
        widget=forms.TextInput(attrs={"list": "tag-names", "class": "vTextField", "autocomplete": "off"}),
        help_text=gettext_lazy("The name of the tag that stays."),
    )

    def __init__(self, *args: Any, tags: list[Tag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tags = tags

    def clean_into(self) -> Tag:
        name = " ".join(self.cleaned_data["into"].split())
        found = Tag.objects.filter(name=name).first() or Tag.objects.filter(name__iexact=name).first()
        if found is None:
            raise ValidationError(_("There is no tag “%s”. Merge into one that exists, or make it first.") % name)
        if found in self.tags:
            raise ValidationError(_("“%s” is one of the tags that are to go. Choose the one that stays.") % found.name)
        return found


@admin.register(Tag)
class TagAdmin(PublicContentAdmin):
    form = TagForm
    change_form_template = "admin/publishing/tag/change_form.html"
    fieldsets = ((None, {"fields": ("name", "slug", "description")}),)
    list_display = ("name", "slug", "description")
    search_fields = ("name",)
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    actions = ("merge_tags",)

    def save_model(self, request: HttpRequest, obj: Tag, form: ModelForm, change: bool) -> None:
        tags.save(obj, user=request.user, now=time_of(request))  # type: ignore[arg-type]  # staff are signed in

    # --- Merging -------------------------------------------------------------------------------

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Say whether the person may make tags one: one of them goes, and what carried it changes."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name="publishing_tag_merge"), *super().get_urls()]

    @admin.action(permissions=["merge"], description=gettext_lazy("Merge into another tag…"))
    def merge_tags(self, request: HttpRequest, queryset: QuerySet[Tag]) -> HttpResponse:
        """Lead to the page on which the tag that stays is chosen."""
        chosen = [("tag", tag.pk) for tag in queryset.order_by("name")[:MOST_AT_ONCE]]
        return HttpResponseRedirect(f"{reverse('admin:publishing_tag_merge')}?{urlencode(chosen)}")

    def merge_view(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for the tag that stays, show what would change, and change it when that is confirmed (POST)."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        data = request.POST if request.method == "POST" else request.GET
        keys = [key for key in data.getlist("tag") if KEY.fullmatch(key)][:MOST_AT_ONCE]
        chosen = list(Tag.objects.filter(pk__in=keys).order_by("name"))
        if not chosen:
            self.message_user(request, _("Choose the tags that are to go. They may be gone already."), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:publishing_tag_changelist"))
        form = MergeForm(data if "into" in data else None, tags=chosen)
        if request.method == "POST" and form.is_valid():
            return self._merge(request, chosen, form.cleaned_data["into"])
        return self._merge_page(request, chosen, form)

    def _merge(self, request: HttpRequest, chosen: list[Tag], into: Tag) -> HttpResponse:
        try:
            with transaction.atomic():
                for tag in chosen:
                    tags.merge(tag, into, user=request.user, now=time_of(request))  # type: ignore[arg-type]  # signed in
        except tags.MergeError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:publishing_tag_changelist"))
        names = ", ".join(f"“{tag.name}”" for tag in chosen)
        said = ngettext(
            "%(names)s is “%(into)s” now. Its old addresses lead on.",
            "%(names)s are “%(into)s” now. Their old addresses lead on.",
            len(chosen),
        )
        self.message_user(request, said % {"names": names, "into": into.name}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:publishing_tag_change", args=[into.pk]))

    def _merge_page(self, request: HttpRequest, chosen: list[Tag], form: MergeForm) -> HttpResponse:
        into = form.cleaned_data.get("into") if form.is_bound and form.is_valid() else None
        context = self.admin_site.each_context(request) | {
            "title": _("Merge tags"),
            "opts": self.opts,
            "form": form,
            "chosen": chosen,
            "into": into,
            "plans": [(tag, tags.plan(tag, into)) for tag in chosen] if into else [],
            "tag_names": [name for name in tag_names() if name not in {tag.name for tag in chosen}],
            "media": self.media,
        }
        status = 400 if form.is_bound and into is None else 200
        return TemplateResponse(request, "admin/publishing/tag/merge.html", context, status=status)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Offer the merge on the tag's own form."""
        context["may_merge"] = kwargs.get("obj") is not None and self.has_merge_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(TagMerge)
class TagMergeAdmin(RecordAdmin):
    """The record of merges, for reading alone."""

    list_display = ("from_name", "into_name", "carried", "at", "by")
    list_select_related = ("by",)
    search_fields = ("from_name", "into_name")
    ordering = ("-at", "-pk")
    fields = ("from_name", "from_slug", "from_description", "into_name", "now_called", "at", "by", "what_moved")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("carried by"))
    def carried(self, merge: TagMerge) -> int:
        return sum(len(keys) for kinds in merge.moved.values() for keys in kinds.values())

    @admin.display(description=gettext_lazy("is now"))
    def now_called(self, merge: TagMerge) -> str:
        return str(merge.into) if merge.into else _("deleted")

    @admin.display(description=gettext_lazy("what moved"))
    def what_moved(self, merge: TagMerge) -> SafeString | str:
        """List the items that carried the tag, by kind, with links to their forms while they are there."""
        parts = [
            format_html("<p>{} – {}</p><ul>{}</ul>", kind, said, self._links(label, keys[group]))
            for label, keys in merge.moved.items()
            for group, said in (("moved", _("got the other tag")), ("shared", _("had both")))
            for kind in [_kind_of(label)]
            if keys.get(group)
        ]
        return format_html_join("", "{}", ((part,) for part in parts)) if parts else _("Nothing carried it.")

    def _links(self, label: str, keys: list[int]) -> SafeString:
        try:
            name = f"{self.admin_site.name}:{label.replace('.', '_')}_change"
            model: Any = apps.get_model(label)
            found = model._default_manager.in_bulk(keys[:MOST_SHOWN])
            rows = [(reverse(name, args=[key]), found[key]) for key in keys[:MOST_SHOWN] if key in found]
        except (LookupError, NoReverseMatch):
            rows = []
        lines = format_html_join("", '<li><a href="{}">{}</a></li>', rows)
        more = len(keys) - len(rows)
        rest = ngettext("%d more, or deleted since", "%d more, or deleted since", more) % more
        return format_html("{}{}", lines, format_html("<li>{}</li>", rest) if more else "")


def _kind_of(label: str) -> str:
    """Return the plural of the kind that a label of a model names; the label itself of one that is no more."""
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name_plural))
    except LookupError:
        return label
