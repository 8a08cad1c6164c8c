"""The editorial base. Modules are named by subject; import the models from here."""

from publishing.models.clock import ContentClock
from publishing.models.images import Image, Rendition
from publishing.models.publication import (
    Publication,
    PublicationQuerySet,
    Status,
    Transition,
    publication_models,
)
from publishing.models.search import SearchDocument
from publishing.models.tags import Tag, TaggedItem

__all__ = [
    "ContentClock",
    "Image",
    "Publication",
    "PublicationQuerySet",
    "Rendition",
    "SearchDocument",
    "Status",
    "Tag",
    "TaggedItem",
    "Transition",
    "publication_models",
]
