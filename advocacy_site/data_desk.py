"""The data desk: the lists of what belongs to supporters. Each needs a permission of its own.

Names and addresses are on one page alone, that of one person (`advocacy_site.person_desk`), and looking at it is logged.
The lists here name people by numbers. It is here, since `supporters` imports nothing of the others, and these lists are
built like all the others.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from publishing.admin import ReadingAdmin, RecordAdmin
from publishing.admin.content import time_of
from supporters import access, operations, suppression
from supporters.addresses import AddressNotUnderstood, read_address
from supporters.models import AccessLog, Consent, OutboxMail, Subscription, Suppression


def person_link(key: int | None) -> str:
    """Return a link to the page of a person, who is named by a number."""
    if key is None:
        return "–"
    return format_html('<a href="{}">{}</a>', reverse("admin:supporters_supporter_change", args=[key]), f"#{key}")


class OfPersonAdmin(RecordAdmin):
    """A list of rows that belong to people: each by the number of its person, and found by a whole e-mail address.

    The rows are evidence: they go with their person only.
    """

    search_fields = ("supporter",)
    search_help_text = _("A whole e-mail address")
    ordering = ("-pk",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Find the rows of one person. Looking for somebody is logged."""
        if not search_term:
            return queryset, False
        person = operations.find_typed(search_term)
        access.note(
            user=request.user,
            what=AccessLog.What.FOUND,
            supporter=person,
            number=1 if person else 0,
            now=time_of(request),
        )
        return queryset.filter(supporter=person) if person else queryset.none(), False

    @admin.display(description=_("person"), ordering="supporter")
    def person(self, row: Any) -> str:
        return person_link(row.supporter_id)


@admin.register(Consent)
class ConsentAdmin(OfPersonAdmin):
    list_display = ("purpose", "person", "version", "given_at", "withdrawn_at")
    list_filter = ("purpose", ("withdrawn_at", admin.EmptyFieldListFilter))
    fields = ("person", "purpose", "words", "version", "topic", "page", "given_at", "withdrawn_at")
    readonly_fields = ("person",)


@admin.register(Subscription)
class SubscriptionAdmin(OfPersonAdmin):
    list_display = ("purpose", "person", "topic", "began_at", "ended_at")
    list_filter = ("purpose", ("ended_at", admin.EmptyFieldListFilter))
    fields = ("person", "purpose", "topic", "began_at", "ended_at")
    readonly_fields = ("person",)


@admin.register(OutboxMail)
class OutboxMailAdmin(OfPersonAdmin):
    """The outbox: what left, what waits and what failed. To whom it goes, and its words, are on its own page, which is logged."""

    list_display = ("subject", "person", "host", "state", "created_at", "sent_at")
    list_filter = ("state", "purpose")
    fields = (
        "person",
        "recipient",
        "reply_to",
        "subject",
        "text",
        "purpose",
        "state",
        "attempts",
        "error",
        "created_at",
        "due_at",
        "sent_at",
        "bounced_at",
    )
    readonly_fields = ("person",)

    @admin.display(description=_("mail server"))
    def host(self, mail: OutboxMail) -> str:
        return mail.recipient.rpartition("@")[2]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **options: Any) -> HttpResponse:
        mail = self.get_object(request, object_id)
        if mail is not None and self.has_view_permission(request, mail):
            access.note(
                user=request.user,
                what=AccessLog.What.VIEWED,
                supporter=mail.supporter,
                detail="outbox",
                now=time_of(request),
            )
        return super().change_view(request, object_id, *args, **options)


class SuppressionForm(forms.ModelForm):
    """Asks for an address, of which the keyed hash is kept."""

    email = forms.CharField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput)

    class Meta:
        model = Suppression
        fields = ("reason", "detail")

    def clean_email(self) -> str:
        try:
            email = read_address(self.cleaned_data["email"])
        except AddressNotUnderstood as error:
            raise ValidationError(str(error)) from error
        if suppression.is_suppressed(email):
            raise ValidationError(_("We do not write to this address already."))
        return email


@admin.register(Suppression)
class SuppressionAdmin(ReadingAdmin):
    """Addresses that get no mail. They are kept as hashes: whoever has the address finds its row, nobody else does."""

    form = SuppressionForm
    list_display = ("reason", "detail", "created_at")
    list_filter = ("reason",)
    search_fields = ("address_hash",)
    search_help_text = _("A whole e-mail address")
    ordering = ("-pk",)
    fields = ("reason", "detail", "created_at")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        if not search_term:
            return queryset, False
        found = suppression.find(search_term)
        return queryset.filter(pk=found.pk) if found else queryset.none(), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Staff may add whom they were asked by telephone not to write to."""
        return bool(request.user.has_perm("supporters.add_suppression"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("email", "reason", "detail")

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        said = form.cleaned_data
        suppression.suppress(
            email=said["email"],
            reason=Suppression.Reason(said["reason"]),
            detail=said["detail"],
            now=time_of(request),
        )
        # The admin links to what was saved, and logs it.
        obj.pk = Suppression.objects.latest("pk").pk
        obj.created_at = time_of(request)

    def delete_model(self, request: HttpRequest, obj: Suppression) -> None:
        suppression.allow_again(obj)


@admin.register(AccessLog)
class AccessLogAdmin(RecordAdmin):
    """Who of the staff dealt with data of people: to read, for those who audit it."""

    list_display = ("at", "user", "what", "number", "person", "detail")
    list_filter = ("what", "user")
    list_select_related = ("user",)
    ordering = ("-pk",)
    fields = ("at", "user", "what", "number", "person", "detail")
    readonly_fields = ("person",)

    @admin.display(description=_("person"))
    def person(self, row: AccessLog) -> str:
        return person_link(row.supporter_id)
