"""What one look at an address makes of a server's answers, against servers on loopback."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from sources.linking import looking
from sources.linking.states import Outcome
from sources.linking.words import PROBLEMS

PAGE = "<title>Ten percent</title><main><p>Ten percent of the rivers of the region carry waste, the report says.</p></main>"
LOST = "<title>Not found</title><main><p>We are sorry. The page that you look for is not here; it may have moved.</p></main>"
LOGIN = '<title>Sign in</title><form><p>Please sign in.</p><input name="p" type="password"></form>'


def seen(url, whole=False):
    """Return the outcome, the problem and the status of one look."""
    found = looking.look(url, whole=whole).seen
    assert found.problem == "" or found.problem in PROBLEMS
    return found.outcome, found.problem, found.status_code


def test_a_page_that_is_there_is_asked_for_its_headers_alone(web):
    web.at("/report.html", PAGE)
    look = looking.look(web.url("/report.html"), whole=False)
    assert (look.seen.outcome, look.method, look.seen.status_code) == (Outcome.ALIVE, "HEAD", 200)
    first, made_up = web.asked()
    assert first == "HEAD /report.html"
    assert made_up.startswith("HEAD /")
    assert made_up.endswith(".html")


def test_the_page_itself_is_fetched_where_it_is_wanted(web):
    web.at("/report", PAGE)
    look = looking.look(web.url("/report"), whole=True)
    assert (look.seen.outcome, look.method, look.page.body.decode()) == (Outcome.ALIVE, "GET", PAGE)
    assert look.seen.whole
    assert not any(request.method == "HEAD" for request in web.requests)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501])
def test_where_head_is_refused_the_page_is_asked_for(web, status):
    web.at("/report", status=status, method="HEAD")
    web.at("/report", PAGE, method="GET")
    look = looking.look(web.url("/report"), whole=False)
    assert (look.seen.outcome, look.method) == (Outcome.ALIVE, "GET")
    assert web.asked()[:2] == ["HEAD /report", "GET /report"]


def test_a_server_that_does_not_answer_head_at_all_is_asked_for_the_page(web):
    web.at("/report", silent=True, method="HEAD")
    web.at("/report", PAGE, method="GET")
    assert seen(web.url("/report")) == (Outcome.ALIVE, "", 200)


@pytest.mark.parametrize(
    ("status", "outcome", "problem"),
    [
        (404, Outcome.FAILED, "not_found"),
        (410, Outcome.FAILED, "gone"),
        (500, Outcome.FAILED, "server_error"),
        (503, Outcome.FAILED, "server_error"),
        (401, Outcome.BLOCKED, "unauthorised"),
        (402, Outcome.BLOCKED, "payment"),
        (403, Outcome.BLOCKED, "forbidden"),
        (406, Outcome.BLOCKED, "odd_answer"),
        (429, Outcome.BLOCKED, "rate_limited"),
        (451, Outcome.BLOCKED, "legal"),
        (999, Outcome.BLOCKED, "forbidden"),
    ],
)
def test_what_statuses_say(web, status, outcome, problem):
    web.at("/report", "words", status=status)
    assert seen(web.url("/report")) == (outcome, problem, status)


def test_too_many_requests_are_believed_at_the_first_word(web):
    web.at("/report", status=429, headers={"Retry-After": "7200"})
    look = looking.look(web.url("/report"), whole=False)
    assert look.seen.pause == timedelta(hours=2)
    assert web.asked() == ["HEAD /report"]


def test_a_pause_may_be_asked_for_as_a_date(web):
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=5)
    web.at("/report", status=429, headers={"Retry-After": format_datetime(until, usegmt=True)})
    pause = looking.look(web.url("/report"), whole=False).seen.pause
    assert timedelta(hours=4, minutes=59) < pause <= timedelta(hours=5)
    web.at("/odd", status=429, headers={"Retry-After": "when we like"})
    assert looking.look(web.url("/odd"), whole=False).seen.pause is None


def test_a_wall_that_wants_a_browser_is_no_death(web):
    web.at("/report", "Just a moment…", status=403, headers={"cf-mitigated": "challenge"})
    assert seen(web.url("/report")) == (Outcome.BLOCKED, "challenge", 403)


# --- In place of the page ------------------------------------------------------------------------------


def test_a_soft_404_is_recognised_by_an_address_that_cannot_exist(web):
    web.anything(LOST)
    assert seen(web.url("/report")) == (Outcome.FAILED, "soft_404", 200)


def test_a_server_that_answers_everything_still_has_the_page(web):
    web.anything(LOST)
    web.at("/report", PAGE)
    assert seen(web.url("/report")) == (Outcome.ALIVE, "", 200)


def test_pages_that_a_script_fills_say_nothing_and_are_not_taken_for_lost(web):
    web.anything('<title>News</title><div id="root"></div><p>You need to enable JavaScript to run this app.</p>')
    assert seen(web.url("/report")) == (Outcome.ALIVE, "", 200)


def test_a_file_is_lost_when_a_made_up_address_gives_the_same_bytes(web):
    pdf = {"Content-Type": "application/pdf"}
    web.anything(b"%PDF-1.7 sorry", headers=pdf)
    assert seen(web.url("/report.pdf")) == (Outcome.FAILED, "soft_404", 200)
    web.at("/report.pdf", b"%PDF-1.7 the report", headers=pdf)
    assert seen(web.url("/report.pdf")) == (Outcome.ALIVE, "", 200)


def test_a_page_that_leads_home_is_not_there(web):
    web.redirect("/2019/report", "/")
    web.at("/", PAGE)
    assert seen(web.url("/2019/report")) == (Outcome.FAILED, "led_home", 200)
    web.redirect("/2019/report", "/en/index.html", status=302)
    web.at("/en/index.html", PAGE)
    assert seen(web.url("/2019/report")) == (Outcome.FAILED, "led_home", 200)


def test_a_server_that_leads_all_that_is_lost_to_one_page_is_seen_through(web):
    web.otherwise.status, web.otherwise.headers = 301, {"Location": "/sorry"}
    web.at("/sorry", PAGE)
    assert seen(web.url("/old/report")) == (Outcome.FAILED, "soft_404", 200)


def test_the_home_page_itself_is_a_source_like_others(web):
    web.at("/", PAGE)
    assert seen(web.url("/")) == (Outcome.ALIVE, "", 200)
    assert web.asked() == ["HEAD /"]


@pytest.mark.parametrize("place", ["/login?next=/report", "/account/sign-in", "/sso/saml2/start", "/paywall"])
def test_a_login_wall_is_recognised_where_it_leads_to(web, place):
    web.redirect("/report", place, status=302)
    web.at(place, PAGE)
    assert seen(web.url("/report")) == (Outcome.BLOCKED, "login", 200)


def test_a_login_wall_is_recognised_by_its_form(web):
    web.at("/report", LOGIN)
    assert seen(web.url("/report"), whole=True) == (Outcome.BLOCKED, "login", 200)
    web.at("/long", LOGIN + "<p>" + "The rivers of the region carry waste. " * 60 + "</p>")
    assert seen(web.url("/long"), whole=True) == (Outcome.ALIVE, "", 200)


# --- Moved ------------------------------------------------------------------------------------------------


def test_a_page_that_moved_for_good_is_told_with_its_new_address(web):
    web.name("old.test", "new.test")
    web.redirect("/report", web.url("/reports/1", host="new.test"))
    web.at("/reports/1", PAGE)
    found = looking.look(web.url("/report", host="old.test"), whole=False).seen
    assert (found.outcome, found.moved_to) == (Outcome.MOVED, web.url("/reports/1", host="new.test"))


def test_only_what_is_permanent_counts_as_a_move(web):
    web.redirect("/report", "/reports/1", status=308)
    web.redirect("/reports/1", "/today/1", status=302)
    web.at("/today/1", PAGE)
    assert looking.look(web.url("/report"), whole=False).seen.moved_to == web.url("/reports/1")
    web.redirect("/report", "/reports/1", status=302)
    assert seen(web.url("/report")) == (Outcome.ALIVE, "", 200)


def test_a_slash_a_tracking_parameter_or_www_is_no_move(web):
    web.name("river.test", "www.river.test")
    web.redirect("/report?utm_source=x", web.url("/report/", host="www.river.test"))
    web.at("/report/", PAGE)
    assert seen(web.url("/report?utm_source=x", host="river.test")) == (Outcome.ALIVE, "", 200)


def test_a_lasting_identifier_does_not_move(web):
    web.name("doi.org")
    web.redirect("/10.1000/1", "/article/1")
    web.at("/article/1", PAGE)
    assert seen(web.url("/10.1000/1", host="doi.org")) == (Outcome.ALIVE, "", 200)


# --- Faults ---------------------------------------------------------------------------------------------


def test_a_slow_server_is_a_failure(web, monkeypatch):
    monkeypatch.setattr(looking, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(looking, "PAGE_SECONDS", 0.2)
    web.at("/report", PAGE, delay=20)
    assert seen(web.url("/report")) == (Outcome.FAILED, "timeout", None)


def test_a_loop_of_redirects_is_a_failure(web):
    web.redirect("/report", "/other")
    web.redirect("/other", "/report")
    assert seen(web.url("/report")) == (Outcome.FAILED, "redirect_loop", 301)


def test_a_certificate_that_is_not_accepted_is_a_failure(secure_web):
    assert seen(secure_web.url("/report")) == (Outcome.FAILED, "tls", None)


def test_a_name_that_is_gone_is_a_failure(monkeypatch):
    def nobody(*args, **options):
        raise OSError("Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", nobody)
    assert seen("https://gone.example/report") == (Outcome.FAILED, "dns", None)


def test_what_our_own_rules_refuse_is_unknown_not_dead(web):
    web.redirect("/report", "http://10.0.0.1/")
    assert seen(web.url("/report")) == (Outcome.BLOCKED, "redirect_refused", 301)
    assert seen("http://127.0.0.1:8/") == (Outcome.BLOCKED, "refused_address", None)


def test_a_page_too_large_to_read_is_there(web, monkeypatch):
    monkeypatch.setattr(looking, "MOST_BYTES", 1000)
    web.at("/report", b"x" * 100_000)
    assert seen(web.url("/report"), whole=True) == (Outcome.ALIVE, "", 200)
    web.at("/lost", b"x" * 100_000, status=404)
    assert seen(web.url("/lost"), whole=True) == (Outcome.FAILED, "not_found", 404)
