"""scripts/launch.py: what hinders the start gets one clear line; what was started is stopped whole."""

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time

import pytest

from tests.setup.scripts import launch, one_line, run_script

# The web server's master leaves its process id.
WSGI = """
import os, pathlib
pathlib.Path(os.environ["VAR_DIR"], "server").write_text(str(os.getpid()))

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"well"]
"""

# prepare_site prints the login; run_worker leaves its process id and does what WORKER says.
MANAGE = """
import os, pathlib, sys, time
if sys.argv[1] == "prepare_site":
    print("user admin, password from-the-site")
    sys.exit(int(os.environ.get("PREPARE", "0")))
pathlib.Path(os.environ["VAR_DIR"], "worker").write_text(str(os.getpid()))
if os.environ.get("WORKER") == "dies":
    time.sleep(1)
    sys.exit(3)
while True:
    time.sleep(0.1)
"""


@pytest.fixture
def site(ready_checkout):
    """Return a checkout with a site of a few lines, served by the real gunicorn."""
    (ready_checkout / "advocacy_site").mkdir()
    (ready_checkout / "advocacy_site" / "__init__.py").touch()
    (ready_checkout / "advocacy_site" / "wsgi.py").write_text(WSGI)
    (ready_checkout / "manage.py").write_text(MANAGE)
    return ready_checkout


@pytest.fixture
def start(site, free_port):
    """Return a function that starts the launcher on `free_port`; whatever still runs afterwards is killed."""
    started = []

    def start_launcher(*parent, **variables):
        command = [*parent, sys.executable, site / "scripts" / "launch.py", "run", "--port", str(free_port)]
        environment = {**os.environ, "SITE_URL": "", **variables}
        process = subprocess.Popen(
            [*command, "--var", "data"],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=hear_hangup,  # noqa: PLW1509 - it takes no lock
        )
        # Whatever goes wrong, nobody waits for its words for ever.
        watchdog = threading.Timer(45, process.terminate)
        watchdog.start()
        started.append((process, watchdog))
        return process

    yield start_launcher
    for process, watchdog in started:
        watchdog.cancel()
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=20)
        process.stderr.close()


