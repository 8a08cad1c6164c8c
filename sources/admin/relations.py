"""Relations of a source to others, on its page: seen from both sides, noted and taken away there."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from publishing.admin.content import KeySelect, time_of
from sources import relations
from sources.admin.sections import DeskMixin, DeskSection
from sources.models import Source, SourceRelation

CITED_BY: Final = "cited_by"
KINDS: Final = (
    (SourceRelation.Kind.CITES.value, gettext_lazy("cites")),
    (CITED_BY, gettext_lazy("is cited by")),
    (SourceRelation.Kind.RELATED.value, gettext_lazy("is related to, and not the same as")),
)


class RelationForm(forms.Form):
    """Asks what this source has to do with which other one."""

    kind = forms.ChoiceField(label=gettext_lazy("This source"), choices=KINDS)
    other = forms.ModelChoiceField(queryset=Source.objects.standing(), label=gettext_lazy("Other source"))
    locator = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Where the one names the other, such as “p. 14”."),
    )
    note = forms.CharField(label=gettext_lazy("Note for staff"), required=False, max_length=300)

    prefix = "relation"

    def __init__(self, *args: Any, admin_site: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = SourceRelation._meta.get_field("other")
        self.fields["other"].widget = KeySelect(field, admin_site)
        self.fields["other"].widget.choices = self.fields["other"].choices  # type: ignore[attr-defined]


class RelationsMixin(DeskMixin):
    """Adds the relations to the page of a source."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/relations/", wrap(require_POST(self.relate_view)), name="sources_source_relate"),
            path(
                "<path:object_id>/relations/<int:relation>/remove/",
                wrap(require_POST(self.unrelate_view)),
                name="sources_source_unrelate",
            ),
            *super().get_urls(),
        ]

    def desk_sections(self, request: HttpRequest, source: Source | None) -> list[DeskSection]:
        found = super().desk_sections(request, source)
        if source is None:
            return found
        may_change = self.has_change_permission(request, source)
        known = relations.for_staff(source)
        context = {
            "groups": [
                (_("Cites"), known.cites),
                (_("Is cited by"), known.cited_by),
                (_("Related, and not the same"), known.related),
            ],
            "has_any": bool(known),
            "form": RelationForm(admin_site=self.admin_site) if may_change else None,
        }
        return [*found, DeskSection("relations", _("Relations"), "admin/sources/source/relations.html", context, 50)]

    def relate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note a relation of the source; say what speaks against it."""
        source = self._source_to_change(request, object_id)
        form = RelationForm(request.POST, admin_site=self.admin_site)
        if not form.is_valid():
            problem = next(iter(form.errors.values()))[0]
            self.message_user(request, _("No relation was noted: %s") % problem, messages.ERROR)
            return self._back(source)
        data = form.cleaned_data
        first, second = (data["other"], source) if data["kind"] == CITED_BY else (source, data["other"])
        kind = SourceRelation.Kind.CITES if data["kind"] == CITED_BY else data["kind"]
        try:
            relations.relate(
                first, second, kind=kind, user=request.user, now=time_of(request),  # type: ignore[arg-type]
                locator=data["locator"], note=data["note"],
            )  # fmt: skip
        except relations.RelationError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, _("The relation was noted."), messages.SUCCESS)
        return self._back(source)

    def unrelate_view(self, request: HttpRequest, object_id: str, relation: int) -> HttpResponse:
        """Take a relation of the source away."""
        source = self._source_to_change(request, object_id)
        row = get_object_or_404(SourceRelation, pk=relation)
        if source.pk not in (row.source_id, row.other_id):
            raise Http404
        relations.remove(row, now=time_of(request))
        self.message_user(request, _("The relation was taken away."), messages.SUCCESS)
        return self._back(source)

    def _source_to_change(self, request: HttpRequest, object_id: str) -> Source:
        source = self.get_object(request, unquote(object_id))
        if source is None:
            raise Http404
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        return source

    def _back(self, source: Source) -> HttpResponseRedirect:
        return HttpResponseRedirect(f"{reverse('admin:sources_source_change', args=[source.pk])}#relations")
