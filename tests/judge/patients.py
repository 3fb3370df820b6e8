"""Hand-made patients with the truth that docs/spec gives them, on both sides of every number.

Written from the specification alone, before any comparison with the product.
"""

from dataclasses import dataclass, field
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
    report,
    staging,
    zinc,
)  # fmt: skip

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class Case:
    """One patient, what is expected of some predicates, and what the reader would have told."""

    name: str
    resources: list[Resource]
    expect: dict[str, str]
    told: dict[str, Any] = field(default_factory=dict)


CHILD = person("2012-01-01")
ADULT_TODAY, TOMORROW = person("2008-11-20"), person("2008-11-21")
TUMOUR = condition(GLUCAGONOMA, recorded=400, id="tumour")
MORNING, BEFORE_NOON, NOON = "2026-11-10T08:00:00Z", "2026-11-10T11:59:00Z", "2026-11-10T12:00:00Z"
ECOG, ASA = (LOINC, "89247-1"), (LOINC, "97816-3")
PROGRESSION = (LOINC, "97509-4")
REFUSED = concept((SNOMED, "183944003"))
WORSE, STABLE = (SNOMED, "271299001"), (SNOMED, "359746009")


def ecog(score: int, at: int = 10) -> Resource:
    return observation(ECOG, at, valueInteger=score)


def response(said: tuple[str, str], at: int = 10) -> Resource:
    return observation(PROGRESSION, at, valueCodeableConcept=concept(said))


NME_CASES = [
    Case("nme: active and confirmed", [condition(NME)], {"nme": YES, "recur": NO}),
    Case("nme: no status counts as confirmed and active", [condition(NME, None, None)], {"nme": YES}),
    Case("nme: provisional", [condition(NME, verified="provisional")], {"nme": UNKNOWN}),
    Case("nme: resolved", [condition(NME, "resolved")], {"nme": NO}),
    Case("nme: refuted", [condition(NME, verified="refuted")], {"nme": NO}),
    Case("nme: abatement without a status means over", [condition(NME, None, abatementDateTime=days(5))], {"nme": NO}),
    Case("nme: abatement beside active", [condition(NME, abatementDateTime=days(5))], {"nme": YES}),
    Case("nme: status not understood is provisional", [condition(NME, "completed")], {"nme": UNKNOWN}),
    Case("nme: not on the list", [], {"nme": UNKNOWN}),
    Case("nme: entered in error", [condition(NME, verified="entered-in-error")], {"nme": UNKNOWN}),
    Case("nme: resolved is newer", [condition(NME, recorded=30), condition(NME, "resolved", recorded=29)], {"nme": NO}),
    Case("nme: active is newer", [condition(NME, recorded=29), condition(NME, "resolved", recorded=30)], {"nme": YES}),
    Case("nme: of one day the active one", [condition(NME, "resolved"), condition(NME)], {"nme": YES}),
    Case("nme: resolved, but the list is not whole", [condition(NME, "resolved")], {"nme": UNKNOWN},
         {"Conditions Told Whole": False}),
    Case("nme: a newer doubt does not undo it", [condition(NME, recorded=30), condition(NME, verified="provisional",
         recorded=5)], {"nme": YES}),
    Case("nme: a resolved entry that may be older", [condition(NME, recorded="2026-10"),
         condition(NME, "resolved", recorded="2026")], {"nme": YES}),
    Case("nme: in words", [condition("NME", id="w")], {"nme": YES}, {"Words": ["Condition/w nme stated"]}),
    Case("nme: doubted in words", [condition("?", id="w")], {"nme": UNKNOWN}, {"Words": ["Condition/w nme doubted"]}),
    Case("nme: history in words", [condition("h/o NME", id="w")], {"nme": NO}, {"Words": ["Condition/w nme past"]}),
]  # fmt: skip

