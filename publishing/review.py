"""Review: comments on fields, who agreed to which text, and who could.

Comments hang on the row that was commented on, an item or its working copy. Steps hang on the live item.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from publishing.models import Publication, ReviewComment, Status, Transition

Step = Transition.Step

LONGEST_QUOTE: Final = 300
LONGEST_COMMENT: Final = 2000
MOST_VERSIONS: Final = 200
AGREEING: Final = (Step.SUBMIT, Step.APPROVE)
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


class ResolvedAlready(Exception):
    """Somebody else has marked the comment as done meanwhile."""


# --- Comments -------------------------------------------------------------------------------------


def comment(item: Publication, *, field: str, text: str, user: User, now: datetime, quoted: str = "") -> ReviewComment:
    """Add a comment on a field of `item`; `quoted` are the words of the text that it is about, cut at LONGEST_QUOTE."""
    words = " ".join(quoted.split())[:LONGEST_QUOTE]
    added: ReviewComment = item.comments.create(field=field, text=text.strip(), quoted=words, at=now, by=user)
    return added


def resolve(found: ReviewComment, *, user: User, now: datetime) -> None:
    """Mark a comment as done. Raises ResolvedAlready if it is: the first to press the button is the one logged."""
    rows = type(found)._default_manager.filter(pk=found.pk, resolved_at__isnull=True)
    if not rows.update(resolved_at=now, resolved_by=user):
        raise ResolvedAlready
    found.refresh_from_db()


def hand_over(copy: Publication) -> None:
    """Leave the comments on a working copy to its live item, before the copy is removed."""
    copy.comments.update(item=copy.working_copy_of)


def open_comments(items: QuerySet[Any]) -> QuerySet[Any]:
    """Add `open_comments`, the number of comments not yet done on each item and on its working copy."""
    return items.annotate(open_comments=_counted(items, "item") + _counted(items, "item__working_copy_of"))


def _counted(items: QuerySet[Any], owner: str) -> Any:
    comments = items.model.comments.rel.related_model._default_manager.filter(resolved_at__isnull=True)
    grouped = comments.filter(**{owner: OuterRef("pk")}).order_by().values(owner).annotate(number=Count("pk"))
    return Coalesce(Subquery(grouped.values("number")), 0, output_field=models.IntegerField())


def sent_back(items: QuerySet[Any]) -> QuerySet[Any]:
    """Return the drafts whose last step was that an editor sent them back, also those of working copies."""
    steps = items.model.transitions.rel.related_model._default_manager
    is_copy = Q(working_copy_of__isnull=False)
    owner = Case(When(is_copy, then=F("working_copy_of")), default=F("pk"))
    flag = Case(When(is_copy, then=True), default=False, output_field=models.BooleanField())
    last = steps.filter(item=OuterRef("log_of"), is_of_copy=OuterRef("log_is_of_copy"), at__gte=OuterRef("created_at"))
    return items.annotate(
        log_of=owner, log_is_of_copy=flag, last_step=Subquery(last.order_by("-at", "-pk").values("step")[:1])
    ).filter(status=Status.DRAFT, last_step=Step.SEND_BACK)


# --- Two people -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """When the text last became what it is, and by whom; `by` is None for somebody who has left, and for imports."""

    at: datetime
    by: int | None


def last_change(item: Publication) -> Change:
    """Return the last change of the text of `item`, saves that changed nothing aside. A working copy has its own.

    Read from the versions: the text is what a version's digest covers, words, tags, pictures and parts.
    """
    is_copy = item.working_copy_of_id is not None
    owner = item.working_copy_of or item
    versions = owner.versions.filter(is_of_copy=is_copy)
    if is_copy:
        versions = versions.filter(at__gte=item.created_at)
    found = None
    for version in versions.order_by("-number").values_list("digest", "at", "by")[:MOST_VERSIONS]:
        if found is not None and version[0] != found[0]:
            break
        found = version
    return Change(found[1], found[2]) if found else Change(item.created_at, item.created_by_id)


def agreed(item: Publication, change: Change) -> set[int]:
    """Return the keys of all who submitted or approved the text as it is, after the last change of it."""
    owner = item.working_copy_of or item
    steps = owner.transitions.filter(
        step__in=AGREEING, is_of_copy=item.working_copy_of_id is not None, at__gte=change.at, by__isnull=False
    )
    return set(steps.values_list("by", flat=True))


def needs_somebody_else(item: Publication, user: User | None) -> bool:
    """Say whether the rule of two people keeps `user` from publishing, or applying, `item` as it stands.

    The rule (setting REQUIRE_TWO_PEOPLE): whoever last changed the text does not publish it alone. Either somebody else
    publishes it, or somebody else submitted or approved the text after that change, as it stands. What nobody known has
    written, such as an import, anybody may publish.

    Call it while the row is locked, so that nobody changes the text meanwhile.
    """
    if not settings.REQUIRE_TWO_PEOPLE:
        return False
    change = last_change(item)
    if user is None or change.by is None or change.by != user.pk:
        return False
    return not agreed(item, change) - {change.by}


def deciders(model: type[Publication], *, but: Iterable[User] = ()) -> QuerySet[User]:
    """Return the members of staff who may approve and publish items of a type, by name."""
    permission = f"{model._meta.app_label}.publish_{model._meta.model_name}"
    staff: QuerySet[User] = get_user_model()._default_manager.with_perm(permission, backend=BACKEND)
    return staff.filter(is_staff=True).exclude(pk__in=[user.pk for user in but]).order_by("username")


def authors(item: Publication) -> set[int]:
    """Return the keys of those who hear what becomes of `item`: who began it, and who submitted it last."""
    owner = item.working_copy_of or item
    steps = owner.transitions.filter(
        step=Step.SUBMIT, is_of_copy=item.working_copy_of_id is not None, at__gte=item.created_at
    )
    last = steps.order_by("-at", "-pk").values_list("by", flat=True).first()
    return {key for key in (item.created_by_id, last) if key is not None}


def comments_on(item: Publication) -> QuerySet[Any]:
    """Return the comments on `item`, with those on its live item where it is a working copy."""
    comments = type(item).comments.rel.related_model._default_manager
    found: QuerySet[Any] = comments.filter(Q(item=item) | Q(item=item.working_copy_of_id))
    return found


def comments_of(item: Publication) -> list[Any]:
    """Return the comments on `item`, the open ones first, each group in the order of writing. One query."""
    return sorted(comments_on(item).select_related("by", "resolved_by"), key=lambda one: one.resolved_at is not None)