def hear_hangup():
    """Hear SIGHUP also where the tests themselves were started by nohup, whose children are born deaf to it."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def read_until(process, word):
    """Return what the launcher says up to and with a line that has the word; fails where it ends before."""
    lines = []
    for line in process.stderr:
        lines.append(line)
        if word in line:
            return "".join(lines)
    raise AssertionError(f"The launcher ended without {word!r}: {''.join(lines)}")


def wait_for_number(file):
    """Return the process id that a process of the site writes when it is up."""
    deadline = time.monotonic() + 20
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < deadline, f"{file.name} never came up"
        time.sleep(0.05)
    return int(file.read_text())


def is_running(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_used_port_gets_one_line_with_another(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        line = one_line(launch("--port", port, "--var", tmp_path / "var"))
    assert line.startswith(f"Port {port} is in use.")
    assert "make run PORT=" in line
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "", "8000.0", "٨٠٠٠"])
def test_a_port_that_is_none_gets_one_line(port, tmp_path):
    assert "is no port" in one_line(launch(f"--port={port}", "--var", tmp_path / "var"))


def test_a_var_that_cannot_be_written_gets_one_line(tmp_path, free_port):
    (tmp_path / "file").touch()
    line = one_line(launch("--port", free_port, "--var", tmp_path / "file" / "var"))
    assert str(tmp_path / "file" / "var") in line
    assert "make run VAR=/some/dir" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_var_gets_one_line(tmp_path, free_port):
    tmp_path.chmod(0o500)
    assert "Permission denied" in one_line(launch("--port", free_port, "--var", tmp_path))


def test_a_checkout_that_cannot_be_written_gets_one_line(checkout, tmp_path, free_port):
    (checkout / ".venv").touch()
    line = one_line(launch("--port", free_port, "--var", tmp_path / "var", root=checkout))
    assert f"{checkout / '.venv'} cannot be written" in line
    assert "Copy the project" in line


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_gets_one_line_with_the_package(module, checkout):
    code = f"import runpy, sys; sys.modules[{module!r}] = None; runpy.run_path(sys.argv[1], run_name='__main__')"
    sought = f"apt install python{sys.version_info.major}.{sys.version_info.minor}-venv"
    line = one_line(run_script(sys.executable, "-c", code, checkout / "scripts" / "environment.py"))
    assert sought in line
    assert not (checkout / ".venv").exists()


def test_an_environment_cut_short_is_not_trusted(ready_checkout, free_port):
    (ready_checkout / ".venv" / "unfinished").touch()
    code = "import environment; print(environment.is_current('run'), environment.is_usable())"
    outcome = run_script(sys.executable, "-c", code, PYTHONPATH=ready_checkout / "scripts")
    assert outcome.stdout.split() == ["False", "False"]


def test_a_changed_lock_is_installed_again(ready_checkout):
    code = "import environment; print(environment.is_current('run'), environment.is_current('dev'))"
    assert run_script(sys.executable, "-c", code, PYTHONPATH=ready_checkout / "scripts").stdout.split()[0] == "True"
    (ready_checkout / "requirements.txt").write_text("# another\n")
    outcome = run_script(sys.executable, "-c", code, PYTHONPATH=ready_checkout / "scripts")
    assert outcome.stdout.split() == ["False", "False"]


def test_a_site_that_cannot_be_prepared_is_not_served(start, free_port):
    process = start(PREPARE="1")
    assert "could not be prepared" in read_until(process, "prepared")
    assert process.wait(timeout=20) == 1
    assert not is_listening(free_port)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_tells_address_and_login_and_a_signal_stops_server_and_worker(number, start, site, free_port):
    process = start()
    words = read_until(process, "Ctrl-C")
    assert f"http://127.0.0.1:{free_port}/\n" in words
    assert "user admin, password from-the-site" in words
    connection = http.client.HTTPConnection("127.0.0.1", free_port, timeout=10)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"well"
    connection.close()
    worker = wait_for_number(site / "data" / "worker")

    process.send_signal(number)

    rest = process.stderr.read()
    assert process.wait(timeout=20) == 0
    assert rest.strip() == "Stopping …"
    assert not is_running(worker)
    assert not is_listening(free_port)


def test_where_make_is_killed_nothing_stays_behind(start, site, free_port):
    make = start(sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])", MAKELEVEL="1")
    read_until(make, "Ctrl-C")
    worker = wait_for_number(site / "data" / "worker")
    make.kill()
    assert "Stopping" in make.stderr.read()
    assert not is_running(worker)
    assert not is_listening(free_port)


def test_where_the_worker_ends_the_server_is_stopped_too(start, site, free_port):
    process = start(WORKER="dies")
    assert "exit status 3" in read_until(process, "task worker ended by itself")
    assert process.wait(timeout=20) == 1
    assert not is_listening(free_port)


def test_where_the_server_ends_the_worker_is_stopped_too(start, site, free_port):
    process = start()
    read_until(process, "Ctrl-C")
    worker = wait_for_number(site / "data" / "worker")
    os.kill(wait_for_number(site / "data" / "server"), signal.SIGKILL)
    read_until(process, "web server ended by itself")
    assert process.wait(timeout=20) == 1
    assert not is_running(worker)
    assert not is_listening(free_port)


def test_a_site_that_does_not_load_ends_the_start(start, site):
    (site / "advocacy_site" / "wsgi.py").write_text("raise RuntimeError('broken')")
    process = start()
    read_until(process, "web server ended by itself")
    assert process.wait(timeout=20) == 1
    assert not (site / "data" / "worker").exists()


def test_what_it_writes_is_for_its_owner_only(start, site):
    process = start()
    read_until(process, "Ctrl-C")
    wait_for_number(site / "data" / "worker")
    key = site / "data" / "secret_key"
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (key.parent, key, key.parent / "worker")]
    assert modes == [0o700, 0o600, 0o600]
    assert len(key.read_text().strip()) >= 50
    process.terminate()
    process.wait(timeout=20)


def test_the_secret_key_stays_the_same(start, site):
    (site / "data").mkdir()
    (site / "data" / "secret_key").write_text("kept")
    process = start()
    read_until(process, "Ctrl-C")
    assert (site / "data" / "secret_key").read_text() == "kept"
    process.terminate()
    process.wait(timeout=20)


def test_time_to_stop_is_short(start):
    process = start()
    read_until(process, "Ctrl-C")
    before = time.monotonic()
    process.terminate()
    process.wait(timeout=20)
    assert time.monotonic() - before < 5
