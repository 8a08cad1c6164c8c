"""scripts/find-python: a Python 3.12 or newer, or one line."""

import shutil
import sys

import pytest

from tests.setup.scripts import ROOT, one_line, run_script

SCRIPT = ROOT / "scripts" / "find-python"


@pytest.fixture
def programs(tmp_path):
    """Return a folder that is the whole PATH, with what the script needs besides Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("cat", "dirname"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


def add_python(folder, name, version=None):
    """Put a Python into the folder: the real one, or one that believes it has another version."""
    code = f"import sys; sys.version_info = {version!r}; exec(sys.argv[1])"
    old = f"""exec "{sys.executable}" -c '{code}' "$2" """
    (folder / name).write_text(f"#!/bin/sh\n{old if version else f'''exec "{sys.executable}" "$@" '''}\n")
    (folder / name).chmod(0o755)


def find(folder, **variables):
    return run_script(shutil.which("sh"), SCRIPT, **{"PATH": folder, "PYTHON": "", **variables})


def test_an_old_python_gets_one_line_with_its_version_and_what_to_do(programs):
    add_python(programs, "python3", (3, 11, 7))
    line = one_line(find(programs))
    assert "3.12 or newer" in line
    assert "python3 3.11.7" in line
    assert "make run PYTHON=" in line


def test_a_machine_without_python_gets_one_line(programs):
    assert "found none" in one_line(find(programs))


def test_a_newer_python_is_taken_though_python3_is_old(programs):
    add_python(programs, "python3", (3, 11, 7))
    add_python(programs, "python3.12")
    outcome = find(programs)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.strip() == sys.executable


def test_a_command_that_does_not_start_is_passed_over(programs):
    (programs / "python3.13").write_text("#!/bin/sh\nexit 127\n")
    (programs / "python3.13").chmod(0o755)
    add_python(programs, "python3")
    assert find(programs).stdout.strip() == sys.executable


def test_the_python_that_is_named_is_the_only_one_tried(programs):
    add_python(programs, "python3")
    add_python(programs, "mine", (3, 9, 2))
    assert "mine 3.9.2" in one_line(find(programs, PYTHON="mine"))