GLUCAGON_CASES = [
    Case("glucagon: 500 is not above 500", [glucagon(500)], {"elev": YES, "gt500": NO, "gt1000": NO}),
    Case("glucagon: 500.1", [glucagon(500.1)], {"gt500": YES, "gt1000": NO}),
    Case("glucagon: 1000", [glucagon(1000)], {"gt500": YES, "gt1000": NO}),
    Case("glucagon: 1000.1", [glucagon(1000.1)], {"gt1000": YES}),
    Case("glucagon: at the laboratory's limit", [glucagon(159)], {"elev": NO}),
    Case("glucagon: above the laboratory's limit", [glucagon(159.1)], {"elev": YES, "gt500": NO}),
    Case("glucagon: no range, 49", [glucagon(49, high=None)], {"elev": NO}),
    Case("glucagon: no range, 50", [glucagon(50, high=None)], {"elev": UNKNOWN}),
    Case("glucagon: no range, 250", [glucagon(250, high=None)], {"elev": UNKNOWN}),
    Case("glucagon: no range, 251", [glucagon(251, high=None)], {"elev": YES}),
    Case("glucagon: 287.2 pmol/L is 1000.3 pg/mL", [glucagon(287.2, unit="pmol/L", high=None, code="15073-0")],
         {"gt1000": YES}),
    Case("glucagon: 287.1 pmol/L is 999.97 pg/mL", [glucagon(287.1, unit="pmol/L", high=None, code="15073-0")],
         {"gt500": YES, "gt1000": NO}),
    Case("glucagon: mass code, molar unit", [glucagon(300, unit="pmol/L")], {"elev": UNKNOWN, "gt500": UNKNOWN}),
    Case("glucagon: upper-case unit", [glucagon(900, unit="PG/ML")], {"elev": UNKNOWN, "gt500": UNKNOWN}),
    Case("glucagon: > 600", [glucagon(600, comparator=">")], {"elev": YES, "gt500": YES, "gt1000": UNKNOWN}),
    Case("glucagon: > 500", [glucagon(500, comparator=">")], {"gt500": YES}),
    Case("glucagon: >= 500", [glucagon(500, comparator=">=")], {"elev": YES, "gt500": UNKNOWN}),
    Case("glucagon: < 40", [glucagon(40, comparator="<")], {"elev": NO, "gt500": NO}),
    Case("glucagon: < 600", [glucagon(600, comparator="<")], {"elev": UNKNOWN, "gt500": UNKNOWN, "gt1000": NO}),
    Case("glucagon: 180 days old", [glucagon(700, 180)], {"elev": YES, "gt500": YES}),
    Case("glucagon: 181 days old", [glucagon(700, 181)], {"elev": UNKNOWN, "gt500": UNKNOWN}),
    Case("glucagon: tomorrow", [glucagon(700, -1)], {"elev": UNKNOWN}),
    Case("glucagon: no date", [glucagon(700, None)], {"elev": UNKNOWN}),
    Case("glucagon: a month that straddles the window", [glucagon(700, "2026-05")], {"elev": UNKNOWN}),
    Case("glucagon: a month inside the window", [glucagon(700, "2026-06")], {"elev": YES}),
    Case("glucagon: preliminary", [glucagon(1500, status="preliminary")], {"gt500": UNKNOWN}),
    Case("glucagon: only a flag, high",
         [observation((LOINC, "2338-2"), interpretation=[concept((INTERPRETATION, "HH"))])],
         {"elev": YES, "gt500": UNKNOWN}),
    Case("glucagon: only a flag, normal",
         [observation((LOINC, "2338-2"), interpretation=[concept((INTERPRETATION, "N"))])],
         {"elev": NO, "gt500": UNKNOWN}),
    Case("glucagon: negative", [glucagon(-5)], {"elev": UNKNOWN, "gt500": UNKNOWN}),
    Case("glucagon: the newest decides", [glucagon(700, 20), glucagon(100, 10)], {"elev": NO, "gt500": NO}),
    Case("glucagon: of one day, agreeing", [glucagon(700, 10), glucagon(600, 10)], {"elev": YES, "gt500": YES}),
    Case("glucagon: of one day they disagree", [glucagon(700, 10), glucagon(400, 10)], {"elev": YES, "gt500": UNKNOWN}),
    Case("glucagon: a month that may be newer", [glucagon(700, "2026-10"), glucagon(400, "2026-10-08")],
         {"elev": YES, "gt500": UNKNOWN}),
    Case("glucagon: a month that is older", [glucagon(700, "2026-09"), glucagon(400, "2026-10-08")], {"gt500": NO}),
    Case("glucagon: an unusable newer one does not", [glucagon(700, 20), glucagon(9, 10, unit="ug/L")], {"gt500": YES}),
    Case("glucagon: a child, by the laboratory's range", [CHILD, glucagon(700)],
         {"elev": YES, "gt500": UNKNOWN, "minor": YES}),
    Case("glucagon: a child without a range", [CHILD, glucagon(700, high=None)], {"elev": UNKNOWN, "gt500": UNKNOWN}),
    Case("glucagon: an infusion code does not count", [observation((LOINC, "47209-2"), valueQuantity={"value": 900})],
         {"elev": UNKNOWN}),
    Case("glucagon: on an SSA, not raised", [glucagon(120), order(LAR)], {"elev": UNKNOWN, "gt500": UNKNOWN}),
    Case("glucagon: on an SSA, raised", [glucagon(620), order(LAR)], {"elev": YES, "gt500": YES, "gt1000": UNKNOWN}),
    Case("glucagon: SSA begun after the draw", [glucagon(120, 10), order(LAR, 9)], {"elev": NO}),
    Case("glucagon: SSA begun on the day", [glucagon(120, 10), order(LAR, 10)], {"elev": UNKNOWN}),
    Case("glucagon: long-acting ended 41 days before", [glucagon(120, 10), order(LAR, 200, "completed", 51)],
         {"elev": UNKNOWN}),
    Case("glucagon: long-acting ended 42 days before", [glucagon(120, 10), order(LAR, 200, "completed", 52)],
         {"elev": NO}),
    Case("glucagon: short-acting ended the day before", [glucagon(120, 10), order(SHORT, 200, "completed", 11)],
         {"elev": UNKNOWN}),
    Case("glucagon: short-acting ended 2 days before", [glucagon(120, 10), order(SHORT, 200, "completed", 12)],
         {"elev": NO}),
    Case("glucagon: the newest off an SSA decides", [glucagon(700, 120), glucagon(120, 10), order(LAR, 100)],
         {"elev": YES, "gt500": YES}),
    Case("glucagon: drugs not told", [glucagon(120)], {"elev": UNKNOWN, "ssa": UNKNOWN},
         {"Medications Told Whole": False}),
    Case("glucagon: drugs not told, raised", [glucagon(620)], {"elev": YES, "gt500": YES},
         {"Medications Told Whole": False}),
    Case("glucagon: on a glucagon drug, raised", [glucagon(900), order(GLUCAGON_DRUG)],
         {"elev": UNKNOWN, "gt500": UNKNOWN, "exogenous": YES}),
    Case("glucagon: on a glucagon drug, not raised", [glucagon(90), order(GLUCAGON_DRUG)], {"elev": NO}),
    Case("glucagon: drug ended 7 days before", [glucagon(900, 10), given(GLUCAGON_DRUG, 17)], {"elev": UNKNOWN}),
    Case("glucagon: drug ended 8 days before", [glucagon(900, 10), given(GLUCAGON_DRUG, 18)], {"elev": YES}),
    Case("glucagon: a rescue kit is no glucagon given",
         [glucagon(900), order(GLUCAGON_DRUG, dosageInstruction=[{"asNeededBoolean": True}])],
         {"elev": YES, "exogenous": NO}),
]  # fmt: skip

