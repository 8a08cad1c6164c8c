"""The proof of work of forms: an option, solved once each, and nobody is locked out without it."""

import base64
import json
import re
from datetime import timedelta
from html import unescape

import altcha
import pytest
import time_machine

from campaigns import puzzles
from campaigns.models import Participation
from tests.campaigns.conftest import sign, token_of
from tests.factories import make_petition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.PROOF_OF_WORK, settings.PROOF_OF_WORK_COST = True, 1
    settings.UNSOLVED_LIMIT_MINUTE, settings.UNSOLVED_LIMIT_DAY = 2, 3


def puzzle_in(response):
    found = re.search(r'data-puzzle="([^"]+)"', response.content.decode())
    return unescape(found[1]) if found else ""


def solve(puzzle, start=0):
    """Return a solution as the browser sends it."""
    challenge = altcha.Challenge.from_dict(json.loads(puzzle))
    solution = altcha.solve_challenge(challenge, counter_start=start)
    return altcha.Payload(challenge, solution).to_base64(), solution.counter


def forge(puzzle, **parameters):
    payload = json.loads(base64.b64decode(solve(puzzle)[0]))
    payload["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_it_is_off_unless_the_settings_turn_it_on(reader, petition, settings):
    settings.PROOF_OF_WORK = False
    page = reader.get(petition.get_absolute_url())
    assert puzzle_in(page) == ""
    assert "puzzle" not in page.content.decode()
    assert [sign(reader, petition, email=f"a{n}@example.org").status_code for n in range(4)] == [303] * 4


def test_who_solves_it_signs_as_often_as_ever(reader, petition):
    page = reader.get(petition.get_absolute_url())
    assert 'role="status"' in page.content.decode()
    token, puzzle, counter = token_of(page), puzzle_in(page), -1
    for number in range(4):
        solution, counter = solve(puzzle, counter + 1)
        answer = sign(reader, petition, token=token, altcha=solution, email=f"a{number}@example.org")
        assert answer.status_code == 303, "readers of one stored page have the same puzzle"
    assert Participation.objects.count() == 4


def test_who_cannot_solve_it_signs_too_and_only_a_crowd_of_them_waits(reader, petition):
    answers = [sign(reader, petition, email=f"a{number}@example.org") for number in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert int(answers[2]["Retry-After"]) <= 60
    assert "Anahit Example" in answers[2].content.decode()
    solution, _counter = solve(puzzle_in(answers[2]))
    again = sign(reader, petition, token=token_of(answers[2]), altcha=solution, email="a3@example.org")
    assert again.status_code == 303, "the form that came back has a puzzle of its own"


def test_a_solution_is_taken_once(petition, now):
    solution, _counter = solve(puzzles.make(action_id=petition.pk, now=now))
    assert puzzles.is_solved(solution, action_id=petition.pk)
    assert not puzzles.is_solved(solution, action_id=petition.pk)


def test_a_solution_is_for_one_action_and_for_two_hours(petition, now):
    puzzle = puzzles.make(action_id=petition.pk, now=now)
    assert not puzzles.is_solved(solve(puzzle)[0], action_id=make_petition().pk)
    with time_machine.travel(now + puzzles.VALID_FOR + timedelta(seconds=2), tick=False):
        assert not puzzles.is_solved(solve(puzzle)[0], action_id=petition.pk)
    assert puzzles.is_solved(solve(puzzle)[0], action_id=petition.pk)


def test_an_easier_puzzle_of_ones_own_solves_nothing(petition, now):
    puzzle = puzzles.make(action_id=petition.pk, now=now)
    easier = [
        {"keyPrefix": ""},
        {"cost": 0},
        {"expiresAt": None},
        {"data": {"action": petition.pk, "x": 1}},
        {"algorithm": "SHA-256"},
    ]
    assert not any(puzzles.is_solved(forge(puzzle, **parameters), action_id=petition.pk) for parameters in easier)
    own = altcha.create_challenge("SHA-256", 1, data={"action": petition.pk}, hmac_secret="guessed")
    assert not puzzles.is_solved(solve(json.dumps(own.to_dict()))[0], action_id=petition.pk)
    unsigned = altcha.create_challenge("SHA-256", 1, data={"action": petition.pk})
    assert not puzzles.is_solved(solve(json.dumps(unsigned.to_dict()))[0], action_id=petition.pk)


JUNK = [
    "",
    "x",
    "\0",
    "ա",
    "[]",
    "{}",
    "null",
    '"a"',
    '{"challenge": 1}',
    "x" * 10_240,
    '{"challenge": {"parameters": []}}',
]
JUNK += ['{"challenge": {"parameters": {}, "signature": 1}, "solution": {}}', "[" * 900]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_is_no_solution_and_no_error(petition, junk):
    assert not puzzles.is_solved(junk, action_id=petition.pk)
    assert not puzzles.is_solved(base64.b64encode(junk.encode()).decode(), action_id=petition.pk)


def test_signed_puzzles_with_solutions_that_are_none_are_refused(petition, now):
    puzzle = json.loads(puzzles.make(action_id=petition.pk, now=now))
    for solution in (
        {"counter": "1", "derivedKey": "00"},
        {"counter": -1, "derivedKey": 7},
        {"counter": 1e9},
        [],
        None,
    ):
        sent = base64.b64encode(json.dumps({"challenge": puzzle, "solution": solution}).encode()).decode()
        assert not puzzles.is_solved(sent, action_id=petition.pk)
