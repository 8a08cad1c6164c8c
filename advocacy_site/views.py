"""Being written."""
from django.http import HttpRequest, HttpResponse, Http404


def home(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def search(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
