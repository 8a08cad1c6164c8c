"""Decision makers in the database: who is in office on a day, and what the database refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from officials.models import Area, Office, Official, PostcodeArea, Term

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2025, 1, 3), date(2027, 1, 3)


@pytest.fixture
def state():
    return Area.objects.create(country="US", kind="state", code="CA", name="California")


@pytest.fixture
def ada():
    return Official.objects.create(scheme="bioguide", identifier="A000001", full_name="Ada Alder")


def hold(official, area, start=FIRST, end=LAST, role="senator"):
    return Term.objects.create(official=official, area=area, office="Senator", role=role, start=start, end=end)


@pytest.mark.parametrize(
    ("today", "is_in"),
    [(date(2025, 1, 2), False), (FIRST, True), (LAST, True), (date(2027, 1, 4), False)],
)
def test_a_term_counts_from_its_first_day_through_its_last(state, ada, today, is_in):
    term = hold(ada, state)
    assert list(Term.objects.current(today)) == [term] * is_in
    assert list(Official.objects.current(today)) == [ada] * is_in
    assert list(Official.objects.for_areas([state], today)) == [ada] * is_in
    assert term.runs_on(today) is is_in


def test_a_term_without_end_goes_on(state, ada):
    hold(ada, state, end=None)
    assert list(Official.objects.current(date(2099, 1, 1))) == [ada]


def test_who_holds_two_offices_is_named_once(state, ada):
    hold(ada, state)
    hold(ada, state, role="chair")
    other = Area.objects.create(country="US", kind="state", code="NV", name="Nevada")
    assert list(Official.objects.for_areas([state, other], FIRST)) == [ada]
    assert list(Official.objects.for_areas([other], FIRST)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        lambda ada, area: hold(ada, area, start=LAST, end=FIRST),
        lambda ada, area: [hold(ada, area), hold(ada, area)],
        lambda ada, area: Official.objects.create(scheme="bioguide", identifier="A000001", full_name="Another"),
        lambda ada, area: Official.objects.create(scheme="", identifier="1", full_name="Another"),
        lambda ada, area: Area.objects.create(country="US", kind="state", code="CA", name="Again"),
        lambda ada, area: Area.objects.create(country="US", kind="", code="X", name="No kind"),
        lambda ada, area: Area.objects.filter(pk=area.pk).update(parent=area),
        lambda ada, area: Office.objects.create(official=ada, identifier="1", latitude=91),
        lambda ada, area: PostcodeArea.objects.create(country="US", postcode="90001", area=area, share=0),
        lambda ada, area: PostcodeArea.objects.create(country="US", postcode="90001", area=area, share="1.1"),
    ],
)
def test_the_database_refuses_what_cannot_be(state, ada, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(ada, state)


def test_an_area_lies_in_no_circle_and_not_too_deep(state):
    inner = Area(country="US", kind="district", code="CA-1", name="First", parent=state)
    inner.full_clean()
    inner.save()
    state.parent = inner
    with pytest.raises(ValidationError, match="itself a part"):
        state.full_clean()
    with pytest.raises(ValidationError, match="another country"):
        Area(country="CA", kind="province", code="ON", name="Ontario", parent=inner).full_clean()
    parent = inner
    for number in range(2):
        parent = Area.objects.create(country="US", kind="ward", code=f"W{number}", name="Ward", parent=parent)
    with pytest.raises(ValidationError, match="4 levels"):
        Area(country="US", kind="ward", code="W9", name="Ward", parent=parent).full_clean()


def test_a_postcode_typed_by_staff_is_kept_in_the_form_in_which_it_is_looked_up(state):
    row = PostcodeArea(country="US", postcode=" 90001-1234 ", area=state)
    row.full_clean()
    assert row.postcode == "90001"
    with pytest.raises(ValidationError, match="no postcode"):
        PostcodeArea(country="US", postcode="9001", area=state).full_clean()
