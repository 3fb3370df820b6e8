"""What a site turns on and off of the question about companions of NME (S11; pathway-2 3.2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from hooks.clinical.case import Act, Availability, Case, Diagnosis, Draft, Report
from hooks.clinical.consultation import Consultation
from hooks.clinical.service import Answers
from hooks.clinical.when import day
from hooks.nme import PATHWAY
from hooks.nme.codes.concepts import HISTOLOGY_IN_WORDS, RASH

TODAY = date(2026, 11, 20)
WHOLE = dict.fromkeys(("Condition", "Observation", "DiagnosticReport", "MedicationRequest"), Availability.GIVEN)
BIOPSY = Draft(
    order=Act(source="ServiceRequest/1", concepts=frozenset({"skin_biopsy"}), kind="ServiceRequest", status="draft"),
    selected=True,
)
REPORT = Report(source="DiagnosticReport/1", named=HISTOLOGY_IN_WORDS, when=day(TODAY - timedelta(days=5)))


def diagnosis(concept: str) -> Diagnosis:
    """An entry of a hundred days ago."""
    when = day(TODAY - timedelta(days=100))
    return Diagnosis(source=f"Condition/{concept}", concepts=frozenset({concept}), when=when, recorded=when)


def state(*concepts: str, drafts: tuple[Draft, ...] = (), reports: tuple[Report, ...] = (), **numbers: str) -> str:
    """The state of a patient with these entries, with a site's numbers."""
    case = Case(
        today=TODAY,
        diagnoses=tuple(diagnosis(c) for c in concepts),
        observations=(),
        reports=reports,
        medications=(),
        drafts=drafts,
        availability=WHOLE,
    )
    return Consultation(PATHWAY, case, {name: Decimal(value) for name, value in numbers.items()}).state.id


SIGNS = ("rash_unexplained", "diabetes", "weight_loss")


@pytest.mark.parametrize(("on", "expected"), [("1", "S11"), ("0", "S00")])
def test_a_site_turns_the_question_on_orders_off(on: str, expected: str) -> None:
    assert state(*SIGNS, drafts=(BIOPSY,), companions_on_orders=on) == expected


@pytest.mark.parametrize(("on", "expected"), [("1", "S11"), ("0", "S00")])
def test_a_site_turns_the_question_on_the_chart_on(on: str, expected: str) -> None:
    assert state(*SIGNS, companions_on_chart=on) == expected


@pytest.mark.parametrize(("on", "expected"), [("1", "S11"), ("0", "S00")])
def test_a_site_turns_the_question_beside_a_report_on(on: str, expected: str) -> None:
    assert state("diabetes", reports=(REPORT,), companions_by_report=on) == expected


def test_a_report_without_a_companion_asks_nothing() -> None:
    assert state(reports=(REPORT,), companions_by_report="1") == "S00"


@pytest.mark.parametrize("service", PATHWAY.services, ids=lambda service: service.id)
def test_only_an_order_looks_at_rashes_unless_a_site_says_otherwise(service: object) -> None:
    (found,) = [s for s in PATHWAY.services if s is service]
    assert (PATHWAY.scope_of(found, {}) >= RASH) is (found.answers is Answers.ORDERS)
    assert PATHWAY.scope_of(found, {"companions_on_chart": Decimal(1)}) >= RASH
    assert RASH.isdisjoint(PATHWAY.scope_of(found, {"companions_on_orders": Decimal(0)}))


def test_the_screen_reports_companions_whatever_is_switched_on() -> None:
    assert PATHWAY.companions
    case = Case(today=TODAY, diagnoses=tuple(diagnosis(c) for c in SIGNS), availability=WHOLE)
    off = {name: Decimal(0) for name in ("companions_on_orders", "companions_on_chart", "companions_by_report")}
    assert Consultation(PATHWAY, case, off).assessment.holds(PATHWAY.companions.when)
