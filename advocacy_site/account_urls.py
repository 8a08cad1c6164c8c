"""Signing in, for staff: just those of allauth's pages that they need. Whatever else it has answers 404 here.

Accounts are made, and forgotten passwords replaced, by administrators in the admin; there is no sign-up, and no
page that tells by mail who has an account.
"""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mfa_index")),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
]
