"""The list of countries."""

from django.conf import settings
from django.utils import translation

from supporters import countries


def test_every_language_of_the_site_has_its_own_names():
    for code, _name in settings.LANGUAGES:
        names = dict(countries.names(code))
        assert len(names) == 250
        assert all(names.values())
        if code != "en":
            assert names["AM"] != "Armenia"


def test_names_stand_in_order_whatever_marks_their_letters_have():
    names = [name for _code, name in countries.names("en")]
    assert names.index("Åland Islands") < names.index("Zambia")
    assert names.index("Côte d’Ivoire") < names.index("Croatia")


def test_another_language_gets_english_names():
    assert dict(countries.names("fi"))["AM"] == "Armenia"


def test_the_choice_may_stay_empty():
    with translation.override("ar"):
        assert countries.choices()[0] == ("", "—")
        assert ("AM", "أرمينيا") in countries.choices()
