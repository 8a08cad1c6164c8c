"""What looks as if a program made it, and what must never be taken for that."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.models import Exclusion, Participation
from campaigns.suspicion import look
from supporters.models import Supporter

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
Reason = Participation.Reason


@pytest.fixture(autouse=True)
def limits(settings):
    settings.SUSPECT_BURST, settings.SUSPECT_DAY = 5, 12
    settings.SUSPECT_DOMAIN, settings.SUSPECT_ALIKE = 6, 4


def confirm(petition, number, **differing):
    """Store `number` confirmed signatures; each value of `differing` is a function of the number or the value itself."""
    made = []
    for count in range(number):
        values = {key: value(count) if callable(value) else value for key, value in differing.items()}
        email = values.pop(
            "email", f"{chr(97 + count // 26)}{chr(97 + count % 26)}.{Supporter.objects.count()}x@gmail.com"
        )
        supporter = Supporter.objects.create(
            email=email, canonical_email=email, name="x", language="en", created_at=NOON
        )
        defaults = {
            "name": f"Name {chr(97 + count // 26)}{chr(97 + count % 26)}",
            "network": "school",
            "created_at": NOON + timedelta(minutes=count),
            "confirmed_at": NOON + timedelta(hours=1),
            "mail_domain": email.rpartition("@")[2],
        }
        made.append(Participation.objects.create(action=petition, supporter=supporter, **defaults | values))
    return made


def reasons(rows):
    return set(look(rows, NOON + timedelta(hours=2)).values())


def test_more_than_the_limit_from_one_network_in_a_minute_is_a_burst(petition):
    same_minute = confirm(petition, 6, created_at=lambda count: NOON + timedelta(seconds=count))
    later = confirm(petition, 1, created_at=NOON + timedelta(minutes=1))
    elsewhere = confirm(petition, 1, network="home", created_at=NOON)
    assert look([*same_minute, *later, *elsewhere], NOON) == dict.fromkeys(
        (row.pk for row in same_minute), Reason.BURST
    )


def test_up_to_the_limit_is_no_burst(petition):
    assert not look(confirm(petition, 5, created_at=NOON), NOON)


def test_more_than_the_limit_from_one_network_in_a_day_is_marked_from_there_on(petition):
    confirm(petition, 12)
    late = confirm(petition, 1, created_at=NOON + timedelta(hours=9))
    assert look(late, NOON) == {late[0].pk: Reason.SUSTAINED}
    tomorrow = confirm(petition, 1, network="school tomorrow", created_at=NOON + timedelta(days=1))
    assert not look(tomorrow, NOON)


def test_many_from_one_small_mail_domain_in_an_hour_are_marked_but_not_of_a_large_provider(petition):
    def address(domain):
        return lambda count: f"{chr(97 + count)}@{domain}"

    made = confirm(petition, 7, email=address("catch-all.example"), network=lambda count: f"n{count}")
    common = confirm(petition, 7, email=address("gmail.com"), network=lambda count: f"m{count}")
    assert look([*made, *common], NOON) == dict.fromkeys((row.pk for row in made), Reason.DOMAIN)


def test_a_mail_domain_may_send_as_many_over_the_day(petition):
    assert not look(
        confirm(
            petition,
            9,
            email=lambda count: f"{chr(97 + count)}@union.example",
            network=lambda count: f"n{count}",
            created_at=lambda count: NOON + timedelta(minutes=20 * count),
        ),
        NOON,
    )


def test_one_name_again_and_again_from_one_network_is_a_pattern(petition):
    made = confirm(petition, 5, name=lambda count: "Jane Doe" if count % 2 else "JANE DOE")
    assert reasons(made) == {Reason.PATTERN}
    assert not look(confirm(petition, 5, name="Jane Doe", network=lambda count: f"n{count}"), NOON)


def test_addresses_that_differ_in_digits_alone_are_a_pattern_at_a_large_provider(petition):
    assert reasons(confirm(petition, 5, email=lambda count: f"maria{count}@gmail.com")) == {Reason.PATTERN}


def test_a_school_class_behind_one_network_passes(petition, settings):
    settings.SUSPECT_BURST, settings.SUSPECT_DAY = 50, 1500
    settings.SUSPECT_DOMAIN, settings.SUSPECT_ALIKE = 300, 30
    pupils = confirm(
        petition,
        34,
        email=lambda count: f"pupil{count:03}@school.example",
        created_at=lambda count: NOON + timedelta(seconds=count),
    )
    assert not look(pupils, NOON)


def test_nobody_is_marked_for_what_others_typed_and_never_confirmed(petition):
    confirm(petition, 20, created_at=NOON, confirmed_at=None)
    assert not look(confirm(petition, 1, created_at=NOON), NOON)


def test_what_staff_put_back_is_not_marked_again(petition, now):
    made = confirm(petition, 6, created_at=NOON)
    undone = Exclusion.objects.create(
        campaign=petition.campaign, condition={}, why="a school", state="undone", expected=1, created_at=now
    )
    made[0].exclusion = undone
    assert look(made, NOON) == dict.fromkeys((row.pk for row in made[1:]), Reason.BURST)


def test_rules_that_are_off_and_rows_without_a_network_mark_nothing(petition, settings):
    rows = confirm(petition, 20, created_at=NOON, network="")
    settings.SUSPECT_DOMAIN = 0
    assert not look(rows, NOON)
    settings.SUSPECT_BURST = settings.SUSPECT_DAY = settings.SUSPECT_ALIKE = 0
    assert not look(confirm(petition, 20, created_at=NOON, email=lambda count: f"m{count}@gmail.com"), NOON)
    assert not look([], NOON)


def test_a_chunk_costs_a_handful_of_queries_whatever_its_size(petition, django_assert_max_num_queries):
    rows = confirm(petition, 26, created_at=NOON, network=lambda count: f"n{count % 2}")
    with django_assert_max_num_queries(4):
        look(rows, NOON)
