"""A person of whom we hold something in every table, with values that are found again wherever they are left."""

from datetime import timedelta

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers import serialize

from campaigns import actions, counting
from campaigns.models import Action, CampaignLink, Participation
from supporters import outbox
from supporters.models import AccessLog, OutboxMail, Supporter
from supporters.operations import Details
from tests.factories import make_campaign, make_petition, make_user

EMAIL = "planted.person@plantation.example"
AGREED = {
    "news": "Planted words on news.",
    "updates": "Planted words on updates.",
    "public_name": "Planted words on names.",
    "delivery": "Planted words on delivery.",
}


def make_person(now, *, email=EMAIL, petition=None):
    """Return somebody who confirmed a petition, and has a share link, a sent message and a letter that waits."""
    petition = petition or make_petition(make_campaign(title="Rivers"), title="Clean rivers")
    row = actions.take_part(
        action=petition,
        email=email,
        person=Details("Planted Name", "AM", "PLANT-1"),
        comment="Planted comment.",
        details={"letter": "Planted letter.", "subject": "Planted subject."},
        show_name=True,
        may_deliver=True,
        agreed=AGREED,
        network="planted-hash",
        now=now,
    )
    actions.confirm(Participation.objects.get(pk=row.pk), now=now)
    supporter = Supporter.objects.get(pk=row.supporter_id)
    CampaignLink.objects.create(
        code=f"share-{supporter.pk}",
        campaign=petition.campaign,
        action=petition,
        channel="share",
        kind=CampaignLink.Kind.SUPPORTER,
        supporter=supporter,
    )
    for recipient, purpose in (("mayor@city.example", OutboxMail.Purpose.ACT), (None, OutboxMail.Purpose.COPY)):
        outbox.put(
            supporter=supporter,
            recipient=recipient,
            reply_to=email,
            subject="Planted subject",
            text="Planted letter.",
            html="<p>Planted letter.</p>",
            language="en",
            purpose=purpose,
            now=now,
        )
    AccessLog.objects.create(user=make_user(), supporter=supporter, what="viewed", detail="Planted detail", at=now)
    LogEntry.objects.create(
        user=make_user(),
        content_type=ContentType.objects.get_for_model(Supporter),
        object_id=str(supporter.pk),
        object_repr="Planted Name",
        action_flag=CHANGE,
        change_message="Planted message",
    )
    counting.count_due(now + counting.LAG)
    return supporter


def dump():
    """Return the whole content of the database as text."""
    return "".join(serialize("json", model._base_manager.all()) for model in apps.get_models())


def wait(action, now, *, email=EMAIL, days=0):
    """Let somebody take part without confirming it."""
    return actions.take_part(action=action, email=email, person=Details("Planted Name"), now=now - timedelta(days=days))


def make_action(petition, **fields):
    """Return another action of the petition's campaign."""
    return Action.objects.create(
        **{"campaign": petition.campaign, "title": "Other", "slug": "other", "text": "More."} | fields
    )
