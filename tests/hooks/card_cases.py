"""Small cases for the card tests, and the card a recommendation gives for them."""

from datetime import date, timedelta
from decimal import Decimal

from hooks.clinical.advice import Advice, Answer
from hooks.clinical.answer import answer
from hooks.clinical.case import (
    Act,
    Availability,
    Case,
    Diagnosis,
    Draft,
    Flag,
    Medication,
    Observed,
    Person,
    Report,
)
from hooks.clinical.sentence import plain
from hooks.clinical.truth import YES
from hooks.clinical.units import Reading
from hooks.clinical.when import When, day
from hooks.nme import PATHWAY

TODAY = date(2026, 11, 20)
EVERYTHING_TOLD = dict.fromkeys(
    ("Patient", "Condition", "Observation", "DiagnosticReport", "Procedure", "ServiceRequest", "MedicationRequest"),
    Availability.GIVEN,
)


def ago(days: int) -> When:
    return day(TODAY - timedelta(days=days))


def born(years: int) -> Person:
    return Person(birth=day(date(TODAY.year - years, 1, 15)), sex="female")


def diagnosis(concept: str, verification: str = "confirmed", clinical: str = "active", days: int = 30) -> Diagnosis:
    return Diagnosis(
        source=f"Condition/{concept}",
        concepts=frozenset({concept}),
        display=concept,
        when=ago(days),
        verification=verification,
        clinical=clinical,
    )


def glucagon(
    value: str | None, unit: str | None = "pg/mL", high: str | None = "159", days: int = 6, **more: object
) -> Observed:
    number, sign = (value.removeprefix("> "), ">" if value.startswith("> ") else None) if value else ("0", None)
    fields: dict[str, object] = {
        "source": "Observation/glucagon",
        "concepts": frozenset({"glucagon_serum_plasma"}),
        "when": ago(days),
        "reading": Reading(Decimal(number), unit, sign) if value else None,
        "high": Reading(Decimal(high), unit) if high else None,
        "fasting": YES,
    }
    return Observed(**{**fields, **more})  # type: ignore[arg-type]


def laboratory(concept: str, value: str = "1", unit: str = "g/dL", days: int = 6, flag: Flag | None = None) -> Observed:
    reading = Reading(Decimal(value), unit)
    return Observed(
        source=f"Observation/{concept}", concepts=frozenset({concept}), when=ago(days), reading=reading, flag=flag
    )


def report(concept: str, days: int = 10) -> Report:
    return Report(source=f"DiagnosticReport/{concept}", concepts=frozenset({concept}), display=concept, when=ago(days))


def no_tumour_seen(days: int = 10) -> Observed:
    return Observed(
        source="Observation/no-tumour",
        concepts=frozenset({"pancreatic_net"}),
        when=ago(days),
        present=~YES,
        imaging=True,
    )


def resection(days: int = 200) -> Act:
    return Act(
        source="Procedure/resection",
        concepts=frozenset({"distal_pancreatectomy"}),
        when=ago(days),
        kind="Procedure",
        status="completed",
        reasons=frozenset({"glucagonoma"}),
    )


def medication(concept: str, status: str = "active", days: int = 30) -> Medication:
    return Medication(
        source=f"MedicationRequest/{concept}",
        concepts=frozenset({concept}),
        display=concept,
        when=ago(days),
        start=ago(days),
        kind="MedicationRequest",
        status=status,
    )


def draft_service(concept: str) -> Draft:
    order = Act(
        source=f"ServiceRequest/{concept}", concepts=frozenset({concept}), kind="ServiceRequest", status="draft"
    )
    return Draft(order=order, selected=True)


def patient(**facts: object) -> Case:
    """A 58-year-old with confirmed NME, everything told and nothing else on record, but for the facts."""
    told: dict[str, object] = {
        "today": TODAY,
        "patient": "p",
        "person": born(58),
        "diagnoses": (diagnosis("nme"),),
        "observations": (),
        "reports": (),
        "procedures": (),
        "requests": (),
        "medications": (),
        "allergies": (),
        "consents": (),
        "availability": EVERYTHING_TOLD,
    }
    return Case(**{**told, **facts})  # type: ignore[arg-type]


def advice_of(case: Case, hook: str = "patient-view") -> dict[str, Advice]:
    """The cards of one case by the id of their recommendation."""
    return {advice.recommendation.id: advice for advice in answer_of(case, hook).advice}


def answer_of(case: Case, hook: str = "patient-view") -> Answer:
    """The whole answer of one case."""
    service = next(service for service in PATHWAY.services if service.hook == hook)
    return answer(PATHWAY, service, case, {})


def words(advice: Advice) -> str:
    """Every sentence of the card."""
    return "\n".join([plain(advice.summary), *(plain(said.sentence) for said in advice.said())])


def proposed(advice: Advice) -> list[str]:
    return [p.id for p in advice.proposals]