UNREAD = {"Words": ["MedicationRequest/u unread_drug stated"]}
DRUG_CASES = [
    Case("ssa: active order", [order(LAR)], {"ssa": YES}),
    Case("ssa: none", [], {"ssa": NO, "exogenous": NO}),
    Case("ssa: stopped", [order(LAR, 100, "stopped", 40)], {"ssa": NO}),
    Case("ssa: depot 42 days ago", [given(LAR, 42)], {"ssa": YES}),
    Case("ssa: depot 43 days ago", [given(LAR, 43)], {"ssa": NO}),
    Case("ssa: short-acting 2 days ago", [given(SHORT, 2)], {"ssa": YES}),
    Case("ssa: short-acting 3 days ago", [given(SHORT, 3)], {"ssa": NO}),
    Case("ssa: a drug not read", [order("", id="u")], {"ssa": UNKNOWN}, UNREAD),
    Case("ssa: a drug not read beside an SSA", [order(LAR), order("", id="u")], {"ssa": YES}, UNREAD),
    Case("exogenous: given 7 days ago", [given(GLUCAGON_DRUG, 7)], {"exogenous": YES}),
    Case("exogenous: given 8 days ago", [given(GLUCAGON_DRUG, 8)], {"exogenous": NO}),
]

TUMOUR_CASES = [
    Case("tumour: confirmed", [condition(GLUCAGONOMA)], {"tumour": YES}),
    Case("tumour: resolved stays", [condition(GLUCAGONOMA, "resolved")], {"tumour": YES}),
    Case("tumour: provisional", [condition(GLUCAGONOMA, verified="provisional")], {"tumour": UNKNOWN}),
    Case("tumour: refuted", [condition(GLUCAGONOMA, verified="refuted")], {"tumour": NO}),
    Case("tumour: refuted, but the list is not whole", [condition(GLUCAGONOMA, verified="refuted")],
         {"tumour": UNKNOWN}, {"Conditions Told Whole": False}),
    Case("tumour: entered in error", [condition(GLUCAGONOMA, verified="entered-in-error")], {"tumour": UNKNOWN}),
    Case("tumour: another islet-cell tumour alone", [condition(PANCREATIC_NET)], {"tumour": UNKNOWN}),
    Case("tumour: in company of NME", [condition(PANCREATIC_NET), condition(NME)], {"tumour": YES}),
    Case("tumour: in company of old NME", [condition(PANCREATIC_NET), condition(NME, "resolved")], {"tumour": YES}),
    Case("tumour: refuted NME is no company", [condition(PANCREATIC_NET), condition(NME, verified="refuted")],
         {"tumour": UNKNOWN}),
    Case("tumour: in company of E16.3", [condition(PANCREATIC_NET), condition((ICD10CM, "E16.3"))], {"tumour": YES}),
    Case("tumour: in company of a raised glucagon", [condition(PANCREATIC_NET), glucagon(160)], {"tumour": YES}),
    Case("tumour: glucagon at the limit is no company", [condition(PANCREATIC_NET), glucagon(159)],
         {"tumour": UNKNOWN}),
    Case("tumour: a code without its dot", [condition((ICD10CM, "C254")), condition(NME)], {"tumour": YES}),
    Case("tumour: lesion and glucagon 501", [report(PANCREATIC_NET), glucagon(501)], {"tumour": YES}),
    Case("tumour: lesion and glucagon 500", [report(PANCREATIC_NET), glucagon(500)], {"tumour": UNKNOWN}),
    Case("tumour: scan without tumour, 180 days", [finding(GLUCAGONOMA, ABSENT, 180)], {"tumour": NO}),
    Case("tumour: scan without tumour, 181 days", [finding(GLUCAGONOMA, ABSENT, 181)], {"tumour": UNKNOWN}),
    Case("tumour: lesion, scan without tumour of the same day",
         [report(PANCREATIC_NET, 20), glucagon(501), finding(GLUCAGONOMA, ABSENT, 20)], {"tumour": UNKNOWN}),
    Case("tumour: lesion newer than the scan without tumour",
         [report(PANCREATIC_NET, 19), glucagon(501), finding(GLUCAGONOMA, ABSENT, 20)], {"tumour": YES}),
    Case("tumour: lesion against a refuted diagnosis",
         [report(PANCREATIC_NET), glucagon(501), condition(GLUCAGONOMA, verified="refuted")], {"tumour": UNKNOWN}),
    Case("tumour: histology 8152/3", [observation((LOINC, "59847-4"), valueCodeableConcept=concept(
        ("http://terminology.hl7.org/CodeSystem/icd-o-3", "8152/3")))], {"tumour": YES}),
    Case("tumour: histology 8151/3 is an insulinoma", [observation((LOINC, "59847-4"), valueCodeableConcept=concept(
        ("http://terminology.hl7.org/CodeSystem/icd-o-3", "8151/3")))], {"tumour": UNKNOWN}),
]  # fmt: skip

