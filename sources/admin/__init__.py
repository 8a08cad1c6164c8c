"""The evidence desk in the admin; one module for each thing that staff do there."""

from sources.admin.importing import SourceImportAdmin
from sources.admin.source import SourceAdmin

__all__ = ["SourceAdmin", "SourceImportAdmin"]
