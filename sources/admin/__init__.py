"""The evidence desk in the admin; one module for each thing that staff do there."""

from sources.admin.importing import SourceImportAdmin
from sources.admin.merging import SourceMergeAdmin
from sources.admin.settings import EvidenceSettingsAdmin
from sources.admin.source import SourceAdmin

__all__ = ["EvidenceSettingsAdmin", "SourceAdmin", "SourceImportAdmin", "SourceMergeAdmin"]
