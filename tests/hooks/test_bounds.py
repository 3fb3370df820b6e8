"""What a site may set the numbers to, on both sides of every bound."""

from decimal import Decimal
from pathlib import Path

import pytest

from hooks.clinical.evidence import Parameter
from hooks.nme import PATHWAY
from hooks.nme.codes.parameters import ALL
from service.site import SiteFileError, load_site

STEP = Decimal("0.001")


def faults(**overrides: str) -> list[str]:
    return PATHWAY.bounds.faults(PATHWAY.parameters, {name: Decimal(value) for name, value in overrides.items()})


def test_the_shipped_numbers_are_in_bounds() -> None:
    assert PATHWAY.bounds.faults(PATHWAY.parameters, {number.name: number.value for number in ALL}) == []


@pytest.mark.parametrize("number", ALL, ids=lambda number: number.name)
def test_a_number_is_refused_beyond_either_bound(number: Parameter) -> None:
    may_be = PATHWAY.bounds.range_of(number)
    assert may_be
    for inside, outside in ((may_be.least, may_be.least - STEP), (may_be.most, may_be.most + STEP)):
        assert [f for f in faults(**{number.name: str(inside)}) if f.startswith(f"{number.name} is")] == []
        (told,) = [f for f in faults(**{number.name: str(outside)}) if f.startswith(f"{number.name} is")]
        assert may_be.why in told


def test_five_picograms_are_no_limit_of_glucagon() -> None:
    assert faults(glucagon_typical="5")[0] == (
        "glucagon_typical is 5 pg/mL, and may be 20 to 10000 pg/mL: "
        "the lowest published upper limit of glucagon is 57 pg/mL (E10a)."
    )


def test_limits_in_another_order_are_refused() -> None:
    assert faults(glucagon_typical="1000") == []
    (told,) = faults(glucagon_typical="1001")
    assert told.startswith("Out of order: glucagon_below_all_limits 50, glucagon_above_all_limits 250, ")
    assert faults(glucagon_typical="1001", glucagon_most="1001") == []


def test_the_start_is_refused_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text("[parameters]\nglucagon_typical = 5\n", encoding="utf-8")
    with pytest.raises(SiteFileError, match="glucagon_typical is 5 pg/mL"):
        load_site(PATHWAY, file)
