"""Being written."""
from django.http import HttpRequest, HttpResponse, Http404


def serve(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
