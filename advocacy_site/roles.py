"""The roles of a newsroom as groups of permissions. `manage.py ensure_roles` writes them; administrators may add more."""

from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

EVERYTHING: Final = ("add", "change", "delete", "view")
WRITING: Final = ("add", "change", "view")
# Archived copies are made, looked at and withdrawn, and never changed.
KEEPING: Final = ("view", "withdraw")
# Decision makers come from files that administrators import; whoever writes to them or about them looks them up.
# What a campaign has beside its text. Handing names over means seeing those of who agreed to it.
CAMPAIGNING: Final = {
    "campaigns.campaignlink": EVERYTHING,
    "campaigns.timelineentry": EVERYTHING,
    "campaigns.delivery": EVERYTHING,
    "campaigns.mailing": (*EVERYTHING, "send"),
    "campaigns.exclusion": ("add", "change", "view"),
    "campaigns.embedsite": EVERYTHING,
    "supporters.switch": ("change", "view"),
}
DECISION_MAKERS: Final = {
    f"officials.{model}": ("view",) for model in ("official", "area", "postcodearea", "dataimport")
}

# For each role: model → what its members may do with it.
ROLES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    # Writes releases. Without "publish" that means: their own, while they are drafts.
    gettext_noop("Author"): {
        "press.pressrelease": EVERYTHING,
        "press.mediacontact": ("view",),
        "campaigns.campaign": ("view",),
        "sources.source": WRITING,
        "sources.snapshot": ("view",),
        "publishing.image": WRITING,
        "publishing.document": WRITING,
        "publishing.tag": ("view",),
    },
    gettext_noop("Editor"): {
        "press.pressrelease": (*EVERYTHING, "publish"),
        "press.mediacontact": EVERYTHING,
        "campaigns.campaign": (*EVERYTHING, "publish"),
        **CAMPAIGNING,
        **DECISION_MAKERS,
        "pages.standingpage": (*EVERYTHING, "publish"),
        "sources.source": (*WRITING, "capture", "merge"),
        "sources.sourcemerge": ("view",),
        "sources.sourceimport": ("add", "view"),
        "sources.snapshot": KEEPING,
        "publishing.image": EVERYTHING,
        "publishing.document": EVERYTHING,
        "publishing.tag": EVERYTHING,
        "publishing.tagmerge": ("view",),
        "publishing.redirect": EVERYTHING,
    },
    gettext_noop("Researcher"): {
        "press.pressrelease": ("view",),
        "campaigns.campaign": ("view",),
        "sources.source": (*EVERYTHING, "capture", "merge"),
        "sources.sourcemerge": ("view",),
        "sources.sourceimport": ("add", "delete", "view"),
        "sources.snapshot": KEEPING,
        "publishing.image": WRITING,
        "publishing.document": WRITING,
        "publishing.tag": WRITING,
    },
    # Runs campaigns from draft to outcome and sees their totals. Who signed is for the data officer, and deleting
    # signatures with their action for administrators.
    gettext_noop("Campaigner"): {
        "press.pressrelease": ("view",),
        "press.mediacontact": ("view",),
        "campaigns.campaign": (*EVERYTHING, "publish"),
        **CAMPAIGNING,
        **DECISION_MAKERS,
        "sources.source": WRITING,
        "sources.snapshot": ("view",),
        "publishing.image": WRITING,
        "publishing.document": WRITING,
        "publishing.tag": WRITING,
    },
    gettext_noop("Data officer"): {
        "campaigns.campaign": ("view",),
        "campaigns.participation": ("view", "delete", "export"),
        # Who sees the names can tell a school from a program, and puts single ones back.
        "campaigns.exclusion": ("add", "change", "view"),
        "supporters.supporter": ("view", "delete"),
        "supporters.consent": ("view",),
        "supporters.subscription": ("view",),
        "supporters.accesslog": ("view",),
        "supporters.suppression": EVERYTHING,
        "supporters.outboxmail": ("view",),
    },
}

ADMINISTRATOR: Final = gettext_noop("Administrator")
ADMINISTERED: Final = (
    Q(content_type__app_label__in=["press", "campaigns", "officials", "sources", "publishing", "pages", "supporters"])
    | Q(content_type__app_label="auth", content_type__model__in=["user", "group"])
    | Q(content_type__app_label="mfa", codename__in=["view_authenticator", "delete_authenticator"])
)


@transaction.atomic
def ensure_roles() -> list[str]:
    """Create the groups that are missing and give each what its role needs; return the names of new groups.

    Permissions that administrators added to a group stay.
    """
    created = []
    for name, models in ROLES.items():
        wanted = Q(pk__in=[])
        for label, actions in models.items():
            app, model = label.split(".")
            codenames = [f"{action}_{model}" for action in actions]
            wanted |= Q(content_type__app_label=app, codename__in=codenames)
        created += _ensure(name, wanted)
    return created + _ensure(ADMINISTRATOR, ADMINISTERED)


def _ensure(name: str, wanted: Q) -> list[str]:
    group, is_new = Group.objects.get_or_create(name=name)
    group.permissions.add(*Permission.objects.filter(wanted))
    return [name] if is_new else []
