"""The house style of notes: chosen on one form, and then all notes follow, however often that is interrupted."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from advocacy_site.schedule import JOBS
from press.models import PressRelease
from publishing import clock
from sources import restyling, tasks
from sources.models import EvidenceSettings, NoteStyle
from tests.admin.desk import send, signed_in
from tests.factories import cite, make_release, make_source
from tests.together import Meanwhile

pytestmark = pytest.mark.django_db

FORM = "/admin/sources/evidencesettings/"


@pytest.fixture
def chief():
    return signed_in(superuser=True)


def cited_release(**rest):
    source = make_source(
        title="Nations in Transit",
        authors=[{"literal": "Freedom House"}],
        publisher="Freedom House",
        issued_as_typed="2024",
    )
    return make_release(body=f"<p>They said so{cite(source, locator='4')}.</p>", **rest)


def choose(style):
    EvidenceSettings.objects.update_or_create(pk=1, defaults={"note_style": style})


def words(item):
    item.refresh_from_db()
    return re.sub(r"<[^>]+>", "", item.notes_html)


def version():
    return clock.read(timezone.now()).version


def test_the_form_shows_each_style_beside_the_choice(chief):
    page = chief.get(FORM).content.decode()
    assert page.count('type="radio" name="note_style"') == 3
    assert "quoted in Bonnie Costello" in page
    assert "As cited in Costello, B. (1981)" in page
    assert "Qtd. in Costello, Bonnie" in page
    assert not EvidenceSettings.objects.exists()


def test_choosing_a_style_has_all_notes_written_in_it(chief, reader, django_capture_on_commit_callbacks):
    release = cited_release()
    other = make_release(title="Without notes")
    assert "Freedom House, Nations in Transit (Freedom House, 2024), 4." in words(release)
    path = release.get_absolute_url()
    assert "2024), 4" in re.sub(r"<[^>]+>", "", reader.get(path).content.decode())
    before = version()
    with django_capture_on_commit_callbacks(execute=True):
        page = send(chief, FORM, note_style="apa")
    assert EvidenceSettings.objects.get().note_style == NoteStyle.APA
    assert "being rewritten" in page.content.decode()
    assert "Freedom House, 2024), 4" in words(release)
    [waiting] = DBTaskResult.objects.filter(task_path="sources.tasks.restyle_notes")
    assert waiting.status == "READY"
    assert tasks.restyle_notes.func() == 1
    assert "Freedom House. (2024). Nations in Transit. (p. 4)" in words(release)
    assert "(p. 4)" in re.sub(r"<[^>]+>", "", reader.get(path).content.decode())
    assert version() > before
    other.refresh_from_db()
    assert other.notes_style == ""


def test_saving_the_same_style_again_writes_nothing(chief, django_capture_on_commit_callbacks):
    release = cited_release()
    choose("chicago")
    with django_capture_on_commit_callbacks(execute=True):
        page = send(chief, FORM, note_style="chicago")
    assert not DBTaskResult.objects.exists()
    assert "The notes of 1 text are in this style." in page.content.decode()
    release.refresh_from_db()
    assert release.notes_style == "chicago"


def test_what_is_left_is_told_and_goes_on_where_it_was(chief, monkeypatch):
    monkeypatch.setattr(restyling, "AT_ONCE", 2)
    for number in range(5):
        cited_release(title=f"Release {number}")
    choose("mla")
    assert restyling.restyle(now=timezone.now(), batches=1) == 2
    assert restyling.progress() == restyling.Progress(total=5, done=2)
    page = chief.get(FORM).content.decode()
    assert "2 of 5 texts have their notes in this style." in page
    assert '<progress max="5" value="2"' in page
    assert restyling.go_on(timezone.now()) == 3
    assert set(PressRelease.objects.values_list("notes_style", flat=True)) == {"mla"}
    assert restyling.go_on(timezone.now()) == 0


def test_a_batch_that_fails_leaves_no_item_half_written_and_the_clock_alone(monkeypatch):
    items = [cited_release(title="First"), cited_release(title="Second")]
    choose("apa")
    before = version()
    rebuild = PressRelease.rebuild

    def fail_at_the_second(self, *, now):
        if self.pk == items[1].pk:
            raise RuntimeError("killed")
        rebuild(self, now=now)

    monkeypatch.setattr(PressRelease, "rebuild", fail_at_the_second)
    with pytest.raises(RuntimeError):
        restyling.restyle(now=timezone.now())
    assert "2024), 4" in words(items[0])
    assert version() == before
    monkeypatch.setattr(PressRelease, "rebuild", rebuild)
    assert restyling.restyle(now=timezone.now()) == 2


def test_nothing_to_do_moves_no_clock():
    cited_release()
    before = version()
    assert restyling.restyle(now=timezone.now()) == 0
    assert version() == before


def test_a_style_chosen_while_another_is_written_wins():
    release = cited_release()
    choose("apa")
    choose("mla")
    restyling.restyle(now=timezone.now())
    release.refresh_from_db()
    assert release.notes_style == "mla"


def test_the_schedule_goes_on_with_what_was_interrupted():
    assert restyling.go_on in {job.function for job in JOBS}


def test_the_command_does_it_by_hand_and_may_be_asked_first():
    release = cited_release()
    choose("apa")
    out = StringIO()
    call_command("restyle_notes", "--dry-run", stdout=out)
    assert "1 of 1 to be written." in out.getvalue()
    assert "2024), 4" in words(release)
    call_command("restyle_notes", stdout=out)
    assert out.getvalue().endswith("1 written.\n")
    assert "(p. 4)" in words(release)


def test_after_an_update_the_command_writes_notes_of_the_same_style_anew(monkeypatch):
    monkeypatch.setattr(restyling, "AT_ONCE", 2)
    releases = [cited_release(title=f"Release {number}") for number in range(3)]
    make_release(title="Without notes")
    PressRelease.objects.exclude(notes_style="").update(notes_html="As an older version wrote it")
    out, before = StringIO(), version()
    call_command("restyle_notes", "--all", "--dry-run", stdout=out)
    assert out.getvalue().endswith("3 of 3 to be written.\n")
    call_command("restyle_notes", stdout=out)
    assert "older version" in words(releases[0])
    call_command("restyle_notes", "--all", stdout=out)
    assert out.getvalue().endswith(" 3 written.\n")
    assert all("2024), 4" in words(release) for release in releases)
    assert version() > before


def test_notes_are_in_the_language_of_the_item_in_every_style():
    release = cited_release(language="hy")
    choose("apa")
    restyling.restyle(now=timezone.now())
    assert "Freedom House. (2024)" in words(release)


def test_an_unknown_style_is_refused(chief):
    send(chief, FORM, note_style="harvard")
    assert not EvidenceSettings.objects.exists()


def test_the_settings_are_for_administrators_alone_and_neither_deleted_nor_added_twice(chief):
    editor = signed_in("sources.view_source", "sources.change_source")
    assert editor.get(FORM).status_code == 403
    assert editor.post(FORM, {"note_style": "apa"}).status_code == 403
    choose("apa")
    assert chief.get(f"{FORM}add/").status_code == 403
    assert chief.post(f"{FORM}1/delete/", {"post": "yes"}).status_code == 403


def test_site_settings_lead_to_the_evidence_settings_for_those_who_may(chief):
    assert FORM in chief.get(reverse("admin:pages_sitesettings_changelist")).content.decode()
    clerk = signed_in("pages.view_sitesettings", "pages.change_sitesettings")
    assert FORM not in clerk.get(reverse("admin:pages_sitesettings_changelist")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_each_item_and_neither_fails(monkeypatch):
    items = [cited_release(title=f"Release {number}") for number in range(3)]
    choose("apa")
    another = Meanwhile(lambda: restyling.restyle(now=timezone.now()), head_start=0.5)
    rebuild = PressRelease.rebuild

    def with_another(self, *, now):
        rebuild(self, now=now)
        another.begin()

    monkeypatch.setattr(PressRelease, "rebuild", with_another)
    restyling.restyle(now=timezone.now())
    another.end()
    assert all("(p. 4)" in words(item) for item in items)
    assert restyling.progress() == restyling.Progress(total=3, done=3)
