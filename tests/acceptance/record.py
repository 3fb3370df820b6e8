"""One patient's record in FHIR R4, written fact by fact in the shapes of fhir-inputs."""

from typing import Any

from tests.acceptance import facts as f
from tests.acceptance import shapes as s
from tests.acceptance import vocabulary as v
from tests.acceptance.shapes import Record
from tests.acceptance.treatments import WRITE

IMAGING = [s.hl7("observation-category", "imaging")]
RADIOLOGY = [s.hl7("v2-0074", "RAD")]
LABORATORY = [s.hl7("observation-category", "laboratory")]
RECORDED_DAYS_AGO = {"diabetes": 400, "colon cancer": 300, "pancreas partly absent": None}


def write(patient: f.Patient) -> list[dict[str, Any]]:
    """Every resource of the patient, the Patient first."""
    record = Record()
    _person(record, patient)
    tumours = _problems(record, patient)
    _laboratory(record, patient)
    _findings(record, patient)
    _surgery(record, patient, tumours)
    _treatments(record, patient)
    return record.resources


def _person(record: Record, patient: f.Patient) -> None:
    born = patient.born
    if born is None and patient.age is not None:
        sixty_days_ago = s.days_before_today(60)
        born = f"{int(sixty_days_ago[:4]) - patient.age}{sixty_days_ago[4:]}"
    person = {"birthDate": None if born == "none" else born, "gender": patient.sex}
    known = {key: value for key, value in person.items() if value is not None}
    name = [{"family": "Vignette", "given": ["Test"]}]
    record.resources.append({"resourceType": "Patient", "id": s.PATIENT, "name": name, **known})


def _problems(record: Record, patient: f.Patient) -> list[str]:
    """The problem list; answers the references of the tumours."""
    for rash in patient.nme:
        onset = s.written(rash.onset, rash.onset_days_ago)
        code = v.NME_CODED if rash.coded else v.words(rash.text)
        _entry(record, code, rash, min(rash.onset_days_ago, 20), onsetDateTime=onset)
    tumours = [_entry(record, v.TUMOURS[t.kind], t, 30) for t in patient.tumour]
    for other in patient.conditions:
        _entry(record, v.CONDITIONS[other.name], other, RECORDED_DAYS_AGO.get(other.name, 700))
    for metastasis in patient.metastases:
        place = [s.concept(v.BODY_SITES[metastasis.body_site])] if metastasis.body_site else None
        _entry(record, v.SITES[metastasis.site], metastasis, 20, bodySite=place)
    for pregnancy in patient.pregnant:
        weeks = v.Code(v.ICD10CM, f"Z3A.{pregnancy.weeks:02}", f"{pregnancy.weeks} weeks gestation of pregnancy")
        _entry(record, weeks, f.Entry(days_ago=pregnancy.days_ago, date=pregnancy.date), 3)
    return tumours


def _entry(record: Record, code: v.Code, entry: f.Entry, default: int | None, **members: Any) -> str:
    told = {
        "subject": s.subject(entry.another_patient),
        "code": s.concept(code),
        "recordedDate": s.when(entry, default),
    }
    return record.add("Condition", **told, **s.statuses(entry), **members)


def _laboratory(record: Record, patient: f.Patient) -> None:
    for glucagon in patient.glucagon:
        code = _test("glucagon", glucagon.molar_code, glucagon.value)
        _lab(record, code, glucagon, s.at_eight(s.when(glucagon, 10)), high=glucagon.upper_limit)
    for zinc in patient.zinc:
        code = _test("zinc", zinc.molar_code, zinc.value)
        _lab(record, code, zinc, s.at_time(s.when(zinc, 6), zinc.time), low=zinc.lower_limit)
    for ratio in patient.fatty_acid_ratio:
        _lab(record, v.TESTS["fatty acid ratio"], ratio, s.at_eight(s.when(ratio, 10)))
    for egfr in patient.egfr:
        _lab(record, v.TESTS["eGFR"], egfr, s.at_eight(s.when(egfr, 10)))
    for albumin in patient.albumin:
        _lab(record, v.TESTS["albumin"], albumin, s.at_eight(s.when(albumin, 10)))
    for panel in patient.amino_acids:
        _amino_acids(record, panel)


def _test(analyte: str, molar: bool | None, value: str | None) -> v.Code:
    """The code of the test: molar when told so, else by the unit of the value."""
    if molar is None:
        molar = (value or "").endswith(("mol/L", "mol/mL"))
    return v.TESTS[f"{analyte}, molar" if molar else analyte]


def _lab(record: Record, code: v.Code, lab: f.Lab, drawn: str | None, **limit: str | None) -> None:
    value = s.quantity(lab.value)
    limits = {end: s.quantity(text, (value or {}).get("unit")) for end, text in limit.items() if text}
    record.observe(
        code,
        subject=s.subject(lab.another_patient),
        status=lab.status,
        category=LABORATORY,
        effectiveDateTime=drawn,
        issued=lab.issued,
        valueQuantity=value,
        valueString=lab.text_value,
        dataAbsentReason=s.hl7("data-absent-reason", lab.absent_because) if lab.absent_because else None,
        referenceRange=[limits] if limits else None,
        interpretation=[s.hl7("v3-ObservationInterpretation", lab.flag)] if lab.flag else None,
        component=None if lab.fasting is None else [_fasting(lab.fasting)],
    )


def _fasting(fasting: bool) -> dict[str, Any]:
    return {"code": s.concept(v.TESTS["fasting"]), "valueBoolean": fasting}


