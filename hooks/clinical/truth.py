"""Three-valued truth (Kleene logic; pathway section 3.1).

Absent data are UNKNOWN, never NO. A truth refuses to act as a Python bool, so an unknown
cannot slip through an ``if``.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Never


class Truth(Enum):
    """YES, NO or UNKNOWN. Written ``yes``, ``no``, ``unknown`` on the wire."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # an Enum's own is a function in Python

    def __bool__(self) -> Never:
        raise TypeError("a Truth is not a bool: compare it with 'is Truth.YES' or 'is Truth.NO'")

    def __and__(self, other: "Truth") -> "Truth":
        return all_true((self, other))

    def __or__(self, other: "Truth") -> "Truth":
        return any_true((self, other))

    def __invert__(self) -> "Truth":
        return _NOT[self]


YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
_NOT = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}


def all_true(truths: Iterable[Truth]) -> Truth:
    """AND: NO if any is NO, else UNKNOWN if any is UNKNOWN, else YES."""
    result = YES
    for truth in truths:
        if truth is NO:
            return NO
        if truth is UNKNOWN:
            result = UNKNOWN
    return result


def any_true(truths: Iterable[Truth]) -> Truth:
    """OR: YES if any is YES, else UNKNOWN if any is UNKNOWN, else NO."""
    result = NO
    for truth in truths:
        if truth is YES:
            return YES
        if truth is UNKNOWN:
            result = UNKNOWN
    return result


def known(answer: bool) -> Truth:
    """A plain yes/no answer as a Truth."""
    return YES if answer else NO
