"""A time stamping authority (RFC 3161) on loopback, made of openssl and certificates that nobody vouches for."""

import shutil
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PEM = serialization.Encoding.PEM
CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority(HTTPServer):
    """Answers queries as openssl does, or as it is told: `answer` takes a query and returns status, type and body."""

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.roots = str(folder / "root.pem")
        self.url = f"http://127.0.0.1:{self.server_port}/"
        self.forget()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def forget(self):
        self.queries = []
        self.answer = lambda query: (200, "application/timestamp-reply", self.sign(query))

    def sign(self, query):
        (self.folder / "query").write_bytes(query)
        subprocess.run(
            [
                "openssl",
                "ts",
                "-reply",
                "-config",
                "config",
                "-queryfile",
                "query",
                "-signer",
                "leaf.pem",
                "-inkey",
                "key.pem",
                "-out",
                "reply",
            ],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )
        return (self.folder / "reply").read_bytes()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.queries.append((self.headers["Content-Type"], query))
        status, media_type, body = self.server.answer(query)
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""


def write_certificates(folder):
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _number in range(2))
    now = datetime.now(UTC)

    def signed(subject, issuer, public_key, *, is_root):
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name(issuer))
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        )
        if not is_root:
            usage = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(root_key, hashes.SHA256()).public_bytes(PEM)

    def name(words):
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, words)])

    (folder / "root.pem").write_bytes(signed("Root", "Root", root_key.public_key(), is_root=True))
    (folder / "leaf.pem").write_bytes(signed("River Clock", "Root", key.public_key(), is_root=False))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, plain))
    (folder / "config").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")


@pytest.fixture(scope="session")
def authority_server(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which plays the time stamping authority, is not on this machine")
    folder = tmp_path_factory.mktemp("authority")
    write_certificates(folder)
    server = Authority(folder)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def authority(authority_server, settings):
    """A time stamping authority that the site asks, and whose certificates it trusts."""
    authority_server.forget()
    settings.TIMESTAMP_URL = authority_server.url
    settings.TIMESTAMP_CERTIFICATES = authority_server.roots
    return authority_server
