"""The digest of links: at most one mail a day to each member of staff who may change sources, of what is new to them.

What was told is noted with the rows, in the transaction that makes the tasks which send it: nothing is told twice, and
nothing is lost when a worker ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator

from publishing import staff_mail
from sources.linking import words
from sources.models import Link, Passage, Source

BETWEEN: Final = timedelta(hours=20)
"""Less than a day, so that a mail that leaves every morning stays in the morning."""

LONGEST: Final = 100
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
PERMISSION: Final = "sources.change_source"
State = Link.State


@dataclass(frozen=True)
class Line:
    """One thing to tell: the source, the address of its form, and what is the matter in words."""

    title: str
    address: str
    what: str


def readers() -> QuerySet[User]:
    """Return the members of staff who look after sources."""
    staff: QuerySet[User] = get_user_model()._default_manager.with_perm(PERMISSION, backend=BACKEND)
    return staff.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")


def tell(now: datetime) -> int:
    """Have everybody told what they were not told yet, if the last digest is old enough; return how many people."""
    from sources.linking.tasks import send_digest

    last = max(filter(None, [_last_told(Link, "told_at"), _last_told(Passage, "missing_told_at")]), default=None)
    people = list(readers().values_list("pk", flat=True))
    if (last is not None and now - last < BETWEEN) or not people:
        return 0
    with transaction.atomic():
        links, passages = _take_links(now), _take_passages(now)
        if not links and not passages:
            return 0
        for person in people:
            send_digest.enqueue(person, links, passages, now.isoformat())
    return len(people)


def _last_told(model: type[Link] | type[Passage], field: str) -> datetime | None:
    told: datetime | None = model._default_manager.aggregate(last=Max(field))["last"]
    return told


def _take_links(now: datetime) -> list[int]:
    """Mark the links whose state is news as told, and return their keys; what healed untold is forgotten."""
    well = Link.objects.exclude(state__in=[State.DEAD, State.SUSPECT, State.MOVED])
    well.exclude(told_state__in=["", State.DEAD]).update(told_state="")
    news = list(Link.objects.broken().exclude(told_state=F("state")).order_by("state_since", "pk")[:LONGEST])
    news += well.filter(told_state=State.DEAD).order_by("pk")[:LONGEST]
    return [
        link.pk
        for link in news
        if Link.objects.filter(pk=link.pk, state=link.state, told_state=link.told_state).update(
            told_state=link.state if link.state in (State.DEAD, State.SUSPECT, State.MOVED) else "", told_at=now
        )
    ]


def _take_passages(now: datetime) -> list[int]:
    news = missing().filter(missing_told_at__isnull=True)
    keys = list(news.order_by("missing_since", "pk").values_list("pk", flat=True)[:LONGEST])
    return [
        key
        for key in keys
        if Passage.objects.filter(pk=key, live=Passage.Live.MISSING, missing_told_at__isnull=True).update(
            missing_told_at=now
        )
    ]


def missing() -> QuerySet[Passage]:
    """Return the quoted words that have gone from the live page and stand in our copy."""
    found: QuerySet[Passage] = Passage.objects.filter(live=Passage.Live.MISSING, source__merged_into__isnull=True)
    return found


def send(*, user_key: int, links: list[int], passages: list[int], at: str) -> bool:
    """Send one member of staff the digest; return whether there was anything left to tell them."""
    user = readers().filter(pk=user_key).first()
    with translation.override(settings.LANGUAGE_CODE):
        told = [_of_link(link) for link in Link.objects.filter(pk__in=links).select_related("source").order_by("pk")]
        gone = missing().filter(pk__in=passages).select_related("source").order_by("pk")
        quoted = [_of_passage(passage) for passage in gone]
        if user is None or not (told or quoted):
            return False
        message = changes(user, told, quoted, at=at)
    mailers.default.send_messages([message])
    return True


def changes(user: User, links: list[Line], passages: list[Line], *, at: str) -> EmailMultiAlternatives:
    """Return the mail that says how links have changed and which quoted words have gone; `at` tells digests apart."""
    context = {
        "links": links,
        "passages": passages,
        "number": len(links) + len(passages),
        "address": settings.SITE_URL + reverse("admin:sources_source_changelist") + "?link=broken",
    }
    return staff_mail.compose("sources/mail/links", context, user=user, key=f"links.{at}".replace("+", "."))


def _of_link(link: Link) -> Line:
    return Line(link.source.title, settings.SITE_URL + form_path(link.source), words.state(link))


def _of_passage(passage: Passage) -> Line:
    quoted = Truncator(passage.words).words(25)
    return Line(passage.source.title, settings.SITE_URL + form_path(passage.source), quoted)


def form_path(source: Source) -> str:
    """Return the path of the form in which staff edit a source, at what is known of its link."""
    return f"{reverse('admin:sources_source_change', args=[source.pk])}#link"
