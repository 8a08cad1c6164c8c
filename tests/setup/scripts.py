"""Run the scripts of the set-up as make does, with everything they touch in a temporary folder."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run_script(*command, **variables):
    """Run a command without a terminal and return its outcome; the output is text."""
    return subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **{name: str(value) for name, value in variables.items()}},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def launch(*arguments, root=ROOT):
    """Run the launcher of a checkout."""
    return run_script(sys.executable, root / "scripts" / "launch.py", "run", *arguments)


def one_line(outcome):
    """Return the single line that a failed script left; fails where it succeeded or said more."""
    assert outcome.returncode == 1, outcome
    assert outcome.stdout == ""
    lines = outcome.stderr.splitlines()
    assert len(lines) == 1, outcome.stderr
    return lines[0]
