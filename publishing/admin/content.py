"""What all admins of public content share: cheap lists, and a clock that is bumped with every change."""

import re
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing import clock

LONGEST_SEARCH = 200
KEY = re.compile(r"[0-9]{1,18}")


class BoundedPaginator(Paginator):
    """A paginator that counts no further than `limit` rows, so that the length of a table costs nothing."""

    limit = 10_000

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: self.limit].count())

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than were counted."""
        return self.count >= self.limit


class KeySelect(AutocompleteSelect):
    """The admin's box that searches while one types; a value that is no key is shown as none instead of raising."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if KEY.fullmatch(str(one)) or not one], attr)


class KeySelectMixin(admin.options.BaseModelAdmin):
    """Lets boxes that search while one types bear what is no key."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeySelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ListAdmin(KeySelectMixin, admin.ModelAdmin):
    """An admin whose lists ask the database for one page and a bounded count, whatever the size of the table."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Look for what a person may type: each word is a condition, and databases refuse hundreds of them."""
        return super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Refuse what would be the database's trouble: broken or costly patterns, NUL, and keys in lists that are none."""
        keys = str(value).split(",") if lookup.endswith("__in") else ()
        is_junk = "\0" in str(value) or any(key.isdecimal() and not KEY.fullmatch(key) for key in keys)
        return not is_junk and not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def response_action(  # type: ignore[override]  # newer than the stubs: where the actions stand
        self, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse rows named by what is no key; no list of ours sends that."""
        if not all(KEY.fullmatch(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("The rows of an action are named by their keys.")
        return super().response_action(request, queryset, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take from the address what the form for a new row begins with: for a relation, nothing but a key."""
        relations = {field.name for field in self.opts.fields if field.is_relation}
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        return {name: value for name, value in given.items() if name not in relations or KEY.fullmatch(str(value))}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Call a list by what it lists."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})


class ReadingAdmin(ListAdmin):
    """An admin of what the public or the site itself wrote: read, and not edited. Deleting needs its own permission."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordAdmin(ReadingAdmin):
    """An admin of evidence of what was done: it is not deleted either, by nobody."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PublicContentAdmin(ListAdmin):
    """An admin of rows that readers see: each change, also one of its inlines, bumps the clock in its transaction."""

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Save tags and inlines, and then what follows from the whole."""
        super().save_related(request, form, formsets, change)
        self.after_change(request, form.instance)

    def after_change(self, request: HttpRequest, item: Any) -> None:
        """Do what must follow a change of `item` and its parts."""
        clock.bump(time_of(request))

    def before_delete(self, request: HttpRequest, item: Any) -> None:
        """Do what must come before `item` is deleted."""

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.before_delete(request, obj)
        super().delete_model(request, obj)
        clock.bump(time_of(request))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for item in queryset:
            self.before_delete(request, item)
        super().delete_queryset(request, queryset)
        clock.bump(time_of(request))


class PartInline(KeySelectMixin, admin.options.InlineModelAdmin):
    """Parts that an item owns: who may change the item may change them. Mixed into tabular and stacked inlines."""

    extra = 0
    max_num = 100

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name each field for assistive technology: the heads of a table's columns are no labels."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(self, admin.TabularInline):
            field.widget.attrs.setdefault("aria-label", str(field.label))
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Name the boxes for deleting, too, which come with the set of forms, and build few rows beyond what is allowed.

        Django builds a thousand, each with its choices: one request that claims them would keep a process busy for long.
        """
        formset: Any = super().get_formset(request, obj, **{"absolute_max": self.max_num + 10, **kwargs})

        class NamedFormSet(formset):
            def add_fields(self, form: Any, index: int | None) -> None:
                super().add_fields(form, index)
                if DELETION_FIELD_NAME in form.fields:
                    form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = _("Delete")

        return NamedFormSet

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change_owner(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change_owner(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change_owner(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._owner_admin.has_view_or_change_permission(request, obj) or self._may_change_owner(request, obj)

    @property
    def _owner_admin(self) -> admin.ModelAdmin:
        return self.admin_site.get_model_admin(self.parent_model)

    def _may_change_owner(self, request: HttpRequest, owner: Any) -> bool:
        if owner is None or owner.pk is None:
            return self._owner_admin.has_add_permission(request)
        return self._owner_admin.has_change_permission(request, owner)


def time_of(request: HttpRequest) -> datetime:
    """Return the time of a request: read once, so that all that one press of a button does has one time."""
    if not hasattr(request, "admin_time"):
        request.admin_time = timezone.now()  # type: ignore[attr-defined]
    moment: datetime = request.admin_time  # type: ignore[attr-defined]
    return moment
