"""A small web on loopback for tests of what is fetched: each path gives just the answer, or the misbehaviour, it is told.

    def test_it(web):
        web.at("/report", "<p>Ten percent.</p>", headers={"Content-Type": "text/html; charset=utf-8"})
        fetch(web.url("/report"))
        assert [request.path for request in web.requests] == ["/report"]

Servers live for the whole session, what they answer for one test. `web.url` has the host 127.0.0.1, which the fetcher
allows on this port alone, through the setting FETCH_LOOPBACK_PORTS; `web.url("/", host="river.test")` needs
`web.name("river.test")`, which lets that name resolve to loopback. `secure_web` speaks TLS with a certificate that
nobody vouches for; `trusted` makes the fetcher believe its maker.
"""

import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sources import fetching

HTML = {"Content-Type": "text/html; charset=utf-8"}
GOOD_NAME = "good.test"


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Answer:
    """What one path gives. `raw` replaces status line, headers and body; `drip` are seconds between the bytes of the
    body, `delay` seconds before anything; with `silent` the connection closes without a word."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    delay: float = 0
    drip: float = 0
    silent: bool = False

    def bytes(self, method):
        if self.raw is not None:
            return self.raw
        try:
            reason = HTTPStatus(self.status).phrase
        except ValueError:
            reason = "Odd"
        names = {name.lower() for name in self.headers}
        headers = dict(self.headers)
        if not names & {"content-length", "transfer-encoding"}:
            headers["Content-Length"] = str(len(self.body))
        lines = [f"HTTP/1.1 {self.status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        return head if method == "HEAD" else head + self.body


class Web:
    """One server and what it answers. Made once; `forget` empties it between tests."""

    def __init__(self, context=None):
        self.context = context
        self.scheme = "https" if context else "http"
        self.forget()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def forget(self):
        self.over = threading.Event()
        self.answers = {}
        self.requests = []
        self.otherwise = Answer(b"Nothing here.", status=404, headers=HTML)
        self.names = {"localhost"}

    def at(self, path, body="", *, status=200, headers=None, method=None, **more):
        """Answer `path` (to `method`, or to all) from now on."""
        body = body.encode() if isinstance(body, str) else body
        headers = dict(HTML) if headers is None else headers
        self.answers[method, path] = Answer(body, status, headers, **more)

    def redirect(self, path, to, status=301, **more):
        self.at(path, status=status, headers={"Location": to, **more})

    def anything(self, body="", *, status=200, headers=None, **more):
        """Answer every path that has no answer of its own."""
        body = body.encode() if isinstance(body, str) else body
        self.otherwise = Answer(body, status, dict(HTML) if headers is None else headers, **more)

    def url(self, path="/", host="127.0.0.1"):
        return f"{self.scheme}://{host}:{self.port}{path}"

    def name(self, *hosts):
        """Let host names resolve to this machine."""
        self.names |= set(hosts)

    def asked(self):
        """Return "METHOD /path" of all requests, in order."""
        return [f"{request.method} {request.path}" for request in self.requests]

    def _serve(self):
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection):
        over = self.over
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                connection.settimeout(20)
                request = self._read(connection)
                if request is None:
                    return
                self.requests.append(request)
                answer = (
                    self.answers.get((request.method, request.path))
                    or self.answers.get((None, request.path))
                    or self.otherwise
                )
                over.wait(answer.delay) if answer.delay else None
                if not answer.silent:
                    self._send(connection, answer, request.method, over)
        except (OSError, ValueError):
            connection.close()

    def _send(self, connection, answer, method, over):
        told = answer.bytes(method)
        if not answer.drip:
            connection.sendall(told)
            return
        for place in range(len(told)):
            connection.sendall(told[place : place + 1])
            if over.wait(answer.drip):
                return

    def _read(self, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return None
            head += piece
        first, *lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        method, path, _version = first.split(" ")
        return Request(method, path, dict(line.split(": ", 1) for line in lines))


def certificate(folder):
    """Return the paths of a certificate for GOOD_NAME and its key, and of the root that signed it."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Nobody")])
    now = datetime.now(UTC)

    def signed(subject, public_key):
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root_name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )

    def usage(*, signs):
        names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign"
        said = dict.fromkeys([*names.split(), "crl_sign", "encipher_only", "decipher_only"], False)
        return x509.KeyUsage(**said | {"key_cert_sign": signs, "digital_signature": not signs})

    root = (
        signed(root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    names = [x509.DNSName(GOOD_NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    leaf = (
        signed(x509.Name([]), key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .add_extension(usage(signs=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "root.pem").write_bytes(root.public_bytes(pem))
    (folder / "leaf.pem").write_bytes(leaf.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "leaf.pem", folder / "key.pem", folder / "root.pem"


@pytest.fixture(scope="session")
def web_server():
    server = Web()
    yield server
    server.listener.close()


@pytest.fixture(scope="session")
def secure_server(tmp_path_factory):
    leaf, key, root = certificate(tmp_path_factory.mktemp("tls"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf, key)
    server = Web(context)
    server.root = root
    yield server
    server.listener.close()


def _for_a_test(server, settings, monkeypatch):
    server.forget()
    settings.FETCH_LOOPBACK_PORTS = [*settings.FETCH_LOOPBACK_PORTS, server.port]
    resolve = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **options):
        if host in server.names and port == server.port:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        return resolve(host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield server
    server.over.set()


@pytest.fixture
def web(web_server, settings, monkeypatch):
    """A server on loopback that the fetcher may reach."""
    yield from _for_a_test(web_server, settings, monkeypatch)


@pytest.fixture
def secure_web(secure_server, settings, monkeypatch):
    """The same over TLS, with a certificate for 127.0.0.1 and good.test that no known root signed."""
    yield from _for_a_test(secure_server, settings, monkeypatch)


@pytest.fixture
def trusted(secure_server, monkeypatch):
    """Let the fetcher trust the maker of the certificate of `secure_web`, for this test."""
    context = ssl.create_default_context(cafile=secure_server.root)
    monkeypatch.setattr(fetching, "tls_context", lambda: context)
