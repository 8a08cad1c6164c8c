"""Every column that can hold something about a person is declared, and what is declared is what erasing empties."""

import pytest
from django.apps import apps
from django.db import models

from campaigns import erasing
from campaigns.models import Participation
from supporters.models import Supporter
from supporters.personal import NOT_ABOUT_SUPPORTERS
from tests.supporters.people import dump, make_person

HOLDINGS = {holding.label: holding for holding in erasing.ALL_HOLDINGS}
ROOTS = (Supporter, Participation)
# What people can be named or reached by, wherever it stands.
SUSPECT = (models.EmailField, models.GenericIPAddressField)
OURS = {"advocacy_site", "campaigns", "officials", "pages", "press", "publishing", "sources", "supporters", "auth"}


def columns(model):
    return {field.name for field in model._meta.concrete_fields}


def beside(roots):
    """Return the models with a foreign key to one of `roots`, and those that their own foreign keys lead to."""
    to_them = {
        model for model in apps.get_models() for field in model._meta.concrete_fields if field.related_model in roots
    }
    from_them = {field.related_model for root in roots for field in root._meta.concrete_fields if field.is_relation}
    return to_them | from_them


def test_every_table_beside_a_supporter_is_declared():
    found = {model._meta.label for model in beside(ROOTS) | set(ROOTS)}
    assert found - HOLDINGS.keys() - NOT_ABOUT_SUPPORTERS.keys() == set()


def test_every_table_with_addresses_is_declared():
    found = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in OURS and any(isinstance(field, SUSPECT) for field in model._meta.concrete_fields)
    }
    assert found - HOLDINGS.keys() - NOT_ABOUT_SUPPORTERS.keys() == set()


def test_every_table_of_the_supporters_app_is_declared():
    found = {model._meta.label for model in apps.get_app_config("supporters").get_models()}
    assert found - HOLDINGS.keys() - NOT_ABOUT_SUPPORTERS.keys() == set()


@pytest.mark.parametrize("label", HOLDINGS)
def test_every_column_is_declared_once(label):
    holding = HOLDINGS[label]
    model = apps.get_model(label)
    assert not (holding.emptied.keys() & holding.stays.keys())
    if not holding.goes:
        assert columns(model) - holding.emptied.keys() - holding.stays.keys() == set(), "declare the new column"
        assert (holding.emptied.keys() | holding.stays.keys()) - columns(model) == set(), "this column is gone"
    assert all(holding.stays.values()), "say why it stays"


@pytest.mark.django_db
def test_what_is_erased_is_nowhere_in_the_database(now):
    supporter = make_person(now)
    before = dump()
    assert before.lower().count("plant") > 20
    erasing.erase(supporter, now=now)
    assert "plant" not in dump().lower()


@pytest.mark.django_db
def test_a_participation_that_was_made_anonymous_holds_what_is_declared_and_nothing_else(now):
    make_person(now)
    planted = Participation.objects.get()
    assert all(getattr(planted, column) for column in erasing.PARTICIPATION.emptied), (
        "plant the new column in people.py"
    )
    erasing.make_anonymous(Participation.objects.all(), now=now)
    row = Participation.objects.get()
    for column, value in erasing.PARTICIPATION.emptied.items():
        left = getattr(row, column)
        if column in ("created_at", "confirmed_at"):
            assert (left.date(), left.hour, left.minute, left.microsecond) == (now.date(), 0, 0, 0)
        else:
            assert left == value, column
