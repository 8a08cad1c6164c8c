"""Make the virtual environment .venv and install the locked requirements, where something changed.

    python scripts/environment.py [run|dev]

`run` is what the site needs, `dev` adds the tools of tests and checks. Needs nothing but
Python 3.12 itself. Trouble that the reader can mend is one line and exit status 1.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"  # there while something is being installed: seen later, it was cut short
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}
POLL = 0.05  # seconds between two looks at a process


class TroubleError(Exception):
    """Something the reader can mend; its text is the line to print."""


class StoppedError(Exception):
    """Somebody asked us to stop: Ctrl-C, SIGTERM or a closed terminal."""


class StopRequest:
    """Remembers a signal instead of raising, so that no process is lost between its start and the next line here."""

    asked = False
    make: int | None = None  # the process id of the make that started us

    @classmethod
    def watch(cls) -> None:
        """Take SIGINT, SIGTERM and SIGHUP as requests to stop, and the end of the make that started us."""
        if "MAKELEVEL" in os.environ:
            cls.make = os.getppid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # started with nohup
            signal.signal(number, cls.note)

    @classmethod
    def note(cls, number: int, frame: FrameType | None) -> None:
        """Handle the signal."""
        cls.asked = True

    @classmethod
    def wait(cls, seconds: float = POLL) -> None:
        """Sleep, and raise StoppedError where a stop was asked."""
        time.sleep(seconds)
        if cls.asked or (cls.make and os.getppid() != cls.make):
            raise StoppedError


def start(
    command: Sequence[str | Path],
    *,
    stdout: int | None = None,
    stderr: int | None = None,
    variables: Mapping[str, str] | None = None,
    umask: int = -1,
) -> subprocess.Popen[str]:
    """Start a process as leader of its own group: a Ctrl-C in the terminal reaches us alone, and we stop it."""
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        text=True,
        env={**os.environ, **(variables or {})},
        umask=umask,
        process_group=0,
    )


def end(*processes: subprocess.Popen[str], patience: float = 10) -> None:
    """Ask the processes to end, wait up to `patience` seconds, then kill whatever is left of their groups."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(process.poll() is None for process in processes):
        time.sleep(POLL)
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def finish(process: subprocess.Popen[str]) -> int:
    """Wait for the process and return its exit status; raises StoppedError, with the process ended, on a stop."""
    try:
        while process.poll() is None:
            StopRequest.wait()
    finally:
        end(process)
    return process.returncode


def ensure(kind: str) -> None:
    """Make .venv hold the lock of `kind`; returns at once where it already does.

    Raises TroubleError for what the reader can mend, StoppedError on a signal.
    """
    if is_current(kind):
        return
    with only_one():
        if is_current(kind):  # another process did it while we waited
            return
        if not is_usable():
            create()
        install(kind)


def is_current(kind: str) -> bool:
    """Return whether the last finished installation was of this very lock into this Python."""
    try:
        return not UNFINISHED.exists() and stamp(kind).read_text() == fingerprint(kind)
    except OSError:
        return False


def stamp(kind: str) -> Path:
    """Return the file that remembers what was installed."""
    return VENV / f"installed-{kind}"


def fingerprint(kind: str) -> str:
    """Return a digest of the lock and of the version of .venv's Python; raises OSError where that does not run."""
    question = "import sys; print(*sys.version_info[:2])"
    answer = subprocess.run([PYTHON, "-Ic", question], check=False, capture_output=True)
    return hashlib.sha256(answer.stdout + (ROOT / LOCKS[kind]).read_bytes()).hexdigest()


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold a lock, so that `make run` and `make test` typed in two terminals do not install over each other."""
    with (ROOT / "requirements.txt").open() as file:
        waiting = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not waiting:
                    say("Waiting for another make that is installing …")
                    waiting = True
                StopRequest.wait()
        yield


def is_usable() -> bool:
    """Return whether .venv is whole, not cut short, and its Python new enough."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 12))"
    return subprocess.run([PYTHON, "-Ic", question], check=False, capture_output=True).returncode == 0


def create() -> None:
    """Make an empty .venv with pip, over what is there."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise TroubleError(f"{sys.executable} has no venv module. On Debian or Ubuntu: apt install {package}")
    require_writable()
    say("Making the environment .venv …")
    step("make .venv", sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    UNFINISHED.touch()
    step("install pip into .venv", PYTHON, "-Im", "ensurepip")


def install(kind: str) -> None:
    """Install the lock of `kind` with its hashes and remember that it is in."""
    require_writable()
    say(f"Installing {LOCKS[kind]} (half a minute or so, once) …")
    UNFINISHED.touch()
    pip = (PYTHON, "-Im", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input")
    if finish(start([*pip, "--require-hashes", "-r", LOCKS[kind]])):
        # Ended by itself, pip leaves no package half installed.
        UNFINISHED.unlink(missing_ok=True)
        raise TroubleError(f"{LOCKS[kind]} could not be installed: pip says why above. Is there a network? Try again.")
    for done in LOCKS if kind == "dev" else [kind]:  # dev contains run
        stamp(done).write_text(fingerprint(done))
    UNFINISHED.unlink()


def require_writable() -> None:
    """Raise TroubleError where .venv cannot be written."""
    try:
        VENV.mkdir(exist_ok=True)
        probe = VENV / "probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise TroubleError(
            f"{VENV} cannot be written ({error.strerror}). Copy the project to a folder of your own and run make there."
        ) from error


def step(purpose: str, *command: str | Path) -> None:
    """Run a quiet command; raises TroubleError with its last line where it fails."""
    process = start(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if finish(process):
        lines = process.stdout.read().strip().splitlines() if process.stdout else []
        raise TroubleError(f"Cannot {purpose}: {lines[-1] if lines else f'exit status {process.returncode}'}")


def say(line: str) -> None:
    """Print a line of progress, or nothing where the terminal has gone."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def main(work: Callable[[], int]) -> int:
    """Do the work, put trouble into one line, and return the exit status."""
    StopRequest.watch()
    try:
        return work()
    except TroubleError as trouble:
        say(str(trouble))
    except OSError as error:
        say(f"{error.filename or 'The system'}: {error.strerror}")
    except StoppedError:
        say("Stopped.")
        return 130
    return 1


def ensure_asked() -> int:
    """Do what the command line asks."""
    ensure(sys.argv[1] if len(sys.argv) > 1 else "run")
    return 0


if __name__ == "__main__":
    sys.exit(main(ensure_asked))
