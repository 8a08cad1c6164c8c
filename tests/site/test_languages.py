"""The editions: each in its language and direction, found by its address and by nothing else."""

import os
import re
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.template import Context, Template
from django.utils import translation

from pages.models import SiteSettings
from tests.campaigns.conftest import TYPED, link_in, read_mail, token_of
from tests.factories import cite, make_campaign, make_page, make_petition, make_release, make_source
from tests.html import read, select, words

pytestmark = pytest.mark.django_db

MENUS = {
    "": ["Press", "Campaigns", "Sources", "Tags"],
    "/hy": ["Մամուլ", "Արշավներ", "Աղբյուրներ", "Թեմաներ"],
    "/ar": ["الصحافة", "الحملات", "المصادر", "الوسوم"],
}
LISTS = ("/", "/press/", "/campaigns/", "/sources/", "/tags/", "/feeds/", "/search/", "/search/?q=river")


@pytest.fixture(autouse=True)
def local_mail(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


# --- Pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "language", "direction"), [("", "en", "ltr"), ("/hy", "hy", "ltr"), ("/ar", "ar", "rtl")]
)
def test_each_edition_says_its_language_and_direction(reader, prefix, language, direction):
    for path in LISTS:
        response = reader.get(prefix + path)
        root = read(response)
        assert (root.get("lang"), root.get("dir")) == (language, direction), path
        assert response.headers["Content-Language"] == language
        assert [words(link) for link in select(root, "nav.menu a")] == MENUS[prefix], path


@pytest.mark.parametrize("language", ["hy", "ar"])
def test_an_edition_shows_no_english_words_of_ours(reader, language):
    """All that is left in Latin letters is what people wrote, names of formats and of the other editions."""
    SiteSettings.objects.create(pk=1, name="Գետ")
    source = make_source(title="Զեկույց", publisher="Վարչություն")
    release = make_release(
        language=language,
        title="Գետեր",
        body=f"<p>Ջուր{cite(source, locator='4')}</p>",
        dateline_place="",
        tags=("Ջուր",),
    )
    campaign = make_campaign(language=language, title="Գետ", summary="Ջուր", body="<p>Ջուր</p>", slug="get")
    campaign.demands.create(text="Ջուր", state="met", state_since=date(2024, 9, 5), legal_basis=source)
    petition = make_petition(campaign, title="Գետ", text="Ջուր", addressee="Գետ", goal=5000)
    details = [release, campaign, petition]
    paths = [f"/{language}{path}" for path in LISTS[:-1]] + [item.get_absolute_url() for item in details]
    paths += [f"/{language}{path}" for path in (source.get_absolute_url(), "/search/?q=Գետեր", "/nowhere/")]
    allowed = {"English", "RSS", "Atom", "JSON", "Feed", "BibTeX", "RIS", "CSL", "UTC", "testserver"}
    allowed |= {"Chicago", "APA", "MLA"}
    for path in paths:
        response = reader.get(path, follow=True)
        root = read(response) if response.status_code == 200 else html_of(response)
        shown = " ".join(words(part) for name in ("header", "main", "footer") for part in select(root, name))
        shown = re.sub(r"https?://\S+", "", shown)
        assert set(re.findall(r"[A-Za-z]{2,}", shown)) <= allowed, path


def html_of(response):
    response.status_code = 200
    return read(response)


def test_not_found_is_said_in_the_language_of_the_address(reader):
    for prefix, said in {
        "": "This page does not exist",
        "/hy": "Այսպիսի էջ չկա",
        "/ar": "هذه الصفحة غير موجودة",
    }.items():
        response = reader.get(f"{prefix}/press/nowhere/")
        assert response.status_code == 404
        assert said in response.content.decode()


@pytest.mark.parametrize(
    "prefix", ["/xx/", "/en/", "/xx/press/", "/en/press/", "/hyx/", "/HY-am-x-much-too-long/", "/fr/"]
)
def test_an_edition_that_does_not_exist_is_not_found(reader, prefix):
    assert reader.get(prefix).status_code == 404


def test_lists_link_to_each_other_in_all_editions(reader):
    for prefix, language in {"": "en", "/hy": "hy", "/ar": "ar"}.items():
        root = read(reader.get(f"{prefix}/press/"))
        switch = {link.get("hreflang"): link for link in select(root, "nav.languages a")}
        assert set(switch) == {"en", "hy", "ar"} - {language}
        for code, link in switch.items():
            assert link.get("href") == {"en": "/press/"}.get(code, f"/{code}/press/")
            assert link.get("lang") == code
            assert words(link) == {"en": "English", "hy": "հայերեն", "ar": "العربيّة"}[code]
        heads = {link.get("hreflang"): link.get("href") for link in select(root, "link[hreflang]")}
        assert heads["hy"] == f"{settings.SITE_URL}/hy/press/"
        assert heads.keys() >= {"en", "hy", "ar"}


def test_an_item_links_to_its_translations_only(reader):
    original = make_release(slug="rivers")
    assert not select(read(reader.get("/press/rivers/")), "nav.languages")
    make_release(slug="geter", language="hy", translation_group=original.translation_group)
    switch = select(read(reader.get("/press/rivers/")), "nav.languages a")
    assert [link.get("href") for link in switch] == ["/hy/press/geter/"]
    switch = select(read(reader.get("/hy/press/geter/")), "nav.languages a")
    assert [link.get("href") for link in switch] == ["/press/rivers/"]


def test_what_is_in_another_language_says_so(reader):
    make_release(slug="rivers", title="Rivers")
    make_page(slug="about", title="About")
    entry = select(read(reader.get("/ar/press/")), "div.ledger-text")[0]
    assert (entry.get("lang"), entry.get("dir")) == ("en", "ltr")
    assert "الإنجليزية" in words(entry)


