"""What does not work and waits for a person: shown on the dashboard until somebody has mended it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.http import HttpRequest
from django.tasks import TaskResultStatus
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from advocacy_site.planner import desks
from campaigns import counting
from publishing.models import Image, Transition
from sources.linking import digest, words
from sources.models import Link, Snapshot, Source
from supporters import switching
from supporters.models import OutboxMail

LONGEST: Final = 8
LOOKED_BACK: Final = timedelta(days=30)
COUNTED_WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Fault:
    """One thing that does not work: what it is about, what is the matter, and where to mend it."""

    title: str
    url: str
    what: str


def faults(request: HttpRequest, now: datetime) -> list[Fault]:
    """Return what is broken, for the eyes of the person who asks: a fixed number of queries."""
    return [
        *_switches(request),
        *_changes_not_applied(request, now),
        *_pictures(request),
        *_links(request),
        *_copies(request),
        *_totals(request, now),
        *_mail(request, now),
        *_tasks(request, now),
    ]


def _switches(request: HttpRequest) -> Iterator[Fault]:
    """Yield what staff have turned off for a while, so that nobody forgets it."""
    if not request.user.has_perm("supporters.view_switch"):
        return
    url = reverse("admin:supporters_switch_changelist")
    for switch in switching.all_off().values():
        said = _("Turned off since: %(time)s") % {"time": date_format(localtime(switch.off_since), "DATETIME_FORMAT")}
        yield Fault(capfirst(switch.get_name_display()), url, said)


def _changes_not_applied(request: HttpRequest, now: datetime) -> Iterator[Fault]:
    """Yield changes that came off the schedule by themselves, while they still wait."""
    for desk in desks(request):
        model: Any = desk.model
        steps: Any = model._meta.get_field("transitions").related_model
        found = steps._default_manager.filter(
            step=Transition.Step.UNSCHEDULE, by=None, at__gte=now - LOOKED_BACK, item__working_copy__apply_at=None
        ).filter(item__working_copy__isnull=False)
        address = f"admin:{desk.opts.app_label}_{desk.opts.model_name}_change"
        for title, key, note in found.values_list("item__title", "item__working_copy", "note").distinct()[:LONGEST]:
            yield Fault(title, reverse(address, args=[key]), _("The changes were not applied. %(why)s") % {"why": note})


def _pictures(request: HttpRequest) -> Iterator[Fault]:
    if not request.user.has_perm("publishing.view_image"):
        return
    found = Image.objects.exclude(renditions_problem="").order_by("-pk")
    for key, title, problem in found.values_list("pk", "title", "renditions_problem")[:LONGEST]:
        yield Fault(title, reverse("admin:publishing_image_change", args=[key]), problem)


def _links(request: HttpRequest) -> Iterator[Fault]:
    """Yield addresses of sources that died, fail or moved, and quoted words that went from the live page."""
    if not request.user.has_perm(digest.PERMISSION):
        return
    links = Link.objects.broken().select_related("source").order_by("state", "-state_since", "pk")
    for link in links.only("state", "problem", "moved_to", "source__title")[:LONGEST]:
        yield Fault(link.source.title, digest.form_path(link.source), words.state(link))
    gone = digest.missing().order_by("source").values_list("source", "source__title").distinct()
    for key, title in gone[:LONGEST]:
        yield Fault(title, digest.form_path(Source(pk=key)), _("Quoted words have gone from the live page."))


def _copies(request: HttpRequest) -> Iterator[Fault]:
    """Yield archived copies that are not what they were: `manage.py verify_snapshots` and the schedule look."""
    if not request.user.has_perms(["sources.view_source", "sources.view_snapshot"]):
        return
    found = Snapshot.objects.exclude(damage="").order_by("-verified_at", "-pk")
    for source, title, damage in found.values_list("source", "source__title", "damage")[:LONGEST]:
        url = f"{reverse('admin:sources_source_change', args=[source])}#copies"
        yield Fault(title, url, _("An archived copy is damaged. %(what)s") % {"what": damage})


def _totals(request: HttpRequest, now: datetime) -> Iterator[Fault]:
    """Yield totals that differ from who took part, and a counting that stands still: the public sees too little."""
    if not request.user.has_perm("campaigns.change_campaign"):
        return
    for action, drift in islice(counting.wrong_totals(), LONGEST):
        url = reverse("admin:campaigns_campaign_change", args=[action.campaign_id])
        said = _(
            "The total differs from the rows by %(drift)s. An administrator sets it right with “manage.py recount”."
        )
        yield Fault(action.title, url, said % {"drift": f"{drift:+d}"})
    if counting.stands_still(now - COUNTED_WITHIN):
        said = _("Confirmed signatures have not been counted for more than ten minutes. Does the worker run?")
        yield Fault(_("Counting"), reverse("admin:campaigns_campaign_changelist"), said)


def _mail(request: HttpRequest, now: datetime) -> Iterator[Fault]:
    if not request.user.has_perm("supporters.view_outboxmail"):
        return
    number = OutboxMail.objects.filter(state=OutboxMail.State.FAILED, created_at__gte=now - LOOKED_BACK).count()
    if number:
        said = ngettext("%(number)d mail could not be sent.", "%(number)d mails could not be sent.", number)
        url = f"{reverse('admin:supporters_outboxmail_changelist')}?state__exact=failed"
        yield Fault(_("Outgoing mail"), url, said % {"number": number})


def _tasks(request: HttpRequest, now: datetime) -> Iterator[Fault]:
    if not request.user.is_superuser:
        return
    number = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__gte=now - timedelta(days=7)
    ).count()
    if number:
        said = ngettext("%(number)d task failed.", "%(number)d tasks failed.", number) % {"number": number}
        yield Fault(_("Background tasks"), reverse("admin:django_tasks_database_dbtaskresult_changelist"), said)
