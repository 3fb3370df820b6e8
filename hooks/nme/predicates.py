"""Every predicate, in the order of the specification (pathway section 2)."""

from hooks.clinical.criterion import Predicate
from hooks.nme.evidence.background import associated, confounders, diabetes, progression
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.exogenous import exogenous
from hooks.nme.evidence.glucagon import elev, gt500, gt1000
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.nutrition import aa_low, efa_low
from hooks.nme.evidence.population import minor, pregnant
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import nme, recur
from hooks.nme.evidence.tumour import tumour
from hooks.nme.evidence.zinc import zinc_low

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
