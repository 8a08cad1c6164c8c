"""The pages of one archived copy in the admin: what is known of it, its text, verify, withdraw, download."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from publishing.admin.content import time_of
from publishing.media import FOR_STAFF
from sources import archive, downloads, warc
from sources.admin.copies_base import CopiesBase, Views, ask_or_answer, sent
from sources.admin.copy_forms import WithdrawForm
from sources.extraction import PROBLEMS
from sources.models import Snapshot, Source

PASSAGES_SHOWN: Final = 50
LETTERS_SHOWN: Final = 30_000


class CopyPages(CopiesBase):
    """Adds the pages of one copy, and what its buttons do."""

    def copy_routes(self) -> Views:
        one = "<int:copy>/"
        return super().copy_routes() | {
            one: (require_safe(self.copy_view), "copy"),
            f"{one}verify/": (require_POST(self.verify_view), "copy_verify"),
            f"{one}read/": (require_POST(self.read_view), "copy_read"),
            f"{one}withdraw/": (ask_or_answer(self.withdraw_view), "copy_withdraw"),
            f"{one}download/": (require_safe(self.download_view), "copy_download"),
            f"{one}warc/": (require_safe(self.warc_view), "copy_warc"),
            f"{one}stamp/": (require_safe(self.stamp_view), "copy_stamp"),
        }

    def copy_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponse:
        """Show what is known of a copy, and its text."""
        source, snapshot = self.copy_of(request, pk, copy)
        context = {
            "title": _("Archived copy"),
            "row": snapshot,
            "text": snapshot.text[:LETTERS_SHOWN],
            "is_cut": len(snapshot.text) > LETTERS_SHOWN,
            "problem": PROBLEMS.get(snapshot.text_problem, ""),
            "passages": snapshot.passages.order_by("start", "pk")[:PASSAGES_SHOWN],
            "may_capture": self.may_capture(request, source),
            "may_withdraw": self.may_withdraw(request, source),
        }
        return self.copies_page(request, source, "copy", context)

    def verify_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
        """Verify a copy here and now, and say what came of it."""
        source, snapshot = self.copy_of(request, pk, copy)
        found = archive.verify(snapshot, now=time_of(request))
        if found:
            messages.error(request, _("The copy is damaged: %(what)s") % {"what": " ".join(found)})
        else:
            messages.success(request, _("The copy is what it was: file, content and text have the hashes they had."))
        return HttpResponseRedirect(_address("copy", source, snapshot))

    def read_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
        """Take the text out of the stored bytes anew."""
        source, snapshot = self.copy_of(request, pk, copy, may=self.may_capture)
        try:
            is_other = archive.extract_again(snapshot, now=time_of(request))
        except warc.NotReadable:
            messages.error(request, _("The stored file is damaged: it cannot be read."))
        else:
            messages.success(
                request, _("The text was read anew.") if is_other else _("The text is the same as before.")
            )
        return HttpResponseRedirect(_address("copy", source, snapshot))

    def withdraw_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
        """Ask why, and withdraw a copy."""
        source, snapshot = self.copy_of(request, pk, copy, may=self.may_withdraw)
        form = WithdrawForm(*sent(request))
        if request.method == "POST" and form.is_valid():
            try:
                archive.withdraw(snapshot, reason=form.cleaned_data["reason"], user=request.user, now=time_of(request))  # type: ignore[arg-type]
            except archive.AlreadyWithdrawn:
                messages.warning(request, _("The copy was withdrawn already."))
            else:
                self.log_change(request, source, _("Copy %(hash)s withdrawn.") % {"hash": snapshot.sha256[:12]})
                messages.success(request, _("The copy is withdrawn: readers get it no more."))
            return self.back_to_copies(source)
        return self.copies_page(
            request, source, "copy_withdraw", {"form": form, "row": snapshot, "title": _("Withdraw a copy")}
        )

    def download_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
        """Hand out the content of a copy."""
        return self._handed_out(downloads.content, request, pk, copy)

    def warc_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
        """Hand out the file of a copy as it is stored."""
        return self._handed_out(downloads.file, request, pk, copy)

    def stamp_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
        """Hand out the time stamp of a copy."""
        return self._handed_out(downloads.token, request, pk, copy)

    def _handed_out(self, what: Any, request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
        source, snapshot = self.copy_of(request, pk, copy)
        if what is downloads.token and snapshot.timestamp_token is None:
            raise Http404
        try:
            response: HttpResponse = what(snapshot, cache_control=FOR_STAFF)
        except warc.NotReadable:
            messages.error(request, _("The stored file is damaged: it cannot be read."))
            return HttpResponseRedirect(_address("copy", source, snapshot))
        return response


def _address(name: str, source: Source, snapshot: Snapshot) -> str:
    return reverse(f"admin:sources_source_{name}", args=[source.pk, snapshot.pk])
