"""Being written."""
from django.http import HttpRequest, HttpResponse, Http404


def link_go(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def link_qr_svg(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def link_qr_png(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
