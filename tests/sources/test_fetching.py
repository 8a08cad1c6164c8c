"""The fetcher and its gate: what it refuses, what it survives, and what it tells."""

import gzip
import ipaddress
import socket
import time
import zlib

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from advocacy_site.checks import fetcher_stays_outside
from sources import codings, fetching
from sources.fetching import AddressRefused, FetchError, check_address, fetch
from tests.sources.web import GOOD_NAME


def code_of(url, **options):
    with pytest.raises(FetchError) as caught:
        fetch(url, **options)
    assert str(caught.value)
    return caught.value.code


def chunks(*pieces):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


@pytest.fixture
def resolver(monkeypatch):
    """A stand-in for the directory of names: `resolver["name"] = [addresses]`; `asked` lists what was looked up."""

    class Names(dict):
        asked = []

    names = Names()
    names.asked = []

    def getaddrinfo(host, port, *args, **options):
        names.asked.append(host)
        if host not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        found = names[host]
        found = found.pop(0) if found and isinstance(found[0], list) else found
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


@pytest.fixture
def connections(monkeypatch):
    """What sockets were connected to; none of them is."""
    tried = []

    def connect(self, place):
        tried.append(place[:2])
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


# --- The gate ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    100.127.255.255 192.0.0.8 192.0.0.9 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.255 240.0.0.1
    255.255.255.255 192.88.99.1
    :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1
    64:ff9b::a9fe:a9fe 64:ff9b:1::1 64:ff9b:1::8.8.8.8 2002:7f00:1:: 2002:a00:1::1 2002:c0a8:101::1 2001::1
    2001:0:808:808::f5ff:fffe 2001:db8::1 2001:10::1 2001:20::1 3fff::1 100::1 100:0:0:1::1 5f00::1 fc00::1 fd12:3456::1
    fe80::1 fe80::1%eth0 2606:4700::1%1 fec0::1 ff02::1 ff0e::1 4000::1 2606:4700::5efe:10.0.0.1 2606:4700::200:5efe:10.0.0.1
    """.split(),  # noqa: SIM905
)
def test_addresses_that_are_not_of_one_machine_on_the_internet_are_refused(address, resolver, connections):
    assert not fetching.is_global(ipaddress.ip_address(address))
    resolver["river.test"] = [address]
    assert "not an address of the public internet" in check_address("https://river.test/")
    assert code_of("https://river.test/") == "refused_address"
    literal = f"[{address}]" if ":" in address else address
    assert check_address(f"http://{literal}/")
    assert connections == []


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.215.14", "2606:4700::6810:84e5", "64:ff9b::808:808", "::ffff:8.8.8.8", "2002:808:808::1"],
)
def test_addresses_of_the_internet_are_allowed(address, resolver):
    resolver["river.test"] = [address]
    assert check_address("https://river.test/report?page=2#part") is None


@pytest.mark.parametrize(
    "host",
    """
    127.1 127.0.1 0x7f.1 0x7f000001 2130706433 017700000001 0177.0.0.1 0.0.0.0x1 127.0.0.1. 127.0.0.01 1.2.3.4.5 256.1.1.1
    １２７.０.０.１ 127。0。0。1 127.0.0.1%00 127%2e0%2e0%2e1 %6c%6f%63%61%6c%68%6f%73%74 ⓛocalhost localhost localhost.
    LOCALHOST app.localhost db.internal metadata.google.internal printer.local router.lan 1.0.0.127.in-addr.arpa
    intranet [::1] [::ffff:7f00:1] [::ffff:127.0.0.1] [fe80::1%25eth0] [v1.x] [127.0.0.1] ::1 river..test -river.test
    river.test-
    """.split(),  # noqa: SIM905
)
def test_no_odd_way_to_write_a_host_slips_through(host, resolver, connections):
    for name in ("localhost", "app.localhost", "intranet", "127.0.0.1"):
        resolver[name] = ["127.0.0.1"]
    assert check_address(f"http://{host}/")
    assert code_of(f"http://{host}/") in {"bad_address", "refused_address"}
    assert (resolver.asked, connections) == ([], [])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "river.test",
        "//river.test/",
        "http://",
        "http:///river.test/",
        "http:river.test",
        "ftp://river.test/",
        "file:///etc/passwd",
        "gopher://river.test/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://user@river.test/",
        "http://user:word@river.test/",
        "http://@river.test/",
        "http://river.test@127.0.0.1/",
        "http://river.test:22/",
        "http://river.test:8080/",
        "http://river.test:0/",
        "http://river.test:99999/",
        "http://river.test:8o/",
        "http://river.test\\@127.0.0.1/",
        "http://river.test/\r\nHost: 127.0.0.1",
        "http://river\t.test/",
        "http://river.test/\x00",
        "http://river.test/\x7f",
        "http://[::1/",
        "http://river.test/" + "a" * 5000,
        "http://" + "a" * 64 + ".test/",
        "http://" + ".".join(["a" * 50] * 6) + "/",
    ],
)
def test_what_is_no_plain_web_address_is_refused_before_a_name_is_looked_up(url, resolver, connections):
    resolver["river.test"] = ["8.8.8.8"]
    assert check_address(url)
    with pytest.raises(AddressRefused):
        fetch(url)
    assert (resolver.asked, connections) == ([], [])


def test_a_name_with_one_private_address_among_global_ones_is_refused(resolver, connections):
    resolver["river.test"] = ["8.8.8.8", "2606:4700::1", "10.0.0.1"]
    assert code_of("http://river.test/") == "refused_address"
    assert connections == []


def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_connected_to(resolver, connections):
    resolver["rebinding.test"] = [["8.8.8.8"], ["127.0.0.1"]]
    assert code_of("http://rebinding.test/") == "connect"
    assert (resolver.asked, connections) == (["rebinding.test"], [("8.8.8.8", 80)])


def test_the_next_of_the_checked_addresses_is_tried_when_one_takes_no_connection(resolver, connections):
    resolver["river.test"] = ["2606:4700::1", "8.8.8.8", "8.8.8.8"]
    assert code_of("https://river.test/") == "connect"
    assert connections == [("2606:4700::1", 443), ("8.8.8.8", 443)]


def test_a_name_beyond_ascii_is_looked_up_in_punycode(resolver, connections):
    resolver["xn--mnchen-3ya.example"] = ["8.8.8.8"]
    assert check_address("https://MÜNCHEN.example/") is None
    assert resolver.asked == ["xn--mnchen-3ya.example"]


def test_a_name_that_is_not_known_is_told_as_such(resolver):
    assert code_of("http://nowhere.test/") == "dns"
    assert "not known" in check_address("http://nowhere.test/")


def test_a_resolver_that_does_not_answer_is_left_behind_at_the_deadline(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: time.sleep(1.5))
    began = time.monotonic()
    assert code_of("http://river.test/", deadline=0.1) == "timeout"
    assert time.monotonic() - began < 1


def test_other_ports_are_fetched_from_when_a_setting_names_them(settings, resolver):
    resolver["river.test"] = ["8.8.8.8"]
    settings.FETCH_PORTS = [80, 443, 8443]
    assert check_address("https://river.test:8443/") is None
    assert "8080" in check_address("https://river.test:8080/")


def test_a_loopback_port_opens_loopback_alone_and_no_other_port(settings, resolver):
    settings.FETCH_LOOPBACK_PORTS = [8123]
    resolver |= {"here.test": ["127.0.0.1"], "there.test": ["10.0.0.1"], "out.test": ["8.8.8.8"], "localhost": ["::1"]}
    assert check_address("http://here.test:8123/") is None
    assert check_address("http://localhost:8123/") is None
    assert check_address("http://127.0.0.1:8123/") is None
    for refused in ("here.test", "here.test:8124", "there.test:8123", "out.test:8123", "0.0.0.0:8123", "localhost"):
        assert check_address(f"http://{refused}/"), refused


def test_a_loopback_port_with_https_on_is_an_error_of_the_system_check(settings):
    settings.FETCH_LOOPBACK_PORTS, settings.HTTPS = [8123], False
    assert fetcher_stays_outside(None) == []
    settings.HTTPS = True
    assert [message.id for message in fetcher_stays_outside(None)] == ["advocacy_site.E006"]
    settings.FETCH_LOOPBACK_PORTS = []
    assert fetcher_stays_outside(None) == []


def test_the_command_says_a_line_for_each_address_and_fails_if_one_is_refused(web, capsys):
    with pytest.raises(CommandError) as caught:
        call_command("check_address", "http://127.0.0.1/", web.url("/x"), "ftp://river.test/")
    assert caught.value.returncode == 1
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith("refused: 127.0.0.1 is not")
    assert first.endswith("  http://127.0.0.1/")
    assert second == f"allowed  {web.url('/x')}"
    assert third.startswith("refused: Only http")
    call_command("check_address", web.url("/x"))
    assert web.requests == []


def test_nothing_is_fetched_where_fetching_is_switched_off(web, settings):
    settings.FETCH_ENABLED = False
    assert code_of(web.url("/")) == "switched_off"
    assert web.requests == []


# --- What is asked, and what comes back ------------------------------------------------------------


def test_a_page_comes_with_its_bytes_its_headers_and_the_address_that_gave_them(web, settings):
    web.name("river.test")
    web.at("/r%C3%A9sum%C3%A9?a=%20b", "Ten percent – ok", headers={"Content-Type": 'Text/HTML; Charset="utf-8"'})
    answer = fetch(web.url("/résumé?a=%20b#part", host="River.TEST"))
    assert (answer.status, answer.media_type, answer.charset) == (200, "text/html", "utf-8")
    assert answer.body.decode() == "Ten percent – ok"
    assert answer.final_url == f"http://river.test:{web.port}/r%C3%A9sum%C3%A9?a=%20b"
    (hop,) = answer.hops
    assert (hop.address, hop.http_version, hop.reason) == ("127.0.0.1", "1.1", "OK")
    assert hop.at.utcoffset().total_seconds() == 0
    assert dict(hop.request_headers) == web.requests[0].headers
    assert web.requests[0].headers == {
        "Host": f"river.test:{web.port}",
        "User-Agent": settings.FETCH_USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }


def test_nothing_of_the_environment_is_used_no_proxy_no_netrc_and_no_cookie_comes_back(web, monkeypatch, tmp_path):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login river password flows")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    web.redirect("/a", "/b", **{"Set-Cookie": "name=value"})
    web.at("/b", "here")
    assert fetch(web.url("/a")).body == b"here"
    assert not any({"Cookie", "Authorization"} & set(request.headers) for request in web.requests)


def test_head_brings_headers_alone(web):
    web.at("/", "long text", headers={"Content-Encoding": "gzip", "Content-Length": "999999999"})
    answer = fetch(web.url("/"), method="HEAD")
    assert (answer.status, answer.body, web.asked()) == (200, b"", ["HEAD /"])


@pytest.mark.parametrize("status", [204, 304, 400, 401, 403, 404, 410, 429, 500, 503, 999])
def test_every_status_is_an_answer(web, status):
    web.at("/", "" if status in (204, 304) else "words", status=status)
    assert fetch(web.url("/")).status == status


def gzipped(body: bytes) -> bytes:
    """Squeeze always in the same way: gzip would write the time of day into what it makes."""
    return gzip.compress(body, mtime=0)


@pytest.mark.parametrize(
    ("coding", "squeeze"),
    [
        ("gzip", gzipped),
        ("X-GZip", lambda body: gzipped(body[:9]) + gzipped(body[9:]) + b"\0\0"),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("identity", bytes),
        ("", bytes),
    ],
)
def test_a_compressed_body_is_read_and_kept_as_it_came(web, coding, squeeze):
    body = b"Ten percent of the rivers. " * 200
    web.at("/", squeeze(body), headers={"Content-Encoding": coding})
    answer = fetch(web.url("/"))
    assert answer.body == body
    assert answer.hops[0].raw == squeeze(body)


def test_chunks_are_joined(web):
    web.at("/", chunks(b"Ten ", b"percent"), headers={"Transfer-Encoding": "chunked"})
    assert fetch(web.url("/")).body == b"Ten percent"


def test_a_body_without_length_ends_with_the_connection(web):
    web.at("/", raw=b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nTen percent")
    answer = fetch(web.url("/"))
    assert (answer.body, answer.media_type, answer.hops[0].http_version) == (b"Ten percent", "text/plain", "1.0")


@pytest.mark.parametrize("content_type", ["", "nonsense", "text/", "text/html" + "x" * 200, "a/b/c; charset="])
def test_a_type_that_is_none_is_told_as_none(web, content_type):
    web.at("/", "x", headers={"Content-Type": content_type})
    answer = fetch(web.url("/"))
    assert (answer.media_type, answer.charset) == ("", "")


def test_interim_answers_are_passed_over(web):
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    web.at("/", raw=interim + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    assert fetch(web.url("/")).body == b"ok"


# --- Redirects -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_told(web, status):
    web.name("old.test", "new.test")
    web.redirect("/a/b", "../c?x=ü", status=status)
    web.redirect("/c?x=%C3%BC", f"//new.test:{web.port}/d", status=status)
    web.at("/d", "here")
    answer = fetch(web.url("/a/b", host="old.test"))
    assert answer.body == b"here"
    assert [hop.url.partition(f":{web.port}")[2] for hop in answer.hops] == ["/a/b", "/c?x=%C3%BC", "/d"]
    assert [hop.status for hop in answer.redirects] == [status, status]
    assert answer.final_url == web.url("/d", host="new.test")


def test_an_answer_of_a_redirect_that_names_no_place_is_the_answer(web):
    web.at("/", "moved, but where?", status=301)
    assert (fetch(web.url("/")).status, len(web.requests)) == (301, 1)


def test_five_redirects_are_followed_and_no_sixth(web):
    for number in range(6):
        web.redirect(f"/{number}", f"/{number + 1}")
    web.at("/6", "here")
    assert fetch(web.url("/1")).body == b"here"
    with pytest.raises(FetchError) as caught:
        fetch(web.url("/0"))
    assert (caught.value.code, len(caught.value.hops), caught.value.status) == ("too_many_redirects", 6, 301)


def test_a_loop_of_redirects_is_told_as_one(web):
    web.redirect("/a", "/b#one")
    web.redirect("/b", "/a")
    assert code_of(web.url("/a")) == "redirect_loop"
    assert len(web.requests) == 2


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://user@river.test/",
        "file:///etc/passwd",
        "ftp://river.test/",
        "http://river.test:22/",
        "//[::1/",
        "javascript:alert(1)",
        "http://inside.test/",
        "//inside.test/",
    ],
)
def test_where_a_redirect_leads_is_checked_like_what_was_typed(web, monkeypatch, location):
    web.name("river.test")
    resolve = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **options):
        if host == "inside.test":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", port))]
        return resolve(host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    web.redirect("/", location)
    with pytest.raises(AddressRefused) as caught:
        fetch(web.url("/", host="river.test"))
    assert caught.value.code == "redirect_refused"
    assert [hop.status for hop in caught.value.hops] == [301]
    assert len(web.requests) == 1


def test_what_began_with_https_does_not_go_on_with_http(secure_web, web, trusted):
    secure_web.redirect("/", web.url("/plain"))
    web.redirect("/", secure_web.url("/safe"))
    secure_web.at("/safe", "safe")
    assert code_of(secure_web.url("/")) == "redirect_refused"
    assert web.requests == []
    assert fetch(web.url("/")).body == b"safe"


# --- Bad answers -------------------------------------------------------------------------------------

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bad_response"),
        (b"<html>HTTP/0.9 has no head</html>", "bad_response"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "bad_response"),
        (b"HTTP/1.1 abc Odd\r\n\r\n", "bad_response"),
        (b"HTTP/1.1 99 Odd\r\n\r\n", "bad_response"),
        (b"HTTP/2.0 200 OK\r\n\r\n", "bad_response"),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "bad_response"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50, "bad_response"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000, "too_large"),
        (OK + b"X: y\r\n" * 200 + b"\r\n", "bad_response"),
        (OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n", "bad_response"),
        (OK + b"Content-Length: 10\r\n\r\nfive!", "bad_response"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nfive!", "bad_response"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nfive!", "bad_response"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nfi", "bad_response"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nfive!", "bad_response"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1;" + b"x" * 9000 + b"\r\n!\r\n" * 200, "bad_response"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"T: x\r\n" * 90_000, "too_large"),
        (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "bad_response"),
        (OK + b"Content-Encoding: br\r\n\r\nwhatever", "bad_encoding"),
        (OK + b"Content-Encoding: gzip\r\n\r\nno gzip at all", "bad_encoding"),
        (OK + b"Content-Encoding: deflate\r\n\r\nno deflate at all", "bad_encoding"),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 1000)[:-9], "bad_encoding"),
        (OK + b"Content-Encoding: gzip, gzip\r\n\r\n" + gzip.compress(gzip.compress(b"x")), "bad_encoding"),
        (
            OK + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(gzip.compress(b"x")),
            "bad_encoding",
        ),
    ],
    # Each test process must give the tests the same names, and gzip writes the time into what it makes.
    ids=lambda value: value if isinstance(value, str) else "answer",
)
def test_an_answer_that_breaks_the_rules_is_an_error_with_a_code(web, raw, code):
    web.at("/", raw=raw)
    assert code_of(web.url("/"), max_bytes=100_000, deadline=10) == code


def test_odd_headers_do_not_get_through_as_an_exception(web):
    web.at("/", raw=OK + b"Content-Length: 2, 2\r\nX\xff: \xff\xfe\r\n continued\r\nno colon\r\n\r\nok")
    assert fetch(web.url("/")).status == 200


def test_more_bytes_than_allowed_are_not_read(web):
    web.at("/", b"x" * 3_000_000)
    assert code_of(web.url("/"), max_bytes=100_000) == "too_large"
    assert fetch(web.url("/"), max_bytes=3_000_000).status == 200
    web.at("/chunks", chunks(*[b"x" * 1000] * 300), headers={"Transfer-Encoding": "chunked"})
    assert code_of(web.url("/chunks"), max_bytes=100_000) == "too_large"


def test_all_bodies_on_the_way_count(web):
    web.at("/a", b"x" * 60_000, status=302, headers={"Location": "/b"})
    web.at("/b", b"x" * 60_000)
    assert code_of(web.url("/a"), max_bytes=100_000) == "too_large"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_does_not_go_off(web, coding):
    squeezed = (gzip.compress if coding == "gzip" else zlib.compress)(b"\0" * 20_000_000)
    assert len(squeezed) < 100_000
    web.at("/", squeezed, headers={"Content-Encoding": coding})
    with pytest.raises(FetchError) as caught:
        fetch(web.url("/"), max_bytes=100_000)
    assert (caught.value.code, caught.value.status) == ("too_large", 200)


def test_a_bomb_of_many_small_parts_does_not_go_off():
    with pytest.raises(codings.Bomb):
        codings.decode(gzip.compress(b"\0" * 1000) * 500, "gzip", limit=100_000)
    with pytest.raises(codings.NotDecoded):
        codings.decode(gzip.compress(b"") * 5000, "gzip", limit=100_000)


@pytest.mark.parametrize(
    "misbehaviour",
    [
        {"delay": 30},
        {"drip": 0.05, "body": b"x" * 200, "headers": {}},
        {"drip": 0.05, "raw": OK + b"X-Slow: " + b"x" * 1000},
        {"drip": 0.05, "raw": OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 200},
    ],
)
def test_a_server_that_takes_its_time_is_left_at_the_deadline(web, misbehaviour):
    web.at("/", **misbehaviour)
    began = time.monotonic()
    assert code_of(web.url("/"), deadline=0.3) == "timeout"
    assert time.monotonic() - began < 2


def test_one_deadline_stands_over_all_redirects(web):
    for number in range(5):
        web.redirect(f"/{number}", f"/{number + 1}")
        web.answers[None, f"/{number}"].delay = 0.15
    assert code_of(web.url("/0"), deadline=0.4) == "timeout"


def test_a_server_that_is_not_there_and_one_that_hangs_up_are_errors(web, settings):
    settings.FETCH_LOOPBACK_PORTS = [*settings.FETCH_LOOPBACK_PORTS, 1]
    assert code_of("http://127.0.0.1:1/") == "connect"
    web.at("/", silent=True)
    assert code_of(web.url("/")) in {"bad_response", "connect"}


# --- TLS ---------------------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_web):
    assert code_of(secure_web.url("/")) == "tls"
    assert secure_web.requests == []


def test_the_certificate_is_checked_for_the_name_that_was_asked_for_not_for_the_address(secure_web, trusted):
    secure_web.name(GOOD_NAME, "other.test")
    secure_web.at("/", "here")
    assert fetch(secure_web.url("/", host=GOOD_NAME)).body == b"here"
    assert fetch(secure_web.url("/")).body == b"here"
    assert code_of(secure_web.url("/", host="other.test")) == "tls"


def test_a_server_that_speaks_no_tls_and_one_that_never_ends_its_handshake_are_errors(web, settings):
    assert code_of(web.url("/").replace("http:", "https:"), deadline=0.3) in {"tls", "connect", "timeout"}
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        settings.FETCH_LOOPBACK_PORTS = [port]
        assert code_of(f"https://127.0.0.1:{port}/", deadline=0.3) == "timeout"


def test_known_roots_vouch_for_names_with_modern_tls():
    context = fetching.tls_context()
    assert (context.check_hostname, context.verify_mode.name) == (True, "CERT_REQUIRED")
    assert context.minimum_version.name == "TLSv1_2"
    assert context.cert_store_stats()["x509_ca"] > 50


# --- Whatever comes ------------------------------------------------------------------------------------

HOSTS = st.text(st.sampled_from("012789abcdefxX.:[]%@/\\?# -_１２７。．ⓛ\u00ad\u200b\t"), max_size=24)


@given(st.one_of(st.text(max_size=60), HOSTS.map("http://{}/".format), HOSTS.map("https://u{}:80/".format)))
def test_no_text_leads_to_an_exception_or_to_this_machine(url):
    tried = []

    def connected(target, address, budget):
        tried.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            socket, "getaddrinfo", lambda host, port, **more: [(socket.AF_INET, 1, 6, "", ("127.0.0.1", port))]
        )
        patch.setattr(fetching, "_connected", connected)
        check_address(url)
        with pytest.raises(FetchError):
            fetch(url, deadline=5)
    assert all(fetching.is_global(address) for address in tried)


PIECES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 301 Moved\r\n",
        b"HTTP/1.1 103 Hints\r\n\r\n",
        b"Content-Length: 5\r\n",
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: deflate\r\n",
        b"Content-Type: text/html; charset=\xff\r\n",
        b"Location: //[\r\n",
        b"Location: /\xe9\r\n",
        b"\r\n",
        b"5\r\nhello\r\n0\r\n\r\n",
        b"hello",
        gzip.compress(b"hello"),
        b"\x00\xff",
    ]
)


@given(st.lists(st.one_of(PIECES, st.binary(max_size=8)), max_size=12))
def test_no_answer_leads_to_another_exception(pieces):
    def connected(target, address, budget):
        ours, theirs = socket.socketpair()
        theirs.sendall(b"".join(pieces))
        theirs.shutdown(socket.SHUT_WR)
        held.append(theirs)
        return ours

    held = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetching, "_connected", connected)
        try:
            came = fetch("http://8.8.8.8/", deadline=5, max_bytes=10_000).status
        except FetchError as error:
            came = error.code
        for theirs in held:
            theirs.close()
    assert came in fetching.MESSAGES or 200 <= came <= 999
