"""What tests of sources share: a web on loopback."""

from tests.sources.web import secure_server, secure_web, trusted, web, web_server

__all__ = ["secure_server", "secure_web", "trusted", "web", "web_server"]
