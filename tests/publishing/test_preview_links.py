"""Preview links: what an outsider sees with one, what they see without, and what staff see of both."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from lxml import html

from press.models import Attachment, PressRelease, ReleasePreviewVisit
from publishing import preview_links, workflow, working_copies
from publishing.models import Document, Status
from publishing.preview_links import NotPossible
from tests.admin.desk import AUTHOR, EDITOR, change_url, errors, form_values, messages, send, signed_in
from tests.factories import make_campaign, make_image, make_page, make_release, make_user

pytestmark = pytest.mark.django_db

RECIPIENT = "Ani Petrosyan, River Daily"


def make_link(item, now, *, expires_at=None, recipient=RECIPIENT):
    expires_at = expires_at or now + timedelta(days=7)
    return preview_links.make(item, recipient=recipient, expires_at=expires_at, user=None, now=now)


def make_draft(**fields):
    return make_release(**{"status": Status.DRAFT, "publish_at": None} | fields)


def make_document(**fields):
    from publishing import library

    document = Document(
        **{"title": "The letter"} | fields,
        file=ContentFile(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", name="letter.pdf"),
    )
    library.add_document(document, user=None, now=timezone.now())
    return document


def preview_url(link):
    return f"/preview/{link.token}/"


def links_url(item):
    return change_url(item).replace("/change/", "/preview-links/")


# --- The page -----------------------------------------------------------------------------------


def test_an_outsider_with_a_link_reads_the_draft_and_nobody_else_does(reader, now):
    release = make_draft(title="Not yet public", body="<p>Draft words.</p>")
    link = make_link(release, now)
    page = reader.get(preview_url(link))
    words = " ".join(html.fromstring(page.content.decode()).text_content().split())
    assert page.status_code == 200
    assert "Draft words." in words
    assert "Draft – not for publication" in words
    assert f"This link was made for {RECIPIENT}." in words
    assert reader.get(release.get_absolute_url()).status_code == 404


def test_a_preview_is_kept_by_nobody_and_tells_machines_nothing(reader, now):
    release = make_draft(title="Quiet", summary="A summary", tags=("rivers",), lead_image=make_image())
    page = reader.get(preview_url(make_link(release, now)))
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert not page.cookies
    assert not {"ETag", "Last-Modified", "Set-Cookie"} & set(page.headers)
    assert page["X-Frame-Options"] == "DENY"
    head = html.fromstring(page.content.decode()).find("head")
    assert head.find("title").text.startswith("Draft: Quiet")
    assert head.xpath("meta[@name='robots']/@content") == ["noindex,nofollow,noarchive"]
    assert not head.xpath("link[@rel='canonical' or @rel='alternate']")
    assert not head.xpath("meta[@property or @name='description' or starts-with(@name, 'twitter')]")
    assert not head.xpath("script[@type='application/ld+json']")


def test_the_page_is_never_stored(reader, now, django_assert_num_queries):
    release = make_draft(title="First words")
    link = make_link(release, now)
    assert b"First words" in reader.get(preview_url(link)).content
    PressRelease.objects.filter(pk=release.pk).update(title="Second words")
    assert b"Second words" in reader.get(preview_url(link)).content


def test_an_embargoed_release_says_until_when_in_the_sites_zone_and_in_utc(reader, now, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()
    at = (now + timedelta(days=2)).replace(hour=10, minute=30, second=0, microsecond=0)
    link = make_link(make_release(publish_at=at), now)
    page = html.fromstring(reader.get(preview_url(link)).content.decode())
    [banner] = page.find_class("preview-banner")
    assert "EMBARGOED until" in banner.text_content()
    assert " CE" in banner.text_content()
    assert "(10:30 a.m. UTC)" in banner.text_content()
    assert banner.xpath(".//time/@datetime") == [at.isoformat()]
    assert "local-time.js" in " ".join(page.xpath("//script/@src"))
    assert page.xpath("//title")[0].text.startswith("Embargoed: ")


@pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
def test_every_content_type_has_preview_links(make, reader, now):
    link = make_link(make(status=Status.DRAFT, publish_at=None, title="Seen before others"), now)
    assert b"Seen before others" in reader.get(preview_url(link)).content


def test_a_preview_is_in_the_language_of_its_item(reader, now):
    page = reader.get(preview_url(make_link(make_draft(language="ar", title="عنوان"), now)))
    root = html.fromstring(page.content.decode())
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    assert page["Content-Language"] == "ar"
    with translation.override("ar"):
        assert translation.gettext("Preview") in page.content.decode()


def test_neighbours_that_are_not_public_stay_out_of_a_preview(reader, now):
    release = make_draft(title="Opened")
    release.read_also.create(related=make_draft(title="Another secret"))
    release.read_also.create(related=make_release(title="An open neighbour"), position=1)
    make_draft(title="A secret translation", language="hy", translation_group=release.translation_group)
    page = reader.get(preview_url(make_link(release, now))).content
    assert b"An open neighbour" in page
    assert b"secret" not in page


def test_a_working_copy_is_shown_and_its_link_leads_to_the_page_once_it_is_applied(reader, now):
    user = make_user()
    live = make_release(title="Old words")
    copy = working_copies.start(live, user=user, now=now)
    PressRelease.objects.filter(pk=copy.pk).update(title="New words")
    copy.refresh_from_db()
    link = make_link(copy, now)
    page = reader.get(preview_url(link)).content.decode()
    assert "New words" in page
    assert "Draft of changes – not for publication" in page
    assert "New words" not in reader.get(live.get_absolute_url()).content.decode()
    working_copies.apply(copy, user=user, now=now)
    assert reader.get(preview_url(link))["Location"] == live.get_absolute_url()


def test_the_link_of_discarded_changes_says_that_they_were_given_up(reader, now):
    user = make_user()
    copy = working_copies.start(make_release(title="Live words"), user=user, now=now)
    link = make_link(copy, now)
    working_copies.discard(copy, user=user, now=now)
    answer = reader.get(preview_url(link))
    assert answer.status_code == 410
    assert "The changes that this link showed were given up." in answer.content.decode()
    assert b"Live words" not in answer.content


def test_when_the_item_is_public_the_link_leads_to_its_page_on_the_second(reader, now):
    at = now.replace(microsecond=0) + timedelta(minutes=5)
    release = make_release(publish_at=at)
    link = make_link(release, now, expires_at=at)
    with time_machine.travel(at - timedelta(milliseconds=1), tick=False):
        assert reader.get(preview_url(link)).status_code == 200
    with time_machine.travel(at, tick=False):
        answer = reader.get(preview_url(link))
        assert (answer.status_code, answer["Location"]) == (302, release.get_absolute_url())
        assert answer["Cache-Control"] == "no-store"


# --- Links that open nothing --------------------------------------------------------------------


def test_an_expired_link_opens_nothing_from_its_second_on_and_gives_no_title_away(reader, now):
    at = now.replace(microsecond=0) + timedelta(hours=1)
    link = make_link(make_draft(title="Xylophonium"), now, expires_at=at)
    with time_machine.travel(at - timedelta(milliseconds=1), tick=False):
        assert reader.get(preview_url(link)).status_code == 200
    with time_machine.travel(at, tick=False):
        answer = reader.get(preview_url(link))
    assert answer.status_code == 410
    assert answer["Cache-Control"] == "no-store"
    assert b"Xylophonium" not in answer.content
    assert RECIPIENT not in answer.content.decode()
    assert "ask the person who sent you the link for a new one" in answer.content.decode()


def test_a_withdrawn_items_links_end_and_stay_ended_when_it_is_worked_on_again(reader, now):
    user = make_user()
    release = make_draft()
    link = make_link(release, now)
    workflow.publish(release, user=user, now=now)
    workflow.withdraw(release, user=user, now=now)
    assert reader.get(preview_url(link)).status_code == 410
    fresh = make_link(release, now)
    assert reader.get(preview_url(fresh)).status_code == 200
    assert reader.get(preview_url(link)).status_code == 410


def test_the_link_of_a_deleted_item_is_unknown(reader, now):
    release = make_draft(title="Xylophonium")
    link = make_link(release, now)
    signed_in(*EDITOR).post(change_url(release).replace("/change/", "/delete/"), {"post": "yes"})
    assert not PressRelease.objects.exists()
    answer = reader.get(preview_url(link))
    assert answer.status_code == 404
    assert b"Xylophonium" not in answer.content


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 44, "ա" * 43, "%00" * 43, "A" * 42 + "'"])
def test_unknown_tokens_are_not_found(token, reader):
    make_draft()
    answer = reader.get(f"/preview/{token}/")
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["", "media/renditions/x.jpeg", "attachments/1/"])
def test_a_preview_answers_get_and_head_only(path, reader, now):
    url = preview_url(make_link(make_draft(), now)) + path
    for method in ("post", "put", "delete", "patch"):
        assert getattr(reader, method)(url).status_code == 405


# --- Files --------------------------------------------------------------------------------------


def test_pictures_and_documents_of_the_item_open_through_the_link_alone(reader, now):
    image, in_text, document = make_image(), make_image(), make_document()
    release = make_draft(lead_image=image, body=f'<p>Words.</p><figure data-picture="{in_text.pk}"></figure>')
    Attachment.objects.create(release=release, document=document)
    link = make_link(release, now)
    page = html.fromstring(reader.get(preview_url(link)).content.decode())
    shown = {path.split(" ")[0] for path in page.xpath("//article//img/@src")}
    assert len(shown) == 2
    assert all(path.startswith(f"/preview/{link.token}/media/renditions/") for path in shown)
    [attached] = [path for path in page.xpath("//article//a/@href") if "/attachments/" in path]
    assert attached == f"/preview/{link.token}/attachments/{document.pk}/"
    for path in (*shown, attached):
        answer = reader.get(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        for close in answer._resource_closers:  # `close` itself would end the test's database connection too
            close()
    for rendition in [*image.renditions.all(), *in_text.renditions.all()]:
        assert reader.get(f"/media/{rendition.file.name}").status_code == 404
    assert reader.get(f"/press/{release.slug}/attachments/{document.pk}/").status_code == 404
    assert not link.visits.exclude(at=link.visits.first().at).exists(), "files count as no opening"


def test_a_link_opens_no_files_of_others(reader, now):
    theirs, document = make_image(), make_document()
    other = make_draft(lead_image=theirs)
    Attachment.objects.create(release=other, document=document)
    for item in (make_draft(lead_image=make_image()), make_campaign(status=Status.DRAFT, publish_at=None)):
        url = preview_url(make_link(item, now))
        assert reader.get(f"{url}media/{theirs.renditions.first().file.name}").status_code == 404
        assert reader.get(f"{url}media/{theirs.file.name}").status_code == 404
        assert reader.get(f"{url}media/../../etc/passwd").status_code == 404
        assert reader.get(f"{url}attachments/{document.pk}/").status_code == 404


def test_files_end_with_the_link_and_lead_to_their_public_addresses_with_the_page(reader, now):
    image, document = make_image(), make_document()
    release = make_draft(lead_image=image)
    Attachment.objects.create(release=release, document=document)
    open_link, revoked = make_link(release, now), make_link(release, now)
    preview_links.revoke(revoked, user=None, now=now)
    name = image.renditions.first().file.name
    assert reader.get(f"{preview_url(revoked)}media/{name}").status_code == 404
    assert reader.get(f"{preview_url(revoked)}attachments/{document.pk}/").status_code == 404
    workflow.publish(release, user=make_user(), now=timezone.now())
    assert reader.get(f"{preview_url(open_link)}media/{name}")["Location"] == f"/media/{name}"
    attached = f"/press/{release.slug}/attachments/{document.pk}/"
    assert reader.get(f"{preview_url(open_link)}attachments/{document.pk}/")["Location"] == attached


# --- The log ------------------------------------------------------------------------------------


def test_each_opening_is_logged_and_looking_whether_it_is_there_is_none(reader, now):
    link = make_link(make_draft(), now)
    reader.head(preview_url(link))
    assert link.visits.count() == 0
    reader.get(preview_url(link))
    reader.get(preview_url(link))
    assert link.visits.count() == 2
    assert {field.name for field in ReleasePreviewVisit._meta.get_fields()} == {"id", "at", "link"}


def test_answers_that_show_nothing_are_no_openings(reader, now):
    link = make_link(make_draft(), now)
    preview_links.revoke(link, user=None, now=now)
    reader.get(preview_url(link))
    assert not link.visits.exists()


def test_ten_thousand_openings_cost_the_page_of_links_no_more_than_one(now, django_assert_max_num_queries):
    client = signed_in(*EDITOR)
    release = make_draft()
    link = make_link(release, now)
    visits = [ReleasePreviewVisit(link=link, at=now + timedelta(seconds=number)) for number in range(10_000)]
    ReleasePreviewVisit.objects.bulk_create(visits, batch_size=1000)
    for _ in range(10):
        make_link(release, now)
    client.get(links_url(release))
    with django_assert_max_num_queries(10):
        page = client.get(links_url(release))
    assert "Opened 10000 times" in page.content.decode().replace(",", "").replace(" ", " ")
    assert page.content.count(b"<li><time") == 30


# --- The page for staff -------------------------------------------------------------------------


def test_staff_make_a_link_copy_it_see_it_opened_and_revoke_it(reader, now):
    client = signed_in(*EDITOR)
    release = make_draft(title="Under embargo")
    assert links_url(release).encode() in client.get(change_url(release)).content
    page = send(client, links_url(release), recipient=RECIPIENT)
    assert messages(page) == [f"The link for {RECIPIENT} is made. Copy it below and send it."]
    link = release.preview_links.get()
    assert link.created_by == client.user
    assert timedelta(days=6, hours=23) < link.expires_at - now <= timedelta(days=7, minutes=1)
    [address] = html.fromstring(page.content.decode()).xpath("//code/text()")
    assert address == f"http://testserver/preview/{link.token}/"
    assert "Not opened yet." in page.content.decode()
    assert reader.get(preview_url(link)).status_code == 200
    assert "Opened once" in client.get(links_url(release)).content.decode()
    revoke = f"{links_url(release)}{link.pk}/revoke/"
    assert client.get(revoke).status_code == 405
    page = client.post(revoke, follow=True)
    assert messages(page) == [f"Revoked. The link for {RECIPIENT} opens nothing any more."]
    assert address not in page.content.decode()
    assert reader.get(preview_url(link)).status_code == 410
    assert messages(client.post(revoke, follow=True)) == [f"The link for {RECIPIENT} was revoked already."]
    link.refresh_from_db()
    assert link.revoked_by == client.user


def test_a_link_to_a_scheduled_item_ends_with_the_embargo_unless_said_otherwise(now):
    at = now.replace(second=0, microsecond=0) + timedelta(days=3)
    assert preview_links.default_expiry(make_release(publish_at=at), now) == at
    assert preview_links.default_expiry(make_draft(), now) == now + timedelta(days=7)
    far = make_release(publish_at=now + timedelta(days=91))
    assert preview_links.default_expiry(far, now) == now + timedelta(days=7)
    client = signed_in(*EDITOR)
    release = make_release(publish_at=at)
    send(client, links_url(release), recipient=RECIPIENT)
    assert release.preview_links.get().expires_at == at


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"recipient": ""}, "This field is required."),
        ({"recipient": "   "}, "This field is required."),
        ({"recipient": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"expires_at": ""}, "This field is required."),
        ({"expires_at": "soon"}, "Enter a valid date/time."),
        ({"expires_at": "2020-01-01T10:00"}, "This time is past."),
        ({"expires_at": "9999-01-01T10:00"}, "A link is open for 90 days at most."),
    ],
)
def test_a_link_with_a_mistake_is_not_made_and_what_was_typed_stays(typed, said):
    client = signed_in(*EDITOR)
    release = make_draft()
    page = send(client, links_url(release), **{"recipient": "Somebody"} | typed)
    assert said in errors(page)
    assert form_values(page).get("recipient", "") == typed.get("recipient", "Somebody")
    assert not release.preview_links.exists()


def test_links_are_for_those_who_may_change_the_item(now):
    author = signed_in(*AUTHOR)
    own, foreign = make_draft(), make_draft()
    PressRelease.objects.filter(pk=own.pk).update(created_by=author.user)
    link = make_link(foreign, now)
    assert author.get(links_url(own)).status_code == 200
    assert author.get(links_url(foreign)).status_code == 403
    assert author.post(links_url(foreign), {"recipient": "Me"}).status_code == 403
    assert author.post(f"{links_url(foreign)}{link.pk}/revoke/").status_code == 403
    assert author.post(f"{links_url(own)}{link.pk}/revoke/").status_code == 404, "a link of another item"
    assert signed_in("press.view_pressrelease").get(links_url(foreign)).status_code == 403
    assert signed_in("sources.view_source").get(links_url(foreign)).status_code == 403


def test_the_page_of_links_knows_no_unknown_item_and_no_other_method():
    client = signed_in(*EDITOR)
    assert client.get("/admin/press/pressrelease/999999/preview-links/").status_code == 404
    assert client.get("/admin/press/pressrelease/nonsense/preview-links/").status_code == 404
    assert client.put(links_url(make_draft())).status_code == 405


def test_no_link_is_made_to_what_is_public(now):
    client = signed_in(*EDITOR)
    release = make_release()
    page = client.get(links_url(release)).content.decode()
    assert "This is public: send the address of its page." in page
    answer = client.post(
        links_url(release), {"recipient": "Me", "expires_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}"}
    )
    assert answer.status_code == 200
    assert not release.preview_links.exists()
    with pytest.raises(NotPossible):
        make_link(release, now)


def test_the_links_of_a_working_copy_are_in_the_list_after_it_was_applied(reader, now):
    client = signed_in(*EDITOR)
    live = make_release()
    copy = working_copies.start(live, user=client.user, now=now)
    make_link(copy, now)
    assert RECIPIENT in client.get(links_url(copy)).content.decode()
    working_copies.apply(copy, user=client.user, now=now)
    page = client.get(links_url(live)).content.decode()
    assert RECIPIENT in page
    assert "leads to the public page" in page


def test_a_recipients_name_is_shown_as_it_was_typed_and_never_as_markup(reader, now):
    release = make_draft()
    link = make_link(release, now, recipient='<b>Ani</b> & "Co"')
    for page in (reader.get(preview_url(link)), signed_in(*EDITOR).get(links_url(release))):
        assert "&lt;b&gt;Ani&lt;/b&gt; &amp; &quot;Co&quot;" in page.content.decode()
        assert b"<b>Ani" not in page.content


def test_links_are_forgotten_with_their_visits_a_year_after_their_time_and_the_steps_stay(reader, now):
    release = make_draft()
    user = make_user(superuser=True)
    workflow.submit(release, user=user, now=now)
    link, kept = make_link(release, now), make_link(release, now, expires_at=now + timedelta(days=9))
    reader.get(preview_url(link))
    later = now + timedelta(days=7 + 366)
    assert preview_links.forget_old(later - timedelta(days=2)) == 0
    assert preview_links.forget_old(later) == 1
    assert list(release.preview_links.all()) == [kept]
    assert not ReleasePreviewVisit.objects.exists()
    assert release.transitions.count() == 1
    assert reader.get(preview_url(link)).status_code == 404
