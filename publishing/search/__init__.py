"""Site search: one table of documents, indexed by the database's own full-text engine."""

from publishing.search.documents import forget, index, index_many
from publishing.search.finding import SearchResult, SearchResults, find

__all__ = ["SearchResult", "SearchResults", "find", "forget", "index", "index_many"]
