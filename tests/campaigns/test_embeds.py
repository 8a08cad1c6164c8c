"""Actions in frames of other sites: who may show them, and taking part inside the frame without scripts."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Action, CampaignLink, EmbedSite, Participation
from tests.campaigns.conftest import TYPED, token_of
from tests.factories import make_petition, make_user

PARTNER = "https://partner.example"


@pytest.fixture
def frame(petition):
    EmbedSite.objects.create(origin=PARTNER)
    return embed_of(petition)


def embed_of(action):
    return reverse("campaigns:action-embed", kwargs={"campaign_slug": action.campaign.slug, "slug": action.slug})


def policy(response):
    return response["Content-Security-Policy"]


def test_only_listed_sites_may_show_the_frame_and_no_other_page(reader, petition, frame):
    response = reader.get(frame)
    assert f"frame-ancestors {PARTNER}" in policy(response)
    assert "X-Frame-Options" not in response
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    assert f"frame-ancestors {PARTNER}" in policy(reader.get(frame)), "The stored page lost its policy."
    page = reader.get(petition.get_absolute_url())
    assert "frame-ancestors 'none'" in policy(page)
    assert page["X-Frame-Options"] == "DENY"


def test_without_a_listed_site_nobody_may_show_it(reader, petition):
    assert "frame-ancestors 'none'" in policy(reader.get(embed_of(petition)))


def test_a_site_that_staff_add_or_remove_may_or_may_not_at_once(reader, petition):
    reader.get(embed_of(petition))
    staff = Client()
    staff.force_login(make_user("campaigns.add_embedsite", "campaigns.view_embedsite", "campaigns.delete_embedsite"))
    answer = staff.post(
        reverse("admin:campaigns_embedsite_add"), {"origin": "https://Partner.EXAMPLE:443/", "note": ""}
    )
    assert answer.status_code == 302
    assert f"frame-ancestors {PARTNER}" in policy(reader.get(embed_of(petition)))
    site = EmbedSite.objects.get()
    staff.post(reverse("admin:campaigns_embedsite_delete", args=[site.pk]), {"post": "yes"})
    assert "frame-ancestors 'none'" in policy(reader.get(embed_of(petition)))


@pytest.mark.parametrize(
    "typed",
    ["https://partner.example/page", "*", "https://*.example", "ftp://partner.example", "https://a@b.example", "https://",
     "https://partner.example; script-src *", "http://[::1", "https://partner.example:99999"],
)  # fmt: skip
def test_what_is_no_origin_is_refused_in_words(db, typed):
    staff = Client()
    staff.force_login(make_user("campaigns.add_embedsite"))
    answer = staff.post(reverse("admin:campaigns_embedsite_add"), {"origin": typed, "note": ""})
    assert answer.status_code == 200
    assert b"Give scheme and host" in answer.content
    assert not EmbedSite.objects.exists()


def test_somebody_signs_inside_the_frame_and_the_partner_is_thanked(reader, petition, frame):
    link = CampaignLink.objects.create(campaign=petition.campaign, code="partner", kind="partner", channel="Partner")
    page = reader.get(frame, {"via": "partner"})
    assert f'href="http://testserver{petition.get_absolute_url()}?via=partner" target="_blank" rel="noopener"' in (
        page.content.decode()
    )
    form = TYPED | {"token": token_of(page)}
    answer = reader.post(f"{frame}?via=partner", form, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})
    assert answer.status_code == 303
    assert f"frame-ancestors {PARTNER}" in policy(answer)
    thanks = reader.get(answer["Location"])
    assert "open your mail" in thanks.content.decode()
    assert f"frame-ancestors {PARTNER}" in policy(thanks)
    assert Participation.objects.get().link == link


def test_errors_stay_inside_the_frame_with_what_was_typed(reader, petition, frame):
    form = TYPED | {"email": "nobody", "postcode": "0010", "token": token_of(reader.get(frame))}
    answer = reader.post(frame, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"frame-ancestors {PARTNER}" in policy(answer)
    assert answer["Cache-Control"] == "no-store"
    assert "There is a problem" in page
    assert 'value="0010"' in page
    assert "masthead" not in page


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": PARTNER}])
def test_the_site_around_the_frame_cannot_post_into_it(reader, petition, frame, headers):
    form = TYPED | {"show_name": "on", "token": token_of(reader.get(frame))}
    answer = reader.post(frame, form, headers=headers)
    assert answer.status_code == 403
    assert not Participation.objects.exists()
    assert "checked" not in answer.content.decode()


def test_a_closed_petition_says_so_in_the_frame(reader, petition, frame, now):
    Action.objects.filter(pk=petition.pk).update(closes_at=now)
    page = reader.get(frame).content.decode()
    assert "This petition is closed" in page
    assert "<form" not in page


def test_what_cannot_be_done_in_a_frame_opens_the_page_in_a_new_window(reader, petition, frame):
    share = make_petition(petition.campaign, slug="tell", kind="share", needs_confirmation=False)
    page = reader.get(embed_of(share)).content.decode()
    assert "<form" not in page
    assert f'href="http://testserver{share.get_absolute_url()}" target="_blank" rel="noopener"' in page


def test_the_frame_asks_nobody_else_and_needs_no_script(reader, frame):
    page = reader.get(frame).content.decode()
    assert "://" not in page.replace("http://testserver/", "")
    assert page.count("<script") == 1
    assert "onclick" not in page
    assert " style=" not in page


def test_staff_find_the_code_for_other_sites_at_the_action(petition):
    CampaignLink.objects.create(campaign=petition.campaign, code="partner", kind="partner", channel="River <Friends>")
    staff = Client()
    staff.force_login(make_user("campaigns.view_campaign", "campaigns.change_campaign", "campaigns.publish_campaign"))
    page = staff.get(reverse("admin:campaigns_action_change", args=[petition.pk])).content.decode()
    assert f"&lt;iframe src=&quot;http://testserver{embed_of(petition)}?via=partner&quot;" in page
    assert "River &lt;Friends&gt;" in page
    assert "<iframe" not in page


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_refused(reader, frame, method):
    assert getattr(reader, method)(frame).status_code == 405


def test_a_frame_costs_at_most_eight_queries(reader, frame, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        reader.get(frame)
