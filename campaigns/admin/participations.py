"""Who took part, for reading alone."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns import counting, exclusions
from campaigns.admin.exports import ExportingMixin
from campaigns.models import Participation
from publishing.admin import ReadingAdmin
from publishing.admin.content import time_of
from supporters import access, operations
from supporters.models import AccessLog, Supporter


class LeftOutFilter(admin.SimpleListFilter):
    """Lists what counts, what is left out, and of that what for one reason, or what staff have put back."""

    title = _("left out")
    parameter_name = "left_out"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("no")), ("yes", _("yes")), ("back", _("put back by staff")), *Participation.Reason.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Participation]) -> QuerySet[Participation]:
        chosen = self.value()
        wanted = {
            "no": Q(excluded_at__isnull=True),
            "yes": Q(excluded_at__isnull=False),
            "back": Q(excluded_at__isnull=True, exclusion__isnull=False),
        }
        if chosen in wanted:
            return queryset.filter(wanted[chosen])
        return queryset.filter(excluded_why=chosen) if chosen in Participation.Reason else queryset


@admin.register(Participation)
class ParticipationAdmin(ExportingMixin, ReadingAdmin):
    """Signatures as they came in, for reading alone: what people signed is not edited."""

    list_display = ("name", "action", "confirmed_column", "excluded_why", "created_at", "confirmed_at")
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter), LeftOutFilter, "show_name")
    actions = ("put_back",)
    list_select_related = ("action", "supporter")
    search_fields = ("supporter",)
    search_help_text = _("A whole e-mail address")
    ordering = ("-pk",)
    fields = (
        "name",
        "country",
        "postcode",
        "supporter",
        "action",
        "link",
        "comment",
        "show_name",
        "created_at",
        "confirmed_at",
        "mailed_at",
        "excluded_at",
        "excluded_why",
        "exclusion",
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """List who took part, and note who of the staff looked at how many names."""
        response = super().changelist_view(request, extra_context)
        changelist = (getattr(response, "context_data", None) or {}).get("cl")
        if changelist is not None and changelist.result_list:
            self._note_look(request, None, number=len(changelist.result_list))
        return response

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **options: Any) -> Any:
        row = self.get_object(request, object_id)
        if row is not None and self.has_view_permission(request, row):
            self._note_look(request, row.supporter)
        return super().change_view(request, object_id, *args, **options)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Participation], search_term: str
    ) -> tuple[QuerySet[Participation], bool]:
        """Find what one person took part in, by their whole address."""
        if not search_term:
            return queryset, False
        person = operations.find_typed(search_term)
        return queryset.filter(supporter=person) if person else queryset.none(), False

    def _note_look(self, request: HttpRequest, supporter: Supporter | None, *, number: int = 1) -> None:
        what, now = AccessLog.What.VIEWED, time_of(request)
        access.note(user=request.user, what=what, supporter=supporter, number=number, detail="participations", now=now)

    # --- Deleting: what counted leaves the totals in the same transaction ------------------------------

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Participation) -> None:
        self._leave_totals(request, Participation.objects.filter(pk=obj.pk))
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Participation]) -> None:
        self._leave_totals(request, Participation.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))))
        super().delete_queryset(request, queryset)

    def _leave_totals(self, request: HttpRequest, rows: QuerySet[Participation]) -> None:
        number = rows.count()
        counting.take_away(rows)
        access.note(
            user=request.user,
            what=AccessLog.What.ERASED,
            number=number,
            detail="participations",
            now=time_of(request),
        )

    def has_exclude_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("campaigns.change_exclusion")

    @admin.action(permissions=["exclude"], description=_("Put back: let them count again"))
    def put_back(self, request: HttpRequest, queryset: QuerySet[Participation]) -> None:
        """Let chosen rows count again; they are not marked again by themselves."""
        number = exclusions.put_back(
            keys=queryset.values_list("pk", flat=True),
            why=_now("Put back one by one"),
            user=request.user,  # type: ignore[arg-type]  # staff are signed in
            now=time_of(request),
        )
        said = ngettext("%d participation counts again.", "%d participations count again.", number) % number
        self.message_user(request, said, messages.SUCCESS if number else messages.WARNING)

    @admin.display(description=_("counts"), boolean=True)
    def confirmed_column(self, participation: Participation) -> bool:
        return participation.confirmed_at is not None and participation.excluded_at is None
