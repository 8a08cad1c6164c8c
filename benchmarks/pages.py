"""Stored pages against a bare Django view that returns the same bytes on the same server."""

import json
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from benchmarks import load
from benchmarks.server import manage, served, throw_away_site

BAR = 0.7
ROUNDS = 5
SECONDS = 3.0


def measure() -> bool:
    """Print the throughput of stored and bare pages, and their ratio; say whether it keeps the bar."""
    with throw_away_site() as variables:
        manage(variables, "load_demo")
        path = release_path(variables)
        bare_file = Path(variables["VAR_DIR"]) / "bare"
        with served(variables) as port:
            keep_response(port, path, bare_file)
            bare_variables = variables | {"BARE_RESPONSE": str(bare_file)}
            del bare_variables["DJANGO_SETTINGS_MODULE"]
            with served(bare_variables, "benchmarks.bare") as bare_port:
                rates = [compare(port, bare_port, path) for _ in range(ROUNDS)]
    ratio = median(stored / bare for stored, bare in rates)
    print(f"release page, stored: {median(r[0] for r in rates):8.0f} pages/s")
    print(f"bare Django view:     {median(r[1] for r in rates):8.0f} pages/s, the same bytes")
    print(f"ratio:                {ratio:8.2f} (bar: at least {BAR}), median of {ROUNDS} rounds of {SECONDS:.0f} s")
    return ratio >= BAR


def release_path(variables: dict[str, str]) -> str:
    """Return the path of a release page of the site, read from its sitemap."""
    with served(variables) as port:
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/feeds/press.json")
        feed = json.loads(connection.getresponse().read())
        connection.close()
    return "/press/" + feed["items"][0]["url"].partition("/press/")[2]


def keep_response(port: int, path: str, file: Path) -> None:
    """Write the compressed answer of a page to `file`, and its headers beside it as JSON."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    file.write_bytes(response.read())
    own = {"server", "date", "connection"}
    headers = {name: value for name, value in response.getheaders() if name.lower() not in own}
    file.with_suffix(".json").write_text(json.dumps(headers))
    connection.close()


def compare(port: int, bare_port: int, path: str) -> tuple[float, float]:
    """Return the pages a second of both servers, measured one right after the other."""
    stored = load.run(port, load.get(path), seconds=SECONDS)
    bare = load.run(bare_port, load.get(path), seconds=SECONDS)
    if set(stored.statuses) != {200} or set(bare.statuses) != {200}:
        raise RuntimeError(f"Answers other than 200: {stored.statuses} {bare.statuses}")
    return stored.rate, bare.rate
