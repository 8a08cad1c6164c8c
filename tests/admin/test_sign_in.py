"""Signing in as staff: passwords and their limits, the second factor, what visitors cannot do."""

import io
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

from advocacy_site.roles import ensure_roles
from tests.admin.desk import EDITOR, form_values, signed_in
from tests.factories import PASSWORD, make_release, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(
        f"{LOGIN}?next=/admin/press/pressrelease/", {"login": user.username, "password": password}, **more
    )


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=False)


def test_the_admin_leads_to_one_sign_in_page_and_back(client):
    user = make_user(*EDITOR)
    answer = client.get("/admin/press/pressrelease/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(LOGIN)
    assert "Sign in with a passkey" in answer.content.decode()
    answer = sign_in(client, user)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/press/pressrelease/")
    assert client.get("/admin/press/pressrelease/").status_code == 200


def test_after_signing_in_nobody_is_led_to_another_site(client):
    user = make_user(*EDITOR)
    answer = client.post(f"{LOGIN}?next=https://evil.example/", {"login": user.username, "password": PASSWORD})
    assert answer["Location"] == "/admin/"


def test_a_wrong_password_is_said_and_the_name_stays(client):
    user = make_user()
    answer = sign_in(client, user, "wrong")
    assert answer.status_code == 200
    assert f'value="{user.username}"' in answer.content.decode()
    assert b"wrong" not in answer.content


def test_somebody_without_the_staff_flag_does_not_enter(client):
    user = make_user(is_staff=False)
    sign_in(client, user)
    assert client.get("/admin/", follow=True).status_code == 403


def test_a_closed_account_does_not_enter(client):
    answer = sign_in(client, make_user(is_active=False), follow=True)
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200


def test_guessing_is_stopped_with_a_clear_page_even_for_the_right_password(client):
    user = make_user()
    for _ in range(5):
        assert sign_in(client, user, "wrong").status_code == 200
    answer = sign_in(client, user)
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
    assert answer["Retry-After"] == "300"
    assert "_auth_user_id" not in client.session


def test_one_name_being_guessed_does_not_lock_others_out(client):
    user, other = make_user(), make_user(*EDITOR)
    for _ in range(6):
        sign_in(client, user, "wrong")
    assert sign_in(client, other).status_code == 302


def test_a_flood_of_attempts_from_one_address_is_stopped(client):
    codes = [client.post(LOGIN, {"login": f"nobody{number}", "password": "x"}).status_code for number in range(31)]
    assert codes[-1] == 429
    assert codes[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "password/reset/",
        "password/change/",
        "password/set/",
        "email/",
        "confirm-email/",
        "login/code/",
        "social/login/cancelled/",
        "3rdparty/",
    ],
)
def test_what_staff_do_not_need_is_not_there(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}", {}).status_code == 404


def test_no_page_for_signing_up_has_a_name():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_signing_out_needs_a_post():
    client = signed_in(*EDITOR)
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_the_password_can_be_changed():
    client = signed_in(*EDITOR)
    new = "another correct horse"
    answer = client.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert answer.status_code == 302
    client.user.refresh_from_db()
    assert client.user.check_password(new)


# --- The second factor -------------------------------------------------------------------------


