"""A bare Django site with one view and no middleware: the yardstick for stored pages.

It answers every address with the bytes and headers that the file named by BARE_RESPONSE holds.
"""

import json
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import re_path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="bare", USE_I18N=False)  # noqa: S106
RESPONSE = Path(os.environ["BARE_RESPONSE"])
HEADERS: dict[str, str] = json.loads(RESPONSE.with_suffix(".json").read_text())
BODY = RESPONSE.read_bytes()


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY, headers=HEADERS)


urlpatterns = [re_path(".*", view)]
django.setup()
application = WSGIHandler()
