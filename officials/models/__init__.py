"""Decision makers: where they decide, who they are, when they are in office, how they are reached, and from which file."""

from officials.models.areas import Area, PostcodeArea
from officials.models.imports import DataImport
from officials.models.people import Office, Official, Term

__all__ = ["Area", "DataImport", "Office", "Official", "PostcodeArea", "Term"]
