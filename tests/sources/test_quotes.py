"""Is a passage in a text? Cases by hand; what holds for all passages is in test_quote_properties."""

import subprocess
import sys
import time
import unicodedata

import pytest

from sources.quotes import Op, Status, Text, check_quote

REPORT = """The government did not take credible steps or action to identify and punish officials who committed human rights
abuses.12 The report says that Azerbaijan “acted upon a comprehensive, methodically implemented strategy to empty
Nagorno-Karabakh of its ethnic Armenian population between 2020 and 2023, subjecting the population, as many said, to
attacks, intimida-
tion, deprivation of basic rights and adequate living conditions, and forced displacement” and human-
rights violations. Only 15 ethnic Armenian residents remained in 2024; 1,500 people had left. It was not in Zangilan.
They didn’t respond during the year. The president could have stopped it. THE REPORT OF THE UN EXPERTS. The ofﬁce is
3 m² wide and cost $5. It includes ongoing efforts at the Court[4] and the so-called ‘“peace” deal’ of the year¹² 2025.
He told US officials in Armenian-American papers that the government's plan – a non-violent one — was (almost) ready?"""

VERIFIED = {Status.EXACT, Status.NORMALISED}


def found(passage, text=REPORT):
    check = check_quote(passage, text)
    return check.status, None if check.start is None else text[check.start : check.end]


@pytest.mark.parametrize(
    "passage",
    [
        "did not take credible steps or action to identify and punish",
        "abuses.12 The report",
        "abuses.12\u00a0The   report",
        "“acted upon a comprehensive, methodically",
        "remained",
        "(almost) ready?",
        "Only 15 ethnic Armenian residents remained in 2024; 1,500 people had left.",
        "Nagorno-Karabakh",
        "ofﬁce",
        "the so-called ‘“peace” deal’",
    ],
)
def test_the_same_characters_are_exact_and_the_place_is_theirs(passage):
    check = check_quote(passage, REPORT)
    assert check.status is Status.EXACT
    assert check.ratio == 1.0
    assert REPORT[check.start : check.end].split() == passage.split()
    assert check.diff == ()


@pytest.mark.parametrize(
    ("passage", "place"),
    [
        # Quotation marks, dashes, spaces, ligatures, invisible characters
        ("the so-called \"'peace' deal\"", "the so-called ‘“peace” deal"),
        ("the so-called «„peace“ deal»", "the so-called ‘“peace” deal"),
        ("They didn't respond", "They didn’t respond"),
        ("plan - a non‑violent one -- was", "plan – a non-violent one — was"),
        ("plan—a non-violent one—was", "plan – a non-violent one — was"),
        ("office", "ofﬁce"),
        ("ethnic\u200b Arme\u00adnian", "ethnic Armenian"),
        ("ｅｔｈｎｉｃ Armenian", "ethnic Armenian"),
        ("“did not take credible steps”", "did not take credible steps"),
        ("— did not take credible steps", "did not take credible steps"),
        # The writer's comma or full stop, and none where the source has one
        ("did not take credible steps,", "did not take credible steps"),
        ("did not take credible steps.”", "did not take credible steps"),
        ("respond during the year,", "respond during the year"),
        # Ends of lines, in the text and in the passage
        ("attacks, intimidation, deprivation", "attacks, intimida-\ntion, deprivation"),
        ("human-rights violations", "human-\nrights violations"),
        ("humanrights violations", "human-\nrights violations"),
        ("resi-\ndents remained", "residents remained"),
        ("Nagorno-\nKarabakh of its", "Nagorno-Karabakh of its"),
        # Notes of the source
        ("rights abuses. The report says", "rights\nabuses.12 The report says"),
        ("the Court and the so-called", "the Court[4] and the so-called"),
        ("of the year 2025", "of the year¹² 2025"),
        # Ellipses, in every way of writing them
        ("subjecting the population… to attacks", "subjecting the population, as many said, to\nattacks"),
        ("subjecting the population ... to attacks", "subjecting the population, as many said, to\nattacks"),
        ("subjecting the population . . . to attacks", "subjecting the population, as many said, to\nattacks"),
        ("subjecting the population, […] to attacks", "subjecting the population, as many said, to\nattacks"),
        ("subjecting the population [. . .] to attacks", "subjecting the population, as many said, to\nattacks"),
        ("subjecting the population (…) to attacks", "subjecting the population, as many said, to\nattacks"),
        ("… did not take credible steps …", "did not take credible steps"),
        ("15 ethnic Armenian residents … people had left.…", None),
        # Brackets, for words and in words
        ("[A]cted upon a comprehensive", "acted upon a comprehensive"),
        ("[t]he report says", "The report says"),
        ("includ[ing] ongoing efforts", "includes ongoing efforts"),
        ("[i]nclu-\ndes ongoing efforts", "includes ongoing efforts"),
        ("attacks, intimidat[ing]", "attacks, intimida-\ntion"),
        ("include[d] ongoing efforts", "includes ongoing efforts"),
        ("officials who [allegedly] committed", "officials who committed"),
        ("[The authorities] did not take credible steps", "did not take credible steps"),
        ("officials [sic] who committed", "officials who committed"),
        ("credible steps [emphasis added] or action", "credible steps or action"),
        ("the population, as [witnesses] said", "the population, as many said"),
        ("strategy to empty [the region] of its ethnic Armenian", None),
        ("They [the authorities] didn’t respond", "They didn’t respond"),
        # The first letter, and capitals of headings
        ("only 15 ethnic", "Only 15 ethnic"),
        ("Did not take credible steps", "did not take credible steps"),
        ("The report of the UN experts", "THE REPORT OF THE UN EXPERTS"),
    ],
)
def test_typography_and_what_the_writer_marked_make_no_difference(passage, place):
    status, there = found(passage)
    assert status is Status.NORMALISED
    assert place is None or there == place


