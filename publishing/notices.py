"""Mail to staff about the steps of a review: one function for each message, three templates each.

Mail is not private, and what is embargoed must not leave by it: a message holds the headline and a link that asks for
signing in. Neither the text nor what editors wrote about it is in it.
"""

from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives, mailers
from django.urls import reverse
from django.utils import translation

from publishing import moments, staff_mail
from publishing.models import Publication, Transition
from publishing.review import authors, deciders

Step = Transition.Step


def recipients(item: Publication, step: str, actor: User | None) -> list[int]:
    """Return the keys of the members of staff who are told of a step: those who decide, or the authors; not the actor."""
    if step == Step.SUBMIT:
        keys = set(deciders(type(item)).values_list("pk", flat=True))
    elif step in MESSAGES:
        keys = authors(item)
    else:
        keys = set()
    return sorted(keys - ({actor.pk} if actor else set()))


def send(*, label: str, step_key: int, item_key: int, user_key: int) -> bool:
    """Send one member of staff the message about one step; return whether there was anything to send.

    `label` names the model of the step (`press.releasetransition`), `item_key` the row that it was about: a working
    copy may be gone meanwhile, then the link leads to its live item. Raises what the mail server's refusal raises.
    """
    model: Any = apps.get_model(label)
    transition = model._default_manager.select_related("item", "by").filter(pk=step_key).first()
    user = get_user_model()._default_manager.filter(pk=user_key, is_active=True, is_staff=True).first()
    if transition is None or user is None or not user.email or transition.step not in MESSAGES:
        return False
    live = transition.item
    row = type(live)._default_manager.filter(pk=item_key).first() or live
    with translation.override(settings.LANGUAGE_CODE):
        message = MESSAGES[transition.step](transition, row, user)
    mailers.default.send_messages([message])
    return True


def submitted(transition: Any, item: Publication, user: User) -> EmailMultiAlternatives:
    """Tell somebody who may publish it that an item waits for a decision."""
    return _compose("submitted", transition, item, user)


def sent_back(transition: Any, item: Publication, user: User) -> EmailMultiAlternatives:
    """Tell an author that an item came back, with how many comments."""
    return _compose("sent_back", transition, item, user, open=item.comments.filter(resolved_at__isnull=True).count())


def approved(transition: Any, item: Publication, user: User) -> EmailMultiAlternatives:
    """Tell an author that an editor agrees."""
    return _compose("approved", transition, item, user)


def published(transition: Any, item: Publication, user: User) -> EmailMultiAlternatives:
    """Tell an author that readers have it, or have the changes."""
    live = transition.item
    return _compose("published", transition, item, user, public_address=settings.SITE_URL + live.get_absolute_url())


def scheduled(transition: Any, item: Publication, user: User) -> EmailMultiAlternatives:
    """Tell an author when it will appear by itself."""
    at = item.apply_at or item.publish_at
    return _compose("scheduled", transition, item, user, at=moments.in_site_zone(at) if at else "")


MESSAGES: Final[dict[str, Callable[[Any, Publication, User], EmailMultiAlternatives]]] = {
    Step.SUBMIT.value: submitted,
    Step.SEND_BACK.value: sent_back,
    Step.APPROVE.value: approved,
    Step.PUBLISH.value: published,
    Step.APPLY.value: published,
    Step.SCHEDULE.value: scheduled,
}


def _compose(name: str, transition: Any, item: Publication, user: User, **more: Any) -> EmailMultiAlternatives:
    context = {
        "title": item.title,
        "kind": item._meta.verbose_name,
        "person": transition.by.get_full_name() or transition.by.get_username() if transition.by else "",
        "is_of_copy": transition.is_of_copy,
        "has_note": bool(transition.note),
        "address": settings.SITE_URL + form_path(item),
        **more,
    }
    key = f"{transition._meta.label_lower}.{transition.pk}"
    return staff_mail.compose(f"publishing/mail/{name}", context, user=user, key=key)


def form_path(item: Publication) -> str:
    """Return the path of the form in which staff edit `item`."""
    return reverse(f"admin:{item._meta.label_lower.replace('.', '_')}_change", args=[item.pk])
