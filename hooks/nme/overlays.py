"""The overlay table (pathway 3.3): what is added to any state."""

from hooks.clinical.logic import all_of, yes
from hooks.clinical.pathway import Overlay
from hooks.nme.evidence.background import diabetes, progression
from hooks.nme.evidence.exogenous import exogenous
from hooks.nme.evidence.medication import ssa, ssa_stopped
from hooks.nme.evidence.nutrition import aa_low, efa_low
from hooks.nme.evidence.population import population
from hooks.nme.evidence.skin import recur
from hooks.nme.evidence.zinc import zinc_low
from hooks.nme.quality import any_issue

on_ssa = yes(ssa)
recurrence_on_ssa = all_of(yes(ssa), yes(recur))

STOPPED_STATES = frozenset({"S05", "S06", "S08"})
UNDECIDED_STATES = frozenset({"S00", "S01", "S11"})

OVERLAYS = (
    Overlay("ON_SSA", "an SSA is active", on_ssa),
    Overlay("RECUR_ON_SSA", "NME is back on an SSA", recurrence_on_ssa),
    Overlay("SSA_STOPPED", "an SSA was stopped recently (S05, S06, S08 only)", ssa_stopped, STOPPED_STATES),
    Overlay("DIABETES", "diabetes", yes(diabetes)),
    Overlay("ZINC_LOW", "zinc low", yes(zinc_low)),
    Overlay("AA_LOW", "amino acids low", yes(aa_low)),
    Overlay("EFA_LOW", "essential fatty acids low", yes(efa_low)),
    Overlay("PROGRESSIVE", "disease coded as progressive", yes(progression)),
    Overlay("EXOG_GLUCAGON", "glucagon given as a drug", yes(exogenous)),
    Overlay("POPULATION", "child or pregnant", population),
    Overlay("DATA_QUALITY", "data limit the advice (not in S00)", any_issue),
)
