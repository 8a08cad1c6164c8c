"""What preflight finds of press releases alone."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from publishing.findings import Finding, blocker, warning

if TYPE_CHECKING:
    from press.models import PressRelease


def findings(release: "PressRelease", now: datetime) -> Iterator[Finding]:
    """Yield what is missing around the text: dateline, contact, documents, what is to be read also."""
    if release.kind == release.Kind.RELEASE and not release.dateline_place.strip():
        yield blocker("dateline_missing", _("A press release needs the place of its dateline."), "dateline_place")
    if not release.body:
        yield blocker("text_missing", _("The text is empty."), "body")
    if not release.summary.strip():
        yield warning(
            "summary_missing", _("There is no summary: lists and shared links show the headline alone."), "summary"
        )
    if release.contact_id is None:
        yield warning(
            "contact_missing", _("No media contact is named: journalists find the site's general one."), "contact"
        )
    yield from _check_documents(release)
    yield from _check_read_also(release, now)


def _check_documents(release: "PressRelease") -> Iterator[Finding]:
    documents = [attachment.document for attachment in release.attachments.select_related("document")]
    gone = [document.title for document in documents if not document.file.storage.exists(str(document.file.name))]
    if gone:
        message = _("The files of these documents are missing. Upload them again, or take them off the list:")
        yield blocker("document_missing", message, "attachments", gone)


def _check_read_also(release: "PressRelease", now: datetime) -> Iterator[Finding]:
    entries = release.read_also.select_related("related").defer("related__body", "related__body_html")
    hidden = [str(entry.related) for entry in entries if not entry.related.is_visible(now)]
    if hidden:
        message = _("Readers will not see these releases under “Read also”, which are not public then:")
        yield warning("read_also_hidden", message, "read_also", hidden)
