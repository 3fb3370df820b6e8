"""Requests as real clients send them: odd shapes are read where that is harmless and never fatal."""

import json
from pathlib import Path

import pytest
import yaml

from tests.acceptance.card_rules import broken_rules
from tests.acceptance.conftest import Ask
from tests.acceptance.facts import Expected
from tests.acceptance.reply import differences

FOLDER = Path(__file__).parents[2] / "fixtures" / "awkward"
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))


def test_every_awkward_request_has_an_expectation() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("file", EXPECTED)
def test_an_awkward_request_gets_its_answer(file: str, ask: Ask) -> None:
    reply = ask(json.loads((FOLDER / file).read_text(encoding="utf-8")))
    assert differences(reply, Expected.model_validate(EXPECTED[file])) == []
    assert [rule for card in reply.cards for rule in broken_rules(card)] == []
