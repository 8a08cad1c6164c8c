"""What a person sees first: what waits for them, their drafts, what is scheduled, what is live, how campaigns do."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from advocacy_site import planner
from advocacy_site.broken import Fault, faults
from campaigns.models import Campaign, Participation
from campaigns.progress import Progress
from publishing import review, translations
from publishing.admin import states
from publishing.admin.publications import PublicationAdmin
from publishing.models import Publication, Status
from publishing.plots import Plot

LONGEST = 8
DAYS, WEEKS = 30, 12
MOST_PUBLISHED = 5000


@dataclass(frozen=True)
class Line:
    """One item: its headline, the address of its form, what it is, and its state with the time that matters.

    `comments` counts what reviewers wrote about it and nobody has marked as done.
    """

    title: str
    url: str
    kind: str
    badge: SafeString
    at: str
    comments: int = 0


@dataclass(frozen=True)
class RunningCampaign:
    """One campaign with the confirmed signatures and the goals of its actions together, and those of each last day."""

    title: str
    url: str
    progress: Progress
    plot: Plot


@dataclass(frozen=True)
class Board:
    """Everything the dashboard shows. Lists are cut at LONGEST; `new` are the buttons this person may press."""

    new: list[tuple[Promise, str]] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    returned: list[Line] = field(default_factory=list)
    drafts: list[Line] = field(default_factory=list)
    scheduled: list[Line] = field(default_factory=list)
    live: list[Line] = field(default_factory=list)
    outdated: list[Line] = field(default_factory=list)
    broken: list[Fault] = field(default_factory=list)
    campaigns: list[RunningCampaign] = field(default_factory=list)
    published: Plot | None = None
    may_decide: bool = False


NEW = (
    ("press", "pressrelease", _("New press release")),
    ("campaigns", "campaign", _("New campaign")),
    ("sources", "source", _("New source")),
)


def build(request: HttpRequest, *, now: datetime) -> Board:
    """Return the dashboard of the person who asks. Its number of queries depends on no table's size: one for each list."""
    desks = planner.desks(request)
    deciding = [desk for desk in desks if desk.has_publish_permission(request)]
    # Changes with a time are approved, and wait for their second alone.
    undecided = Q(status__in=[Status.IN_REVIEW, Status.APPROVED], apply_at__isnull=True)
    scheduled = Q(status=Status.PUBLISHED, publish_at__gt=now) | Q(apply_at__isnull=False)
    return Board(
        new=_buttons(request),
        waiting=_lines(deciding, undecided, "updated_at", now),
        returned=_lines(desks, Q(created_by=request.user.pk), "updated_at", now, among=review.sent_back),
        drafts=_lines(desks, Q(status=Status.DRAFT, created_by=request.user.pk), "-updated_at", now),
        scheduled=_lines(desks, scheduled, "due", now),
        live=_lines(desks, Q(status=Status.PUBLISHED, publish_at__lte=now), "-due", now),
        outdated=_lines(desks, Q(), "-updated_at", now, among=partial(translations.only_outdated, now=now)),
        broken=faults(request, now),
        published=_published(desks, now),
        campaigns=_progress(now) if request.user.has_perm("campaigns.view_campaign") else [],
        may_decide=bool(deciding),
    )


def _buttons(request: HttpRequest) -> list[tuple[Promise, str]]:
    return [
        (label, reverse(f"admin:{app}_{model}_add"))
        for app, model, label in NEW
        if request.user.has_perm(f"{app}.add_{model}")
    ]


def _lines(
    desks: list[PublicationAdmin],
    condition: Q,
    order: str,
    now: datetime,
    among: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda items: items,
) -> list[Line]:
    """Return the first items of all content types together, in one query. `among` narrows each type's down."""
    if not desks:
        return []
    parts = [
        review.open_comments(among(desk.model._default_manager.filter(condition)))
        .order_by()
        .annotate(model=Value(desk.model._meta.label_lower), due=Coalesce("apply_at", "publish_at"))
        .values_list(
            "model", "pk", "title", "status", "due", "updated_at", "working_copy_of", "open_comments", named=True
        )
        for desk in desks
    ]
    rows = parts[0].union(*parts[1:], all=True).order_by(order, "pk")[:LONGEST]
    models = {desk.model._meta.label_lower: desk.model for desk in desks}
    return [_line(models[row.model], row, now) for row in rows]


