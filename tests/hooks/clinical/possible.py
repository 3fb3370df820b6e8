"""What three-valued logic is held against: every value that an incomplete record may stand for, tried one by one."""

from collections.abc import Iterable

from hooks.clinical.truth import NO, UNKNOWN, YES, Truth

BOOLS = {YES: {True}, NO: {False}, UNKNOWN: {True, False}}


def truth_of(answers: Iterable[bool]) -> Truth:
    """YES when each possible value answers yes, NO when none does, UNKNOWN when they disagree."""
    given = frozenset(answers)
    (truth,) = (truth for truth, bools in BOOLS.items() if bools == given)
    return truth