def _amino_acids(record: Record, panel: f.AminoAcids) -> None:
    flags = [(name, "L") for name in panel.low] + [(name, "N") for name in panel.normal]
    record.observe(
        v.TESTS["amino acids"],
        category=LABORATORY,
        effectiveDateTime=s.at_eight(s.when(panel, 10)),
        interpretation=[s.hl7("v3-ObservationInterpretation", panel.flag)] if panel.flag else None,
        component=[_flagged(name, flag) for name, flag in flags] or None,
    )


def _flagged(name: str, flag: str) -> dict[str, Any]:
    return {
        "code": s.concept(v.AMINO_ACIDS[name]),
        "interpretation": [s.hl7("v3-ObservationInterpretation", flag)],
    }


def _findings(record: Record, patient: f.Patient) -> None:
    """Imaging, stage, performance and course of disease."""
    for scan in patient.imaging:
        _scan(record, scan)
    for biopsy in patient.biopsy:
        record.add(
            "DiagnosticReport",
            status=biopsy.status,
            code=s.concept(v.SCANS["pathology"]),
            category=[s.hl7("v2-0074", "SP")],
            effectiveDateTime=s.when(biopsy, 15),
            conclusion=biopsy.says,
        )
    for category in patient.m_category:
        token = category.value if category.value.startswith(("c", "p")) else f"c{category.value}"
        coding = {"coding": [{"system": "http://cancerstaging.org", "code": token}], "text": category.value}
        record.observe(v.TESTS["M category"], effectiveDateTime=s.when(category, 20), valueCodeableConcept=coding)
    for group in patient.stage:
        record.observe(
            v.TESTS["stage"], effectiveDateTime=s.when(group, 20), valueCodeableConcept={"text": group.value}
        )
    for grade in patient.ecog:
        record.observe(v.TESTS["ECOG"], effectiveDateTime=s.when(grade, 10), valueInteger=int(grade.value))
    for physical in patient.asa:
        answer = s.concept(v.ASA_CLASSES[int(physical.value)])
        record.observe(v.TESTS["ASA"], effectiveDateTime=s.when(physical, 10), valueCodeableConcept=answer)
    for status in patient.pregnancy_status:
        answer = s.concept(v.PREGNANCY[status.says])
        record.observe(v.TESTS["pregnancy"], effectiveDateTime=s.when(status, 20), valueCodeableConcept=answer)
    for course in patient.course:
        answer = s.concept(v.COURSES[course.value])
        record.observe(v.TESTS["course"], effectiveDateTime=s.when(course, 20), valueCodeableConcept=answer)


def _scan(record: Record, scan: f.Scan) -> None:
    """A report: what is present as coded conclusion, what is absent as a result of its own."""
    day = s.when(scan, 20)
    places = [(scan.tumour, v.TUMOURS["pancreatic NET"]), (scan.metastasis, v.SITES[scan.site])]
    present = [s.concept(code) for seen, code in places if seen is True]
    report = record.add(
        "DiagnosticReport",
        status=scan.status,
        code=s.concept(v.SCANS[scan.scan]),
        effectiveDateTime=day,
        category=RADIOLOGY,
        conclusionCode=present or None,
    )
    looked_for = [(scan.tumour, v.TUMOURS["pancreatic NET"]), (scan.metastasis, v.SITES["any"])]
    absent = [_absent(record, code, day, scan.status) for seen, code in looked_for if seen is False]
    if absent:
        written = next(r for r in record.resources if report.endswith(r["id"]))
        written["result"] = [{"reference": reference} for reference in absent]


def _absent(record: Record, code: v.Code, day: str | None, status: str) -> str:
    answer = s.concept(v.ABSENT)
    del answer["text"]
    return record.observe(code, status=status, category=IMAGING, effectiveDateTime=day, valueCodeableConcept=answer)


def _surgery(record: Record, patient: f.Patient, tumours: list[str]) -> None:
    for word in patient.surgeon:
        _assessment(record, word)
    for operation in patient.resection:
        reasons = [{"reference": tumour} for tumour in tumours[:1]] if operation.reason == "tumour" else []
        record.add(
            "Procedure",
            status=operation.status,
            code=s.concept(v.RESECTIONS[operation.kind]),
            performedDateTime=s.when(operation, 100),
            reasonReference=reasons or None,
            reasonCode=[s.concept(v.TUMOURS[operation.reason_code])] if operation.reason_code else None,
        )


def _assessment(record: Record, word: f.Surgeon) -> None:
    day, pancreatectomy = s.when(word, 10), s.concept(v.RESECTIONS["distal pancreatectomy"])
    if word.says in v.ASSESSMENTS:
        answer = s.concept(v.ASSESSMENTS[word.says])
        record.observe(v.TESTS["surgeon"], effectiveDateTime=day, valueCodeableConcept=answer)
    elif word.says == "ordered":
        record.add("ServiceRequest", status="active", intent="order", code=pancreatectomy, authoredOn=day)
    else:
        reason = s.concept(v.NOT_DONE[word.says])
        record.add("Procedure", status="not-done", code=pancreatectomy, performedDateTime=day, statusReason=reason)


def _treatments(record: Record, patient: f.Patient) -> None:
    for treatment in patient.drugs:
        WRITE[treatment.kind](record, treatment)
    for drug in patient.allergies:
        record.add(
            "AllergyIntolerance",
            patient=s.subject(),
            clinicalStatus=s.hl7("allergyintolerance-clinical", "active"),
            code=s.concept(v.DRUGS[drug]),
        )
