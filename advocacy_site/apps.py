from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig
from django.utils.translation import gettext_lazy as _


class AdvocacySiteConfig(AppConfig):
    name = "advocacy_site"
    verbose_name = _("Site")

    def ready(self) -> None:
        from advocacy_site import checks  # noqa: F401


class AdvocacyAdminConfig(AdminConfig):
    default_site = "advocacy_site.admin_site.AdvocacyAdminSite"


class StaffConfig(AuthConfig):
    """Django's accounts under the name that staff know them by."""

    verbose_name = _("Staff")
