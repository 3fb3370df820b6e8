"""The few facts read from words (fhir-inputs "Text", D01; decisions 29).

Only exact phrases on normalised text, never inference. Every function is linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from service.fhir.datatypes import CodeableConcept

NME = ("necrolytic migratory erythema", "erythema necrolyticum migrans", "necrolytic erythema migrans")
NEGATION = (
    "no", "not", "without", "denies", "denied", "never", "negative for", "absence of", "free of",
    "ruled out", "excluded",
)  # fmt: skip
FAMILY = (
    "family", "fh", "fhx", "mother", "father", "parent", "parents", "brother", "sister", "sibling", "siblings", "son",
    "daughter", "aunt", "uncle", "cousin", "grandmother", "grandfather", "maternal", "paternal",
    "relative", "relatives",
)  # fmt: skip
DENIED_AFTER = ("ruled out", "excluded")
POSSIBLE = (
    "possible", "possibly", "probable", "probably", "suspected", "suspect", "suspicion", "rule out", "r o",
)  # fmt: skip
PHRASES = {
    "ultrasound_abdomen": ("ultrasound abdomen", "us abdomen", "abdominal ultrasound", "sonography"),
    "receptor_pet": ("dotatate", "dotatoc", "dotanoc", "somatostatin receptor pet"),
    "liver_directed_therapy": ("embolization of hepatic artery", "radiofrequency ablation of liver"),
    "octreotide": ("octreotide",),
    "lanreotide": ("lanreotide",),
}
ORDER_PHRASES = {
    "octreotide_lar": ("octreotide lar", "octreotide depot", "octreotide long acting"),
    "octreotide": ("octreotide",),
    "lanreotide": ("lanreotide",),
    "interferon_alfa": ("interferon alfa", "interferon alpha", "peginterferon alfa"),
    "streptozocin": ("streptozocin", "streptozotocin"),
    "fluorouracil": ("fluorouracil", "5 fluorouracil"),
    "zinc_any": ("zinc sulfate", "zinc sulphate", "zinc gluconate", "zinc acetate"),
    "amino_acids_parenteral": ("amino acid infusion", "amino acids parenteral"),
    "lipid_emulsion": ("lipid emulsion", "fat emulsion"),
    "glucagon_drug": ("glucagon injection", "glucagon emergency kit"),
    "pancreatectomy": ("pancreatectomy", "pancreatic resection"),
    "liver_directed_therapy": ("embolization of hepatic artery", "radiofrequency ablation of liver"),
    "glucagon_serum_plasma": ("glucagon plasma", "glucagon serum", "plasma glucagon", "serum glucagon"),
    "endoscopic_ultrasound": ("endoscopic ultrasound",),
    "skin_biopsy": ("skin biopsy", "biopsy of skin"),
}
"""Names of the orders of the pathway, for an order that came without a usable code (pathway section 4)."""

MEDICATION_ORDERS = (
    "octreotide_lar", "octreotide", "lanreotide", "interferon_alfa", "streptozocin", "fluorouracil", "zinc_any",
    "amino_acids_parenteral", "lipid_emulsion", "glucagon_drug",
)  # fmt: skip
SERVICE_ORDERS = tuple(name for name in ORDER_PHRASES if name not in MEDICATION_ORDERS)
IMAGING_IN_WORDS = ("ultrasound_abdomen", "receptor_pet")
DRUGS_IN_WORDS = ("octreotide", "lanreotide")


_SIGNS = re.compile(r"[\W_]+")  # whatever is neither letter nor digit, in any script


def words(concept: CodeableConcept | None) -> tuple[str, ...]:
    """The text and the displays of a concept, as written."""
    if concept is None:
        return ()
    return tuple(t for t in (concept.text, *(c.display for c in concept.coding)) if t)


def normal(text: str) -> str:
    """Case, accents, punctuation and runs of space folded."""
    plain = text.lower() if text.isascii() else _unaccented(text)
    return _SIGNS.sub(" ", plain).strip()


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@cache
def _padded(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f" {phrase} " for phrase in phrases)


def _holds(padded: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in padded for phrase in _padded(phrases))


def named(texts: Iterable[str], concepts: Iterable[str]) -> frozenset[str]:
    """Those of the concepts one of whose phrases stands, word for word, in one of the texts."""
    padded = [f" {normal(text)} " for text in texts]
    return frozenset(c for c in concepts if any(_holds(text, PHRASES[c]) for text in padded))


def orders_in_words(texts: Iterable[str], concepts: Iterable[str]) -> frozenset[str]:
    """Those of the orders one of whose names stands, word for word, in one of the texts."""
    padded = [f" {normal(text)} " for text in texts]
    return frozenset(c for c in concepts if any(_holds(text, ORDER_PHRASES[c]) for text in padded))


def drugs_in_words(texts: Iterable[str]) -> frozenset[str]:
    """The somatostatin analogues named in the texts."""
    return named((t for t in texts if not t.isascii() or "reotide" in t.lower()), DRUGS_IN_WORDS)


def nme_in_words(concept: CodeableConcept) -> str | None:
    """How the words speak of NME: ``"said"``, ``"possible"``, ``"denied"``, or None for not at all.

    A denial or a family member weighs more than a possibility, whichever text it stands in (D01).
    """
    spoken = {_nme_in(text) for text in words(concept) if not text.isascii() or "necrol" in text.lower()}
    return next((answer for answer in ("denied", "possible", "said") if answer in spoken), None)


def _nme_in(text: str) -> str | None:
    padded = f" {normal(text)} "
    phrase = next((p for p in NME if f" {p} " in padded), None)
    if phrase is None:
        return None
    before, _, after = padded.partition(phrase)
    if _holds(before, NEGATION) or _holds(before, FAMILY) or after.startswith(_padded(DENIED_AFTER)):
        return "denied"
    return "possible" if "?" in text or _holds(padded, POSSIBLE) else "said"