def with_app(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def test_an_app_is_set_up_and_asked_for(client):
    user = make_user(*EDITOR)
    sign_in(client, user)
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    again = page.redirect_chain[-1][0]
    assert client.post(again, {"password": "wrong"}).status_code == 200
    page = client.post(again, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert not Authenticator.objects.filter(type="totp").exists()
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert "Recovery" in answer.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()

    fresh = Client()
    answer = sign_in(fresh, user)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert fresh.get("/admin/").status_code == 302
    assert fresh.post("/accounts/2fa/authenticate/", {"code": "123456"}).status_code == 200
    cache.clear()  # forgets that the code was used a moment ago, when the app was set up
    answer = fresh.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    assert fresh.get("/admin/").status_code == 200


def test_a_recovery_code_signs_in_once(client):
    user = make_user(*EDITOR)
    with_app(user)
    codes = RecoveryCodes.activate(user)
    code = codes.get_unused_codes()[0]
    sign_in(client, user)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    again = Client()
    sign_in(again, user)
    assert again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in again.session


def test_without_the_setting_a_second_factor_is_a_choice():
    assert signed_in(*EDITOR).get("/admin/").status_code == 200


def test_with_the_setting_staff_are_led_to_set_one_up_before_anything_opens(settings):
    settings.REQUIRE_TWO_FACTOR = True
    client = signed_in(*EDITOR)
    release = make_release()
    for path in (
        "/admin/",
        "/admin/login/",
        f"/admin/press/pressrelease/{release.pk}/change/",
        f"/admin/press/pressrelease/{release.pk}/preview/",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/"), path
    page = client.get("/accounts/2fa/").content.decode()
    assert "This site asks for a second step" in page
    assert "Set up an app" in page
    assert (
        client.post(f"/admin/press/pressrelease/{release.pk}/change/", {"title": "x", "_save": "1"})["Location"]
        == "/accounts/2fa/"
    )
    assert client.get("/admin/cite/sources/").status_code == 403
    with_app(client.user)
    assert client.get("/admin/").status_code == 200


def test_with_the_setting_recovery_codes_alone_are_not_enough(settings):
    settings.REQUIRE_TWO_FACTOR = True
    client = signed_in(*EDITOR)
    RecoveryCodes.activate(client.user)
    assert client.get("/admin/").status_code == 302


def test_with_the_setting_signing_out_and_changing_the_password_stay_possible(settings):
    settings.REQUIRE_TWO_FACTOR = True
    client = signed_in(*EDITOR)
    assert client.get("/admin/password_change/").status_code == 200
    assert client.post("/admin/logout/").status_code in (200, 302)


def test_the_pages_about_signing_in_open():
    client = signed_in(*EDITOR)
    for path in ("", "webauthn/"):
        assert client.get(f"/accounts/2fa/{path}").status_code == 200
    assert client.get("/accounts/")["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/logout/").status_code == 200


# --- Staff, their accounts and roles -----------------------------------------------------------


def test_roles_are_written_repeatably_and_keep_what_was_added():
    first, second = io.StringIO(), io.StringIO()
    call_command("ensure_roles", stdout=first)
    assert "New groups: Author, Editor" in first.getvalue()
    author = Group.objects.get(name="Author")
    extra = Permission.objects.get(codename="change_mediacontact")
    author.permissions.add(extra)
    call_command("ensure_roles", stdout=second)
    assert "New groups" not in second.getvalue()
    assert Group.objects.count() == 6
    assert extra in author.permissions.all()
    names = {f"{p.content_type.app_label}.{p.codename}" for p in author.permissions.all()}
    assert "press.publish_pressrelease" not in names
    assert "press.add_pressrelease" in names
    editor = Group.objects.get(name="Editor")
    assert editor.permissions.filter(codename__startswith="publish_").count() == 3
    officer = Group.objects.get(name="Data officer")
    assert officer.permissions.filter(codename="view_supporter").exists()
    of_people = Group.objects.get(name="Campaigner").permissions.filter(content_type__app_label="supporters")
    assert set(of_people.values_list("content_type__model", flat=True)) == {"switch"}


def administrator():
    ensure_roles()
    client = signed_in()
    client.user.groups.add(Group.objects.get(name="Administrator"))
    return client


def test_an_administrator_makes_staff_and_no_superuser():
    client = administrator()
    data = {
        "username": "newcomer",
        "usable_password": "true",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    client.post("/admin/auth/user/add/", data)
    user = get_user_model().objects.get(username="newcomer")
    assert user.is_staff
    url = f"/admin/auth/user/{user.pk}/change/"
    values = form_values(client.get(url))
    assert "is_superuser" not in values
    client.post(url, values | {"is_superuser": "on", "_save": "1"})
    user.refresh_from_db()
    assert not user.is_superuser


def test_an_administrator_does_not_touch_a_superuser():
    client = administrator()
    chief = make_user(superuser=True)
    assert client.post(f"/admin/auth/user/{chief.pk}/change/", {"username": "x"}).status_code == 403
    assert client.post(f"/admin/auth/user/{chief.pk}/delete/", {"post": "yes"}).status_code == 403
    assert (
        client.post(f"/admin/auth/user/{chief.pk}/password/", {"password1": "x", "password2": "x"}).status_code == 403
    )


def test_an_administrator_takes_a_lost_device_away_and_sees_no_secret():
    client = administrator()
    user = make_user()
    secret = with_app(user)
    device = Authenticator.objects.get(user=user)
    page = client.get(f"/admin/mfa/authenticator/{device.pk}/change/")
    assert page.status_code == 200
    assert secret not in page.content.decode()
    client.post(f"/admin/mfa/authenticator/{device.pk}/delete/", {"post": "yes"})
    assert not Authenticator.objects.exists()


def test_an_administrator_does_not_take_a_superusers_device_away():
    client = administrator()
    with_app(make_user(superuser=True))
    device = Authenticator.objects.get()
    assert client.post(f"/admin/mfa/authenticator/{device.pk}/delete/", {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [str(device.pk)], "post": "yes"}
    client.post("/admin/mfa/authenticator/", data)
    assert Authenticator.objects.exists()
