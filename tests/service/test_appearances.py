"""When a card appears: what the review document says is what the pathway does."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations

import pytest

from hooks.clinical.case import Availability, Case, Diagnosis, Medication, Person
from hooks.clinical.consultation import Consultation
from hooks.clinical.when import day
from hooks.nme import PATHWAY
from hooks.nme.cards.catalogue import RECOMMENDATIONS
from hooks.nme.overlays import OVERLAYS
from service.review.appearances import all_added, appearances, cards_of_overlay
from service.review.edition import Edition
from service.site import Site

ALL_ADDED = all_added(PATHWAY)

TODAY = date(2026, 11, 20)
RECENTLY = day(date(2026, 11, 1))
TOLD = dict.fromkeys(("Patient", "Condition", "Observation", "MedicationRequest"), Availability.GIVEN)


def diagnosis(concept: str, clinical: str = "active") -> Diagnosis:
    """A confirmed entry of the problem list."""
    return Diagnosis(
        source=f"Condition/{concept}-{clinical}",
        concepts=frozenset({concept}),
        clinical=clinical,
        verification="confirmed",
    )


def medication(concept: str, status: str) -> Medication:
    """An order, begun or ended recently."""
    return Medication(
        source=f"MedicationRequest/{concept}",
        concepts=frozenset({concept}),
        kind="MedicationRequest",
        status=status,
        start=RECENTLY,
        end=RECENTLY if status == "completed" else None,
    )


FACTS: tuple[Diagnosis | Medication | Person, ...] = (
    diagnosis("nme"),
    diagnosis("nme", "recurrence"),
    diagnosis("glucagonoma"),
    diagnosis("metastasis_liver"),
    diagnosis("diabetes"),
    medication("octreotide_lar", "active"),
    medication("lanreotide", "completed"),
    medication("glucagon_drug", "active"),
    Person(birth=day(date(2018, 1, 1))),
)


def case(facts: Iterable[Diagnosis | Medication | Person]) -> Case:
    """A patient with these facts and nothing else on record, an adult unless they say so."""
    known = tuple(facts)
    persons = [fact for fact in known if isinstance(fact, Person)]
    return Case(
        today=TODAY,
        person=persons[0] if persons else Person(birth=day(date(1970, 1, 1))),
        diagnoses=tuple(fact for fact in known if isinstance(fact, Diagnosis)),
        medications=tuple(fact for fact in known if isinstance(fact, Medication)),
        observations=(),
        availability=TOLD,
    )


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_the_cards_said_to_be_added_are_those_the_pathway_adds(size: int) -> None:
    for facts in combinations(FACTS, size):
        consultation = Consultation(PATHWAY, case(facts))
        added = [a for a in ALL_ADDED if consultation.state.id in a.states and consultation.assessment.holds(a.when)]
        said = [*(card.id for card in consultation.state_cards()), *(a.card.id for a in added)]
        shown = [advice.recommendation.id for advice in consultation.chart_cards()]
        assert sorted(said) == sorted(shown), facts


def test_the_facts_above_bring_every_added_card_but_k17() -> None:
    consultations = [Consultation(PATHWAY, case(facts)) for size in (2, 3) for facts in combinations(FACTS, size)]
    shown = {advice.recommendation.id for c in consultations for advice in c.chart_cards()}
    assert {a.card.id for a in ALL_ADDED} - shown <= {"K17"}


def test_every_card_says_when_it_appears_but_k21_which_is_off_by_default() -> None:
    silent = [card.id for card in RECOMMENDATIONS.values() if not appearances(card, Edition(Site(PATHWAY)))]
    assert silent == ["K21"]


def test_every_overlay_names_the_card_it_brings() -> None:
    """Pathway 3.3."""
    assert {overlay.id: cards_of_overlay(overlay, PATHWAY) for overlay in OVERLAYS} == {
        "ON_SSA": ["K11"],
        "RECUR_ON_SSA": ["K12"],
        "SSA_STOPPED": ["K13"],
        "DIABETES": [],  # alone it brings no K10 (pathway-2 3.4)
        "ZINC_LOW": ["K10"],
        "AA_LOW": ["K10"],
        "EFA_LOW": ["K10"],
        "PROGRESSIVE": ["K09 in S06"],
        "EXOG_GLUCAGON": ["K19"],
        "POPULATION": ["K20"],
        "DATA_QUALITY": ["K17"],
    }
