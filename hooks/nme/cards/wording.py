"""The fixed words of the pathway (pathway 3.4, 3.5 and section 8)."""

import re

from hooks.clinical.texts import Forbidden, OverrideReason, Texts

TOPIC_SYSTEM = "urn:nme-cds:recommendation"
OVERRIDE_SYSTEM = "urn:nme-cds:override-reason"

INTENDED_USE = (
    "Shows a professional which parts of two published management texts on NME and glucagonoma match "
    "the coded record, and which data are missing."
)
AUDIENCE = "Dermatology, endocrinology, oncology, surgery and primary care professionals."
NOT_FOR = "Not for emergency decisions, diagnosis, dose calculation, children, pregnancy, or patients' own use."
CANNOT_SEE = (
    "report text (but NME named in pathology reports), attachments, scanned notes",
    "diagnoses in free text only, codes it has no list for",
    "what another hospital or the client left out",
    "doses, and whether a drug was taken",
)
"""What no card can know of (pathway section 8)."""

SOURCE_LABEL = "StatPearls; Dr.Oracle (awaiting review)"
"""On every card: the two texts, and that the second awaits its own review (S2.P2)."""

NAMED = (("S1.", "StatPearls"), ("S2.", "Dr.Oracle page (awaiting its own review)"))
"""How a card's last line names the texts its statements are from. StatPearls is an attribution of ours."""

RECORD_ONLY = "From the record; no source statement."
OTHER_ONLY = "Other source*, neither source text."

TITLE = "CDS Hooks service for necrolytic migratory erythema and glucagonoma"
DISEASE = "necrolytic migratory erythema and glucagonoma"

DELETE_STOP = "Remove this stop"
"""The one deletion ever offered, and only as an option (K13)."""


OVERRIDE_REASONS = (
    OverrideReason("done-elsewhere", "Already done elsewhere", hl7="action-completed"),
    OverrideReason("not-this-disease", "Not this disease", hl7="patient-ineligible"),
    OverrideReason("patient-preference", "Patient preference"),
    OverrideReason("specialist-team", "Under specialist team"),
    OverrideReason("data-incorrect", "Data incorrect"),
    OverrideReason("other", "Other"),
)


def _words(name: str, why: str, pattern: str | None = None) -> Forbidden:
    return Forbidden(name, re.compile(pattern or rf"\b{re.escape(name)}\b", re.IGNORECASE), why)


_DIRECTIVE = "a card offers options to a professional, it does not direct (pathway section 8)"
_VERDICT = "a card shows what is recorded and does not pronounce on the disease (pathway 3.5)"
_PROBABILITY = "no probability and no risk score (pathway 3.5 and section 8)"
_CHANCE = r"(?:chance|risk|likelihood|probability)"
_PERCENT = r"\d\s?(?:%|per ?cent)"

FORBIDDEN = (
    _words("critical", "time-critical alerting is device territory (pathway 3.4)"),
    _words("diagnostic", _VERDICT),
    _words("excluded", _VERDICT),
    _words("patient has", _VERDICT, r"\bpatient (?:has|does not have)\b"),
    _words("must", _DIRECTIVE),
    _words("requires", _DIRECTIVE, r"\brequire[sd]?\b"),
    _words("is indicated", _DIRECTIVE, r"\b(?:is|are) (?:not )?indicated\b"),
    _words("probability", _PROBABILITY, r"\b(?:probability|likelihood|risk score)\b"),
    _words(
        "percent chance",
        _PROBABILITY,
        rf"{_PERCENT}[ -](?:{_CHANCE}|likely|probable)\b|\b{_CHANCE} (?:of|is) (?:about )?[\d.]*{_PERCENT}",
    ),
    _words(
        "guideline says",
        "the second source text is no guideline (pathway 3.5)",
        r"\bguidelines? (?:says?|recommends?)\b",
    ),
)
"""For tests over every text a card can show. The share of S1.07 (50 % to 100 %) is not a chance and stays allowed."""


def forbidden_in(text: str) -> list[str]:
    """The names of the forbidden words the text uses."""
    return [words.name for words in FORBIDDEN if words.found_in(text)]


TEXTS = Texts(
    title=TITLE,
    disease=DISEASE,
    intended_use=INTENDED_USE,
    audience=AUDIENCE,
    not_for=NOT_FOR,
    cannot_see=CANNOT_SEE,
    source_label=SOURCE_LABEL,
    named=NAMED,
    record_only=RECORD_ONLY,
    other_only=OTHER_ONLY,
    topic_system=TOPIC_SYSTEM,
    override_system=OVERRIDE_SYSTEM,
    override_reasons=OVERRIDE_REASONS,
    delete_draft=DELETE_STOP,
    forbidden=FORBIDDEN,
)
