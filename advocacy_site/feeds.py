"""Being written."""
from django.http import HttpRequest, HttpResponse, Http404


def index(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def press_rss(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def press_atom(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def press_json(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def tag_rss(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def tag_atom(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def tag_json(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
