"""The words of K04 to K15: short, hedged, attributed, and nothing of what a card never says."""

import re

import pytest

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import ALWAYS
from hooks.nme.cards import follow_up, medical, supportive, surgery
from hooks.nme.cards.wording import forbidden_in
from hooks.nme.codes.parameters import BY_NAME
from hooks.nme.sources.library import LIBRARY
from tests.hooks.treatment_cases import every_text

CARDS = sorted(
    {
        c
        for family in (surgery, medical, supportive, follow_up)
        for c in vars(family).values()
        if isinstance(c, Recommendation)
    },
    key=lambda c: c.id,
)
TRADE_NAMES = re.compile(r"sandostatin|somatuline|lutathera|zanosar|afinitor|sutent|intron", re.IGNORECASE)
DOSE = re.compile(r"\d\s?(mg|mcg|MU|IU|ml|units?)\b|\b(daily|weekly|twice|every \d)\b", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w-])\d[\d.]*(?: (?:d|h|weeks|pg/mL))?")
NAMES_WITH_NUMBERS = ("Lu-177", "5-fluorouracil", "B12", "seed 1", "seed 2", "Seed 1", "Seed 2", "50 % to 100 %")


@pytest.fixture(params=CARDS, ids=lambda c: c.id)
def recommendation(request: pytest.FixtureRequest) -> Recommendation:
    found = request.param
    assert isinstance(found, Recommendation)
    return found


def test_every_card_from_k04_to_k15_is_there_once() -> None:
    assert [c.id for c in CARDS] == [f"K{number:02}" for number in range(4, 16)]


def test_no_text_uses_a_forbidden_word_or_what_its_card_never_says(recommendation: Recommendation) -> None:
    for text in every_text(recommendation):
        assert forbidden_in(text) == [], text
        for phrase in (*recommendation.never_says, "cures", "cured"):
            assert phrase.lower() not in text.lower(), (phrase, text)


def test_no_text_names_a_trade_name_or_a_dose(recommendation: Recommendation) -> None:
    for text in every_text(recommendation):
        assert not TRADE_NAMES.search(text), text
        assert not DOSE.search(text), text


def test_summaries_fit_one_line_and_the_last_one_always_applies(recommendation: Recommendation) -> None:
    for line in recommendation.summary:
        assert 1 <= len(line.text) < 140
        assert "\n" not in line.text
    assert recommendation.summary[-1].when is ALWAYS


def test_seed_statements_and_external_facts_never_share_a_part_of_the_card(recommendation: Recommendation) -> None:
    for line in (*recommendation.summary, *recommendation.says):
        assert set(line.basis) <= set(LIBRARY.statements), line.text
    for line in recommendation.elsewhere:
        assert line.basis, line.text
        assert set(line.basis) <= set(LIBRARY.sources), line.text


def test_a_sentence_with_statements_names_its_source_text(recommendation: Recommendation) -> None:
    for line in recommendation.says:
        if line.basis:
            assert re.search(r"[Ss]eed [12]|[Bb]oth sources", line.text), line.text
            assert_names_the_right_seed(line.text, line.basis)


def assert_names_the_right_seed(text: str, basis: tuple[str, ...]) -> None:
    """A sentence that names one source text alone rests on that one alone, and the reverse."""
    seeds = {statement[:2] for statement in basis}
    if not re.search("both sources", text, re.IGNORECASE):
        named = {f"S{number}" for number in re.findall(r"[Ss]eed ([12])", text)}
        assert seeds <= named, text


def test_every_number_from_outside_carries_a_star(recommendation: Recommendation) -> None:
    for line in (*recommendation.summary, *recommendation.says, *recommendation.elsewhere):
        text = re.sub(r"\{(\w+)\}", lambda match: str(BY_NAME[match[1]].value), line.text)
        for name in NAMES_WITH_NUMBERS:
            text = text.replace(name, "")
        for number in NUMBER.finditer(text):
            assert text[number.end()] == "*", line.text


def test_supplements_clear_the_rash_in_some_cases_only() -> None:
    clearing = [t for t in every_text(supportive.SUPPORTIVE) if "cleared" in t]
    assert len(clearing) == 4
    assert all("in some cases" in text for text in clearing)


def test_the_indefinite_ssa_is_always_tied_to_palliation_and_never_to_seed_2() -> None:
    lines = [line for c in CARDS for line in (*c.summary, *c.says) if "S1.14" in line.basis]
    assert lines
    for line in lines:
        assert "palliation" in line.text
        assert "eed 2" not in line.text


CARRIED = {
    "K04": "S1.01 S1.02 S1.04 S1.05 S1.06 S2.01 S2.18 S2.19 S2.20 S2.46 S2.47 S2.49",
    "K05": "S1.04 S1.07 S2.14 S2.15 S2.47",
    "K06": "S1.06 S1.09 S2.01 S2.21",
    "K07": "S1.08 S1.09 S1.10 S1.11 S1.12 S1.13 S2.02 S2.21 S2.22 S2.23 S2.24 S2.25 S2.50 S2.51",
    "K08": "S2.33 S2.34 S2.35",
    "K09": "S1.16 S1.17 S2.35",
    "K10": "S1.18 S1.19 S1.20 S1.21 S1.22 S1.26 S2.12 S2.13 S2.26 S2.27 S2.28 S2.29 S2.30 S2.31 S2.32",
    "K11": "S1.12 S1.14 S2.36 S2.37 S2.38 S2.42 S2.43 S2.44 S2.45",
    "K12": "S1.15 S2.24 S2.41",
    "K13": "S1.14 S1.15",
    "K14": "S1.05 S2.36 S2.37 S2.38 S2.48",
    "K15": "S2.36 S2.37 S2.38 S2.47 S2.48",
}


def test_every_card_carries_the_statements_the_specification_gives_it(recommendation: Recommendation) -> None:
    assert set(CARRIED[recommendation.id].split()) <= set(recommendation.basis())
