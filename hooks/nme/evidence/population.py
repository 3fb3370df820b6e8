"""D19 the people both sources are silent on: children, and in pregnancy (pathway 2.7; decisions 23, 36)."""

from hooks.clinical.case import Diagnosis
from hooks.clinical.criterion import Assessment, Predicate
from hooks.clinical.evidence import Fact, Finding, Need, Row
from hooks.clinical.logic import any_of, yes
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, any_true, known
from hooks.clinical.when import When, younger_than
from hooks.nme.codes import parameters as p
from hooks.nme.codes.concepts import (
    DELIVERY,
    PREGNANCY,
    PREGNANCY_STATUS,
)
from hooks.nme.evidence.background import active_diagnoses
from hooks.nme.evidence.select import (
    BIRTH_DATE,
    diagnoses,
    diagnosis_fact,
    is_confirmed,
    newest_first,
    observed,
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
    entries = [
        d for d in active_diagnoses(assessment, PREGNANCY) if not d.when or d.when.within(window, today) is not NO
    ]
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