METASTASIS_CASES = [
    Case("mets: liver", [condition(LIVER_METASTASIS)], {"mets": YES}),
    Case("mets: resolved is history", [condition(LIVER_METASTASIS, "resolved")], {"mets": UNKNOWN}),
    Case("mets: provisional", [condition(LIVER_METASTASIS, verified="provisional")], {"mets": UNKNOWN}),
    Case("mets: nothing", [], {"mets": UNKNOWN}),
    Case("mets: M0, 180 days", [staging("cM0", 180)], {"mets": NO}),
    Case("mets: M0, 181 days", [staging("cM0", 181)], {"mets": UNKNOWN}),
    Case("mets: M0, list not whole", [staging("cM0")], {"mets": UNKNOWN}, {"Conditions Told Whole": False}),
    Case("mets: pM0(i+)", [staging("pM0(i+)", code="21901-4")], {"mets": NO}),
    Case("mets: cM1(HEP)", [staging("cM1(HEP)")], {"mets": YES}),
    Case("mets: M1c, years old", [staging("M1c", 900)], {"mets": YES}),
    Case("mets: MX", [staging("MX")], {"mets": UNKNOWN}),
    Case("mets: MX after M0 says nothing", [staging("M0", 20), staging("cMX", 10)], {"mets": NO}),
    Case("mets: stage IV", [staging("Stage IVB", code="21908-9")], {"mets": YES}),
    Case("mets: stage III", [staging("III", code="21908-9")], {"mets": UNKNOWN}),
    Case("mets: positive newer than the negative", [condition(LIVER_METASTASIS, recorded=19), staging("M0", 20)],
         {"mets": YES}),
    Case("mets: of one day", [condition(LIVER_METASTASIS, recorded=20), staging("M0", 20)], {"mets": UNKNOWN}),
    Case("mets: negative newer than the positive", [condition(LIVER_METASTASIS, recorded=21), staging("M0", 20)],
         {"mets": UNKNOWN}),
    Case("mets: a stale negative contests nothing", [condition(LIVER_METASTASIS, recorded=300), staging("M0", 181)],
         {"mets": YES}),
    Case("mets: possible, negative newer",
         [condition(LIVER_METASTASIS, verified="provisional", recorded=21), staging("M0", 20)], {"mets": NO}),
    Case("mets: possible, negative of the same day",
         [condition(LIVER_METASTASIS, verified="provisional", recorded=20), staging("M0", 20)], {"mets": UNKNOWN}),
    Case("mets: another malignancy", [condition(LIVER_METASTASIS), condition((ICD10CM, "C18.9"))], {"mets": UNKNOWN}),
    Case("mets: C25.4 is no other malignancy", [condition(LIVER_METASTASIS), condition(PANCREATIC_NET)], {"mets": YES}),
    Case("mets: regional node", [condition((ICD10CM, "C77.2"), recorded=5), staging("M0", 20)], {"mets": NO}),
    Case("mets: scan concludes", [report(LIVER_METASTASIS)], {"mets": YES}),
    Case("mets: preliminary scan", [report(LIVER_METASTASIS, status="preliminary")], {"mets": UNKNOWN}),
    Case("mets: scan says none", [finding(ANY_METASTASIS, ABSENT)], {"mets": NO}),
    Case("mets: no metastasis in the liver is not none anywhere", [finding(LIVER_METASTASIS, ABSENT)],
         {"mets": UNKNOWN}),
    Case("mets: scan says present", [finding(LIVER_METASTASIS, PRESENT)], {"mets": YES}),
    Case("mets: unreadable statement newer than M0", [staging("M0", 20), staging("see report", 19)], {"mets": UNKNOWN}),
    Case("mets: unreadable statement older than M0", [staging("M0", 20), staging("see report", 21)], {"mets": NO}),
]  # fmt: skip

