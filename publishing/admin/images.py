"""Pictures of the media library in the admin."""

import json
from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from publishing import library, media, pictures, renditions, tasks, uploads
from publishing.admin.columns import thumbnail
from publishing.admin.content import KEY, time_of
from publishing.admin.library import LibraryAdmin, LibraryForm
from publishing.admin.replacing import change_address
from publishing.admin.uploading import UploadingMixin
from publishing.models import Image

SMALL: Final = 800
"""A picture less wide looks blurred where the layout gives it the whole column."""

ASKED_AT_MOST: Final = 100


class ImageForm(LibraryForm):
    """A picture with its words."""

    take = staticmethod(library.take_picture)

    class Meta:
        model = Image
        fields = (
            "title", "file", "alt_text", "is_decorative", "caption", "credit", "licence", "tags", "focal_x", "focal_y"
        )  # fmt: skip
        widgets = {
            "file": forms.FileInput(attrs={"accept": uploads.PICTURE_TYPES}),
            "caption": forms.Textarea(attrs={"rows": 2}),
            "focal_x": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
            "focal_y": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = picture_help()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("is_decorative") and not cleaned.get("alt_text") and "alt_text" not in self.errors:
            self.add_error("alt_text", _("Describe the picture in the alternative text, or mark it as decorative."))
        return cleaned


@admin.register(Image)
class ImageAdmin(UploadingMixin, LibraryAdmin):
    form = ImageForm
    list_display = ("thumbnail", "title", "dimensions", "credit", "state")
    search_fields = ("title", "alt_text", "caption", "credit", "tags__name")
    search_help_text = gettext_lazy("Words of title, alternative text, caption, credit or tags")
    actions = ("make_again",)
    readonly_fields = ("chosen_point", "file_facts", "where_used", "state")
    accept = uploads.PICTURE_TYPES
    words: tuple[Any, ...] = (
        (
            gettext_lazy("In words"),
            {"fields": ("alt_text", "is_decorative", "caption", "credit", "licence", "tags")},
        ),
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

    take = staticmethod(library.take_picture)
    replace_file = staticmethod(library.replace)

    class Media:
        js: ClassVar[Any] = (
            Script("admin_site/tags.js", defer=True),
            Script("admin_site/focal-point.js", type="module"),
            Script("admin_site/library-states.js", type="module"),
        )
        css: ClassVar[Any] = {"all": ("admin_site/focal-point.css", "admin_site/library.css")}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).prefetch_related("renditions")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/original/", wrap(require_safe(self.original_view)), name="publishing_image_original"),
            path("<int:pk>/again/", wrap(require_POST(self.again_view)), name="publishing_image_again"),
            path("states/", wrap(require_safe(never_cache(self.states_view))), name="publishing_image_states"),
            *super().get_urls(),
        ]

    def original_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Answer with the file as it was uploaded, to those who may see the library."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        image = self.get_queryset(request).filter(pk=pk).first()
        if image is None:
            raise Http404
        return media.answer(request, media.original(image), cache_control=media.FOR_STAFF)

    # --- Saving --------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Image, form: forms.ModelForm, change: bool) -> None:
        if change:
            library.change(obj, now=time_of(request))
            return
        taken: Any = form.taken if isinstance(form, ImageForm) else None
        library.add(obj, user=request.user, now=time_of(request), taken=taken)  # type: ignore[arg-type]  # staff
        if obj.width < SMALL:
            message = _("This picture is only %(width)s pixels wide and may look blurred. Best are 1,600 and more.")
            messages.warning(request, message % {"width": obj.width})
        self.warn_of_doubles(request, obj)

    def said_after_replacing(self) -> str:
        return _(
            "The file was replaced. Readers see the old one until the new files are made. Check whether the words and the "
            "focal point still fit."
        )

    # --- Files for readers -----------------------------------------------------------------------

    def states_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with the states of the pictures with the keys ``key``, for pages that wait for their files."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        keys = request.GET.getlist("key")
        if len(keys) > ASKED_AT_MOST or not all(KEY.fullmatch(key) for key in keys):
            raise BadRequest("States are asked for by keys, a hundred at most.")
        images = self.get_queryset(request).filter(pk__in=keys)
        return JsonResponse({"states": {str(image.pk): self._as_json(image) for image in images}})

    def _as_json(self, image: Image) -> dict[str, Any]:
        shown = pictures.picture(image)
        return {
            "state": renditions.state(image),
            "badge": self.state(image),
            "thumbnail": thumbnail(image),
            "shown": {"src": shown.src, "width": shown.width, "height": shown.height} if shown else None,
        }

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have the files made that a picture lacks, and lead to its form, which shows how far they are."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        image = self.get_queryset(request).filter(pk=pk).first()
        if image is None:
            raise Http404
        self._make_again(request, [image])
        return HttpResponseRedirect(change_address(image))

    @admin.action(description=gettext_lazy("Make missing files for readers again"), permissions=["change"])
    def make_again(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        """Start over with pictures whose files could not be made."""
        self._make_again(request, queryset)

    def _make_again(self, request: HttpRequest, images: Iterable[Image]) -> None:
        lacking = [image for image in images if renditions.missing(image)]
        renditions.demand(lacking, now=time_of(request))
        for image in lacking:
            tasks.make_renditions.enqueue(image.pk)
        message = ngettext("%(count)s picture is worked on.", "%(count)s pictures are worked on.", len(lacking))
        self.message_user(request, message % {"count": len(lacking)})

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
        crops = [{"name": _("Link preview"), "width": renditions.SOCIAL_SIZE[0], "height": renditions.SOCIAL_SIZE[1]}]
        texts = {
            "mark": _(
                "Focal point, %(x)s per cent from the left, %(y)s per cent from the top; move it with the arrow keys"
            ),
            "crop": _("%(name)s: the picture as it will be cut"),
        }
        return format_html(
            '<span class="focal-desk" data-crops="{}" data-texts="{}"><span class="focal-point"><img alt=""{}></span></span>',
            json.dumps(crops),
            json.dumps(texts),
            flatatt(attributes),
        )

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

    @admin.display(description=gettext_lazy("files for readers"))
    def state(self, image: Image) -> SafeString:
        """How it stands with the files that readers get, as a badge, with the reason where it went wrong."""
        state = renditions.state(image)
        problem, again = SafeString(""), SafeString("")
        if image.renditions_problem and state != renditions.MADE:
            problem = format_html('<span class="state-problem">{}</span>', image.renditions_problem)
        if state in (renditions.FAILED, renditions.RETRYING):
            again = format_html(
                '<button class="again" formmethod="post" formaction="{}">{}</button>',
                reverse("admin:publishing_image_again", args=[image.pk]),
                _("Try again"),
            )
        return format_html(
            '<span class="library-state" data-picture="{}" data-state="{}"><span class="badge state-{}">{}</span> {} {}</span>',
            image.pk,
            state,
            state,
            in_words(state, len(renditions.missing(image))),
            problem,
            again,
        )


def in_words(state: str, lacking: int) -> str:
    """Return the name of a state of renditions, and how many files it is about."""
    match state:
        case renditions.MADE:
            return _("all made")
        case renditions.FAILED:
            return _("could not be made")
        case renditions.RETRYING:
            return _("will be tried again")
        case _waiting:
            return ngettext("%(count)s file to be made", "%(count)s files to be made", lacking) % {"count": lacking}


def picture_help() -> str:
    """Return what may be uploaded as a picture, in words."""
    return _("JPEG, PNG, WebP, AVIF or GIF, at most %(megabytes)s MB.") % {
        "megabytes": uploads.MAX_PICTURE_BYTES // uploads.MEGABYTE
    }
