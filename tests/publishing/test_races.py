"""Two people at the same item at the same moment, on real connections."""

import pytest
from django.utils import timezone

from press.models import PressRelease
from publishing import operations, workflow
from publishing.admin.forms import PublicationForm
from publishing.models import SearchDocument, Status
from sources import operations as source_operations
from sources.models import CitingPublication
from tests.admin.desk import EDITOR, change_url, send, signed_in
from tests.factories import cite, make_release, make_source, make_user
from tests.together import Meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_that_is_saved_takes_nothing_back_that_is_published_meanwhile(monkeypatch):
    release = make_release(status=Status.DRAFT, publish_at=None)
    client, chief = signed_in(*EDITOR), make_user()
    meanwhile = Meanwhile(lambda: workflow.publish(PressRelease.objects.get(), user=chief, now=timezone.now()))
    clean = PublicationForm.clean

    def slow_clean(form):
        meanwhile.begin()
        return clean(form)

    monkeypatch.setattr(PublicationForm, "clean", slow_clean)
    send(client, change_url(release), title="Changed")
    meanwhile.end()
    release.refresh_from_db()
    assert (release.title, release.status) == ("Changed", Status.PUBLISHED)
    assert SearchDocument.objects.get().title == "Changed"


def test_a_source_that_is_saved_shows_no_text_that_was_replaced_meanwhile(monkeypatch):
    source = make_source()
    release = make_release(body=f"<p>Old words{cite(source)}</p>")

    def rewrite():
        item = PressRelease.objects.get()
        item.body = f"<p>New words{cite(source)}</p>"
        operations.store(item, user=None, now=timezone.now())

    meanwhile = Meanwhile(rewrite)
    rebuild = CitingPublication.rebuild

    def slow_rebuild(item, *, now):
        meanwhile.begin()
        rebuild(item, now=now)

    monkeypatch.setattr(CitingPublication, "rebuild", slow_rebuild)
    source.title = "New title"
    source_operations.store(source, user=None, now=timezone.now())
    meanwhile.end()
    release.refresh_from_db()
    assert "New words" in release.body
    assert "New words" in release.body_html
    assert "New title" in release.notes_html
