"""Every number of the pathway has cases on both sides: a step up or down makes one of them fail.

A number shows in the answer itself, not only in the sentence that prints it, unless it decides
nothing but what a card lists.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from hooks.clinical.evidence import Parameter
from hooks.nme.codes import parameters
from tests.acceptance.ready import Ready, ready_cases
from tests.acceptance.reply import decided_otherwise, differences

NUMBERS = [number for number in parameters.ALL if number not in parameters.SWITCHES]
STEPS = {"pg/mL": "0.1", "ug/dL": "0.1", "pg/mL per pmol/L": "0.001", "ug/dL per umol/L": "0.001"}
"""The smallest sensible step by unit; everything else is counted in whole numbers."""
LISTED_ONLY = {"confounder_window", "egfr_low", "recent_imaging", "risk_age", "risk_albumin"}
"""Other causes of a raised glucagon are listed and never lower a band (pathway 2.2); risk markers are a line (2.6)."""


class Asked(dict[str, Decimal]):
    """No number of a site's own, and which were asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __bool__(self) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """The number of the pathway."""
        self.names.add(name)
        return default


def test_every_case_is_answered_as_it_expects_with_the_numbers_as_they_are() -> None:
    for one in ready_cases():
        assert differences(one.reply({}), one.expected) == [], one.name


@pytest.fixture(scope="module")
def asking() -> dict[str, list[Ready]]:
    """The cases by the numbers they ask for: no other can notice a change."""
    found = defaultdict(list)
    for one in ready_cases():
        asked = Asked()
        one.reply(asked)
        for name in asked.names:
            found[name].append(one)
    return found


def notices(one: Ready, parameter: Parameter, value: Decimal) -> bool:
    """Does another value of the number break the case?"""
    compare = differences if parameter.name in LISTED_ONLY else decided_otherwise
    return bool(compare(one.reply({parameter.name: value}), one.expected))


@pytest.mark.parametrize("direction", [1, -1], ids=["up", "down"])
@pytest.mark.parametrize("parameter", NUMBERS, ids=lambda parameter: parameter.name)
def test_a_step_of_a_number_makes_a_case_fail(
    parameter: Parameter, direction: int, asking: dict[str, list[Ready]]
) -> None:
    stepped = parameter.value + direction * Decimal(STEPS.get(parameter.unit, "1"))
    noticing = (one for one in _near_first(asking[parameter.name]) if notices(one, parameter, stepped))
    found = next(noticing, None)
    assert found, f"no case notices {stepped}"
    NOTICED_IN[:] = [found.theme]


NOTICED_IN: list[str] = []
"""Where the number before was noticed: numbers of one kind follow each other, and so do their cases."""


def _near_first(cases: list[Ready]) -> list[Ready]:
    return sorted(cases, key=lambda one: one.theme not in NOTICED_IN)
