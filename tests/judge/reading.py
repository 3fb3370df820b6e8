"""A CDS Hooks request as the engine's patient: one person's Bundle in canonical codes, and what CQL cannot carry.

Written from docs/spec (how each fact looks in FHIR, pathway 2 R1 to R8), beside the product's own reader.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.judge.codes import Resource, canonical, texts
from tests.judge.engine import VALUE_SETS
from tests.judge.results import read_value
from tests.judge.words import Terms

KEYS = {
    "conditions": "Conditions Told Whole",
    "observations": "Observations Told Whole",
    "medications": "Medications Told Whole",
}
DOSES = ("medicationStatements", "medicationAdministrations")
NOT_CARRIED_OUT = re.compile(r"Z53\.?[012]")
WITHHELD = {"suppressed", "security", "forbidden", "incomplete", "too-costly", "timeout", "transient", "throttled"}

RESECTIONS = ("pancreatectomy", "distal_pancreatectomy", "pancreatic_lesion_excision")
IMAGING = ("ultrasound abdomen", "us abdomen", "abdominal ultrasound", "sonography", "dotatate", "dotatoc", "dotanoc",
           "somatostatin receptor pet")  # fmt: skip
DRUGS = {
    "ssa_long": r"sandostatin lar|octreotide lar|octreotide.*(depot|microspheres)|lanreotide|somatuline",
    "ssa_short": r"mycapssa|bynfezia|octreotide.*(oral|capsule)",
    "ssa": r"octreotide|sandostatin",
    "glucagon_drug": r"glucagon\b|dasiglucagon|glucagen|gvoke|baqsimi|zegalogue",
}
OTHER_HORMONES = re.compile(r"insulinoma|gastrinoma|vipoma|somatostatinoma|non.?function", re.IGNORECASE)
PATHOLOGY = {"SP", "PAT", "PATH"}
PATHOLOGY_CODES = {"11526-1", "11529-5", "22637-3", "34574-4", "60567-5", "60568-3", "65754-4"}


@dataclass
class Patient:
    """One line for run.mjs, in the making."""

    id: str
    resources: list[Resource] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)

    def line(self, name: str, today: str) -> dict[str, Any]:
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in self.resources]}
        parameters = {"Today": today, "Words": self.words, "Unusable": self.unusable, **self.told}
        return {"id": name, "bundle": bundle, "parameters": parameters}


def patient(request: Resource, terms: Terms) -> Patient:
    """The patient of a request."""
    asked = request["context"]["patientId"]
    made = Patient(asked)
    answers = {key: _answer(value) for key, value in request.get("prefetch", {}).items()}
    for key, parameter in KEYS.items():
        made.told[parameter] = answers.get(key, ([], False))[1]
    made.told["Doses Told Whole"] = all(answers[key][1] for key in DOSES if key in answers)
    made.told["Reports Told Whole"] = answers["reports"][1] if "reports" in answers else None
    everything = [one for resources, _ in answers.values() for one in resources]
    drugs = {str(one.get("id")): one for one in everything if one["resourceType"] == "Medication"}
    mine = [one for one in everything if one["resourceType"] != "Medication" and _is_of(one, asked)]
    made.resources = [canonical({**one, "id": f"r{number}"}) for number, one in enumerate(mine)]
    if not any(one["resourceType"] == "Patient" for one in mine):
        made.resources.append({"resourceType": "Patient", "id": asked})
    _renumber(made.resources, mine)
    for one in made.resources:
        if one["resourceType"].startswith("Medication") and not _drug(one, drugs):
            made.words.append(f"{one['resourceType']}/{one['id']} unread_drug stated")
    for one in made.resources:
        made.words += _words(one, terms)
        if one["resourceType"] == "Observation" and read_value(one):
            made.unusable.append(f"Observation/{one['id']}")
    return made


def _answer(value: Any) -> tuple[list[Resource], bool]:
    """The resources of a prefetch value, and whether nothing says that some are missing (R1, R2)."""
    if value is None:
        return [], True
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        return [], False
    if value["resourceType"] == "OperationOutcome":
        return [], not any(issue.get("code") in WITHHELD or issue.get("severity") in {"error", "fatal"}
                           for issue in value.get("issue", []))  # fmt: skip
    if value["resourceType"] != "Bundle":
        return ([value], True) if value["resourceType"] != "Parameters" else ([], False)
    return _of_bundle(value)


def _of_bundle(bundle: Resource) -> tuple[list[Resource], bool]:
    entries = bundle.get("entry") or []
    found: list[Resource] = []
    whole = True
    for entry in entries:
        inner = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inner, dict) and inner.get("resourceType") == "OperationOutcome":
            whole &= not any(issue.get("code") in WITHHELD for issue in inner.get("issue", []))
            continue
        resources, complete = _answer(inner) if inner is not None else ([], False)
        found, whole = found + resources, whole and complete
    more = any(link.get("relation") == "next" for link in bundle.get("link") or [])
    total = bundle.get("total")
    if str(total).isdigit() and int(str(total)) > len(entries) and not more:
        whole = False
    return found, whole and not more


def _is_of(resource: Resource, asked: str) -> bool:
    if resource["resourceType"] == "Patient":
        return resource.get("id") == asked
    subject = (resource.get("subject") or resource.get("patient") or {}).get("reference")
    if not isinstance(subject, str):
        return True
    subject = re.sub(r"/_history/.*$", "", subject).rstrip("/")
    return (
        subject == f"urn:uuid:{asked}"
        or re.search(rf"(^|/)patient/{re.escape(asked)}$", subject, re.IGNORECASE) is not None
    )


def _renumber(resources: list[Resource], originals: list[Resource]) -> None:
    """Ids were made unique; references between the patient's resources follow."""
    new = {f"{one['resourceType']}/{old['id']}": f"{one['resourceType']}/{one['id']}"
           for one, old in zip(resources, originals, strict=False) if old.get("id")}  # fmt: skip
    for one in resources:
        for reference in _references(one):
            target = re.sub(r"^.*/(?=[A-Z]\w+/[^/]+$)", "", str(reference["reference"]))
            reference["reference"] = new.get(target, reference["reference"])


