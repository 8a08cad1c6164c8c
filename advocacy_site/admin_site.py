"""The admin of the group: its sections in the group's words and order."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class AdvocacyAdminSite(admin.AdminSite):
    site_title = _("Newsroom")
    site_header = _("Newsroom")
    index_title = _("Dashboard")
