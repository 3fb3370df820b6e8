"""Small patients for the cards of treatment and follow-up, and the words a card shows them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hooks.clinical.advice import Advice, Recommendation
from hooks.clinical.advise import Wording, advise
from hooks.clinical.case import Act, Availability, Case, Diagnosis, Feature, Medication, Observed, Person, Report
from hooks.clinical.criterion import Assessment
from hooks.clinical.truth import NO, YES
from hooks.clinical.units import Reading
from hooks.clinical.when import When, day
from hooks.nme.codes.parameters import BY_NAME

TODAY = date(2026, 11, 20)
TYPES = ("Condition", "Observation", "DiagnosticReport", "Procedure", "ServiceRequest", "MedicationRequest")


def ago(days: int) -> When:
    """The day that lies so many days back."""
    return day(TODAY - timedelta(days=days))


def patient(*entries: Feature) -> Case:
    """A woman of 58 whose record holds these entries and nothing else, every data type told."""
    return Case(
        today=TODAY,
        person=Person(birth=day(date(1968, 1, 1)), sex="female"),
        diagnoses=tuple(e for e in entries if isinstance(e, Diagnosis)),
        observations=tuple(e for e in entries if isinstance(e, Observed)),
        reports=tuple(e for e in entries if isinstance(e, Report)),
        procedures=tuple(e for e in entries if isinstance(e, Act)),
        requests=(),
        medications=tuple(e for e in entries if isinstance(e, Medication)),
        allergies=tuple(e for e in entries if type(e) is Feature),
        consents=(),
        availability=dict.fromkeys(TYPES, Availability.GIVEN),
    )


def medications_unread(case: Case) -> Case:
    """The same patient when the medication query failed."""
    given = {**case.availability, "MedicationRequest": Availability.UNAVAILABLE}
    return replace(case, medications=None, availability=given)


def diagnosis(concept: str, days: int = 30, clinical: str = "active", verification: str = "confirmed") -> Diagnosis:
    """A Condition recorded, and begun, so many days ago."""
    return Diagnosis(
        source=f"Condition/{concept}",
        concepts=frozenset({concept}),
        display=concept,
        when=ago(days),
        onset=ago(days),
        recorded=ago(days),
        clinical=clinical,
        verification=verification,
    )


def observed(concept: str, days: int, number: int | None = None, answer: str = "") -> Observed:
    """A grade or a coded answer."""
    return Observed(
        source=f"Observation/{concept}-{answer}-{days}",
        concepts=frozenset({concept}),
        when=ago(days),
        number=number,
        answers=frozenset({answer} if answer else ()),
        tokens=(answer,),
    )


def lab(concept: str, value: str, unit: str, days: int, low: str = "", high: str = "") -> Observed:
    """A laboratory number with the laboratory's own range."""
    return Observed(
        source=f"Observation/{concept}-{days}",
        concepts=frozenset({concept}),
        when=ago(days),
        reading=Reading(Decimal(value), unit),
        low=Reading(Decimal(low), unit) if low else None,
        high=Reading(Decimal(high), unit) if high else None,
    )


def finding(concept: str, days: int, *, present: bool) -> Observed:
    """An imaging finding coded as present or absent."""
    return Observed(
        source=f"Observation/imaging-{concept}-{days}",
        concepts=frozenset({concept}),
        when=ago(days),
        imaging=True,
        present=YES if present else NO,
    )


def scan(concept: str, days: int) -> Report:
    """A report without coded conclusions."""
    return Report(source=f"DiagnosticReport/{concept}", concepts=frozenset({concept}), display=concept, when=ago(days))


def drug(concept: str, status: str = "active", start: int = 100, end: int | None = None) -> Medication:
    """A MedicationRequest."""
    return Medication(
        source=f"MedicationRequest/{concept}",
        concepts=frozenset({concept}),
        display=concept,
        when=ago(start),
        kind="MedicationRequest",
        status=status,
        start=ago(start),
        end=None if end is None else ago(end),
    )


def resection(days: int) -> Act:
    """A completed pancreatic resection for the tumour."""
    return Act(
        source="Procedure/resection",
        concepts=frozenset({"distal_pancreatectomy"}),
        display="distal pancreatectomy",
        when=ago(days),
        kind="Procedure",
        status="completed",
        reasons=frozenset({"glucagonoma"}),
    )


def allergy(concept: str) -> Feature:
    """An active allergy or intolerance."""
    return Feature(source=f"AllergyIntolerance/{concept}", concepts=frozenset({concept}), display=concept)


TUMOUR = diagnosis("glucagonoma", 60)
NME = diagnosis("nme", 120)
NO_METASTASIS = finding("metastasis_any", 20, present=False)
LIVER_METASTASIS = diagnosis("metastasis_liver", 40)
FIT = observed("surgical_candidacy", 7, answer="candidacy_fit")
UNFIT = observed("surgical_candidacy", 7, answer="candidacy_unfit")
DECLINED = observed("surgical_candidacy", 15, answer="candidacy_declined")
ECOG_4 = observed("ecog_performance_status", 12, number=4)


def card(recommendation: Recommendation, case: Case) -> Advice:
    """What the card shows this patient."""
    assessment = Assessment(case)
    return advise(recommendation, assessment, Wording(assessment, BY_NAME))


def said(advice: Advice) -> str:
    """Everything the card says in our own words, in screen order."""
    return "\n".join([advice.summary, *(line.text for line in (*advice.says, *advice.elsewhere))])


def drafted(advice: Advice) -> list[str]:
    """The ids of the orders the card offers."""
    return [proposal.id for proposal in advice.proposals]


def every_text(recommendation: Recommendation) -> list[str]:
    """Every sentence the card can ever show, with the orders' words."""
    lines = [line.text for line in (*recommendation.summary, *recommendation.says, *recommendation.elsewhere)]
    return [*lines, *(text for p in recommendation.proposals for text in (p.label, p.description, p.text))]
