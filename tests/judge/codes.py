"""Codes and statuses in one spelling: code systems (R8), the two statuses of a diagnosis (R6), null members out."""

import re
from typing import Any

Resource = dict[str, Any]

# One code system, many spellings (R8).
SYSTEMS = [
    (r"(https?://(www\.)?)?loinc\.org|LN|(urn:oid:)?2\.16\.840\.1\.113883\.6\.1", "http://loinc.org"),
    (r"(https?://(www\.)?)?snomed\.info/(sct|xsct)(/.*)?|(urn:oid:)?2\.16\.840\.1\.113883\.6\.96", "http://snomed.info/sct"),
    (r"https?://hl7\.org/fhir/sid/icd-10-cm|(urn:oid:)?2\.16\.840\.1\.113883\.6\.90", "http://hl7.org/fhir/sid/icd-10-cm"),
    (r"https?://hl7\.org/fhir/sid/icd-10|(urn:oid:)?2\.16\.840\.1\.113883\.6\.3", "http://hl7.org/fhir/sid/icd-10"),
    (r"https?://hl7\.org/fhir/sid/icd-9-cm|(urn:oid:)?2\.16\.840\.1\.113883\.6\.103", "http://hl7.org/fhir/sid/icd-9-cm"),
    (r"https?://fhir\.de/CodeSystem/(dimdi|bfarm)/icd-10-gm", "http://fhir.de/CodeSystem/bfarm/icd-10-gm"),
    (r"https?://www\.nlm\.nih\.gov/research/umls/rxnorm|(urn:oid:)?2\.16\.840\.1\.113883\.6\.88",
     "http://www.nlm.nih.gov/research/umls/rxnorm"),
    (r"https?://terminology\.hl7\.org/CodeSystem/icd-o-3|https?://hl7\.org/fhir/sid/icd-o-3(-morph)?",
     "http://terminology.hl7.org/CodeSystem/icd-o-3"),
]  # fmt: skip

# Words and SNOMED codes of the two statuses of a diagnosis (R6).
VERIFIED = {
    "confirmed": {"confirmed", "410605003"}, "provisional": {"provisional", "415684004", "410592001", "suspected"},
    "differential": {"differential", "47965005"}, "unconfirmed": {"unconfirmed"},
    "refuted": {"refuted", "410594000", "ruled out"},
    "entered-in-error": {"entered-in-error", "entered in error", "723510000"},
}  # fmt: skip
COURSES = {
    "active": {"active", "55561003"}, "recurrence": {"recurrence", "246455001"}, "relapse": {"relapse", "263855007"},
    "inactive": {"inactive", "73425007"}, "remission": {"remission", "277022003"},
    "resolved": {"resolved", "413322009"},
}  # fmt: skip
CERTAINTY = {"A": "refuted", "V": "provisional", "G": "confirmed"}  # ICD-10-GM (T7); Z is history


def canonical(resource: Resource) -> Resource:
    """A copy with canonical code systems and, of a diagnosis, statuses as FHIR codes or "not understood"."""
    made: Resource = _copy(resource)
    if made["resourceType"] == "Condition":
        _statuses(made)
    return made


def _copy(node: Any) -> Any:
    if isinstance(node, list):
        return [_copy(value) for value in node if value is not None]
    if not isinstance(node, dict):
        return node
    made = {key: _copy(value) for key, value in node.items() if value is not None}
    if isinstance(made.get("system"), str) and "code" in made:
        made["system"] = _system(made["system"])
    return made


def _system(uri: str) -> str:
    plain = uri.partition("|")[0].strip().rstrip("/")
    return next((name for pattern, name in SYSTEMS if re.fullmatch(pattern, plain, re.IGNORECASE)), plain)


def _statuses(condition: Resource) -> None:
    for name, words in (("verificationStatus", VERIFIED), ("clinicalStatus", COURSES)):
        if name in condition:
            condition[name] = {"coding": [{"code": _status(condition[name], words)}]}
    for coding in condition.get("code", {}).get("coding", []):
        for extension in coding.get("extension", []):
            sign = extension.get("valueCoding", {}).get("code")
            if "diagnosesicherheit" in extension.get("url", "").lower() and sign in CERTAINTY:
                condition["verificationStatus"] = {"coding": [{"code": CERTAINTY[sign]}]}
            elif "diagnosesicherheit" in extension.get("url", "").lower() and sign == "Z":
                condition["clinicalStatus"] = {"coding": [{"code": "resolved"}]}


def _status(given: Any, words: dict[str, set[str]]) -> str:
    said = {given.casefold()} if isinstance(given, str) else {text.casefold() for text in texts(given, codes=True)}
    return next((code for code, known in words.items() if said & known), "not understood")


def texts(concept: Any, *, codes: bool = False) -> list[str]:
    """Text and displays of a CodeableConcept, its codes too if asked."""
    if not isinstance(concept, dict):
        return []
    found = [concept.get("text")]
    for coding in concept.get("coding") or []:
        found += [coding.get("display"), coding.get("code") if codes else None]
    return [text for text in found if isinstance(text, str)]
