"""The data desk: supporters, what they agreed to, and the mail they get. Each needs a permission of its own.

It is here, since `supporters` imports nothing of the others, and these lists are built like all the others.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from publishing.admin import ReadingAdmin
from supporters.models import Consent, OutboxMail, Supporter

NOBODY = "–"


class ConsentInline(admin.TabularInline):
    model = Consent
    fields = ("purpose", "words", "page", "given_at", "withdrawn_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Supporter)
class SupporterAdmin(ReadingAdmin):
    list_display = ("name", "email", "country", "postcode", "created_at")
    search_fields = ("=canonical_email", "=email")
    search_help_text = _("A whole e-mail address")
    ordering = ("-pk",)
    fields = ("name", "email", "country", "postcode", "language", "created_at")
    inlines = (ConsentInline,)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Who may delete a person may delete what belongs to them: nobody may delete a consent or a message by itself."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, lacking - {Consent._meta.verbose_name, OutboxMail._meta.verbose_name}, protected

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Supporter]) -> list[LogEntry]:
        """Log that somebody was deleted, and not who: the log must not remember whom we are to forget."""
        entries = super().log_deletions(request, queryset)
        keys = [entry.object_id for entry in entries]
        about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Supporter), object_id__in=keys)
        about.update(object_repr=NOBODY)
        return entries


@admin.register(Consent)
class ConsentAdmin(ReadingAdmin):
    list_display = ("supporter", "purpose", "page", "given_at", "withdrawn_at")
    list_filter = ("purpose", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("supporter",)
    search_fields = ("=supporter__canonical_email",)
    search_help_text = _("A whole e-mail address")
    ordering = ("-pk",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A consent is evidence: it goes with its supporter only."""
        return False


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadingAdmin):
    list_display = ("subject", "recipient", "state", "attempts", "created_at", "due_at", "sent_at")
    list_filter = ("state",)
    search_fields = ("=recipient",)
    search_help_text = _("A whole e-mail address")
    ordering = ("-pk",)
    fields = ("recipient", "subject", "text", "state", "attempts", "error", "created_at", "due_at", "sent_at")
