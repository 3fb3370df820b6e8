"""The risk markers of pathway 2.6: a line where a surgical assessment is asked for, deciding nothing.

Heart disease, stroke and lung disease stand in the same row of the specification and are not encoded: its
terminology has no codes for them.
"""

from hooks.clinical.case import Observed
from hooks.clinical.criterion import Assessment, Check
from hooks.clinical.evidence import Fact, Finding, Need
from hooks.clinical.truth import NO, YES, known
from hooks.clinical.when import years_old, younger_than
from hooks.nme.codes import parameters as p
from hooks.nme.codes.analytes import albumin
from hooks.nme.codes.concepts import ALBUMIN, SEPSIS
from hooks.nme.evidence.background import coded
from hooks.nme.evidence.select import BIRTH_DATE, fact, newest_first, observed

LABEL = "Risk marker for surgery*"


def _age(assessment: Assessment) -> list[Fact]:
    person, today = assessment.case.person, assessment.case.today
    birth = person.birth if person else None
    if birth is None or younger_than(assessment.days(p.RISK_AGE), birth, today) is not NO:
        return []
    years, _ = years_old(birth, today)
    return [Fact(LABEL, f"Patient/{assessment.case.patient}", f"age {years}", birth, "date of birth")]


def _is_current(assessment: Assessment, result: Observed) -> bool:
    window, today = assessment.days(p.ASSESSMENT_WINDOW), assessment.case.today
    return bool(result.when and result.when.within(window, today) is YES)


def _low_albumin(assessment: Assessment) -> list[Fact]:
    """The newest current albumin, when it is low."""
    limit, analyte = assessment.number(p.RISK_ALBUMIN), albumin()
    current = [r for r in newest_first(observed(assessment, ALBUMIN)) if _is_current(assessment, r)]
    read = [(r, r.reading) for r in current if r.reading and analyte.accepts(r.reading.unit)][:1]
    low = [r for r, reading in read if analyte.interval(reading).below(limit) is YES]
    return [fact(r, f"{LABEL}, albumin", value=str(r.reading)) for r in low]


def _markers(assessment: Assessment) -> Finding:
    albumins = (low._replace(value=f"albumin {low.value}") for low in _low_albumin(assessment))
    facts = (*_age(assessment), *albumins, *coded(assessment, SEPSIS, LABEL).facts)
    return Finding(known(bool(facts)), facts)


risk_markers = Check(
    "age from {risk_age}, an albumin below {risk_albumin} g/dL within {assessment_window} d, or sepsis is recorded",
    _markers,
    needs=frozenset({BIRTH_DATE, Need("Condition"), Need("Observation", ALBUMIN)}),
)


def _albumin_low(assessment: Assessment) -> Finding:
    found = tuple(_low_albumin(assessment))
    return Finding(known(bool(found)), found)


low_albumin = Check(
    "an albumin below {risk_albumin} g/dL within {assessment_window} d is recorded",
    _albumin_low,
    needs=frozenset({Need("Observation", ALBUMIN)}),
)
