"""A small checkout of its own, so that no test writes into the real one."""

import shutil
import socket
import subprocess
import sys

import pytest

from tests.setup.scripts import ROOT


@pytest.fixture
def checkout(tmp_path):
    """Return a folder with the scripts and the locks, and no environment."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".python-version", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def ready_checkout(checkout):
    """Return a checkout whose environment is this one, with the stamp of a finished installation."""
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    code = "import environment; environment.stamp('run').write_text(environment.fingerprint('run'))"
    subprocess.run([sys.executable, "-B", "-c", code], cwd=checkout / "scripts", check=True)
    return checkout


@pytest.fixture
def free_port():
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