def _line(model: type[Publication], row: Any, now: datetime) -> Line:
    state = states.state_of(row.status, row.due, now)
    is_copy = row.working_copy_of is not None
    is_timed = state in (states.LIVE, states.SCHEDULED) or (is_copy and row.due is not None)
    return Line(
        title=row.title,
        url=reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk]),
        kind=str(model._meta.verbose_name),
        badge=states.changes_badge(states.SCHEDULED if is_timed else state) if is_copy else states.badge(state),
        at=states.moment(row.due if is_timed else row.updated_at),
        comments=row.open_comments,
    )


def _progress(now: datetime) -> list[RunningCampaign]:
    """Return the active campaigns that readers see, the latest first."""
    running = (
        Campaign.objects.published(now)
        .filter(outcome=Campaign.Outcome.ACTIVE)
        .defer("body", "body_html", "notes_html")
        .with_confirmed_count()
        .latest_first()
        .prefetch_related("actions")[:LONGEST]
    )
    campaigns = list(running)
    days = _days(now, DAYS)
    confirmed = _confirmed_by_day(campaigns, days[0])
    return [
        RunningCampaign(
            title=campaign.title,
            url=reverse("admin:campaigns_campaign_change", args=[campaign.pk]),
            progress=Progress(
                campaign.confirmed_count, sum(action.goal or 0 for action in campaign.actions.all()) or None
            ),
            plot=Plot(
                _now("Signatures confirmed on each of the last %(days)d days") % {"days": DAYS},
                [date_format(day, "SHORT_DATE_FORMAT") for day in days],
                [confirmed[campaign.pk, day] for day in days],
            ),
        )
        for campaign in campaigns
    ]


def _confirmed_by_day(campaigns: list[Campaign], first: date) -> Counter[tuple[int, date]]:
    """Return how many signatures each campaign had confirmed on each day from `first` on, in the site's zone. One query."""
    since = timezone.make_aware(datetime.combine(first, time()))
    actions = [action.pk for campaign in campaigns for action in campaign.actions.all()]
    rows = (
        Participation.objects.filter(action__in=actions, confirmed_at__gte=since)
        .order_by()
        .annotate(day=TruncDate("confirmed_at"))
        .values_list("action__campaign", "day")
        .annotate(number=Count("pk"))
    )
    return Counter({(campaign, day): number for campaign, day, number in rows})


def _published(desks: list[PublicationAdmin], now: datetime) -> Plot | None:
    """Return how many items of all types appeared in each of the last weeks, which end today. One query."""
    if not desks:
        return None
    first = _days(now, WEEKS * 7)[0]
    since = timezone.make_aware(datetime.combine(first, time()))
    parts = [
        desk.model._default_manager.published(now).filter(publish_at__gte=since).order_by().values_list("publish_at")
        for desk in desks
    ]
    weeks = Counter(
        (timezone.localdate(at) - first).days // 7 for (at,) in parts[0].union(*parts[1:], all=True)[:MOST_PUBLISHED]
    )
    begins = [first + timedelta(days=7 * week) for week in range(WEEKS)]
    return Plot(
        _now("Published in each of the last %(weeks)d weeks") % {"weeks": WEEKS},
        [_now("week from %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")} for day in begins],
        [weeks[week] for week in range(WEEKS)],
    )


def _days(now: datetime, number: int) -> list[date]:
    """Return the last days in the site's zone, today the last of them."""
    today = timezone.localdate(now)
    return [today - timedelta(days=back) for back in reversed(range(number))]