SURGERY_CASES = [
    Case("cand: fit, 180 days", [assessment("fit", 180)], {"cand": YES}),
    Case("cand: fit, 181 days", [assessment("fit", 181)], {"cand": UNKNOWN}),
    Case("cand: unfit", [assessment("unfit")], {"cand": NO}),
    Case("cand: unresectable", [assessment("unresectable")], {"cand": NO}),
    Case("cand: declined is newer", [assessment("fit", 20), assessment("declined", 19)], {"cand": NO}),
    Case("cand: of one day", [assessment("fit", 20), assessment("unfit", 20)], {"cand": UNKNOWN}),
    Case("cand: ECOG 3", [ecog(3)], {"cand": NO}),
    Case("cand: ECOG 2", [ecog(2)], {"cand": UNKNOWN}),
    Case("cand: ECOG 3, 90 days", [ecog(3, 90)], {"cand": NO}),
    Case("cand: ECOG 3, 91 days", [ecog(3, 91)], {"cand": UNKNOWN}),
    Case("cand: ECOG by answer", [observation(ECOG, valueCodeableConcept=concept((LOINC, "LA9626-8")))], {"cand": NO}),
    Case("cand: ASA 4", [observation(ASA, valueCodeableConcept=concept((SNOMED, "413498004")))], {"cand": NO}),
    Case("cand: ASA 3", [observation(ASA, valueCodeableConcept=concept((SNOMED, "413497009")))], {"cand": UNKNOWN}),
    Case("cand: explicit fit outranks a newer ECOG 3", [assessment("fit", 60), ecog(3, 5)], {"cand": YES}),
    Case("cand: stale assessment falls back to ECOG", [assessment("fit", 181), ecog(3)], {"cand": NO}),
    Case("cand: resection not done, refused",
         [procedure(RESECTION, 15, "not-done", statusReason=REFUSED)], {"cand": NO, "resected": UNKNOWN}),
    Case("resected: reason is the tumour", [TUMOUR, procedure(RESECTION, 500, reasonReference=[
        {"reference": "Condition/tumour"}])], {"resected": YES}),
    Case("resected: tumour recorded on the day", [TUMOUR, procedure(RESECTION, 400)], {"resected": YES}),
    Case("resected: tumour recorded the day after", [TUMOUR, procedure(RESECTION, 401)], {"resected": UNKNOWN}),
    Case("resected: no tumour", [procedure(RESECTION)], {"resected": UNKNOWN}),
    Case("resected: none on record", [TUMOUR], {"resected": UNKNOWN}),
    Case("resected: Z90.411 with a tumour", [TUMOUR, condition((ICD10CM, "Z90.411"))], {"resected": YES}),
    Case("resected: Z90.411 alone", [condition((ICD10CM, "Z90.411"))], {"resected": UNKNOWN}),
    Case("recur: coded", [condition(NME, "recurrence")], {"recur": YES}),
    Case("recur: onset 14 days after the SSA", [condition(NME, onsetDateTime=days(86)), order(LAR, 100)],
         {"recur": NO}),
    Case("recur: onset 15 days after the SSA", [condition(NME, onsetDateTime=days(85)), order(LAR, 100)],
         {"recur": YES}),
    Case("recur: no onset on an SSA", [condition(NME), order(LAR, 100)], {"recur": UNKNOWN}),
    Case("recur: no onset, no SSA, no resection", [condition(NME)], {"recur": NO}),
    Case("recur: onset 30 days after resection",
         [TUMOUR, procedure(RESECTION, 100), condition(NME, onsetDateTime=days(70))], {"recur": NO}),
    Case("recur: onset 31 days after resection",
         [TUMOUR, procedure(RESECTION, 100), condition(NME, onsetDateTime=days(69))], {"recur": YES}),
    Case("recur: resolved", [condition(NME, "resolved", onsetDateTime=days(85)), order(LAR, 100)], {"recur": NO}),
]  # fmt: skip

