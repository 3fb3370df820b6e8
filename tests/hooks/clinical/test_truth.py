"""Three-valued truth: every table in full (pathway 3.1)."""

import operator
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, all_true, any_true, known
from tests.hooks.clinical.possible import BOOLS, truth_of

TRUTHS = (YES, NO, UNKNOWN)
AND = {
    (YES, YES): YES,
    (YES, NO): NO,
    (YES, UNKNOWN): UNKNOWN,
    (NO, YES): NO,
    (NO, NO): NO,
    (NO, UNKNOWN): NO,
    (UNKNOWN, YES): UNKNOWN,
    (UNKNOWN, NO): NO,
    (UNKNOWN, UNKNOWN): UNKNOWN,
}
OR = {
    (YES, YES): YES,
    (YES, NO): YES,
    (YES, UNKNOWN): YES,
    (NO, YES): YES,
    (NO, NO): NO,
    (NO, UNKNOWN): UNKNOWN,
    (UNKNOWN, YES): YES,
    (UNKNOWN, NO): UNKNOWN,
    (UNKNOWN, UNKNOWN): UNKNOWN,
}
NOT = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}


def test_the_tables_name_every_truth() -> None:
    assert set(Truth) == set(TRUTHS) == set(NOT)
    assert set(AND) == set(OR) == set(product(TRUTHS, repeat=2))


@pytest.mark.parametrize(("one", "other"), AND)
def test_and_of_two(one: Truth, other: Truth) -> None:
    assert one & other is AND[one, other]
    assert all_true((one, other)) is AND[one, other]


@pytest.mark.parametrize(("one", "other"), OR)
def test_or_of_two(one: Truth, other: Truth) -> None:
    assert one | other is OR[one, other]
    assert any_true((one, other)) is OR[one, other]


@pytest.mark.parametrize("one", TRUTHS)
def test_not(one: Truth) -> None:
    assert ~one is NOT[one]
    assert ~~one is one


@pytest.mark.parametrize("three", list(product(TRUTHS, repeat=3)))
def test_of_three_what_every_possible_world_says(three: tuple[Truth, ...]) -> None:
    """Each unknown stands for yes and for no; only where all of these agree the answer is known."""
    worlds = list(product(*(BOOLS[truth] for truth in three)))
    one, two, last = three
    assert all_true(three) is one & two & last is truth_of(map(all, worlds))
    assert any_true(three) is one | two | last is truth_of(map(any, worlds))
    assert ~all_true(three) is any_true(~truth for truth in three)  # De Morgan


def test_of_nothing_all_hold_and_none_does() -> None:
    assert all_true(()) is YES
    assert any_true(()) is NO


@pytest.mark.parametrize("one", TRUTHS)
def test_of_one_itself(one: Truth) -> None:
    assert all_true([one]) is any_true([one]) is one


def test_what_settles_the_answer_ends_the_looking() -> None:
    seen = iter((UNKNOWN, NO, YES))
    assert all_true(seen) is NO
    assert next(seen) is YES
    seen = iter((UNKNOWN, YES, NO))
    assert any_true(seen) is YES
    assert next(seen) is NO


AS_A_BOOL: list[Callable[[Any], object]] = [
    bool,
    operator.not_,
    lambda truth: truth and YES,
    lambda truth: truth or NO,
    lambda truth: YES if truth else NO,
    lambda truth: any([truth]),
    lambda truth: all([truth]),
    lambda truth: list(filter(None, [truth])),
]


@pytest.mark.parametrize("use", AS_A_BOOL)
@pytest.mark.parametrize("one", TRUTHS)
def test_a_truth_is_never_a_bool(one: Truth, use: Callable[[Any], object]) -> None:
    message = "a Truth is not a bool: compare it with 'is Truth.YES' or 'is Truth.NO'"
    with pytest.raises(TypeError) as raised:
        use(one)
    assert str(raised.value) == message


@pytest.mark.parametrize(("answer", "truth"), [(True, YES), (False, NO)])
def test_a_plain_answer_is_known(answer: bool, truth: Truth) -> None:
    assert known(answer) is truth


def test_on_the_wire() -> None:
    assert [truth.value for truth in TRUTHS] == ["yes", "no", "unknown"]
    assert [Truth(word) for word in ("yes", "no", "unknown")] == list(TRUTHS)
