"""D09 pancreatic resection for this disease (pathway 2.7; decisions 17)."""

from hooks.clinical.case import Act
from hooks.clinical.criterion import Assessment, Check, Predicate, tagged
from hooks.clinical.evidence import Finding, Need, Row
from hooks.clinical.truth import UNKNOWN, YES, known
from hooks.clinical.when import When
from hooks.nme.codes.concepts import RESECTION, RESECTION_HISTORY
from hooks.nme.evidence.select import diagnoses, diagnosis_fact, fact, having, newest_first
from hooks.nme.evidence.tags import Mark
from hooks.nme.evidence.tumour import pathway_tumours, tumour_concepts, tumour_diagnoses


def resections(assessment: Assessment) -> list[Act]:
    """Completed pancreatic resections, whatever their reason."""
    return [p for p in having(assessment.case.procedures, RESECTION) if p.status == "completed"]


def for_this_disease(assessment: Assessment, act: Act) -> bool:
    """Its reason names a tumour of this pathway, or one was recorded on or before it (decisions 17)."""
    tumours = assessment.once(pathway_tumours)
    sources = {tumour.source for tumour in tumours}
    if _names_tumour(assessment, act) or sources & set(act.reason_sources):
        return True
    if act.when is None:
        return False
    dates = [tumour.recorded or tumour.when for tumour in tumours]
    return any(date.on_or_before(act.when) is YES for date in dates if date)


def _names_tumour(assessment: Assessment, act: Act) -> bool:
    """By a code, unless the problem list refutes every such tumour."""
    recorded = assessment.once(tumour_diagnoses)
    is_refuted_only = bool(recorded) and not assessment.once(pathway_tumours)
    return bool(act.reasons & tumour_concepts(assessment)) and not is_refuted_only


def resection_dates(assessment: Assessment) -> tuple[When, ...]:
    """Dates of the resections for this disease, oldest first."""
    done = [act for act in resections(assessment) if for_this_disease(assessment, act)]
    return tuple(act.when for act in reversed(newest_first(done)) if act.when)


def _resected(assessment: Assessment) -> Finding:
    acts = resections(assessment)
    ours = [act for act in acts if for_this_disease(assessment, act)]
    if ours:
        return Finding(YES, tuple(fact(act, "Pancreatic resection") for act in newest_first(ours)))
    unclear = [fact(act, "Pancreatic resection", "not linked to a tumour of this pathway") for act in acts]
    history = [diagnosis_fact(d, "Absence of pancreas", "no date") for d in diagnoses(assessment, RESECTION_HISTORY)]
    unused = (*unclear, *history)
    return Finding(UNKNOWN, unused=unused, tags=frozenset({Mark.REASON_UNCLEAR} if unclear else ()))


resected = Predicate(
    id="resected",
    sentence="a pancreatic resection for this disease is recorded",
    said={YES: "resection for this disease recorded", UNKNOWN: "no resection for this disease established"},
    missing="pancreatic resection for this disease",
    rule=_resected,
    needs=frozenset({Need("Procedure"), Need("Condition")}),
    table=(
        Row("completed resection whose reason names a tumour of this pathway that is not refuted", YES),
        Row("completed resection with such a tumour recorded on or before it", YES),
        Row("other completed resection", UNKNOWN, Mark.REASON_UNCLEAR),
        Row("acquired absence of pancreas", UNKNOWN),
        Row("none on record", UNKNOWN),
    ),
    tags={
        Mark.FROM_HISTORY: "the resection is known from history only",
        Mark.REASON_UNCLEAR: "a pancreatic resection is not linked to a tumour of this pathway",
    },
    basis=("D09", "decisions 17"),
)
resection_from_history = tagged(resected, Mark.FROM_HISTORY)
resection_unclear = tagged(resected, Mark.REASON_UNCLEAR)


def _any_resection(assessment: Assessment) -> Finding:
    return Finding(known(bool(resections(assessment))))


resection_on_record = Check(
    "any pancreatic resection is on record", _any_resection, needs=frozenset({Need("Procedure")})
)
