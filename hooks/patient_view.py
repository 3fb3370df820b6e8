"""What opening the chart asks for and answers (hook patient-view)."""

from collections.abc import Mapping
from decimal import Decimal

from hooks.clinical.advice import Advice, Answer
from hooks.clinical.case import Case
from hooks.clinical.service import HookService
from hooks.nme.cards.beyond import BEYOND_THE_SEEDS
from hooks.nme.codes.concepts import IN_SCOPE
from hooks.nme.needs import needs
from hooks.nme.pathway import Consultation


def answer(case: Case, overrides: Mapping[str, Decimal]) -> Answer:
    """State, overlays, predicates and cards for one case."""
    consultation = Consultation(case, overrides)
    return consultation.answer(consultation.chart_cards())


def beyond_the_seeds(case: Case, overrides: Mapping[str, Decimal]) -> tuple[Advice, ...]:
    """K21, for clients that ask for it, once the patient is on a branch (decisions 12)."""
    consultation = Consultation(case, overrides)
    return (consultation.advise(BEYOND_THE_SEEDS),) if consultation.decided else ()


PATIENT_VIEW = HookService(
    id="nme-patient-view",
    hook="patient-view",
    title="NME and glucagonoma: what the chart shows and what is missing",
    description=(
        "Opening the chart: shows which parts of two published management texts on necrolytic migratory erythema "
        "(NME) and glucagonoma match the coded record, and which data are missing. Silent for every other patient."
    ),
    usage_requirements=(
        "Needs Patient, Condition and Observation data, by prefetch or by FHIR access; without the other data types "
        "more is reported as not found. For health professionals only."
    ),
    needs=needs(),
    scope=IN_SCOPE,
    answer=answer,
    on_request=beyond_the_seeds,
)
