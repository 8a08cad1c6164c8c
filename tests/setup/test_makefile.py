"""The Makefile's targets and what is promised about them."""

import os
import re
import subprocess

from tests.setup.scripts import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()


def make(*arguments):
    variables = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def test_help_lists_every_target():
    targets = set(re.findall(r"^([\w-]+):(?! *=)", MAKEFILE, re.MULTILINE))
    helped = {line.split()[0] for line in make("help").stdout.splitlines()}
    assert {"run", "dev", "test", "check", "bench", "bench-signatures", "lock", "help"} <= targets
    assert helped == targets


def test_an_old_python_stops_make_with_its_one_line():
    outcome = make("run", "PYTHON=/nowhere/python3")
    assert outcome.returncode != 0
    first, *rest = outcome.stderr.splitlines()
    assert first.startswith("Python 3.12 or newer is needed")
    assert all(line.startswith("make: ***") for line in rest)


def test_ci_runs_the_checks_and_the_test_command_of_the_readme_on_both_databases():
    script = (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "make check\n" in script
    assert script.count("make test\n") == 2
    assert "make test" in (ROOT / "README.md").read_text()
