"""The words of a document: HTML, PDF and plain text, for the check of quotations and for our own plain rendering.

Pure: no database, no network. The one thing that runs beside it is the reader of PDFs, in a process of its own.
What comes from elsewhere is never trusted: nothing here raises for bad input, and each reader has limits in bytes,
steps and characters, so that a hostile document costs a few seconds and some megabytes, and then is `cut`.

All texts are made storable by `cleaning.clean`: no NUL, no control characters, no lone surrogates.
"""

from sources.extraction.extracting import extract
from sources.extraction.results import PROBLEMS, Extracted

__all__ = ["PROBLEMS", "Extracted", "extract"]
