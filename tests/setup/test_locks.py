"""requirements*.txt hold what requirements*.in ask for, with hashes and nothing of the machine that wrote them."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.setup.scripts import ROOT

PAIRS = [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]


def read_asked(name):
    """Return the requirements that stand in an .in file itself, by canonical name."""
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    asked = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return {canonicalize_name(requirement.name): requirement for requirement in asked}


def read_lock(name):
    """Return the entries of a lock, by canonical name: (pinned requirement, hashes, who asks for it)."""
    entries, last = {}, ""
    text = re.sub(r" \\\n +--hash", " --hash", (ROOT / name).read_text())
    for line in text.splitlines():
        if line.startswith("    #"):
            entries[last][2].extend(line.strip(" #").removeprefix("via").split())
        elif not line.startswith("#"):
            pin, *hashes = line.split(" --hash=")
            requirement = Requirement(pin)
            last = canonicalize_name(requirement.name)
            entries[last] = (requirement, hashes, [])
    return entries


@pytest.mark.parametrize(("asked", "lock"), PAIRS)
def test_the_lock_pins_exactly_what_is_asked_for(asked, lock):
    wanted, locked = read_asked(asked), read_lock(lock)
    assert wanted
    assert {name for name, (_, _, via) in locked.items() if asked in via} == set(wanted)
    for name, requirement in wanted.items():
        pin = next(iter(locked[name][0].specifier))
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version), f"{lock} has {pin.version}. Type: make lock"


@pytest.mark.parametrize("lock", [lock for _, lock in PAIRS])
def test_every_entry_has_a_hash(lock):
    assert [name for name, (_, hashes, _) in read_lock(lock).items() if not hashes] == []
    values = [value for _, hashes, _ in read_lock(lock).values() for value in hashes]
    assert [value for value in values if not re.fullmatch(r"sha256:[0-9a-f]{64}", value)] == []


def test_tests_use_the_versions_that_run():
    run, dev = read_lock("requirements.txt"), read_lock("requirements-dev.txt")
    assert {name: str(entry[0]) for name, entry in run.items()} == {name: str(dev[name][0]) for name in run}


@pytest.mark.parametrize("lock", [lock for _, lock in PAIRS])
def test_the_lock_names_the_command_and_no_machine(lock):
    text = (ROOT / lock).read_text()
    assert "#    make lock\n" in text
    assert re.findall(r"://|index|find-links|/\w", re.sub(r"(?m)^[^#\n]*--hash.*$", "", text)) == []
