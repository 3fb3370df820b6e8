"""D12 to D14 and D16: diabetes, associated conditions, confounders, course of disease."""

from hooks.clinical.case import Diagnosis
from hooks.clinical.criterion import Assessment, Predicate
from hooks.clinical.evidence import Fact, Finding, Need, Row
from hooks.clinical.truth import NO, UNKNOWN, YES
from hooks.clinical.when import When
from hooks.nme.codes import parameters as p
from hooks.nme.codes.concepts import (
    ASSOCIATED,
    CONFOUNDER_ACUTE,
    CONFOUNDER_CHRONIC,
    DIABETES,
    EGFR,
    PROGRESSION,
)
from hooks.nme.evidence.glucagon_samples import glucagon_results
from hooks.nme.evidence.select import (
    diagnoses,
    diagnosis_fact,
    fact,
    is_active,
    is_confirmed,
    newest_first,
    observed,
    of_the_newest_day,
)

CONDITIONS = frozenset({Need("Condition")})


def active_diagnoses(assessment: Assessment, concepts: frozenset[str]) -> list[Diagnosis]:
    """Active, confirmed diagnoses in the concepts, newest first."""
    return [d for d in newest_first(diagnoses(assessment, concepts)) if is_active(d) and is_confirmed(d)]


def coded(assessment: Assessment, concepts: frozenset[str], label: str) -> Finding:
    """YES with the active, confirmed diagnoses; UNKNOWN when none is coded (absent is never false)."""
    found = active_diagnoses(assessment, concepts)
    return Finding(YES if found else UNKNOWN, tuple(diagnosis_fact(d, label) for d in found))


def _diabetes(assessment: Assessment) -> Finding:
    return coded(assessment, DIABETES, "Diabetes")


diabetes = Predicate(
    id="diabetes",
    sentence="diabetes is recorded",
    said={YES: "diabetes recorded", UNKNOWN: "no diabetes coded"},
    missing="diabetes",
    rule=_diabetes,
    needs=CONDITIONS,
    table=(
        Row(
            "active, confirmed diagnosis",
            YES,
            cases=("Diabetes beside NME is recorded",),
        ),
        Row(
            "none coded",
            UNKNOWN,
            cases=("An amino acid panel flagged low counts",),
        ),
    ),
    basis=("D12", "S2.32"),
)


def _associated(assessment: Assessment) -> Finding:
    return coded(assessment, ASSOCIATED, "Associated condition")


associated = Predicate(
    id="associated",
    sentence="a condition known for pseudoglucagonoma is recorded",
    said={
        YES: "condition known for pseudoglucagonoma recorded",
        UNKNOWN: "no condition known for pseudoglucagonoma coded",
    },
    missing="condition known for pseudoglucagonoma",
    rule=_associated,
    needs=CONDITIONS,
    table=(
        Row(
            "liver disease, inflammatory bowel disease, malabsorption (S2.40)",
            YES,
            cases=("Crohn disease and a glucagon that is not raised",),
        ),
        Row(
            "hepatitis, cirrhosis, coeliac disease, chronic pancreatitis, short bowel, cystic fibrosis*",
            YES,
            cases=(
                "Coeliac disease and a glucagon that is not raised",
                "Haemochromatosis and a glucagon that is not raised",
                "Bariatric surgery and a glucagon that is not raised",
            ),
        ),
        Row(
            "none coded",
            UNKNOWN,
            cases=("Diabetes is no associated condition",),
        ),
    ),
    basis=("D13", "S2.40", "E23", "E24", "E26", "E74"),
)


def _around_sample(assessment: Assessment, entry: When | None) -> bool:
    """Within the window around the newest glucagon, for certain."""
    samples = [r.when for r in assessment.once(glucagon_results) if r.when][:1]
    window = assessment.days(p.CONFOUNDER_WINDOW)
    return any(entry is not None and _gap(entry, s) <= window for s in samples)


def _gap(one: When, other: When) -> int:
    return max(abs((one.first - other.last).days), abs((one.last - other.first).days))


