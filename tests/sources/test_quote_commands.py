"""`manage.py check_quote` and `check_quotes`."""

import contextlib
import io
import json

import pytest
from django.core.management import CommandError, call_command

from sources.management.commands.check_quote import Command
from sources.models import Passage
from tests.factories import cite, make_release, make_source
from tests.sources.kept import keep

TEXT = "It was –5 degrees. Only 15 residents “remained” in the town. Բարև, աշխարհ։"


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def check(capsys, *arguments):
    """Return the exit status and what was printed, as from a shell."""
    with pytest.raises(SystemExit) as ended:
        Command(stdout=io.StringIO()).run_from_argv(["manage.py", "check_quote", *arguments])
    return ended.value.code, capsys.readouterr().err


def checked(*arguments, **options):
    stream = io.StringIO()
    try:
        call_command("check_quote", *arguments, stdout=stream, **options)
        status = 0
    except SystemExit as ended:
        status = ended.code
    return status, json.loads(stream.getvalue())


def test_a_passage_that_is_there_is_told_in_json_with_exit_status_0(text_file):
    status, answer = checked("15 residents", text=text_file)
    assert status == 0
    assert answer == {
        "status": "exact", "ratio": 1.0, "start": 24, "end": 36, "found": "15 residents", "diff": [],
    }  # fmt: skip
    assert checked("Only 15 residents 'remained'", text=text_file)[1]["status"] == "normalised"
    assert checked("Բարև, աշխարհ", text=text_file)[1]["found"] == "Բարև, աշխարհ"


def test_a_passage_that_is_not_there_ends_with_1_and_says_how_it_differs(text_file):
    status, answer = checked("Only 16 residents “remained”", text=text_file)
    assert (status, answer["status"]) == (1, "near")
    assert ["passage", "16"] in answer["diff"]
    assert ["text", "15"] in answer["diff"]
    status, answer = checked("Nobody ever said anything like this", text=text_file)
    assert (status, answer["status"], answer["found"]) == (1, "absent", None)


def test_a_passage_may_begin_with_a_hyphen(text_file):
    for arguments in (["--text", text_file, "-5 degrees"], ["-7.", "--text", text_file], ["--text", text_file, "-f"]):
        stream = io.StringIO()
        with contextlib.suppress(SystemExit):
            Command(stdout=stream).run_from_argv(["manage.py", "check_quote", *arguments])
        assert json.loads(stream.getvalue())["status"] == ("normalised" if "-5 degrees" in arguments else "absent")


def test_the_text_may_come_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert checked("in the town", text="-")[1]["status"] == "exact"


def test_what_cannot_be_read_is_told_in_one_line_with_exit_status_2(tmp_path, capsys, text_file):
    binary, latin = tmp_path / "a.pdf", tmp_path / "latin.txt"
    binary.write_bytes(b"%PDF\0\1")
    latin.write_bytes("café".encode("latin-1"))
    for name, said in (
        (str(tmp_path / "none.txt"), "cannot be read"),
        (str(tmp_path), "cannot be read"),
        (str(binary), "null bytes"),
        (str(latin), "not in UTF-8"),
    ):
        status, printed = check(capsys, "--text", name, "words")
        assert status == 2
        assert said in printed
        assert printed.count("\n") == 1
    with pytest.raises(CommandError, match="empty"):
        call_command("check_quote", " ", text=text_file)
    assert check(capsys, "words")[0] == 2


WORDS = "The river was clean until 2020."


@pytest.fixture
def quoted(db):
    """Two releases that quote a source with a copy: one rightly, one not, the latter not public."""
    source = make_source(title="Water report", slug="water")
    keep(source, f"Foreword. {WORDS} Then the mine was opened.")
    marker = cite(source, passage=WORDS)
    make_release(title="Right", body=f"<p>“{WORDS}”{marker}</p>")
    wrong = cite(source, passage="Nobody has ever been told of such a thing.")
    make_release(title="Wrong", status="draft", body=f"<p>“Nobody has ever been told of such a thing.”{wrong}</p>")
    return source


def run(**options):
    stream = io.StringIO()
    try:
        call_command("check_quotes", stdout=stream, **options)
        status = 0
    except SystemExit as ended:
        status = ended.code
    return status, stream.getvalue()


def test_all_quotations_are_looked_for_again_and_those_not_found_are_listed(quoted):
    Passage.objects.update(status="near", ratio=0.7, start=1, end=2, snapshot=quoted.snapshots.get())
    status, printed = run()
    assert status == 0  # what is absent is in a draft
    assert "absent" in printed
    assert "“Nobody has ever been told of such a thing.” – Wrong (not public), from Water report" in printed
    assert "Quotations: 2, sources of which something changed: 1." in printed
    assert set(Passage.objects.values_list("status", flat=True)) == {"exact", "absent"}
    assert "sources of which something changed: 0." in run()[1]


def test_an_absent_passage_of_a_public_item_ends_with_1(quoted):
    make_release(title="Open", body=f"<p>“x”{cite(quoted, passage='Words that are in no copy of it.')}</p>")
    status, printed = run(public=True)
    assert status == 1
    assert "Open (public)" in printed
    assert "Wrong" not in printed


def test_one_source_alone_may_be_checked_and_must_exist(quoted):
    other = make_source(title="Other", slug="other")
    make_release(title="Elsewhere", body=f"<p>“x”{cite(other, passage='What nobody kept a copy of.')}</p>")
    status, printed = run(source="other")
    assert status == 0
    assert "no_copy      1" in printed
    assert "Quotations: 1" in printed
    with pytest.raises(CommandError, match="no source"):
        run(source="nowhere")


def test_a_passage_that_has_no_row_gets_one(quoted):
    Passage.objects.all().delete()
    assert "something changed: 1." in run()[1]
    assert Passage.objects.count() == 2


def test_quotations_are_listed_with_the_same_queries_however_many(quoted, django_assert_max_num_queries):
    for number in range(6):
        make_release(title=f"More {number}", body=f"<p>“{WORDS}”{cite(quoted, passage=WORDS)}</p>")
    with django_assert_max_num_queries(20):
        run()
