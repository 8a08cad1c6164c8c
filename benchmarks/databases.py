"""The databases that measurements run on: SQLite always, PostgreSQL where it is installed."""

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.server import free_port

INSTALLED = "/usr/lib/postgresql/*/bin/initdb"


def names() -> list[str]:
    """Return the databases at hand."""
    return ["SQLite", "PostgreSQL"] if programs() else ["SQLite"]


@contextmanager
def at_hand(name: str) -> Iterator[None]:
    """Let the sites of this process use an empty database of their own, which goes away; never one that is there."""
    before = os.environ.get("DATABASE_URL")
    with ExitStack() as stack:
        if name == "PostgreSQL":
            os.environ["DATABASE_URL"] = stack.enter_context(_own_server())
        else:
            os.environ.pop("DATABASE_URL", None)
        try:
            yield
        finally:
            os.environ.pop("DATABASE_URL", None)
            if before is not None:
                os.environ["DATABASE_URL"] = before


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, of the newest version that is installed."""
    found = sorted(Path("/").glob(INSTALLED[1:]), key=lambda path: float(path.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def _own_server() -> Iterator[str]:
    """Run PostgreSQL on loopback as it is delivered: what it has answered is on the disk. Gives its address."""
    found = programs()
    if found is None:
        raise RuntimeError("PostgreSQL is not installed.")
    password, port = secrets.token_hex(16), free_port()
    with tempfile.TemporaryDirectory(prefix="advocacy-site-postgresql-") as folder, ExitStack() as stack:
        data, file = Path(folder) / "data", Path(folder) / "password"
        file.write_text(password + "\n")
        as_server = _as_server(folder)
        secure = ["--username=advocacy", f"--pwfile={file}", "--auth=scram-sha-256"]
        _run(as_server, found / "initdb", "-D", data, *secure, "--encoding=UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories=''"
        _run(as_server, found / "pg_ctl", "-D", data, "-l", Path(folder) / "log", "-w", "-o", options, "start")
        stack.callback(_run, as_server, found / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        create = [str(found / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "advocacy", "advocacy"]
        subprocess.run(create, env=os.environ | {"PGPASSWORD": password}, check=True)
        yield f"postgres://advocacy:{password}@127.0.0.1:{port}/advocacy"


def _as_server(folder: str) -> list[str]:
    """Return what a command begins with that must not run as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    subprocess.run(["chown", "-R", "postgres", folder], check=True)
    return ["runuser", "-u", "postgres", "--"]


def _run(as_server: list[str], *command: object) -> None:
    # The server's user may not read the checkout.
    subprocess.run([*as_server, *map(str, command)], cwd="/", check=True, stdout=subprocess.DEVNULL)
