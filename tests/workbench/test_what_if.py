"""What would change if: every answer of every example patient changed by one step."""

import json

import msgspec
import pytest

from hooks.clinical.case import Case
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.nme import PATHWAY
from service.asking import as_request
from service.demo.patients import patients
from service.protocol.request import parse
from service.review.edition import Edition
from service.site import Site
from service.workbench.what_if import WhatIf, controls
from tests.acceptance.in_process import machine
from tests.acceptance.shapes import TODAY

EXAMPLES = patients(PATHWAY.examples, TODAY)
SERVICE = PATHWAY.services[0]
EDITION = Edition(Site(PATHWAY))


def case_of(patient: str) -> Case:
    request = as_request({"entry": [{"resource": resource} for resource in EXAMPLES[patient].resources]})
    return machine().consult(SERVICE, parse(json.dumps(request).encode(), SERVICE.hook))[0]


def summaries(case: Case, **answers: Truth) -> list[str]:
    """The summaries of the cards if some answers were others."""
    reply = msgspec.json.decode(machine().reply(machine().suppose(SERVICE, case, answers), case))
    return [card["summary"] for card in reply["cards"]]


@pytest.mark.parametrize("patient", EXAMPLES)
def test_every_answer_can_be_supposed_of_every_example(patient: str) -> None:
    case = case_of(patient)
    for predicate in PATHWAY.predicates:
        for truth in Truth:
            assert all(summaries(case, **{predicate.id: truth}))


def test_a_supposed_answer_has_a_date_so_that_the_card_says_what_it_would_say() -> None:
    [first, *_] = summaries(case_of("localized-operable"), mets=YES)
    assert first.startswith("Metastases of 20 Nov")


def test_nothing_supposed_is_what_is_recorded() -> None:
    case = case_of("localized-operable")
    recorded = machine().suppose(SERVICE, case, {})
    assert recorded.state == "S04"
    assert recorded.predicates["mets"].truth is NO


def test_steps_name_the_state_and_the_cards_that_come_and_go() -> None:
    changes = WhatIf(machine(), SERVICE, case_of("localized-operable"), EDITION).changes({})
    steps = {change.suppose: change for change in changes.that_matter}
    assert steps["mets:yes"].state.startswith("S06 ")
    assert "K07 Medical therapy" in steps["mets:yes"].brings
    assert steps["mets:yes"].takes_away == ("K04 Surgery first",)
    assert not any(change.suppose == "mets:no" for change in changes.that_matter)  # as it is recorded
    assert len(changes.that_matter) + len(changes.without_effect) == 2 * len(PATHWAY.predicates)


def test_a_step_from_what_is_supposed_starts_there() -> None:
    changes = WhatIf(machine(), SERVICE, case_of("localized-operable"), EDITION).changes({"mets": UNKNOWN})
    assert {"mets:yes", "mets:no"} <= {change.suppose for change in changes.that_matter}


def test_the_controls_are_the_questions_of_the_states_with_their_answers_in_words() -> None:
    found = {control.id: control for control in controls(PATHWAY, {"mets": NO}, EDITION)}
    assert {"mets", "cand", "elev", "tumour"} <= set(found)
    chosen = [choice for choice in found["mets"].choices if choice.is_chosen]
    assert [(choice.value, choice.words) for choice in chosen] == [("no", "distant metastasis recorded as absent")]
