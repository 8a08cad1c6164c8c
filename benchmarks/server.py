"""A throw-away site under gunicorn: own folder, own database, gone when the measurement ends."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def throw_away_site() -> Iterator[dict[str, str]]:
    """Give the environment of an empty, migrated site; DATABASE_URL and CACHE_URL are taken over if they are set."""
    with tempfile.TemporaryDirectory(prefix="advocacy-site-bench-") as folder:
        variables = os.environ | {
            "VAR_DIR": folder,
            "SECRET_KEY": "only-for-measuring-" + "x" * 40,
            "HTTPS": "off",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "advocacy_site.settings",
        }
        manage(variables, "migrate", "--verbosity=0")
        manage(variables, "collectstatic", "--noinput", "--verbosity=0")
        yield variables


def ask(variables: dict[str, str], program: str) -> str:
    """Return what a program prints that runs within the site, in a process of its own."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=variables, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def manage(variables: dict[str, str], *arguments: str) -> None:
    """Run a management command; raises CalledProcessError if it fails."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=variables, check=True)


@contextmanager
def served(variables: dict[str, str], application: str = "advocacy_site.wsgi") -> Iterator[int]:
    """Run gunicorn as `make run` does; give the port; stop it at the end."""
    port = free_port()
    process = start(variables, port, application)
    try:
        wait_until_answering(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def start(
    variables: dict[str, str], port: int, application: str = "advocacy_site.wsgi", *, own_group: bool = False
) -> subprocess.Popen[bytes]:
    """Start gunicorn on a port; with a group of processes of its own, all of it can be killed at once."""
    command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "--worker-class=gthread", "--workers=2"]
    command += ["--threads=4", "--log-level=warning", "--no-control-socket", application]
    return subprocess.Popen(command, cwd=ROOT, env=variables, start_new_session=own_group)


def wait_until_answering(port: int, seconds: float = 120) -> None:
    """Return when the server answers; raises TimeoutError if it does not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise TimeoutError(f"Nothing answers on port {port}.")
