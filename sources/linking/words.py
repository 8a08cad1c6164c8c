"""What was the matter with an address, in words for staff. The codes are stored; those of the fetcher are among them."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources import fetching
from sources.linking.states import Outcome
from sources.models import Link

PROBLEMS: Final[dict[str, Any]] = {
    **fetching.MESSAGES,
    "not_found": gettext_lazy("The server says that there is no such page."),
    "gone": gettext_lazy("The server says that the page is gone for good."),
    "server_error": gettext_lazy("The server reports an error of its own."),
    "soft_404": gettext_lazy("The server answers with the same page for addresses that do not exist."),
    "led_home": gettext_lazy("The address leads to the home page."),
    "unauthorised": gettext_lazy("The server asks for a user name and password."),
    "login": gettext_lazy("The address leads to a page for signing in."),
    "payment": gettext_lazy("The server asks for payment."),
    "forbidden": gettext_lazy("The server refuses our check. Readers may see the page all the same."),
    "challenge": gettext_lazy("The server wants to see a person with a browser."),
    "rate_limited": gettext_lazy("The server asks us to come back later."),
    "legal": gettext_lazy("The server withholds the page for legal reasons."),
    "odd_answer": gettext_lazy("The server answers in a way that says nothing about the page."),
    "offline": gettext_lazy("This site itself reached no server."),
}

OUTCOMES: Final[dict[str, Any]] = {
    Outcome.ALIVE: gettext_lazy("the page is there"),
    Outcome.MOVED: gettext_lazy("the page has moved"),
    Outcome.BLOCKED: gettext_lazy("no word about the page"),
    Outcome.FAILED: gettext_lazy("a failure"),
    Outcome.OFFLINE: gettext_lazy("not counted"),
}


def outcome(code: str) -> str:
    """Return the words for what one look saw."""
    return str(OUTCOMES.get(code, code))


def problem(code: str) -> str:
    """Return the words for a code, the code itself if nobody knows it any more, "" for none."""
    return str(PROBLEMS.get(code, code))


def state(link: Link) -> str:
    """Return in one sentence how a link does: "dead: The server says …", "moved to https://…"."""
    if link.state == Link.State.MOVED:
        return _("moved to %(address)s") % {"address": link.moved_to}
    if link.state in (Link.State.ALIVE, Link.State.NEW) or not link.problem:
        return str(link.get_state_display())
    return f"{link.get_state_display()}: {problem(link.problem)}"