@pytest.mark.parametrize(
    "passage",
    [
        # Numbers
        "Only 16 ethnic Armenian residents remained",
        "only 1,500,000 people had left",
        "1.500 people had left",
        "1500 people had left",
        "500 people had left",
        "residents remained in 2024; 1,5",
        "abuses.13 The report says",
        "The office is 3 m2 wide",
        "The office is 3 m wide",
        "cost €5",
        "Only [16] ethnic Armenian residents remained",
        # Negations, also behind an ellipsis or a bracket
        "The government did take credible steps",
        "The government did … take credible steps",
        "The government did [take] credible steps",
        "[Not] take credible steps or action",
        "The president could [not] have stopped it",
        "The president could not have stopped it",
        "They did respond during the year",
        "They did n respond during the year",
        "a violent one",
        "The president [never] could have stopped it",
        # Names
        "Nagorny-Karabakh of its ethnic Armenian population",
        "its ethnic Azerbaijani population between",
        "strategy to empty [Armenia] of its ethnic Armenian population",
        # Parts of words
        "art",
        "resident",
        "ight violations",
        "American papers",
        "rights violations. Only",
        # Case within, which makes other words
        "He told us officials",
        "azerbaijan “acted upon a Comprehensive, methodically",
        # Punctuation that says something else
        "was (almost) ready!",
        "was almost ready",
        "acted upon a comprehensive methodically implemented strategy",
        "the so-called peace deal",
        # Other words in brackets
        "[re]cted upon a comprehensive",
        "[un]credible steps",
        "c[ommitted] human rights",
        # Order, and what is stitched together
        "to attacks … subjecting the population",
        "the … the",
        "It … the … of … to",
        "They … the … to",
    ],
)
def test_other_words_are_never_verified(passage):
    assert check_quote(passage, REPORT).status not in VERIFIED


@pytest.mark.parametrize(
    "passage", ["", " \n", "…", "[…]", "[sic]", "?!", "“”", "—", "\u200b", "\u0301", "[The report]"]
)
def test_a_passage_without_words_is_absent(passage):
    check = check_quote(passage, REPORT)
    assert (check.status, check.ratio, check.start, check.end, check.diff) == (Status.ABSENT, 0.0, None, None, ())
    assert check_quote("words", passage).status is Status.ABSENT


