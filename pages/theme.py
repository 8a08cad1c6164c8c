"""Being written by the look colleague."""
from django.http import Http404, HttpRequest, HttpResponse


def theme(request: HttpRequest) -> HttpResponse:
    raise Http404
