"""Bibliographic files for readers: of one source, and of the whole library. Items and tags have theirs in their own apps."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404

from publishing.stored import PublicRequest, stored
from sources import exporting
from sources.models import Source


@stored()
def source_export(request: PublicRequest, slug: str, extension: str) -> HttpResponseBase:
    """Hand out the record of a source as BibTeX, RIS or CSL-JSON."""
    source = get_object_or_404(Source.objects.published(request.now), slug=slug)
    return exporting.file_of([source], extension, "source")


@stored()
def library_export(request: PublicRequest, extension: str) -> HttpResponseBase:
    """Hand out all sources that readers may see."""
    return exporting.file_of(exporting.library(request.now), extension, "sources")