def test_a_near_passage_shows_what_differs_and_how_much():
    check = check_quote("Only 16 ethnic Armenian residents remained.", REPORT)
    assert check.status is Status.NEAR
    assert 0.9 < check.ratio < 1
    assert REPORT[check.start : check.end] == "Only 15 ethnic Armenian residents remained"
    assert check.diff == (
        (Op.SAME, "Only"),
        (Op.PASSAGE, "16"),
        (Op.TEXT, "15"),
        (Op.SAME, "ethnic Armenian residents remained."),
    )


def test_a_diff_shows_punctuation_and_parts_of_words_too():
    assert check_quote("almost ready", REPORT).status is Status.NEAR
    diff = check_quote("500 people had left", REPORT).diff
    assert diff == ((Op.PASSAGE, "500"), (Op.TEXT, "1,500"), (Op.SAME, "people had left"))
    diff = check_quote("a comprehensive methodically implemented", REPORT).diff
    assert (Op.TEXT, "comprehensive,") in diff


def test_words_that_lines_part_are_no_difference_of_a_near_passage():
    diff = check_quote("to attacks, intimidation, deprivation of basic freedoms", REPORT).diff
    assert [op for op, _words in diff] == [Op.SAME, Op.PASSAGE]
    assert diff[1] == (Op.PASSAGE, "freedoms")


def test_half_of_a_passage_is_absent():
    check = check_quote("credible steps towards peace in the whole of the region", REPORT)
    assert check.status is Status.ABSENT
    assert 0 < check.ratio < 0.6
    assert check.start is None


def test_the_exact_place_wins_over_an_earlier_one():
    text = "It is “so”, they said. It is 'so', they said."
    check = check_quote("It is 'so', they said.", text)
    assert (check.status, check.start) == (Status.EXACT, 23)


def test_segments_must_stand_within_a_page():
    filler = "Some other words of no importance stand here. " * 60
    text = f"The ministry denied the allegations of torture. {filler}The prisoners were released in the spring."
    passage = "The ministry denied the allegations of torture. … The prisoners were released in the spring."
    assert check_quote(passage, text).status not in VERIFIED
    assert check_quote(passage, text.replace(filler, filler[: 46 * 30])).status is Status.NORMALISED


def test_a_short_segment_is_not_found_by_chance():
    text = "The ministry denied all allegations. " + "It is of no importance what the others say. " * 40
    assert check_quote("The ministry denied … the", text).status not in VERIFIED
    assert check_quote("The ministry … allegations.", text).status is Status.NORMALISED


