"""Prefetch templates: the FHIR queries we ask clients to run before they call (conformance A.5).

Only ``{{context.patientId}}`` is used as a token, and every parameter once: both are what
2.0.1 and 3.0 clients and the public sandbox all understand (A-38, A-43, C-S3). No dates: they
are filtered in the service (A.13).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

PAGE = 500  # resources asked for in one answer; more come by paging

KEYS: Mapping[str, str] = {
    "Patient": "patient",
    "Condition": "conditions",
    "Observation": "observations",
    "DiagnosticReport": "reports",
    "Procedure": "procedures",
    "ServiceRequest": "serviceRequests",
    "MedicationRequest": "medications",
    "MedicationStatement": "medicationStatements",
    "MedicationAdministration": "medicationAdministrations",
    "AllergyIntolerance": "allergies",
    "Consent": "consents",
}
REQUIRED = ("patient", "conditions", "observations")  # without these: 412 (decisions 1)

_TOKEN = "{{context.patientId}}"  # noqa: S105 - a prefetch token is a placeholder, not a secret
_PLAIN = re.compile(r"[A-Za-z0-9./:_-]+")  # needs no escape in a URL nor in FHIR search


def templates(wanted: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Prefetch key -> query, for FHIR resource type -> (system, code) pairs; no pairs, no code filter.

    Raises ValueError for a type without a key or a code that cannot stand in a query as it is.
    """
    unknown = sorted(set(wanted) - set(KEYS))
    if unknown:
        raise ValueError(f"No prefetch key for {', '.join(unknown)}.")
    return {key: _query(kind, wanted[kind]) for kind, key in KEYS.items() if kind in wanted}


def filled(template: str, patient_id: str) -> str:
    """The query of a template for one patient. The id is percent-encoded: it changes nothing but itself (D-13).

    Raises ValueError for an id of dots alone, which no encoding keeps from changing a path.
    """
    if not patient_id.strip("."):
        raise ValueError("The patient id cannot stand in an address.")
    return template.replace(_TOKEN, quote(patient_id, safe=""))


def _query(kind: str, codes: Sequence[tuple[str, str]]) -> str:
    if kind == "Patient":
        return f"Patient/{_TOKEN}"
    code = f"&code={_any_of(codes)}" if codes else ""
    return f"{kind}?patient={_TOKEN}{code}&_count={PAGE}"


def _any_of(codes: Iterable[tuple[str, str]]) -> str:
    return ",".join(_token(system, code) for system, code in sorted(set(codes)))


def _token(system: str, code: str) -> str:
    if not (_PLAIN.fullmatch(system) and _PLAIN.fullmatch(code)):
        raise ValueError(f"{system}|{code} cannot stand in a query without escapes.")
    return f"{system}|{code}"