ZINC_CASES = [
    Case("zinc: the laboratory's limit", [zinc(60, low=60)], {"zinc_low": NO}),
    Case("zinc: below the laboratory's limit", [zinc(59.9, low=60)], {"zinc_low": YES}),
    Case("zinc: woman, morning, fasting, 70", [zinc(70, MORNING, fasting=True)], {"zinc_low": NO}),
    Case("zinc: woman, morning, fasting, 69.9", [zinc(69.9, MORNING, fasting=True)], {"zinc_low": YES}),
    Case("zinc: woman, morning, fed, 66", [zinc(66, MORNING, fasting=False)], {"zinc_low": NO}),
    Case("zinc: woman, morning, fed, 65.9", [zinc(65.9, MORNING, fasting=False)], {"zinc_low": YES}),
    Case("zinc: woman, noon is afternoon, 59", [zinc(59, NOON, fasting=True)], {"zinc_low": NO}),
    Case("zinc: woman, noon is afternoon, 58.9", [zinc(58.9, NOON, fasting=True)], {"zinc_low": YES}),
    Case("zinc: a minute before noon is morning", [zinc(65.9, BEFORE_NOON, fasting=False)], {"zinc_low": YES}),
    Case("zinc: no time, 58.9", [zinc(58.9)], {"zinc_low": YES}),
    Case("zinc: no time, 59", [zinc(59)], {"zinc_low": UNKNOWN}),
    Case("zinc: no time, 69.9", [zinc(69.9)], {"zinc_low": UNKNOWN}),
    Case("zinc: no time, 70", [zinc(70)], {"zinc_low": NO}),
    Case("zinc: man, 73.9", [person(gender="male"), zinc(73.9, MORNING, fasting=True)], {"zinc_low": YES}),
    Case("zinc: man, 74", [person(gender="male"), zinc(74, MORNING, fasting=True)], {"zinc_low": NO}),
    Case("zinc: man of 65, 72", [person("1961-11-20", "male"), zinc(72, MORNING, fasting=True)], {"zinc_low": NO}),
    Case("zinc: man of 64, 72", [person("1961-11-21", "male"), zinc(72, MORNING, fasting=True)], {"zinc_low": YES}),
    Case("zinc: 9.0 umol/L is 58.8", [{**zinc(9.0, unit="umol/L"), "code": concept((LOINC, "14955-9"))}],
         {"zinc_low": YES}),
    Case("zinc: 0.7 mg/L is 70", [zinc(0.7, unit="mg/L")], {"zinc_low": NO}),
    Case("zinc: 90 days", [zinc(50, 90)], {"zinc_low": YES}),
    Case("zinc: 91 days", [zinc(50, 91)], {"zinc_low": UNKNOWN}),
    Case("zinc: a child without a range", [CHILD, zinc(40)], {"zinc_low": UNKNOWN}),
    Case("zinc: a child with a range", [CHILD, zinc(40, low=60)], {"zinc_low": YES}),
    Case("zinc: E60 beside a normal zinc", [condition((ICD10CM, "E60")), zinc(90)], {"zinc_low": NO}),
    Case("zinc: week 13, 56.9", [condition((ICD10CM, "Z3A.13")), zinc(56.9)], {"zinc_low": YES, "pregnant": YES}),
    Case("zinc: week 13, 57", [condition((ICD10CM, "Z3A.13")), zinc(57)], {"zinc_low": NO}),
    Case("zinc: week 14, 51", [condition((ICD10CM, "Z3A.14")), zinc(51)], {"zinc_low": NO}),
    Case("zinc: week 27, 50.9", [condition((ICD10CM, "Z3A.27")), zinc(50.9)], {"zinc_low": YES}),
    Case("zinc: week 28, 50", [condition((ICD10CM, "Z3A.28")), zinc(50)], {"zinc_low": NO}),
    Case("zinc: trimester unknown, 50", [condition((SNOMED, "77386006")), zinc(50)], {"zinc_low": UNKNOWN}),
]  # fmt: skip