@pytest.mark.parametrize(
    ("passage", "text", "status"),
    [
        # Armenian: the ligature, marks inside words, capitals, full stop typed as a colon is not one
        ("Հայաստանի եւ Արցախի", "Հայաստանի և Արցախի մասին։", Status.NORMALISED),
        ("մարդու իրավունքներ և ազատություններ", "ՄԱՐԴՈՒ ԻՐԱՎՈՒՆՔՆԵՐ ԵՎ ԱԶԱՏՈՒԹՅՈՒՆՆԵՐ", Status.NORMALISED),
        ("«Ինչո՞ւ է պետք»։", "Նա հարցրեց՝ “Ինչո՞ւ է պետք”։", Status.NORMALISED),
        ("կառավարությունը պատասխանեց", "կառավարությունը չպատասխանեց", Status.NEAR),
        ("արեւ", "արով", Status.ABSENT),
        # Russian, with and without the dots on ё
        ("права человека", "о «правах» и права человека.", Status.EXACT),
        ("все пленные", "Всё пленные", Status.NEAR),
        # Arabic: tatweel, presentation forms, digits of its own
        ("حقوق الإنسان", "عن حقـــوق الإنسان", Status.NORMALISED),
        ("ﺣﻘﻮﻕ الإنسان", "عن حقوق الإنسان", Status.NORMALISED),
        ("١٥ أسيراً", "15 أسيراً", Status.NEAR),
        # Hebrew marks, Turkish letters, German ß, Greek sigma
        ("צה״ל", 'צה"ל', Status.NORMALISED),
        ("ısı", "isi", Status.ABSENT),
        ("İstanbul", "Istanbul", Status.NEAR),
        ("Maße des Hauses", "Masse des Hauses", Status.NEAR),
        ("Die Straße der Kinder", "DIE STRASSE DER KINDER", Status.NORMALISED),
        ("Οδός του Λόγου", "ΟΔΌΣ ΤΟΥ ΛΌΓΟΥ", Status.NORMALISED),
        # Chinese and Japanese have no spaces between words; a line may end anywhere
        ("人权状况令人担忧", "报告称：该国人权状况令人担忧。", Status.EXACT),
        ("人权状况令人担忧", "报告称该国人权\n状况令人担忧。", Status.NORMALISED),
        ("人权状况……担忧", "报告称该国人权状况令人担忧。", Status.NORMALISED),
        ("人权状况不令人担忧", "报告称该国人权状况令人担忧。", Status.NEAR),
        ("政府は認めた", "日本政府は認めた。", Status.EXACT),
        ("ｶﾞｲﾄﾞ", "ガイドの", Status.NORMALISED),
        ("สิทธิมนุษยชน", "เรื่องสิทธิมนุษยชนไทย", Status.EXACT),
        ("인권 보고서", "인권  보고서를", Status.ABSENT),
        # Numbers as signs: never another number
        ("10² people", "102 people", Status.NEAR),
        ("11/2 hours", "1½ hours", Status.NEAR),
        ("1/2 an hour", "½ an hour", Status.NORMALISED),
        ("21 people", "2① people", Status.NEAR),
        ("CO2 emissions", "CO₂ emissions", Status.NORMALISED),
        ("at 102 points", "at 10₂ points", Status.NEAR),
        ("3,5 million", "3, 5 million", Status.NEAR),
        ("−5 degrees", "5 degrees", Status.NEAR),
        ("in 15 villages", "in 15 000 villages", Status.NEAR),
        ("15", "15 000", Status.NEAR),
        ("2020–2023", "2020-2023", Status.NORMALISED),
        # What stands in the source's own brackets is no note
        ("that people were killed", "that [15] people were killed", Status.NEAR),
        ("with evidence of it", "with [no] evidence of it", Status.NEAR),
        ("denied it and left", "denied it[a] and[note 3] left", Status.NORMALISED),
        ("could[n’t] have known", "could have known", Status.NEAR),
        ("cafe\u0301 noir", "café noir", Status.NORMALISED),
        ("cafe noir", "café noir", Status.NEAR),
    ],
)
def test_scripts_and_signs(passage, text, status):
    assert check_quote(passage, text).status is status


