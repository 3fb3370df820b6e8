"""D12 to D16 and D19: diabetes, associated conditions, confounders, course of disease, population."""

from hooks.clinical.case import Diagnosis
from hooks.clinical.criterion import Assessment, Predicate, any_of, yes
from hooks.clinical.evidence import Fact, Finding, Need, Row
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, any_true, known
from hooks.clinical.when import When, younger_than
from hooks.nme.codes import parameters as p
from hooks.nme.codes.concepts import (
    ASSOCIATED,
    CONFOUNDER_ACUTE,
    CONFOUNDER_CHRONIC,
    DELIVERY,
    DIABETES,
    EGFR,
    PREGNANCY,
    PREGNANCY_STATUS,
    PROGRESSION,
)
from hooks.nme.evidence.glucagon_samples import glucagon_results
from hooks.nme.evidence.select import (
    BIRTH_DATE,
    diagnoses,
    diagnosis_fact,
    fact,
    is_active,
    is_confirmed,
    newest_first,
    observed,
)

CONDITIONS = frozenset({Need("Condition")})


def _active(assessment: Assessment, concepts: frozenset[str]) -> list[Diagnosis]:
    return [d for d in newest_first(diagnoses(assessment, concepts)) if is_active(d) and is_confirmed(d)]


def coded(assessment: Assessment, concepts: frozenset[str], label: str) -> Finding:
    """YES with the active, confirmed diagnoses; UNKNOWN when none is coded (absent is never false)."""
    found = _active(assessment, concepts)
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
    chronic = _active(assessment, CONFOUNDER_CHRONIC)
    acute = [d for d in _active(assessment, CONFOUNDER_ACUTE) if _around_sample(assessment, d.when)]
    facts = [diagnosis_fact(d, "Other cause of raised glucagon*") for d in (*chronic, *acute)]
    facts += _low_egfr(assessment)
    return Finding(YES if facts else UNKNOWN, tuple(facts))


def _low_egfr(assessment: Assessment) -> list[Fact]:
    limit = assessment.number(p.EGFR_LOW)
    near = [r for r in newest_first(observed(assessment, EGFR)) if r.reading and _around_sample(assessment, r.when)]
    low = [r for r in near[:1] if r.reading and r.reading.comparator in (None, "<", "<=") and r.reading.value < limit]
    return [fact(r, "eGFR, other cause of raised glucagon*", value=str(r.reading)) for r in low]


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
    newest = [r for r in fresh if r.when and fresh[0].when and r.when.last == fresh[0].when.last]
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


def _minor(assessment: Assessment) -> Finding:
    person = assessment.case.person
    birth = person.birth if person else None
    truth = younger_than(assessment.days(p.ADULT_AGE), birth, assessment.case.today)
    facts = (Fact("Born", f"Patient/{assessment.case.patient}", "", birth),) if birth and truth is YES else ()
    return Finding(truth, facts)


minor = Predicate(
    id="minor",
    sentence="the patient is under {adult_age}",
    said={YES: "under {adult_age} years", NO: "adult", UNKNOWN: "age not known"},
    missing="birth date",
    rule=_minor,
    needs=frozenset({BIRTH_DATE}),
    table=(
        Row(
            "age under {adult_age} by the birth date",
            YES,
            cases=("The day before the eighteenth birthday is childhood",),
        ),
        Row(
            "age from {adult_age} by the birth date",
            NO,
            cases=("The eighteenth birthday is adulthood",),
        ),
        Row(
            "no birth date",
            UNKNOWN,
            cases=("A birth year that leaves both open is not called childhood",),
        ),
    ),
    basis=("D19", "decisions 23"),
    parameters=(p.ADULT_AGE,),
)


def _pregnancies(assessment: Assessment) -> list[Diagnosis]:
    """Pregnancy entries that no delivery and no age makes past for certain (fhir-inputs D19)."""
    today, window = assessment.case.today, assessment.days(p.PREGNANCY_WINDOW)
    entries = [d for d in _active(assessment, PREGNANCY) if not d.when or d.when.within(window, today) is not NO]
    return [d for d in entries if not _delivered(assessment, d.when)]


def _delivered(assessment: Assessment, pregnancy: When | None) -> bool:
    """Is a delivery recorded since? It makes an undated entry past; a refuted or provisional one ends nothing."""
    deliveries = [d.when for d in diagnoses(assessment, DELIVERY) if d.when and is_confirmed(d)]
    return any(pregnancy is None or pregnancy.on_or_before(delivery) is YES for delivery in deliveries)


def _pregnant(assessment: Assessment) -> Finding:
    entries = assessment.once(_pregnancies)
    facts = tuple(diagnosis_fact(d, "Pregnancy") for d in entries)
    answers = _pregnancy_answers(assessment)
    return Finding(any_true([*([YES] if entries else []), *answers]) if entries or answers else UNKNOWN, facts)


def _pregnancy_answers(assessment: Assessment) -> list[Truth]:
    today, window = assessment.case.today, assessment.days(p.PREGNANCY_WINDOW)
    answers = newest_first(observed(assessment, PREGNANCY_STATUS))
    fresh = [r for r in answers if r.when and r.when.within(window, today) is YES]
    current = [r for r in fresh if not _delivered(assessment, r.when)]
    return [known("pregnant" in r.answers) for r in current[:1] if r.answers & {"pregnant", "not_pregnant"}]


pregnant = Predicate(
    id="pregnant",
    sentence="the patient is recorded as pregnant",
    said={YES: "pregnant", NO: "recorded as not pregnant", UNKNOWN: "pregnancy not recorded"},
    missing="pregnancy",
    rule=_pregnant,
    whole=("Condition", "Observation"),
    needs=frozenset({Need("Condition"), Need("Observation", PREGNANCY_STATUS)}),
    table=(
        Row(
            "pregnancy coded, or coded without a date, no delivery since",
            YES,
            within=p.PREGNANCY_WINDOW,
            cases=(
                "A pregnancy recorded 300 days ago still counts",
                "A pregnancy entry without a date counts until a delivery is recorded",
            ),
        ),
        Row(
            "pregnancy status observation, no delivery since: pregnant",
            YES,
            within=p.PREGNANCY_WINDOW,
            cases=("A pregnancy status observation of pregnant counts",),
        ),
        Row(
            "pregnancy status observation: not pregnant",
            NO,
            within=p.PREGNANCY_WINDOW,
            cases=("A pregnancy status observation of not pregnant counts",),
        ),
        Row(
            "nothing coded",
            UNKNOWN,
            cases=("A delivery makes an earlier pregnancy entry past",),
        ),
    ),
    basis=("D19",),
    parameters=(p.PREGNANCY_WINDOW, p.TRIMESTER_2_WEEK, p.TRIMESTER_3_WEEK),
)


def trimester(assessment: Assessment) -> int | None:
    """1, 2 or 3 from the newest entry that tells, as it was coded; else None."""
    for entry in assessment.once(_pregnancies):
        if entry.icd_weeks is not None and entry.when:
            return _trimester_of(assessment, entry.icd_weeks)
        for number in (1, 2, 3):
            if f"pregnancy_trimester_{number}" in entry.concepts:
                return number
    return None


def _trimester_of(assessment: Assessment, weeks: int) -> int:
    starts = (assessment.number(p.TRIMESTER_2_WEEK), assessment.number(p.TRIMESTER_3_WEEK))
    return 1 + sum(weeks >= start for start in starts)


population = any_of(yes(minor), yes(pregnant))
"""A child or a pregnant patient: both source texts are silent (K20)."""
