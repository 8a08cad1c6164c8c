"""Dates, numbers and places in sources as newspapers in each language write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils import translation
from django.utils.formats import date_format, number_format

from campaigns.progress import Progress
from sources import dates
from sources.locators import Locator, locator_text
from tests.factories import make_campaign, make_release
from tests.html import read, select, words


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


@pytest.mark.django_db
def test_a_release_is_dated_in_its_language(reader):
    at = datetime(2024, 9, 5, 17, 30, tzinfo=UTC)
    make_release(language="hy", slug="geter", publish_at=at)
    make_release(language="ar", slug="anhar", publish_at=at)
    assert "2024 թ. սեպտեմբերի 5, 17:30 UTC" in words(read(reader.get("/hy/press/geter/")))
    assert "5 سبتمبر 2024، 17:30 UTC" in words(read(reader.get("/ar/press/anhar/")))
    assert words(select(read(reader.get("/hy/press/2024/09/")), "h1")[0]) == "2024 թ. սեպտեմբեր"


@pytest.mark.django_db
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