OTHER_CASES = [
    Case("minor: 18 today", [ADULT_TODAY], {"minor": NO}),
    Case("minor: 18 tomorrow", [TOMORROW], {"minor": YES}),
    Case("minor: no birth date", [{"resourceType": "Patient", "id": "p1"}], {"minor": UNKNOWN}),
    Case("minor: a birth year that settles nothing", [person("2008")], {"minor": UNKNOWN}),
    Case("pregnant: 300 days", [condition((SNOMED, "77386006"), recorded=300)], {"pregnant": YES}),
    Case("pregnant: 301 days", [condition((SNOMED, "77386006"), recorded=301)], {"pregnant": UNKNOWN}),
    Case("pregnant: delivered since",
         [condition((SNOMED, "77386006"), recorded=100), condition((ICD10CM, "O80"), recorded=3)],
         {"pregnant": UNKNOWN}),
    Case("pregnant: a refuted delivery is none", [condition((SNOMED, "77386006"), recorded=100),
         condition((ICD10CM, "O80"), verified="refuted", recorded=3)], {"pregnant": YES}),
    Case("progression: two of one day", [response(WORSE), response(STABLE)], {"progression": UNKNOWN}),
    Case("progression: worsened", [response(WORSE)], {"progression": YES}),
    Case("progression: stable is newer", [response(WORSE, 20), response(STABLE, 19)], {"progression": NO}),
    Case("progression: 180 days", [response(WORSE, 180)], {"progression": YES}),
    Case("progression: 181 days", [response(WORSE, 181)], {"progression": UNKNOWN}),
    Case("diabetes: a child code of its header", [condition((ICD10CM, "E11.65"))], {"diabetes": YES}),
    Case("diabetes: none on record", [], {"diabetes": UNKNOWN, "associated": UNKNOWN}),
    Case("associated: cirrhosis", [condition((ICD10CM, "K74.60"))], {"associated": YES}),
    Case("associated: Crohn", [condition((SNOMED, "34000006"))], {"associated": YES}),
    Case("diabetes: refuted", [condition((ICD10CM, "E11.65"), verified="refuted")], {"diabetes": UNKNOWN}),
    Case("associated: resolved", [condition((SNOMED, "34000006"), "resolved")], {"associated": UNKNOWN}),
]  # fmt: skip

# These rest on rows that pathway 2 (2.1) adds to the value sets.
ADDED_ROWS_CASES = [
    Case("mets: distant node", [condition((ICD10CM, "C77.0"))], {"mets": YES}),
    Case("mets: node without a site", [condition((ICD10CM, "C77.9"), recorded=5), staging("M0", 20)],
         {"mets": UNKNOWN}),
    Case("zinc: E60 alone", [condition((ICD10CM, "E60"))], {"zinc_low": YES}),
]  # fmt: skip

CASES = (
    NME_CASES + GLUCAGON_CASES + DRUG_CASES + TUMOUR_CASES + METASTASIS_CASES + SURGERY_CASES + ZINC_CASES + OTHER_CASES
)
