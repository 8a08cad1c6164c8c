"""Being written."""
from django.http import HttpRequest, HttpResponse, Http404


def page_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
