"""Being written."""
from django.http import HttpRequest, HttpResponse, Http404


def health(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def robots(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def sitemap(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def security_txt(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def theme(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
