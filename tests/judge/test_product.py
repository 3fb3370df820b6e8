"""The product against its second reading in CQL: JUDGE_PATIENTS=10000 pytest tests/judge (make judge)."""

import os
from pathlib import Path

import pytest

from tests import npm
from tests.judge import engine, sources
from tests.judge.compare import answers, differences, judged
from tests.judge.mutants import MUTANTS, Mutant
from tests.judge.product import Answer
from tests.judge.sources import Asked

ASKED_FOR = int(os.environ.get("JUDGE_PATIENTS", "0"))
"""0 is the sample of every day: some patients and two mutants, in seconds."""
PATIENTS = ASKED_FOR or 40
FOR_MUTANTS = 2500  # so many of the patients look at each mutant
SEEDED = MUTANTS if ASKED_FOR else MUTANTS[:2]


class Trial:
    """Patients, what the product answers and what the judge says of them."""

    def __init__(self, asked: list[Asked]) -> None:
        self.asked = asked
        self.told: dict[str, Answer] = answers(asked)
        self.judge = judged(asked, self.told)


@pytest.fixture(scope="module")
def trial() -> Trial:
    npm.installed(engine.HERE)
    return Trial(list(sources.by_chance(PATIENTS)))


def test_patients_by_chance_are_judged_alike(trial: Trial) -> None:
    assert len(trial.judge) == PATIENTS
    assert differences(trial.asked, trial.told, trial.judge) == []


@pytest.mark.parametrize("mutant", SEEDED, ids=[mutant.name for mutant in SEEDED])
def test_a_fault_in_the_product_is_seen(mutant: Mutant, trial: Trial, tmp_path: Path) -> None:
    seen = trial.asked[:FOR_MUTANTS]
    judge = {name: trial.judge[name] for name, _ in seen}
    assert differences(seen, answers(seen, mutant.planted(tmp_path)), judge)


@pytest.mark.skipif(not ASKED_FOR, reason="make judge: every case of fixtures/cases takes half a minute")
def test_every_case_of_the_repository_is_judged_alike() -> None:
    npm.installed(engine.HERE)
    cases = Trial(list(sources.cases()))
    assert differences(cases.asked, cases.told, cases.judge) == []
