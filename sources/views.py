"""Being written."""
from django.http import HttpRequest, HttpResponse, Http404


def source_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def source_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def source_export(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
