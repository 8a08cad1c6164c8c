"""The editorial base. Modules are named by subject; import the models from here."""

from publishing.models.clock import ContentClock
from publishing.models.documents import Document
from publishing.models.images import Image, Rendition
from publishing.models.pending import PendingUpload
from publishing.models.publication import (
    Publication,
    PublicationQuerySet,
    Status,
    publication_models,
)
from publishing.models.records import (
    BodyPicture,
    Correction,
    EditingSession,
    PreviewLink,
    PreviewVisit,
    ReviewComment,
    Transition,
    Version,
)
from publishing.models.redirects import Redirect, TagMerge
from publishing.models.search import SearchDocument
from publishing.models.tags import Tag, TaggedItem, through_models

__all__ = [
    "BodyPicture",
    "ContentClock",
    "Correction",
    "Document",
    "EditingSession",
    "Image",
    "PendingUpload",
    "PreviewLink",
    "PreviewVisit",
    "Publication",
    "PublicationQuerySet",
    "Redirect",
    "Rendition",
    "ReviewComment",
    "SearchDocument",
    "Status",
    "Tag",
    "TagMerge",
    "TaggedItem",
    "Transition",
    "Version",
    "publication_models",
    "through_models",
]
