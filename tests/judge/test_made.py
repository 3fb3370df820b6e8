"""What is made from the criteria tree is as the tree is now, and the hand-written CQL knows the pathway's numbers."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from hooks.nme import PATHWAY
from hooks.nme.written import WRITTEN
from tests import npm
from tests.judge import engine
from tests.judge.write import TEXT, text

PREDICATES = (engine.CQL / f"{WRITTEN.library}.cql").read_text(encoding="utf-8")


def test_the_library_is_what_the_tree_gives() -> None:
    """Stale? ./regenerate."""
    assert TEXT.read_text(encoding="utf-8") == text()


def test_the_elm_is_what_the_translator_gives(tmp_path: Path) -> None:
    """Stale? ./regenerate, where Node is."""
    npm.installed(engine.HERE)
    engine.translate(tmp_path)
    shipped = {path.name: path.read_text(encoding="utf-8") for path in engine.ELM.glob("*.json")}
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.json")} == shipped


@pytest.mark.parametrize("name", WRITTEN.numbers)
def test_a_number_is_in_cql_what_the_pathway_ships(name: str) -> None:
    default = re.search(rf'^parameter "{name}" \S+ default ([\d.]+)', PREDICATES, re.MULTILINE)
    assert default is not None
    assert {number.value for number in WRITTEN.numbers[name]} == {Decimal(default[1])}


def test_every_criterion_that_cql_is_said_to_define_is_defined() -> None:
    assert WRITTEN.criteria.keys() <= WRITTEN.defined


def test_the_predicates_that_cql_does_not_define_are_told() -> None:
    missing = [predicate.id for predicate in PATHWAY.predicates if predicate.id not in WRITTEN.defined]
    assert missing == ["aa_low", "efa_low", "confounders"]
