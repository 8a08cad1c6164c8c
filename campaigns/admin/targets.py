"""Whom a campaign addresses, in its form: some of them as rows, all who hold an office by one choice."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns import addressing
from campaigns.models import Campaign, CampaignTarget
from publishing.admin import PartInline
from supporters import countries

MOST_ROWS: Final = 40
SPARE_UNKNOWN: Final = "spare-unknown"


class OfficeChoice(forms.ChoiceField):
    """Everybody who holds an office today, to be addressed; or nobody any more who has not said where they stand."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Add or take out many"),
            required=False,
            choices=self._offered,
            help_text=_(
                "Done when you save. Who is in the list already stays as they are. Of a long list the rows below show"
                " those who said something; to give somebody else a position, choose them in an empty row."
            ),
        )

    @staticmethod
    def _offered() -> Iterable[tuple[str, Any]]:
        yield "", "–"
        names = dict(countries.names(countries.FALLBACK))
        for held in addressing.offices(timezone.localdate()):
            words = _now("Add all in office today: %(office)s, %(country)s (%(number)d)")
            country = names.get(held.country, held.country)
            yield held.key, words % {"office": held.office, "country": country, "number": held.number}
        yield SPARE_UNKNOWN, _now("Take out all whose position is unknown")


def address_many(campaign: Campaign, chosen: str, request_day: Any) -> None:
    """Do what was chosen in `OfficeChoice`."""
    country, _colon, role = chosen.partition(":")
    if chosen == SPARE_UNKNOWN:
        addressing.spare_unknown(campaign=campaign)
    elif role:
        addressing.address_all(campaign=campaign, country=country, role=role, today=request_day)


class TargetForm(forms.ModelForm):
    """One decision maker. One who is addressed already, and has no row here, gets what was typed."""

    posted_keys: frozenset[str] = frozenset()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None and cleaned.get("official") and self.instance.campaign_id:
            rows = CampaignTarget.objects.filter(campaign=self.instance.campaign_id, official=cleaned["official"])
            known = rows.exclude(pk__in=self.posted_keys).values_list("pk", flat=True).first()
            if known is not None:
                self.instance.pk, self.instance._state.adding = known, False
        return cleaned


class TargetFormSet(forms.BaseInlineFormSet):
    """The rows of a form: of a long list those who said something, the latest first, since hundreds would be too many."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        is_typed = bool(args and args[0] is not None) or kwargs.get("data") is not None
        campaign, rows = kwargs.get("instance"), kwargs.get("queryset")
        if rows is not None and campaign is not None and campaign.pk and not is_typed:
            kwargs["queryset"] = self._shown(rows, campaign)
        super().__init__(*args, **kwargs)

    @staticmethod
    def _shown(rows: QuerySet[Any], campaign: Campaign) -> QuerySet[Any]:
        own = rows.filter(campaign=campaign)
        if not own[MOST_ROWS:].exists():
            return rows
        said = own.filter(~Q(stance=CampaignTarget.Stance.UNKNOWN))
        latest = said.order_by(F("stance_since").desc(nulls_last=True), "position", "pk")
        return rows.filter(pk__in=latest.values("pk")[:MOST_ROWS])

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.instance.campaign = self.instance
        if self.is_bound:
            numbers = range(self.total_form_count())
            keys = (self.data.get(f"{self.prefix}-{number}-{CampaignTarget._meta.pk.name}", "") for number in numbers)
            form.posted_keys = frozenset(key for key in keys if key.isascii() and key.isdecimal() and len(key) < 19)


class TargetInline(PartInline, admin.TabularInline):
    model = CampaignTarget
    form = TargetForm
    formset = TargetFormSet
    fields = ("official", "stance", "stance_since", "source")
    autocomplete_fields = ("official", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CampaignTarget]:
        return super().get_queryset(request).select_related("official", "source")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave buttons out that have no place in a row: decision makers come from files, and stay."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self.autocomplete_fields:
            widget: Any = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
            widget.can_add_related = db_field.name == "source" and widget.can_add_related
        return field
