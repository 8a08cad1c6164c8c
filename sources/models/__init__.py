"""Source records, what points to them, and what is kept as evidence."""

from sources.models.checks import Link, LinkCheck, LinkHost, Passage, passage_digest
from sources.models.citations import Citation, CitationVia, CitingPublication, citation_models, citing_parts
from sources.models.house import EvidenceSettings, NoteStyle
from sources.models.imports import SourceImport
from sources.models.merges import SourceMerge
from sources.models.relations import SourceRelation
from sources.models.snapshots import Capture, OutsideCopy, Snapshot
from sources.models.source import Source, SourceQuerySet, TaggedSource, Visibility

__all__ = [
    "Capture",
    "Citation",
    "CitationVia",
    "CitingPublication",
    "EvidenceSettings",
    "Link",
    "LinkCheck",
    "LinkHost",
    "NoteStyle",
    "OutsideCopy",
    "Passage",
    "Snapshot",
    "Source",
    "SourceImport",
    "SourceMerge",
    "SourceQuerySet",
    "SourceRelation",
    "TaggedSource",
    "Visibility",
    "citation_models",
    "citing_parts",
    "passage_digest",
]
