"""Hand-made patients at the edges that no other patient reached: each was a change of the code that nobody saw.

As in patients.py the truth is that of docs/spec. The list of those changes is in docs/mutants.md.
"""

from typing import Any

from tests.judge.fhir import (
    ABSENT,
    ANY_METASTASIS,
    GLUCAGON_DRUG,
    GLUCAGONOMA,
    ICD10CM,
    INTERPRETATION,
    LAR,
    LIVER_METASTASIS,
    LOINC,
    NME,
    PANCREATIC_NET,
    PRESENT,
    RESECTION,
    SHORT,
    SNOMED,
    Resource,
    assessment,
    concept,
    condition,
    days,
    finding,
    given,
    glucagon,
    observation,
    order,
    person,
    procedure,
    quantity,
    staging,
    zinc,
)
from tests.judge.patients import ASA, ECOG, MORNING, NO, REFUSED, TUMOUR, UNKNOWN, YES, Case, ecog

GLUCAGON, GLUCAGON_MOLAR, ZINC, M_CATEGORY, PREGNANCY_STATUS = (
    (LOINC, code) for code in ("2338-2", "15073-0", "5763-8", "21907-1", "82810-3")
)
PREGNANT, WEEK_13 = condition((SNOMED, "77386006")), condition((ICD10CM, "Z3A.13"))
CONTRAINDICATED = (SNOMED, "275935009")
RESECTED_BEFORE = (ICD10CM, "Z90.411")
GRADE_3, GRADE_4 = (SNOMED, "423053003"), (SNOMED, "423237006")


def flag(sign: str) -> list[Resource]:
    return [concept((INTERPRETATION, sign))]


def stated(**value: Any) -> Resource:
    """A statement on the M category of this day."""
    return observation(M_CATEGORY, 10, **value)


def refusal(at: int | None, code: tuple[str, str] = RESECTION, kind: str = "deny") -> Resource:
    """A consent of so many days ago whose provision names the operation."""
    made: Resource = {
        "resourceType": "Consent",
        "status": "active",
        "provision": {"type": kind, "code": [concept(code)]},
    }
    return made | ({"dateTime": days(at)} if at is not None else {})


