"""Using the admin's forms as a person does: open the form, change some fields, press a button."""

from django.test import Client
from django.urls import reverse
from lxml import html

from tests.factories import make_user

AUTHOR = ("press.add_pressrelease", "press.change_pressrelease", "press.view_pressrelease", "press.delete_pressrelease")
EDITOR = (*AUTHOR, "press.publish_pressrelease")


def signed_in(*permissions, **fields) -> Client:
    client = Client()
    client.user = make_user(*permissions, **fields)
    client.force_login(client.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def change_url(item) -> str:
    return reverse(f"admin:{item._meta.label_lower.replace('.', '_')}_change", args=[item.pk])


def form_values(response) -> dict[str, str]:
    """Return the values of all fields of the form in the page, as a browser would send them."""
    form = html.fromstring(response.content.decode()).xpath("//*[@id='content-main']//form")[0]
    return {name: value for name, value in form.form_values() if value is not None}


def send(client, url, /, *, step="", follow=True, confirm=True, **fields):
    """Open the form at `url`, type `fields`, and press the button of `step`, or the first one.

    The warnings that the form shows then are confirmed, unless `confirm` says no.
    """
    page = client.get(url)
    assert page.status_code == 200, page
    button = {"_step": step} if step else {"_save": "1"}
    ticked = {"confirm_warnings": "1"} if confirm else {}
    return client.post(url, form_values(page) | fields | button | ticked, follow=follow)


def buttons(response) -> list[str]:
    """Return the labels of the buttons and panels of the bar."""
    bar = html.fromstring(response.content.decode()).find_class("bar-buttons")[0]
    return [" ".join(one.text_content().split()) for one in bar.xpath("./button | ./details/summary | ./a")]


def messages(response) -> list[str]:
    return [
        " ".join(one.text_content().split())
        for one in html.fromstring(response.content.decode()).xpath("//ul[@class='messagelist']/li")
    ]


def found_by_check(response) -> list[str]:
    """Return what the check before publishing says in the form, line by line, without the places."""
    lines = html.fromstring(response.content.decode()).xpath("//*[@id='checks-found']/ul[@class='findings']/li")
    return [" ".join("".join(line.xpath("./text() | ./a/text()")).split()) for line in lines]


def errors(response) -> list[str]:
    return [
        " ".join(one.text_content().split())
        for one in html.fromstring(response.content.decode()).xpath("//ul[starts-with(@class, 'errorlist')]/li")
    ]
