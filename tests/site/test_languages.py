"""The editions: each in its language and direction, found by its address and by nothing else."""

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import ordinal
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, number_format

from campaigns.progress import Progress
from pages.models import SiteSettings
from sources import dates
from sources.locators import Locator, locator_text
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


# --- Dates, numbers, plurals -------------------------------------------------------------------


def test_dates_are_written_as_newspapers_write_them():
    moment = datetime(2024, 9, 5, 17, 30, tzinfo=UTC).astimezone(ZoneInfo("Asia/Yerevan"))
    written = {
        "en": ["Sept. 5, 2024", "Sept. 5, 2024, 9:30 p.m.", "September 2024", "September 5"],
        "hy": ["2024 թ. սեպտեմբերի 5", "2024 թ. սեպտեմբերի 5, 21:30", "2024 թ. սեպտեմբեր", "սեպտեմբերի 5"],
        "ar": ["5 سبتمبر 2024", "5 سبتمبر 2024، 21:30", "سبتمبر 2024", "5 سبتمبر"],
    }
    formats = ("DATE_FORMAT", "DATETIME_FORMAT", "YEAR_MONTH_FORMAT", "MONTH_DAY_FORMAT")
    for language, expected in written.items():
        with translation.override(language):
            assert [date_format(moment, name) for name in formats] == expected


def test_every_armenian_month_has_its_two_cases():
    with translation.override("hy"):
        for month in range(1, 13):
            day = date(2024, month, 1)
            nominative, genitive = date_format(day, "F"), date_format(day, "E")
            assert genitive == nominative + "ի"
            assert nominative.islower()


def test_dates_of_sources_are_written_in_each_language():
    written = {
        "2024-06-05": ("2024 թ. հունիսի 5", "5 يونيو 2024"),
        "2024-06": ("2024 թ. հունիս", "يونيو 2024"),
        "2024-05-06/2024-05-08": ("2024 թ. մայիսի 6–8", "6–8 مايو 2024"),
        "XXXX-06-05": ("հունիսի 5", "5 يونيو"),
        "2024-21": ("2024 թ. գարուն", "ربيع 2024"),
        "2020/..": ("սկիզբը՝ 2020", "منذ 2020"),
        "../2020": ("մինչև 2020", "حتى 2020"),
        "199X": ("1990-ականներ", "عقد 1990"),
        "2019~": ("մոտ 2019", "نحو 2019"),
    }
    for edtf, (armenian, arabic) in written.items():
        assert dates.display(edtf, "hy") == armenian
        assert dates.display(edtf, "ar") == arabic


def test_a_release_is_dated_in_its_language(reader):
    at = datetime(2024, 9, 5, 17, 30, tzinfo=UTC)
    make_release(language="hy", slug="geter", publish_at=at)
    make_release(language="ar", slug="anhar", publish_at=at)
    assert "2024 թ. սեպտեմբերի 5, 17:30 UTC" in words(read(reader.get("/hy/press/geter/")))
    assert "5 سبتمبر 2024، 17:30 UTC" in words(read(reader.get("/ar/press/anhar/")))
    assert words(select(read(reader.get("/hy/press/2024/09/")), "h1")[0]) == "2024 թ. սեպտեմբեր"


def test_a_demand_is_met_since_a_day(reader):
    campaign = make_campaign(language="hy", slug="get")
    campaign.demands.create(text="Ջուր", state="met", state_since=date(2024, 9, 5))
    facts = words(select(read(reader.get("/hy/campaigns/get/")), "p.demand-facts")[0])
    assert facts == "կատարված 2024 թ. սեպտեմբերի 5-ից"


def test_numbers_and_their_nouns():
    with translation.override("hy"):
        assert number_format(1234567.5, force_grouping=True) == "1\xa0234\xa0567,5"
        assert [str(Progress(number, None)) for number in (1, 2)] == ["1 ստորագրություն", "2 ստորագրություն"]
        assert str(Progress(1200, 5000)) == "1\xa0200 ստորագրություն՝ 5\xa0000-ից"
        assert ordinal(2) == "2-րդ"
    with translation.override("ar"):
        assert number_format(1234567.5, force_grouping=True) == "1,234,567.5"
        nouns = [str(Progress(number, None)).split()[1] for number in (0, 1, 2, 3, 11, 100, 103)]
        assert nouns == ["توقيع", "توقيع", "توقيعان", "توقيعات", "توقيعًا", "توقيع", "توقيعات"]


def test_places_in_sources_are_named_in_the_language():
    with translation.override("hy"):
        assert locator_text(Locator("article-locator", "3–4")) == "հոդ. 3–4"
        assert locator_text(Locator("page", "12")) == "էջ 12"
    with translation.override("ar"):
        assert locator_text(Locator("article-locator", "3–4")) == "المواد 3–4"


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