EDGES = [
    Case("nme: active without a date beside a resolved one",
         [condition(NME, recorded=None), condition(NME, "resolved")], {"nme": YES}),
    Case("nme: refuted, reports not told", [condition(NME, verified="refuted")], {"nme": UNKNOWN},
         {"Reports Told Whole": False}),
    Case("nme: no clinical status", [condition(NME, None)], {"nme": YES}),
    Case("recur: after a resection without a date", [TUMOUR, condition(NME, onsetDateTime=days(20)),
         {**procedure(RESECTION, reasonReference=[{"reference": "Condition/tumour"}]), "performedDateTime": None}],
         {"recur": UNKNOWN}),
    Case("recur: 31 days after the onset of a resection told as history",
         [TUMOUR, condition(RESECTED_BEFORE, recorded=None, onsetDateTime=days(100)),
          condition(NME, onsetDateTime=days(69))], {"recur": YES}),
    Case("resected: after a tumour that has an onset only",
         [condition(GLUCAGONOMA, recorded=None, onsetDateTime=days(400)), procedure(RESECTION, 100)],
         {"resected": YES}),
    Case("glucagon: words only", [observation(GLUCAGON, valueString="see report")], {"elev": UNKNOWN}),
    Case("glucagon: no number and no flag", [observation(GLUCAGON, dataAbsentReason=concept("not done"))],
         {"elev": UNKNOWN}),
    Case("glucagon: without a status", [{k: v for k, v in glucagon(700).items() if k != "status"}], {"elev": UNKNOWN}),
    Case("glucagon: a day and a time of that day disagree, whichever was given out later",
         [glucagon(100, "2026-11-10", issued="2026-11-12T10:00:00Z"),
          glucagon(700, "2026-11-10T08:00:00Z", issued="2026-11-12T09:00:00Z")], {"elev": UNKNOWN, "gt500": UNKNOWN}),
    Case("glucagon: of one time the one given out later",
         [glucagon(100, "2026-11-10T08:00:00Z", issued="2026-11-12T10:00:00Z"),
          glucagon(700, "2026-11-10T08:00:00Z", issued="2026-11-12T09:00:00Z")], {"elev": NO, "gt500": NO}),
    Case("glucagon: not raised, an SSA of a status nobody understands",
         [glucagon(120), order(LAR, status="unknown")], {"elev": UNKNOWN}),
    Case("glucagon: not raised, such an SSA begun after the draw",
         [glucagon(120, 10), order(LAR, 9, status="unknown")], {"elev": NO}),
    Case("ssa: an order of unknown status", [order(LAR, status="unknown")], {"ssa": UNKNOWN}),
    Case("ssa: an order of unknown status beside an active one", [order(LAR, status="unknown"), order(LAR)],
         {"ssa": YES}),
    Case("exogenous: an order of unknown status", [order(GLUCAGON_DRUG, status="unknown")], {"exogenous": UNKNOWN}),
    Case("exogenous: a kit of unknown status",
         [order(GLUCAGON_DRUG, status="unknown", dosageInstruction=[{"asNeededBoolean": True}])], {"exogenous": NO}),
    Case("exogenous: an order without a date", [order(GLUCAGON_DRUG, None)], {"exogenous": YES}),
    Case("ssa: short-acting order ended 2 days ago", [order(SHORT, 30, "completed", 2)], {"ssa": NO}),
    Case("ssa: a dose not given", [given(LAR, 10, "not-done")], {"ssa": NO}),
    Case("tumour: a finding that is there and glucagon 501", [finding(PANCREATIC_NET, PRESENT), glucagon(501)],
         {"tumour": YES}),
    Case("tumour: a finding that is there and glucagon 500", [finding(PANCREATIC_NET, PRESENT), glucagon(500)],
         {"tumour": UNKNOWN}),
    Case("mets: M0 without a date", [observation(M_CATEGORY, None, valueCodeableConcept=concept("M0"))],
         {"mets": UNKNOWN}),
    Case("mets: two stale negatives", [staging("M0", 181), staging("cM0", 200)], {"mets": UNKNOWN}),
    Case("mets: M0 and M1 in one statement",
         [stated(valueCodeableConcept={"coding": [{"display": "cM0"}, {"display": "cM1"}]})], {"mets": YES}),
    Case("mets: M0 by its code", [stated(valueCodeableConcept=concept((SNOMED, "1229901006")))], {"mets": NO}),
    Case("mets: a statement without any value leaves M0", [staging("M0", 20), stated()], {"mets": NO}),
    Case("mets: a number that is no category unsettles M0", [staging("M0", 20), stated(valueInteger=7)],
         {"mets": UNKNOWN}),
    Case("mets: a quantity unsettles M0", [staging("M0", 20), stated(valueQuantity=quantity(1, "1"))],
         {"mets": UNKNOWN}),
    Case("mets: words unsettle M0", [staging("M0", 20), stated(valueString="as discussed")], {"mets": UNKNOWN}),
    Case("mets: a code nobody reads unsettles M0",
         [staging("M0", 20), stated(valueCodeableConcept=concept((SNOMED, "260413007")))], {"mets": UNKNOWN}),
    Case("mets: a possible one beside a newer M0 and a stale one",
         [condition(LIVER_METASTASIS, verified="provisional", recorded=30), staging("M0", 20), staging("M0", 200)],
         {"mets": NO}),
    Case("mets: none anywhere, and one in the liver newer",
         [finding(ANY_METASTASIS, ABSENT, 20), finding(LIVER_METASTASIS, PRESENT, 19)], {"mets": YES}),
    Case("cand: fit without a date", [{k: v for k, v in assessment("fit").items() if k != "effectiveDateTime"}],
         {"cand": UNKNOWN}),
    Case("cand: two stale ones", [assessment("fit", 181), assessment("unfit", 200)], {"cand": UNKNOWN}),
    Case("cand: consent denied", [refusal(10)], {"cand": NO}),
    Case("cand: consent denied, 180 days", [refusal(180)], {"cand": NO}),
    Case("cand: consent denied, 181 days", [refusal(181)], {"cand": UNKNOWN}),
    Case("cand: consent denied after the surgeon said fit", [assessment("fit", 20), refusal(19)], {"cand": NO}),
    Case("cand: consent permitted", [refusal(10, kind="permit")], {"cand": UNKNOWN}),
    Case("cand: consent denied to something else", [refusal(10, (SNOMED, "168731009"))], {"cand": UNKNOWN}),
    Case("cand: resection not done, contraindicated",
         [procedure(RESECTION, 15, "not-done", statusReason=concept(CONTRAINDICATED))], {"cand": NO}),
    Case("cand: resection not done, no reason", [procedure(RESECTION, 15, "not-done")], {"cand": UNKNOWN}),
    Case("cand: resection done, a refusal beside it",
         [procedure(RESECTION, 15, statusReason=REFUSED)], {"cand": UNKNOWN}),
    Case("cand: resection done, a contraindication beside it",
         [procedure(RESECTION, 15, statusReason=concept(CONTRAINDICATED))], {"cand": UNKNOWN}),
    Case("cand: surgery contraindicated", [condition(CONTRAINDICATED)], {"cand": NO}),
    Case("cand: surgery contraindicated, resolved", [condition(CONTRAINDICATED, "resolved")], {"cand": UNKNOWN}),
    Case("cand: surgery contraindicated, refuted", [condition(CONTRAINDICATED, verified="refuted")], {"cand": UNKNOWN}),
    Case("cand: of two ECOG grades of one day the worse", [ecog(4), ecog(1)], {"cand": NO}),
    Case("cand: a better ECOG grade is newer", [ecog(4, 10), ecog(1, 9)], {"cand": UNKNOWN}),
    Case("cand: a worse ECOG grade is newer", [ecog(1, 10), ecog(4, 9)], {"cand": NO}),
    Case("cand: ECOG by a code of the grade", [observation(ECOG, valueCodeableConcept=concept(GRADE_4))], {"cand": NO}),
    Case("cand: ECOG 3 as the code itself", [observation(GRADE_3)], {"cand": NO}),
    Case("cand: a better grade as the code itself is newer", [ecog(4, 10), observation((SNOMED, "422512005"), 9)],
         {"cand": UNKNOWN}),
    Case("cand: ASA without a value", [observation(ASA)], {"cand": UNKNOWN}),
    Case("zinc: only a flag, low", [observation(ZINC, interpretation=flag("L"))], {"zinc_low": YES}),
    Case("zinc: only a flag, normal", [observation(ZINC, interpretation=flag("N"))], {"zinc_low": NO}),
    Case("zinc: neither number nor flag", [observation(ZINC, valueString="pending")], {"zinc_low": UNKNOWN}),
    Case("zinc: flagged low, no range", [zinc(75) | {"interpretation": flag("L")}], {"zinc_low": YES}),
    Case("zinc: flagged normal, no range", [zinc(40) | {"interpretation": flag("N")}], {"zinc_low": NO}),
    Case("zinc: mass code, molar unit", [zinc(9.0, unit="umol/L")], {"zinc_low": UNKNOWN}),
    Case("zinc: no date", [zinc(40, None)], {"zinc_low": UNKNOWN}),
    Case("zinc: a unit that is not accepted", [zinc(40, unit="mmol/L")], {"zinc_low": UNKNOWN}),
    Case("zinc: two unusable ones", [zinc(40, 91), zinc(40, None)], {"zinc_low": UNKNOWN}),
    Case("zinc: two of one time disagree", [zinc(40, low=60), zinc(80, low=60)], {"zinc_low": UNKNOWN}),
    Case("zinc: a laboratory limit of nothing", [zinc(0.5, low=0)], {"zinc_low": NO}),
    Case("zinc: sex not told, low in every group",
         [person(gender="unknown"), zinc(69.9, MORNING, fasting=True)], {"zinc_low": YES}),
    Case("zinc: sex not told, low in men only",
         [person(gender="unknown"), zinc(72, MORNING, fasting=True)], {"zinc_low": UNKNOWN}),
    Case("zinc: sex not told, low in no group",
         [person(gender="unknown"), zinc(74, MORNING, fasting=True)], {"zinc_low": NO}),
    Case("zinc: a man of 64 or 65, low before 65 only",
         [person("1961", "male"), zinc(73, MORNING, fasting=True)], {"zinc_low": UNKNOWN}),
    Case("zinc: a man of 64 or 65, low in both", [person("1961", "male"), zinc(71.9, MORNING, fasting=True)],
         {"zinc_low": YES}),
    Case("zinc: trimester unknown, 49.9", [PREGNANT, zinc(49.9)], {"zinc_low": YES}),
    Case("zinc: trimester unknown, 56.9", [PREGNANT, zinc(56.9)], {"zinc_low": UNKNOWN}),
    Case("zinc: trimester unknown, 57", [PREGNANT, zinc(57)], {"zinc_low": NO}),
    Case("pregnant: the newest answer says neither",
         [observation(PREGNANCY_STATUS, 20, valueCodeableConcept=concept((LOINC, "LA15173-0"))),
          observation(PREGNANCY_STATUS, 10, valueCodeableConcept=concept((LOINC, "LA4489-6")))],
         {"pregnant": UNKNOWN}),
    Case("pregnant: the newest answer says not",
         [observation(PREGNANCY_STATUS, 20, valueCodeableConcept=concept((LOINC, "LA15173-0"))),
          observation(PREGNANCY_STATUS, 10, valueCodeableConcept=concept((LOINC, "LA26683-5")))],
         {"pregnant": NO}),
]  # fmt: skip
