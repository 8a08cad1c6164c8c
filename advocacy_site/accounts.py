"""Staff accounts: made by administrators, never by visitors; guesses at passwords are stopped."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class StaffAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made in the admin; there is no sign-up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Answer with a page of its own (429) where too many wrong passwords were tried, whoever tries now."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(too_many_requests(request)) from error


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for who tries to sign in too often."""
    response = render(request, "account/too_many.html", status=429)
    response["Retry-After"] = "300"
    return response
