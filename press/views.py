"""Being written."""
from django.http import HttpRequest, HttpResponse, Http404


def release_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def release_year(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def release_month(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def release_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def attachment(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
