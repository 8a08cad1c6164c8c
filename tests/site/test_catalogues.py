"""The translations are whole: readers meet no English words in another edition, and no broken placeholder."""

import re

import pytest
from django.conf import settings

from tests.site.messages import (
    STAFF,
    Message,
    catalogue,
    compiled,
    for_readers,
    in_code,
    is_for_staff,
    read_mo,
    read_po,
)

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?[a-z]+>")
LETTERS = {"hy": re.compile("[Ա-Ֆա-և]"), "ar": re.compile("[ء-ي]")}


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def entries(language):
    return read_po(catalogue(language, "po").read_text("utf-8"))


def test_every_word_for_readers_is_translated(language, entries):
    translated = {(entry.context, entry.msgid) for entry in entries if entry.is_translated}
    missing = sorted(
        {f"{message.place}: {message.msgid}" for message in for_readers() if message.key not in translated}
    )
    assert not missing, f"`make messages`, then translate in locale/{language}:\n" + "\n".join(missing)


def test_no_translation_is_a_guess(entries):
    assert not [entry.msgid for entry in entries if "fuzzy" in entry.flags]


def test_every_plural_has_the_forms_of_its_language(entries):
    number = int(re.search(r"nplurals=(\d+)", entries[0].forms[0])[1])
    plurals = [entry for entry in entries if entry.plural]
    assert plurals
    assert [entry.msgid for entry in plurals if len(entry.forms) != number] == []


def test_singular_and_plural_in_code_belong_together(entries):
    known = {(entry.context, entry.msgid): entry.plural for entry in entries}
    apart = [message.place for message in for_readers() if message.plural and known[message.key] != message.plural]
    assert not apart


def test_translations_hold_the_placeholders_and_tags_of_the_original(entries):
    broken = [
        (entry.msgid, form)
        for entry in entries[1:]
        for form in entry.forms
        if form and sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(entry.plural or entry.msgid))
    ]
    assert not broken


def test_translations_begin_and_end_like_the_original(entries):
    """A space or line end lost or won beside a translation would show in mails and between words."""
    different = [
        entry.msgid
        for entry in entries[1:]
        for form in entry.forms
        if form and (form != form.strip()) != (entry.msgid != entry.msgid.strip())
    ]
    assert not different


def test_translations_are_in_the_letters_of_their_language(language, entries):
    """What has words in English has letters of the language in it: nothing was copied in place of a translation."""
    letters = LETTERS[language]
    wordless = {"“{}”", "{}", "№ %(number)s"}
    untranslated = [
        form
        for entry in entries[1:]
        for form in entry.forms
        if form
        and not letters.search(form)
        and form not in wordless
        and re.search(r"[A-Za-z]{3}", PLACEHOLDER.sub("", form))
    ]
    assert not untranslated


def test_compiled_catalogues_are_those_of_the_sources(language, entries):
    """A machine without gettext has only the compiled ones."""
    assert read_mo(catalogue(language, "mo").read_bytes()) == compiled(entries), "Run `make messages`."


def test_catalogues_name_no_machine_and_no_person(language):
    text = catalogue(language, "po").read_text("utf-8")
    for noise in ("POT-Creation-Date", "Last-Translator", "EMAIL@ADDRESS", "SOME DESCRIPTIVE TITLE", "#~ "):
        assert noise not in text
    places = re.findall(r"^#: (.*)$", text, re.MULTILINE)
    assert places
    assert not [place for place in places if place.startswith(("/", "..")) or re.search(r":\d", place)]


def test_what_is_said_to_be_for_staff_is_there():
    """An exception that matches nothing any more would one day hide words for readers."""
    places = {message.place.split(":")[0] for message in in_code()}
    assert not [pattern for pattern in STAFF if not any(re.search(pattern, place) for place in places)]
    assert len([place for place in places if not is_for_staff(place)]) > 50


def test_messages_are_found_where_they_stand():
    """The reader of code and templates itself: without it nothing above could fail."""
    found = set(in_code())
    assert Message("Skip to the content") in found
    assert Message("Addressed to", context="petition") in found
    assert Message("The link works for %(days)s day.", plural="The link works for %(days)s days.") in found
    assert Message("%(first)s et al.", context="after the first of several names") in found
    assert Message("<strong>%(confirmed)s</strong> of %(goal)s signatures") in found
    assert {Message("press release"), Message("won"), Message("standing page")} <= set(for_readers())


def test_a_catalogue_is_read_as_gettext_reads_it():
    text = (
        'msgid ""\nmsgstr "Language: xx\\n"\n\n#: a.py\n#, fuzzy, python-format\nmsgctxt "c"\nmsgid "a"\nmsgstr ""\n'
        '"b\\n"\n"“c”"\n\nmsgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "1"\nmsgstr[1] "\\"2\\""\n\n'
        'msgctxt "c"\nmsgid "d"\nmsgstr "e"\n'
    )
    header, fuzzy, plural, last = read_po(text)
    assert header.forms == ["Language: xx\n"]
    assert (fuzzy.context, fuzzy.msgid, fuzzy.forms, fuzzy.flags) == ("c", "a", ["b\n“c”"], {"fuzzy", "python-format"})
    assert (plural.plural, plural.forms) == ("%(n)s days", ["1", '"2"'])
    assert compiled([header, fuzzy, plural, last]) == {
        "": "Language: xx\n",
        "%(n)s day\0%(n)s days": '1\0"2"',
        "c\x04d": "e",
    }
