"""Who took part, for reading alone."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaigns.models import Participation
from publishing.admin import ReadingAdmin


@admin.register(Participation)
class ParticipationAdmin(ReadingAdmin):
    """Signatures as they came in, for reading alone: what people signed is not edited."""

    list_display = ("name", "action", "confirmed_column", "show_name", "created_at", "confirmed_at")
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter), "show_name")
    list_select_related = ("action", "supporter")
    search_fields = ("=supporter__canonical_email",)
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
    )

    @admin.display(description=_("counts"), boolean=True)
    def confirmed_column(self, participation: Participation) -> bool:
        return participation.confirmed_at is not None
