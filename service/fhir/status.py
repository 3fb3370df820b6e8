"""What a status says, by FHIR's own codes, by SNOMED CT, or in words (R6).

A status that is there and not understood is not "confirmed and active": it is UNCLEAR.
"""

from collections.abc import Mapping

from hooks.clinical.words import normal
from service.fhir.datatypes import CodeableConcept

UNCLEAR = "unclear"
INVALID = "entered-in-error"
CLINICAL = {name: name for name in ("active", "recurrence", "relapse", "inactive", "remission", "resolved")} | {
    "current": "active",
    "55561003": "active",
    "recurrent": "recurrence",
    "246455001": "recurrence",
    "relapsed": "relapse",
    "73425007": "inactive",
    "not active": "inactive",
    "in remission": "remission",
    "277022003": "remission",
    "413322009": "resolved",
    "723506003": "resolved",
    "healed": "resolved",
}
"""SNOMED CT: 55561003 active, 246455001 recurrence, 73425007 inactive, 277022003 remission phase,
413322009 problem resolved, 723506003 resolved."""

VERIFICATION = {name: name for name in ("unconfirmed", "provisional", "differential", "confirmed", "refuted")} | {
    INVALID: INVALID,
    "entered in error": INVALID,
    "confirmed present": "confirmed",
    "410605003": "confirmed",
    "known present": "confirmed",
    "410515003": "confirmed",
    "definite": "confirmed",
    "suspected": "provisional",
    "415684004": "provisional",
    "possible": "provisional",
    "probable": "provisional",
    "presumed": "provisional",
    "known possible": "provisional",
    "410590009": "provisional",
    "probably present": "provisional",
    "410592001": "provisional",
    "ruled out": "refuted",
    "excluded": "refuted",
    "known absent": "refuted",
    "410516002": "refuted",
    "definitely not present": "refuted",
    "410594000": "refuted",
}
"""SNOMED CT: 410605003 confirmed present, 410515003 known present, 415684004 suspected, 410590009 known
possible, 410592001 probably present, 410516002 known absent, 410594000 definitely not present."""


def stated(concept: CodeableConcept | None, meanings: Mapping[str, str]) -> str | None:
    """The status as FHIR's own code: None when nothing is stated, UNCLEAR when it is not understood."""
    if concept is None:
        return None
    for coding in concept.coding:
        code = (coding.code or "").strip().lower()
        if code and meanings.get(code) == code:  # one of FHIR's own
            return code
    said = [t for c in concept.coding for t in (c.code, c.display)] + [concept.text]
    written = [normal(t).removesuffix(" qualifier value") for t in said if t and t.strip()]
    if not written:
        return None
    return next((meanings[text] for text in written if text in meanings), UNCLEAR)
