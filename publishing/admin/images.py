"""The media library in the admin."""

import contextlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import ProtectedError, Q, QuerySet
from django.forms.utils import flatatt
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from publishing import library, media, pictures, renditions, tasks, uploads, usage
from publishing.admin.columns import thumbnail
from publishing.admin.content import ListAdmin, time_of
from publishing.models import Image

SMALL = 800
"""A picture less wide looks blurred where the layout gives it the whole column."""


class ImageForm(forms.ModelForm):
    """A picture with its words. What is wrong with a file is said beside its field; the words typed stay."""

    class Meta:
        model = Image
        fields = ("title", "file", "alt_text", "is_decorative", "caption", "credit", "licence", "focal_x", "focal_y")
        widgets = {
            "file": forms.FileInput(attrs={"accept": uploads.PICTURE_TYPES}),
            "caption": forms.Textarea(attrs={"rows": 2}),
            "focal_x": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
            "focal_y": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
        }

    facts: uploads.PictureFacts | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = _("JPEG, PNG, WebP, AVIF or GIF, at most %(megabytes)s MB.") % {
                "megabytes": uploads.MAX_PICTURE_BYTES // uploads.MEGABYTE
            }

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        self.facts = uploads.check_picture(file)
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("is_decorative") and not cleaned.get("alt_text") and "alt_text" not in self.errors:
            self.add_error("alt_text", _("Describe the picture in the alternative text, or mark it as decorative."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors and self.facts is not None:
            self.add_error("file", _("The file is all right. Choose it once more: browsers do not keep it."))


class UseFilter(admin.SimpleListFilter):
    title = gettext_lazy("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [("public", _("shown to readers")), ("used", _("in use")), ("unused", _("not in use"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions = {
            "public": usage.publicly_used(time_of(request)),
            "used": usage.used(),
            "unused": ~usage.used(),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


@admin.register(Image)
class ImageAdmin(ListAdmin):
    form = ImageForm
    list_display = ("thumbnail", "title", "dimensions", "credit", "state")
    list_display_links = ("title",)
    list_filter = (UseFilter,)
    search_fields = ("title", "alt_text", "caption", "credit")
    ordering = ("-created_at", "-pk")
    actions = ("make_again",)
    readonly_fields = ("chosen_point", "file_facts", "where_used", "state")
    words: tuple[Any, ...] = (
        (gettext_lazy("In words"), {"fields": ("alt_text", "is_decorative", "caption", "credit", "licence")}),
        (
            gettext_lazy("Focal point"),
            {
                "fields": ("chosen_point", ("focal_x", "focal_y")),
                "description": gettext_lazy(
                    "What must stay in sight where the picture is cut, as in link previews: 0 is left and top, 1 is "
                    "right and bottom. A click on the picture sets both."
                ),
            },
        ),
    )
    add_fieldsets: tuple[Any, ...] = ((None, {"fields": ("file", "title")}), *words)
    fieldsets = ((None, {"fields": ("title", "file_facts", "where_used", "state")}), *words)

    class Media:
        js = (Script("admin_site/focal-point.js", type="module"),)
        css = {"all": ("admin_site/focal-point.css",)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).prefetch_related("renditions")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_safe(self.original_view))
        return [path("<int:pk>/original/", view, name="publishing_image_original"), *super().get_urls()]

    def original_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Answer with the file as it was uploaded, to those who may see the library."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        image = self.get_queryset(request).filter(pk=pk).first()
        if image is None:
            raise Http404
        return media.answer(request, media.original(image), cache_control=media.FOR_STAFF)

    # --- Saving and deleting -------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Image, form: forms.ModelForm, change: bool) -> None:
        if change:
            library.change(obj, now=time_of(request))
            return
        facts = form.facts if isinstance(form, ImageForm) else None
        library.add(obj, user=request.user, now=time_of(request), facts=facts)  # type: ignore[arg-type]
        self._warn(request, obj)

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        library.remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        for image in queryset:
            library.remove(image)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Say kindly that a picture is in use, also where it came into use after the question was asked."""
        image = self.get_object(request, object_id)
        in_use = image is not None and self.has_delete_permission(request, image) and bool(usage.uses(image))
        if not in_use:
            with contextlib.suppress(ProtectedError):
                return super().delete_view(request, object_id, extra_context)
        messages.error(request, _("This picture is in use, so it was not deleted. Below you see where."))
        return HttpResponseRedirect(reverse("admin:publishing_image_change", args=[object_id]))

    def _warn(self, request: HttpRequest, image: Image) -> None:
        """Point out what is allowed but perhaps not meant."""
        if image.width < SMALL:
            message = _("This picture is only %(width)s pixels wide and may look blurred. Best are 1,600 and more.")
            messages.warning(request, message % {"width": image.width})
        double = next(iter(library.doubles(image)), None)
        if double is not None:
            address = reverse("admin:publishing_image_change", args=[double.pk])
            text = _("The library has this very file already: {}. Two are good only for two languages.")
            messages.warning(request, format_html(text, format_html('<a href="{}">{}</a>', address, double.title)))

    # --- Columns and facts ---------------------------------------------------------------------

    @admin.display(description=gettext_lazy("picture"))
    def thumbnail(self, image: Image) -> SafeString:
        return thumbnail(image)

    @admin.display(description=gettext_lazy("size"))
    def dimensions(self, image: Image) -> str:
        # No-break spaces: a size is one word.
        return f"{image.width}\u00a0×\u00a0{image.height}"

    @admin.display(description=gettext_lazy("picture"))
    def chosen_point(self, image: Image) -> SafeString:
        """The picture on which the focal point is shown and set; on a new one the browser shows the chosen file."""
        shown = pictures.picture(image) if image.pk else None
        attributes = {"src": shown.src, "width": shown.width, "height": shown.height} if shown else {"hidden": True}
        return format_html('<span class="focal-point"><img alt=""{}></span>', flatatt(attributes))

    @admin.display(description=gettext_lazy("file"))
    def file_facts(self, image: Image) -> SafeString:
        facts = f"{image.media_type.partition('/')[2].upper()}, {self.dimensions(image)}, {filesizeformat(image.size)}"
        added = _("added %(date)s") % {"date": date_format(localtime(image.created_at), "DATE_FORMAT")}
        address = reverse("admin:publishing_image_original", args=[image.pk])
        return format_html(
            '{} · {} · <a href="{}">{}</a><br>{}',
            facts,
            added,
            address,
            _("original"),
            _("The original may tell where it was taken. Readers get copies without that."),
        )

    @admin.display(description=gettext_lazy("used by"))
    def where_used(self, image: Image) -> SafeString | str:
        uses = usage.uses(image)
        if not uses:
            return _("Nothing yet.")
        return format_html(
            "<ul>{}</ul>{}",
            format_html_join("", "<li>{}</li>", ((self._described(use),) for use in uses)),
            _("While it is in use it cannot be deleted."),
        )

    def _described(self, use: usage.Use) -> SafeString:
        options = use.owner._meta
        kind = f"{capfirst(options.verbose_name)}, {use.field}:"
        try:
            address = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[use.owner.pk])
        except NoReverseMatch:
            return format_html("{} {}", kind, use.owner)
        return format_html('{} <a href="{}">{}</a>', kind, address, use.owner)

    @admin.display(description=gettext_lazy("files for readers"))
    def state(self, image: Image) -> str:
        lacking = len(renditions.missing(image))
        if not lacking:
            return _("all made")
        if image.renditions_due_at is None:
            return _("could not be made: %(problem)s") % {"problem": image.renditions_problem}
        text = ngettext("%(count)s file to be made", "%(count)s files to be made", lacking) % {"count": lacking}
        if image.renditions_problem:
            text += " · " + _("last try: %(problem)s") % {"problem": image.renditions_problem}
        return text

    @admin.action(description=gettext_lazy("Make missing files for readers again"), permissions=["change"])
    def make_again(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        """Start over with pictures whose files could not be made."""
        lacking = [image for image in queryset if renditions.missing(image)]
        renditions.demand(lacking, now=time_of(request))
        for image in lacking:
            tasks.make_renditions.enqueue(image.pk)
        message = ngettext("%(count)s picture is worked on.", "%(count)s pictures are worked on.", len(lacking))
        self.message_user(request, message % {"count": len(lacking)})
