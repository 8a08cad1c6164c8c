"""Being written."""
from django.http import HttpRequest, HttpResponse, Http404


def tag_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def tag_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
