"""The admin of the editorial base. Importing it registers tags, pictures and documents."""

from publishing.admin import documents, images, redirects, tags
from publishing.admin.content import ListAdmin, PartInline, PublicContentAdmin, ReadingAdmin, RecordAdmin
from publishing.admin.publications import PublicationAdmin
from publishing.admin.single import SingleRowAdmin

__all__ = [
    "ListAdmin",
    "PartInline",
    "PublicContentAdmin",
    "PublicationAdmin",
    "ReadingAdmin",
    "RecordAdmin",
    "SingleRowAdmin",
    "documents",
    "images",
    "redirects",
    "tags",
]
