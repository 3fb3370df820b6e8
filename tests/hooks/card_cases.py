"""Small cases for the card tests, and the card a recommendation gives for them."""

from datetime import date, timedelta
from decimal import Decimal

from hooks.clinical.advice import Advice, Recommendation
from hooks.clinical.advise import Wording, advise
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
from hooks.clinical.criterion import Assessment
from hooks.clinical.truth import YES
from hooks.clinical.units import Reading
from hooks.clinical.when import When, day
from hooks.nme.codes.parameters import BY_NAME

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


def card(recommendation: Recommendation, case: Case) -> Advice:
    assessment = Assessment(case)
    return advise(recommendation, assessment, Wording(assessment, BY_NAME))


def words(advice: Advice) -> str:
    """Every authored sentence of the card."""
    return "\n".join([advice.summary, *(s.text for s in advice.says), *(s.text for s in advice.elsewhere)])


def proposed(advice: Advice) -> list[str]:
    return [p.id for p in advice.proposals]
