"""Every predicate, in the order of the specification (pathway section 2), and what conditions call it."""

from hooks.clinical.criterion import Predicate
from hooks.nme.evidence.background import associated, confounders, diabetes, minor, pregnant, progression
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.glucagon import elev, gt500, gt1000
from hooks.nme.evidence.medication import exogenous, ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.nutrition import aa_low, efa_low, zinc_low
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import nme, recur
from hooks.nme.evidence.tumour import tumour

PREDICATES: tuple[Predicate, ...] = (
    nme,
    tumour,
    mets,
    cand,
    ssa,
    resected,
    recur,
    elev,
    gt500,
    gt1000,
    zinc_low,
    aa_low,
    efa_low,
    diabetes,
    associated,
    confounders,
    exogenous,
    progression,
    minor,
    pregnant,
)

SHORT_NAMES = {
    "nme": "NME",
    "tumour": "tumour",
    "mets": "distant metastasis",
    "cand": "surgical candidate",
    "ssa": "SSA active",
    "resected": "resection for this disease",
    "recur": "NME back on an SSA or after resection",
    "elev": "glucagon above the laboratory's limit",
    "gt500": "glucagon above {glucagon_typical} pg/mL",
    "gt1000": "glucagon above {glucagon_most} pg/mL",
    "zinc_low": "zinc low",
    "aa_low": "amino acids low",
    "efa_low": "essential fatty acids low",
    "diabetes": "diabetes",
    "associated": "condition known for pseudoglucagonoma",
    "confounders": "other cause of raised glucagon",
    "exogenous": "glucagon given as a drug",
    "progression": "progressive disease",
    "minor": "under {adult_age} years",
    "pregnant": "pregnant",
}
"""The predicates in conditions; what each asks exactly stands in its evidence table."""