def _references(node: Any) -> Iterator[Resource]:
    if isinstance(node, dict):
        if "reference" in node and isinstance(node["reference"], str):
            yield node
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _drug(order: Resource, drugs: dict[str, Resource]) -> bool:
    """Puts the drug of an entry into medicationCodeableConcept. Can it be told (R3)?"""
    concept = order.get("medicationCodeableConcept") or order.get("medication")
    concept = concept.get("concept", concept) if isinstance(concept, dict) else concept  # as R5 writes it
    reference = order.pop("medicationReference", None)
    if reference:
        name = str(reference.get("reference", "")).rsplit("/", 1)[-1].rsplit(":", 1)[-1].lstrip("#")
        inside = {str(one.get("id", "")).lstrip("#"): one for one in order.get("contained", [])}
        drug = inside.get(name) or drugs.get(name) or {}
        concept = drug.get("code") or next((i.get("itemCodeableConcept") for i in drug.get("ingredient", [])), None)
        if not concept and reference.get("display"):
            concept = {"text": reference["display"]}
    order.pop("contained", None)
    order["medicationCodeableConcept"] = concept if isinstance(concept, dict) else {}
    return bool(texts(concept, codes=True))


def _words(resource: Resource, terms: Terms) -> list[str]:
    """The entries of the parameter Words about one resource."""
    kind, lines = resource["resourceType"], texts(resource.get("code"))
    said: list[tuple[str, str | None]] = []
    if kind == "Condition":
        said += _of_diagnosis(lines, terms)
        said.append(("metastasis", _said(terms, _read_displays(resource), "metastasis_any")))
    if kind in {"Condition", "Procedure", "ServiceRequest"}:
        undone = kind == "Condition" and any(map(NOT_CARRIED_OUT.match, _codes(resource)))
        named = [_said(terms, lines, concept) for concept in RESECTIONS]
        said += [("resection_contraindicated" if undone else "resection", reading) for reading in named]
    if kind == "DiagnosticReport" and any(phrase in line.casefold() for phrase in IMAGING for line in lines):
        said.append(("imaging", "stated"))
    if _is_pathology(resource, lines, terms) and _report_names_nme(resource, terms):
        said.append(("nme", "doubted"))
    if kind.startswith("Medication"):
        line = " ".join(texts(resource.get("medicationCodeableConcept"))).casefold()
        said += [(concept, "stated") for concept, pattern in DRUGS.items() if re.search(pattern, line)][:1]
    return [f"{kind}/{resource['id']} {concept} {reading}" for concept, reading in said if reading]


def _codes(resource: Resource) -> list[str]:
    return [str(coding.get("code")) for coding in _codings(resource)]


def _codings(resource: Resource) -> list[Resource]:
    codings: list[Resource] = (resource.get("code") or {}).get("coding", [])
    return codings


def _read_displays(diagnosis: Resource) -> list[str]:
    """Names of codes in the systems that are read: any coded site of a metastasis counts (R5)."""
    return [str(coding.get("display")) for coding in _codings(diagnosis) if coding.get("system") in _systems()]


@cache
def _systems() -> frozenset[str]:
    with VALUE_SETS.open(encoding="utf-8", newline="") as rows:
        return frozenset(row["system"] for row in csv.DictReader(rows))


def _of_diagnosis(lines: list[str], terms: Terms) -> list[tuple[str, str | None]]:
    said = [(concept, _said(terms, lines, concept)) for concept in ("nme", "glucagonoma")]
    if not any(map(OTHER_HORMONES.search, lines)):
        said.append(("pancreatic_net", _said(terms, lines, "pancreatic_net")))
    said.append(("node_distant", _said(terms, lines, "metastasis_lymph_node_distant")))
    return [*said, ("words_metastatic", "stated" if any(map(terms.says_metastatic, lines)) else None)]


def _said(terms: Terms, lines: list[str], concept: str) -> str | None:
    """Of several texts of one entry the most cautious reading counts."""
    found = [terms.reading(line, concept) for line in lines]
    return next((reading for reading in ("past", "doubted", "stated") if reading in found), None)


def _is_pathology(resource: Resource, lines: list[str], terms: Terms) -> bool:
    if resource["resourceType"] not in {"DiagnosticReport", "Observation"}:
        return False
    if resource.get("status") not in {"final", "amended", "corrected"}:
        return False
    categories = resource.get("category") or []
    categories = categories if isinstance(categories, list) else [categories]
    kinds = {coding.get("code") for one in categories for coding in one.get("coding", [])}
    own = {coding.get("code") for coding in resource.get("code", {}).get("coding", [])}
    by_text = any(terms.reading(line, "skin_biopsy_report") for line in lines)
    return bool(kinds & PATHOLOGY) or bool(own & PATHOLOGY_CODES) or by_text


def _report_names_nme(report: Resource, terms: Terms) -> bool:
    lines = [report.get("conclusion"), report.get("valueString")]
    for concept in report.get("conclusionCode", []):
        lines += texts(concept)
        if any(coding.get("code") == "HP:0031181" for coding in concept.get("coding", [])):
            return True
    return any(terms.report_names(line, "nme") for line in lines if isinstance(line, str))
