"""FHIR R4 resources in one line each, for hand-made patients. Days count back from TODAY."""

from datetime import date, timedelta
from typing import Any

Resource = dict[str, Any]

TODAY = date(2026, 11, 20)
PATIENT = "p1"

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
HPO = "http://purl.obolibrary.org/obo/hp.owl"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
CANDIDACY = "urn:nme-cds:surgical-assessment"

NME = (HPO, "HP:0031181")
GLUCAGONOMA = (SNOMED, "302823005")
PANCREATIC_NET = (ICD10CM, "C25.4")
LIVER_METASTASIS = (SNOMED, "94381002")
ANY_METASTASIS = (SNOMED, "128462008")
PRESENT = (SNOMED, "52101004")
ABSENT = (SNOMED, "2667000")
CT = (LOINC, "41806-1")
RESECTION = (SNOMED, "401004")
LAR = (RXNORM, "898589")
SHORT = (RXNORM, "312068")
GLUCAGON_DRUG = (RXNORM, "4832")

Code = tuple[str, str]


def days(ago: int) -> str:
    """The date so many days before TODAY."""
    return (TODAY - timedelta(days=ago)).isoformat()


def concept(code: Code | str) -> Resource:
    """A CodeableConcept of one coding, or of text alone."""
    return {"text": code} if isinstance(code, str) else {"coding": [{"system": code[0], "code": code[1]}]}


def person(born: str = "1970-01-01", gender: str = "female") -> Resource:
    """The patient."""
    return {"resourceType": "Patient", "id": PATIENT, "birthDate": born, "gender": gender}


def condition(
    code: Code | str,
    clinical: str | None = "active",
    verified: str | None = "confirmed",
    recorded: int | str | None = 30,
    **more: Any,
) -> Resource:
    """A diagnosis, recorded some days ago."""
    made: Resource = {"resourceType": "Condition", "code": concept(code), **more}
    if clinical:
        made["clinicalStatus"] = concept(("http://terminology.hl7.org/CodeSystem/condition-clinical", clinical))
    if verified:
        made["verificationStatus"] = concept(("http://terminology.hl7.org/CodeSystem/condition-ver-status", verified))
    if recorded is not None:
        made["recordedDate"] = recorded if isinstance(recorded, str) else days(recorded)
    return made


def observation(code: Code, at: int | str | None = 10, status: str = "final", **value: Any) -> Resource:
    """A result some days ago, its value given as the FHIR member."""
    made: Resource = {"resourceType": "Observation", "status": status, "code": concept(code), **value}
    if at is not None:
        made["effectiveDateTime"] = at if isinstance(at, str) else days(at)
    return made


def quantity(value: float, unit: str, comparator: str | None = None) -> Resource:
    """A Quantity whose code and unit are the same string."""
    made: Resource = {"value": value, "unit": unit, "code": unit, "system": "http://unitsofmeasure.org"}
    return made | ({"comparator": comparator} if comparator else {})


def glucagon(
    value: float,
    at: int | str | None = 10,
    high: float | None = 159,
    unit: str = "pg/mL",
    comparator: str | None = None,
    code: str = "2338-2",
    **more: Any,
) -> Resource:
    """A glucagon result with the laboratory's upper limit in the unit of the result."""
    reach = {"referenceRange": [{"high": quantity(high, unit)}]} if high is not None else {}
    return observation((LOINC, code), at, valueQuantity=quantity(value, unit, comparator), **(reach | more))


def zinc(
    value: float,
    at: int | str | None = 10,
    low: float | None = None,
    unit: str = "ug/dL",
    fasting: bool | None = None,
    comparator: str | None = None,
) -> Resource:
    """A zinc result, with the laboratory's lower limit and the fasting answer if given."""
    made = observation((LOINC, "5763-8"), at, valueQuantity=quantity(value, unit, comparator))
    if low is not None:
        made["referenceRange"] = [{"low": quantity(low, unit)}]
    if fasting is not None:
        made["component"] = [{"code": concept((LOINC, "49541-6")), "valueBoolean": fasting}]
    return made


def staging(token: str, at: int | str = 10, code: str = "21907-1") -> Resource:
    """An M category as a word."""
    return observation((LOINC, code), at, valueCodeableConcept=concept(token))


def finding(code: Code, said: Code, at: int | str = 10) -> Resource:
    """An imaging finding said to be present or absent."""
    imaging = [concept(("http://terminology.hl7.org/CodeSystem/observation-category", "imaging"))]
    return observation(code, at, category=imaging, valueCodeableConcept=concept(said))


def report(conclusion: Code, at: int | str = 10, status: str = "final", code: Code = CT) -> Resource:
    """An imaging report with a coded conclusion."""
    return {
        "resourceType": "DiagnosticReport",
        "status": status,
        "code": concept(code),
        "effectiveDateTime": at if isinstance(at, str) else days(at),
        "conclusionCode": [concept(conclusion)],
    }


def assessment(said: str, at: int = 10) -> Resource:
    """A surgeon's explicit assessment."""
    return observation((CANDIDACY, "surgical-candidacy"), at, valueCodeableConcept=concept((CANDIDACY, said)))


def procedure(code: Code, at: int | str = 100, status: str = "completed", **more: Any) -> Resource:
    """An operation done, or not done with a reason."""
    performed = at if isinstance(at, str) else days(at)
    return {"resourceType": "Procedure", "status": status, "code": concept(code), "performedDateTime": performed} | more


def order(
    drug: Code | str, start: int | None = 100, status: str = "active", end: int | None = None, **more: Any
) -> Resource:
    """A medication order, with an end as the end of its validity period."""
    made: Resource = {
        "resourceType": "MedicationRequest",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": concept(drug),
    }
    if start is not None:
        made["authoredOn"] = days(start)
    if end is not None:
        made["dispenseRequest"] = {"validityPeriod": {"end": days(end)}}
    return made | more


def given(drug: Code, at: int, status: str = "completed") -> Resource:
    """A drug given on one day."""
    return {
        "resourceType": "MedicationAdministration",
        "status": status,
        "medicationCodeableConcept": concept(drug),
        "effectiveDateTime": days(at),
    }


def bundle(resources: list[Resource]) -> Resource:
    """A Bundle of one patient; every resource gets an id and the subject it needs."""
    if not any(one["resourceType"] == "Patient" for one in resources):
        resources = [person(), *resources]
    named = [{"id": f"r{number}", **one} for number, one in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in named]}
