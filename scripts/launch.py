"""Run the site on this machine: web server and task worker together, until Ctrl-C.

    python scripts/launch.py run|dev --port 8000 --var var

`run` serves as a real installation does (gunicorn, DEBUG off, hashed and compressed static
files), `dev` reloads the code when it changes. The first start makes the environment, the
secret key, the database with demo content and the admin login; later starts only what changed.
"""

import argparse
import contextlib
import errno
import http.client
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

from environment import PYTHON, ROOT, StoppedError, StopRequest, TroubleError, end, ensure, finish, main, say, start

HOST = "127.0.0.1"


def launch() -> int:
    """Do what the command line asks; return the exit status."""
    parser = argparse.ArgumentParser(description="Run the site on this machine.")
    parser.add_argument("mode", choices=["run", "dev"])
    parser.add_argument("--port", default="8000")
    parser.add_argument("--var", default="var")
    arguments = parser.parse_args()

    port = read_port(arguments.port)
    require_free(port)
    var = prepare_folder(ROOT / Path(arguments.var).expanduser())
    ensure("run")
    make_secret_key(var / "secret_key")
    variables = {
        "DEBUG": "on" if arguments.mode == "dev" else "off",
        "HTTPS": "off",
        "VAR_DIR": str(var),
        "SITE_URL": os.environ.get("SITE_URL") or f"http://{HOST}:{port}",
        "PYTHONUNBUFFERED": "1",
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
    }
    login = prepare_site(variables)
    require_free(port)
    return serve(arguments.mode, port, variables, login)


def read_port(text: str) -> int:
    """Return the port as a number; raises TroubleError where it is none."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise TroubleError(f"PORT={text} is no port. Give a number from 1 to 65535: make run PORT=8001")
    return int(text)


def require_free(port: int) -> None:
    """Raise TroubleError where we cannot listen on the port."""
    with socket.socket() as probe:
        # As gunicorn does: a connection that is still closing is no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            other = port + 1 if 1024 <= port < 65535 else 8001
            raise TroubleError(f"Port {port} {reason}. Choose another: make run PORT={other}") from error


def prepare_folder(var: Path) -> Path:
    """Make the folder for everything the site writes, open to its owner only, and return it.

    A folder that is already there keeps its permissions: it may be shared on purpose. What we write
    into it is private. Raises TroubleError where it cannot be written.
    """
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = var / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise TroubleError(
            f"{var} cannot be written ({error.strerror}). Choose a folder: make run VAR=/some/dir"
        ) from error
    return var.resolve()


def make_secret_key(file: Path) -> None:
    """Write a random secret key where there is none, readable by its owner only."""
    if file.exists():
        return
    new = file.with_name(f".{file.name}-{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(secrets.token_urlsafe(64) + "\n")
    # Renamed when whole: a start that is cut short leaves no empty key.
    new.rename(file)


def prepare_site(variables: dict[str, str]) -> str:
    """Bring database and static files up to date; return the line about the admin login."""
    process = start([PYTHON, "manage.py", "prepare_site"], stdout=subprocess.PIPE, variables=variables, umask=0o077)
    if finish(process):
        raise TroubleError("The site could not be prepared: the reason stands above.")
    return process.stdout.read().strip() if process.stdout else ""


def serve(mode: str, port: int, variables: dict[str, str], login: str) -> int:
    """Run web server and worker until a stop is asked (returns 0) or one of them ends by itself (returns 1)."""
    manage: list[str | Path] = [PYTHON, "manage.py"]
    if mode == "dev":
        server = [*manage, "runserver", f"{HOST}:{port}"]
    else:
        server = [PYTHON, "-m", "gunicorn", f"--bind={HOST}:{port}", "--worker-class=gthread", "--workers=2"]
        server += ["--threads=4", "--graceful-timeout=5", "--log-level=warning", "--no-control-socket", "--preload"]
        server += ["advocacy_site.wsgi"]
    processes: dict[str, subprocess.Popen[str]] = {}
    try:
        processes["web server"] = start(server, variables=variables, umask=0o077)
        while True:
            for name, process in processes.items():
                if process.poll() is not None:
                    say(f"The {name} ended by itself (exit status {process.returncode}). Stopping.")
                    return 1
            if "task worker" not in processes and answers(port):
                # Only now, so that the first page does not wait for tasks.
                processes["task worker"] = start([*manage, "run_worker"], variables=variables, umask=0o077)
                announce(variables["SITE_URL"], login)
            StopRequest.wait(0.1)
    except StoppedError:
        say("Stopping …")
        return 0
    finally:
        end(*processes.values())


def answers(port: int) -> bool:
    """Return whether the site answers on the port, in whatever way."""
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/health/")
        connection.getresponse()
        return True
    return False


def announce(address: str, login: str) -> None:
    """Tell the reader where the site is and how to sign in."""
    say(f"\n  Site   {address}/\n  Admin  {address}/admin/  {login}\n\n  Ctrl-C stops.\n")


if __name__ == "__main__":
    sys.exit(main(launch))