def _confounders(assessment: Assessment) -> Finding:
    chronic = active_diagnoses(assessment, CONFOUNDER_CHRONIC)
    acute = [d for d in active_diagnoses(assessment, CONFOUNDER_ACUTE) if _around_sample(assessment, d.when)]
    facts = [diagnosis_fact(d, "Other cause of raised glucagon*") for d in (*chronic, *acute)]
    facts += _low_egfr(assessment)
    return Finding(YES if facts else UNKNOWN, tuple(facts))


def _low_egfr(assessment: Assessment) -> list[Fact]:
    limit = assessment.number(p.EGFR_LOW)
    near = [r for r in newest_first(observed(assessment, EGFR)) if r.reading and _around_sample(assessment, r.when)]
    low = [r for r in near[:1] if r.reading and r.reading.comparator in (None, "<", "<=") and r.reading.value < limit]
    return [fact(r, "eGFR, other cause of raised glucagon*", value=f"estimated GFR {r.reading}") for r in low]


confounders = Predicate(
    id="confounders",
    sentence="another cause of moderately raised glucagon is recorded",
    said={YES: "other cause of raised glucagon recorded", UNKNOWN: "no other cause of raised glucagon coded"},
    missing="other cause of raised glucagon",
    rule=_confounders,
    needs=frozenset({Need("Condition"), Need("Observation", EGFR)}),
    table=(
        Row(
            "renal failure, hepatic failure or cirrhosis, Cushing syndrome: active",
            YES,
            note="listed: it never lowers a band",
            cases=("Renal failure is listed",),
        ),
        Row(
            "acute pancreatitis, ketoacidosis, sepsis, burns around the sample",
            YES,
            within=p.CONFOUNDER_WINDOW,
            note="listed",
            cases=("Sepsis recorded fourteen days before the sample is listed",),
        ),
        Row(
            "eGFR below {egfr_low} around the sample",
            YES,
            within=p.CONFOUNDER_WINDOW,
            note="listed",
            cases=("An eGFR of 29 is listed",),
        ),
        Row(
            "none coded",
            UNKNOWN,
            cases=("An eGFR of 30 is not listed",),
        ),
    ),
    basis=("D14", "E03", "E04", "E05", "E08", "E09"),
    parameters=(p.CONFOUNDER_WINDOW, p.EGFR_LOW),
)


COURSE = {
    "cancer_progression_worsened": YES,
    "cancer_progression_stable": NO,
    "cancer_progression_improved": NO,
    "cancer_progression_none": NO,
}


def _progression(assessment: Assessment) -> Finding:
    today, window = assessment.case.today, assessment.days(p.PROGRESSION_WINDOW)
    results = [r for r in newest_first(observed(assessment, PROGRESSION)) if r.answers & set(COURSE)]
    fresh = [r for r in results if r.when and r.when.within(window, today) is YES]
    newest = of_the_newest_day(fresh)
    facts = tuple(fact(r, "Disease course", value=" ".join(r.tokens[-1:])) for r in newest)
    truths = {COURSE[a] for r in newest for a in r.answers if a in COURSE}
    return Finding(truths.pop() if len(truths) == 1 else UNKNOWN, facts)


progression = Predicate(
    id="progression",
    sentence="the disease is coded as progressive",
    said={YES: "coded as progressive", NO: "coded as not progressive", UNKNOWN: "course of the disease not coded"},
    missing="coded disease course",
    rule=_progression,
    whole=("Observation",),
    needs=frozenset({Need("Observation", PROGRESSION)}),
    table=(
        Row(
            "newest coded response: worsened",
            YES,
            within=p.PROGRESSION_WINDOW,
            cases=("Progression coded 180 days ago brings the chemotherapy card",),
        ),
        Row(
            "newest coded response: stable, improved or not detected",
            NO,
            within=p.PROGRESSION_WINDOW,
            cases=("Stable disease does not bring the chemotherapy card",),
        ),
        Row(
            "none coded; never from two tumour sizes",
            UNKNOWN,
            cases=("Progression coded 181 days ago does not",),
        ),
    ),
    basis=("D16",),
    parameters=(p.PROGRESSION_WINDOW,),
)