def test_the_quotations_of_a_real_release_are_found_in_a_text_that_prints_them_otherwise():
    report = (
        "Section 1. Respect for the Integrity of the Person. There were credible reports of: arbitrary or unlawful "
        "killings; torture or cruel, inhuman, or degrading treatment or punish-\nment; arbitrary arrest and detention; "
        "transnational repression against individuals in another country; and others. The government did not take "
        "credible steps or action to identify and punish officials who committed human rights abuses. In its June 5 "
        "report, the UN Committee against Torture noted \"severe and grave violations of international humanitarian "
        "law and human rights law committed by Azerbaijani military forces against prisoners of war and other "
        "protected persons of Armenian ethnic or national origin.\" UN experts raised 'concern regarding the alleged "
        "enforced disappearance of 23 Armenian soldiers and one civilian following their captivity by Azerbaijani "
        "forces in Zangilan in 2020.' Azerbaijan did not respond during the year. According to media reports, only 15 "
        "ethnic Armenian residents remained in Nagorno-Karabakh as of October 24, 2024. Caucasus Heritage Watch "
        "reported on the destruction of cultural heritage sites, including the St. John the Baptist Church and the "
        "Ghazanchetsots Cemetery in Shusha.3"
    )  # fmt: skip
    house = (
        "Azerbaijan acted upon a comprehensive, methodically implemented strategy to empty Nagorno-Karabakh of its "
        "ethnic Armenian population between 2020 and 2023, subjecting the population over a number of years to "
        "attacks, intimidation, deprivation of basic rights and adequate living conditions, and forced displacement. "
        "We recommend: • halt the sale, supply, or transfer of offensive military equipment, technology, and "
        "intelligence to Azerbaijan. • Continue pursuing international legal avenues to seek accountability measures "
        "and remedies for those harmed. This should include ongoing efforts at the International Court of Justice and "
        "the European Court of Human Rights."
    )
    passages = {
        report: [
            "credible reports of: arbitrary or unlawful killings; torture or cruel, inhuman, or degrading treatment or "
            "punishment; arbitrary arrest and detention; transnational repression against individuals in another country",
            "did not take credible steps or action to identify and punish officials who committed human rights abuses.",
            "severe and grave violations of international humanitarian law and human rights law committed by Azerbaijani "
            "military forces against prisoners of war and other protected persons of Armenian ethnic or national origin.",
            "concern regarding the alleged enforced disappearance of 23 Armenian soldiers and one civilian following "
            "their captivity by Azerbaijani forces in Zangilan in 2020",
            "did not respond during the year.",
            "only 15 ethnic Armenian residents remained in Nagorno-Karabakh as of October 24, 2024,",
            "Caucasus Heritage Watch reported on the destruction of cultural heritage sites, including the St. John the "
            "Baptist Church and the Ghazanchetsots Cemetery in Shusha.",
        ],
        house: [
            "acted upon a comprehensive, methodically implemented strategy to empty Nagorno-Karabakh of its ethnic "
            "Armenian population between 2020 and 2023, subjecting the population… to attacks, intimidation, deprivation "
            "of basic rights and adequate living conditions, and forced displacement.",
            "halt the sale, supply, or transfer of offensive military equipment, technology, and intelligence to Azerbaijan,",
            "continue pursuing international legal avenues to seek accountability measures and remedies… includ[ing] "
            "ongoing efforts at the International Court of Justice and the European Court of Human Rights.",
        ],
    }
    for text, quoted in passages.items():
        prepared = Text(text)
        for passage in quoted:
            assert prepared.check(passage).status in VERIFIED, passage
            changed = passage.replace("15", "16").replace("did not", "did").replace("Azerbaijan", "Armenia")
            assert changed == passage or prepared.check(changed).status is Status.NEAR


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        ("a " * 10_000, "a " * 300_000),
        ("a " * 9_999 + "b", "a " * 300_000),
        (" … ".join(["a"] * 3_000), "a " * 100_000),
        ("[a] a " * 2_000, "a " * 100_000),
        ("art", "party " * 150_000),
        ("Us US", "us us " * 150_000),
        ("a b c", " " * 1_000_000 + "a  b c"),
        ("a b c", "." * 1_000_000 + "a . b c"),
        ("a " + ". " * 50_000 + "b", "a b"),
        ("[" * 100_000, "[" * 100_000),
        ("a[b]" * 10_000, "[b]a" * 10_000),
        ("government", "govern-\nmental " * 100_000),
        ("abab" * 5, "ab- " * 150_000),
        ("abc", "a" + "\u0301" * 500_000),
        ("abc d", "".join(map(chr, range(0x20, 0x10000)))),
    ],
)
def test_nothing_takes_long_however_it_is_made(passage, text):
    before = time.process_time()
    check_quote(passage, text)
    # Under a second each on a quiet machine; what grows with the square of the sizes takes minutes.
    assert time.process_time() - before < 10


def test_ten_thousand_words_are_found_and_compared():
    words = [f"word{number * 7919 % 3001}" for number in range(12_000)]
    text = " ".join(words)
    assert check_quote("  ".join(words[1_000:11_000]), text).status is Status.EXACT
    changed = [*words[4_000:6_000], "changed", *words[6_001:8_000]]
    check = check_quote(" ".join(changed), text)
    assert (check.status, check.ratio) == (Status.NEAR, 0.99)
    assert [op for op, _words in check.diff] == [Op.SAME, Op.PASSAGE, Op.TEXT, Op.SAME]


def test_what_is_made_quickly_is_what_is_read_slowly():
    text = "".join(map(chr, range(0x20, 0x3000))) + " ﬁ ½ ㎏ ⑫ ｶﾞ İ ß " * 600 + unicodedata.normalize("NFD", "éàüñ") * 9
    prepared = Text(text)._prepared
    read = [word.bone for number in range(len(prepared.starts)) for word in prepared.words(number)[0]]
    assert prepared.solid == "".join(read)


def test_the_check_needs_no_settings():
    program = (
        "import sources.quotes as q; print(q.check_quote('a', 'a b').status, 'django' in __import__('sys').modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["exact", "False"]