# --- What browsers say they prefer -------------------------------------------------------------


BROKEN = {
    "none": "",
    "nothing wanted": "*;q=0",
    "another edition": "hy,ar;q=0.9",
    "only another edition": "ar",
    "junk": "x" * 10_240,
    "much junk": "hy;q=0.5," * 1200,
    "control characters": "\x00\x01\x1b[31mhy\x7f",
    "line ends": "hy\r\nSet-Cookie: a=b",
    "not ASCII": "հայերեն;q=1",
    "wrong weights": "hy;q=abc,ar;q=-1,en;q=99999999999999999999",
    "a path": "../../etc/passwd",
    "no language": "-,_,;;;,=,q=1",
}


@pytest.mark.parametrize("header", BROKEN.values(), ids=BROKEN.keys())
def test_the_default_edition_is_the_same_whatever_the_browser_prefers(reader, header):
    usual = reader.get("/press/")
    response = reader.get("/press/", headers={"accept-language": header})
    assert response.status_code == 200
    assert response.content == usual.content
    assert select(read(response), "nav.menu a")[0].text == "Press"
    assert "Accept-Language" not in response.headers.get("Vary", "")
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("header", BROKEN.values(), ids=BROKEN.keys())
def test_neither_mistakes_nor_forms_nor_other_editions_follow_the_browser(reader, header):
    petition = make_petition()
    path = petition.get_absolute_url()
    headers = {"accept-language": header}
    assert "This page does not exist" in reader.get("/nowhere/", headers=headers).content.decode()
    assert (
        "Enter your name." in reader.post(path, {"token": token_of(reader.get(path))}, headers=headers).content.decode()
    )
    assert select(read(reader.get("/hy/press/", headers=headers)), "nav.menu a")[0].text == "Մամուլ"


def test_a_language_cookie_changes_nothing(reader):
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "hy"
    assert read(reader.get("/")).get("lang") == "en"


# --- Mail and mistakes -------------------------------------------------------------------------


MAILS = {
    "en": ("Please confirm your signature: Gail", "Hello,", "The link works for 30 days.", 'lang="en" dir="ltr"'),
    "hy": (
        "Խնդրում ենք հաստատել ձեր ստորագրությունը՝ Gail",
        "Բարև ձեզ։",
        "Հղումը գործում է 30 օր։",
        'lang="hy" dir="ltr"',
    ),
    "ar": ("يُرجى تأكيد توقيعك: Gail", "مرحبًا،", "الرابط صالح لمدة 30 يومًا.", 'lang="ar" dir="rtl"'),
}


@pytest.mark.parametrize("language", MAILS)
def test_mail_and_the_pages_after_it_are_in_the_language_of_the_campaign(reader, now, language):
    petition = make_petition(make_campaign(language=language, slug="get"), slug="jur", title="Gail")
    path = petition.get_absolute_url()
    # The visitor's browser prefers another language; the campaign's counts.
    headers = {"accept-language": "fr,en;q=0.5"}
    thanks = reader.post(path, TYPED | {"token": token_of(reader.get(path))}, headers=headers, follow=True)
    assert read(thanks).get("lang") == language
    (message,) = read_mail(now)
    subject, greeting, validity, root = MAILS[language]
    assert message.subject == subject
    assert message.body.startswith(greeting)
    assert validity in message.body
    html = message.alternatives[0][0]
    assert root in html
    assert greeting in html
    link = link_in(message)
    assert link.startswith({"en": "/campaigns/"}.get(language, f"/{language}/campaigns/"))
    asked = reader.get(link, headers=headers)
    assert read(asked).get("lang") == language
    done = reader.post(link, headers=headers, follow=True)
    assert read(done).get("lang") == language
    assert {"en": "Your signature counts", "hy": "Ձեր ստորագրությունը հաշվված է", "ar": "توقيعك محتسب"}[language] in (
        done.content.decode()
    )


def test_mistakes_in_a_form_are_told_in_the_language_of_the_page(reader):
    petition = make_petition(make_campaign(language="hy", slug="get"), slug="jur")
    path = petition.get_absolute_url()
    typed = TYPED | {"name": "", "email": "wrong", "comment": "ա" * 501, "token": token_of(reader.get(path))}
    page = reader.post(path, typed).content.decode()
    assert "Գրեք ձեր անունը։" in page
    assert "Էլեկտրոնային հասցեն ունի մեկ @ նշան, օրինակ՝ name@example.org։" in page
    assert "Գրեք ոչ ավելի, քան 500 նիշ (այժմ կա 501)։" in page


def test_too_long_is_not_called_too_short_in_armenian():
    """Django's own catalogue says “at least” there."""
    with translation.override("hy"), pytest.raises(ValidationError, match="ոչ ավելի, քան 3 նիշ"):
        MaxLengthValidator(3)("abcd")


# --- The machine -------------------------------------------------------------------------------


def test_a_machine_without_gettext_speaks_every_language(tmp_path):
    """No program is on the path; only the compiled catalogues are there."""
    code = (
        "import django; django.setup()\n"
        "from django.test import Client; from django.utils.translation import gettext, override\n"
        "for language in ('hy', 'ar'):\n"
        "    with override(language): print(gettext('Campaigns'))\n"
    )
    environment = os.environ | {
        "PATH": str(tmp_path),
        "PYTHONIOENCODING": "utf-8",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert run.stdout.split() == ["Արշավներ", "الحملات"]


def test_words_from_templates_are_translated_with_their_context():
    template = Template("{% load i18n %}{% translate 'Addressed to' context 'petition' %}")
    with translation.override("hy"):
        assert template.render(Context()) == "Հասցեատեր"
