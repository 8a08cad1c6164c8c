"""Putting another file in the place of a library item's own; all else stays."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import now as clock_time
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from publishing import library, usage
from publishing.admin import states
from publishing.admin.content import ListAdmin, time_of
from publishing.models import Publication, Status

type Taken = library.TakenPicture | library.TakenDocument


def take_first(request: HttpRequest, take: Any) -> Taken | ValidationError | None:
    """Look at the uploaded ``file`` of a request with `take` of `publishing.library`, before any transaction begins.

    Return what it returned or raised, or None where no file came.
    """
    file = request.FILES.get("file")
    if file is None:
        return None
    try:
        taken: Taken = take(file)
    except ValidationError as refusal:
        return refusal
    return taken


class ReplaceForm(forms.Form):
    """Asks for the file that takes the place of another."""

    file = forms.FileField(label=gettext_lazy("New file"))

    def __init__(self, *args: Any, accept: str, taken: Taken | ValidationError | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken
        self.fields["file"].widget = forms.FileInput(attrs={"accept": accept} if accept else {})
        self.fields["file"].error_messages = {
            "required": _("Choose a file."),
            "empty": _("This file is empty: choose another."),
        }

    def clean_file(self) -> File:
        if isinstance(self.taken, ValidationError):
            raise self.taken
        file: File = self.cleaned_data["file"]
        return file


class ReplacingAdmin(ListAdmin):
    """Adds the page for another file to the admin of pictures or documents."""

    accept = ""
    """The `accept` attribute of the field for a file."""

    # What differs, given by each kind: functions of `publishing.library`.
    take: Any
    replace_file: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.replace_view))
        name = f"publishing_{self.opts.model_name}_replace"
        return [path("<int:pk>/replace/", view, name=name), *super().get_urls()]

    def replace_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask for another file and put it in the place of the present one; all else stays."""
        item: Any = self.get_object(request, str(pk))
        if item is None:
            raise Http404
        if not self.has_replace_permission(request, item):
            raise PermissionDenied
        if request.method != "POST":
            return self._replace_page(request, item, ReplaceForm(accept=self.accept))
        taken = take_first(request, type(self).take)
        form = ReplaceForm(request.POST, request.FILES, accept=self.accept, taken=taken)
        if not form.is_valid():
            return self._replace_page(request, item, form, status=422)
        type(self).replace_file(item, form.cleaned_data["file"], now=time_of(request), taken=taken)
        self.log_change(request, item, _("File replaced."))
        messages.success(request, self.said_after_replacing())
        self.warn_of_doubles(request, item)
        return HttpResponseRedirect(change_address(item))

    def has_replace_permission(self, request: HttpRequest, item: Any) -> bool:
        """Say whether this person may put another file in the place of the item's own.

        Where it is public or will be by itself, that is publishing: it takes the right to publish each kind of thing that
        uses it, or to change it where there is no such right, as with the site settings.
        """
        if not self.has_change_permission(request, item):
            return False
        return all(
            request.user.has_perm(_right_over(use.owner))
            for use in usage.uses(item)
            if _is_or_becomes_public(use.owner)
        )

    def warn_of_doubles(self, request: HttpRequest, item: Any) -> None:
        """Point out that the same file is there already: that is allowed but perhaps not meant."""
        double = next(iter(library.doubles(item)), None)
        if double is not None:
            link = format_html('<a href="{}">{}</a>', change_address(double), double.title)
            text = _("The library has this very file already: {}. Two are good only for two languages.")
            messages.warning(request, format_html(text, link))

    def said_after_replacing(self) -> str:
        """Return what the person is told then."""
        raise NotImplementedError

    def _replace_page(self, request: HttpRequest, item: Any, form: ReplaceForm, status: int = 200) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Replace the file of “%(title)s”") % {"title": item.title},
            "opts": self.opts,
            "back": change_address(item),
            "form": form,
            "uses": [described(use) for use in usage.uses(item)],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/publishing/library/replace.html", context, status=status)


def change_address(item: Any) -> str:
    """Return the path of the form of a row in the admin; raises NoReverseMatch where it has none."""
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])


def described(use: usage.Use) -> SafeString:
    """Return a use in words: what kind of thing, in which of its fields, a link to it, and how it stands."""
    owner = use.owner
    kind = f"{capfirst(str(owner._meta.verbose_name))}, {use.field}:"
    try:
        name = format_html('<a href="{}">{}</a>', change_address(owner), owner)
    except NoReverseMatch:
        name = format_html("{}", owner)
    if not isinstance(owner, Publication):
        return format_html("{} {}", kind, name)
    if owner.working_copy_of_id is not None:
        return format_html('{} {} <span class="badge">{}</span>', kind, name, _("working copy"))
    return format_html(
        "{} {} {}", kind, name, states.badge(states.state_of(owner.status, owner.publish_at, clock_time()))
    )


def _is_or_becomes_public(owner: Any) -> bool:
    return owner.status == Status.PUBLISHED if isinstance(owner, Publication) else True


def _right_over(owner: Any) -> str:
    verb = "publish" if isinstance(owner, Publication) else "change"
    return f"{owner._meta.app_label}.{verb}_{owner._meta.model_name}"
