"""Who may open which address: one table over the whole URL configuration, which fails on an address nobody listed."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Exclusion
from officials.models import Area, Official
from sources.models import SourceImport
from tests.addresses import all_addresses
from tests.factories import (
    make_campaign,
    make_image,
    make_page,
    make_petition,
    make_release,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

# Accounts: what anonymous visitors and signed-in staff get. Everything else of allauth is switched off.
ACCOUNTS = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_reauthenticate": (302, 200),
    "account_inactive": (200, 200),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 404),
}
EDITORIAL_ROLES = ("Author", "Editor", "Researcher", "Campaigner", "Data officer", "Administrator")
# Who may see which list. Anonymous visitors are sent to sign in; staff without the permission get 403.
WRITERS = {"Author", "Editor", "Researcher", "Campaigner", "Administrator"}
LISTS = {
    "press_pressrelease": WRITERS,
    "press_mediacontact": {"Author", "Editor", "Campaigner", "Administrator"},
    "campaigns_campaign": {*WRITERS, "Data officer"},
    "campaigns_action": {*WRITERS, "Data officer"},
    "campaigns_campaignlink": {"Editor", "Campaigner", "Administrator"},
    "campaigns_timelineentry": {"Editor", "Campaigner", "Administrator"},
    "campaigns_embedsite": {"Editor", "Campaigner", "Administrator"},
    "campaigns_delivery": {"Editor", "Campaigner", "Administrator"},
    "campaigns_participation": {"Data officer", "Administrator"},
    "campaigns_exclusion": {"Editor", "Campaigner", "Data officer", "Administrator"},
    "campaigns_mailing": {"Editor", "Campaigner", "Administrator"},
    "supporters_switch": {"Editor", "Campaigner", "Administrator"},
    "officials_official": {"Editor", "Campaigner", "Administrator"},
    "officials_area": {"Editor", "Campaigner", "Administrator"},
    "officials_postcodearea": {"Editor", "Campaigner", "Administrator"},
    "officials_dataimport": {"Editor", "Campaigner", "Administrator"},
    "sources_source": WRITERS,
    "sources_sourcemerge": {"Editor", "Researcher", "Administrator"},
    "sources_sourceimport": {"Editor", "Researcher", "Administrator"},
    "publishing_image": WRITERS,
    "publishing_document": WRITERS,
    "publishing_tag": WRITERS,
    "publishing_tagmerge": {"Editor", "Administrator"},
    "publishing_redirect": {"Editor", "Administrator"},
    "supporters_supporter": {"Data officer", "Administrator"},
    "supporters_consent": {"Data officer", "Administrator"},
    "supporters_subscription": {"Data officer", "Administrator"},
    "supporters_outboxmail": {"Data officer", "Administrator"},
    "supporters_suppression": {"Data officer", "Administrator"},
    "supporters_accesslog": {"Data officer", "Administrator"},
    "pages_sitesettings": {"Administrator"},
    "sources_evidencesettings": {"Administrator"},
    "pages_standingpage": {"Editor", "Administrator"},
    "pages_menuitem": {"Administrator"},
    "auth_user": {"Administrator"},
    "auth_group": {"Administrator"},
    "mfa_authenticator": {"Administrator"},
    "django_tasks_database_dbtaskresult": set(),
}


@pytest.fixture
def clients():
    """Return a signed-in client for each role."""
    from django.contrib.auth.models import Group

    call_command("ensure_roles", verbosity=0)
    clients = {}
    for role in EDITORIAL_ROLES:
        user = make_user()
        user.groups.add(Group.objects.get(name=role))
        clients[role] = Client()
        clients[role].force_login(user)
    return clients


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_the_admin_are_for_the_roles_that_need_them(name, clients):
    path = reverse(f"admin:{name}_changelist")
    allowed = {role for role, client in clients.items() if client.get(path).status_code in (200, 302)}
    assert allowed == LISTS[name]


def test_every_model_of_the_admin_is_in_the_table():
    registered = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert registered - LISTS.keys() == set()


@pytest.fixture
def objects():
    """Return one object for each model of the admin that can be opened."""
    brought_in = SourceImport.objects.create(name="mine.bib", format="bib", created_at=timezone.now())
    official = Official.objects.create(scheme="own", identifier="1", full_name="Ada Alder")
    area = Area.objects.create(country="US", kind="country", code="US", name="United States")
    made = (make_release(), make_campaign(), make_page(), make_source(), make_image(), make_petition(), brought_in)
    left_out = {"condition": {"name": "x"}, "why": "y", "expected": 0, "created_at": timezone.now()}
    made += (official, area, Exclusion.objects.create(campaign=made[1], **left_out))
    return {type(item)._meta.label_lower.replace(".", "_"): item for item in made}


def admin_paths(objects):
    """Return (name, path) of every address of the admin that can be built from the objects at hand."""
    for address in all_addresses():
        if (
            not address.name.startswith("admin:")
            or "(" in address.name
            or "<" in address.name
            or "app_list" in address.name
        ):
            continue
        if not address.arguments:
            yield address.name, reverse(address.name)
        else:
            item = next((item for label, item in objects.items() if address.name.startswith(f"admin:{label}_")), None)
            if item is not None:
                yield address.name, reverse(address.name, args=[item.pk] * len(address.arguments))


def test_nobody_gets_into_the_admin_without_signing_in(objects, reader):
    for name, path in admin_paths(objects):
        response = reader.get(path)
        assert response.status_code in (302, 405), name
        if response.status_code == 302 and name != "admin:logout":
            assert response["Location"].startswith(("/accounts/login/", "/admin/login/")), name


def test_staff_without_a_role_may_see_the_dashboard_and_nothing_else(objects):
    client = Client()
    client.force_login(make_user())
    own = {
        "admin:index",
        "admin:calendar",
        "admin:jsi18n",
        "admin:password_change",
        "admin:password_change_done",
        "admin:login",
    }
    for name, path in admin_paths(objects):
        status = client.get(path).status_code
        assert (status in (200, 302)) if name in own else (status in (403, 404, 405)), (name, status)


def test_people_who_are_no_staff_are_kept_out_of_the_admin(objects):
    client = Client()
    client.force_login(make_user(is_staff=False))
    for name, path in admin_paths(objects):
        assert client.get(path).status_code in (302, 403, 405), name


def test_an_administrator_opens_every_page_of_the_admin(objects):
    client = Client()
    client.force_login(make_user(superuser=True))
    for name, path in admin_paths(objects):
        status = client.get(path).status_code
        assert status in (200, 302, 403, 404, 405), (name, status)
        if name.endswith(("_changelist", "_change", "_history")):
            assert status in (200, 302), (name, status)


@pytest.mark.parametrize("name", ACCOUNTS)
def test_account_pages(name, reader):
    client = Client()
    client.force_login(make_user())
    anonymous, signed_in = ACCOUNTS[name]
    assert reader.get(reverse(name)).status_code == anonymous
    assert client.get(reverse(name)).status_code == signed_in
