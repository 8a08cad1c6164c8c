"""Being written."""

from django.http import HttpRequest, HttpResponse, Http404


def campaign_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def campaign_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def action_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def action_thanks(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def action_count(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def participation_confirm(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
