"""Settings of the site that are one row: the list's address opens the form, and there is nothing to add or delete."""

from typing import Any, Final

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from publishing.admin.content import PublicContentAdmin

ONLY_KEY: Final = 1


class SingleRowAdmin(PublicContentAdmin):
    """One form. Its row, with the key 1, comes into being when it is saved for the first time."""

    change_form_template = "admin/publishing/single/change_form.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Open the form itself; before the first save it is the form for adding the row."""
        return self.changeform_view(request, str(ONLY_KEY) if self._exists() else None, request.path, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """One button is enough: after it the form is open again."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        obj.pk = ONLY_KEY
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and not self._exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Offer no “add” in the index: the list's address opens the form."""
        return super().get_model_perms(request) | {"add": False}

    def _exists(self) -> bool:
        return bool(self.model._default_manager.filter(pk=ONLY_KEY).exists())
