"""Site search: one table of documents, indexed by the database's own full-text engine."""

from publishing.search.documents import forget, index

__all__ = ["forget", "index"]
