"""The admin of the editorial base. Importing it registers tags and pictures."""

from publishing.admin import images, tags
from publishing.admin.content import ListAdmin, PartInline, PublicContentAdmin
from publishing.admin.publications import PublicationAdmin

__all__ = ["ListAdmin", "PartInline", "PublicContentAdmin", "PublicationAdmin", "images", "tags"]
