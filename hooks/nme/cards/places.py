"""What the places of the cards' sentences are filled with: a name, and the criterion whose entry it is."""

from collections.abc import Mapping

from hooks.clinical.criterion import Criterion
from hooks.clinical.logic import any_of
from hooks.nme import quality as q
from hooks.nme.branches import lesion_after_resection, preoperative_glucagon
from hooks.nme.cards.proposals import ssa_allergy
from hooks.nme.evidence.background import associated, confounders, diabetes, progression
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.exogenous import exogenous
from hooks.nme.evidence.glucagon import elev, glucagon_disagrees
from hooks.nme.evidence.items import (
    amino_acid_level,
    gallstones,
    glucose_or_hba1c,
    kidney_function,
    low_vitamins,
    renal_impairment,
    steatorrhoea,
    zinc_level,
)
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.metastasis_quoted import liver_metastasis, node_without_site, spread_in_words
from hooks.nme.evidence.nutrition import efa_low
from hooks.nme.evidence.population import minor, pregnant
from hooks.nme.evidence.recent import (
    lutetium,
    other_cause,
    pancreatic_mass,
    rash_recorded,
    recent_scan,
    stomatitis,
    weight_loss,
)
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import back_since, nme, recur
from hooks.nme.evidence.surgical_risk import low_albumin, risk_markers
from hooks.nme.evidence.tumour import scan_without_tumour, tumour

PLACES: Mapping[str, Criterion] = {
    "nme": nme,
    "tumour": tumour,
    "scan_without_tumour": scan_without_tumour,
    "mets": mets,
    "liver_metastasis": liver_metastasis,
    "node": node_without_site,
    "spread": spread_in_words,
    "cand": cand,
    "ssa": ssa,
    "ended": ssa,
    "resection": resected,
    "recur": recur,
    "back": back_since,
    "glucagon": elev,
    "disagreeing": glucagon_disagrees,
    "zinc": zinc_level,
    "amino": amino_acid_level,
    "fatty": efa_low,
    "albumin": low_albumin,
    "glucose": glucose_or_hba1c,
    "vitamin": low_vitamins,
    "gallstones": gallstones,
    "steatorrhoea": steatorrhoea,
    "renal": renal_impairment,
    "kidney": kidney_function,
    "diabetes": diabetes,
    "associated": associated,
    "confounder": any_of(confounders, other_cause),
    "preoperative": preoperative_glucagon,
    "exogenous": exogenous,
    "progression": progression,
    "minor": minor,
    "pregnancy": pregnant,
    "risk": risk_markers,
    "reaction": ssa_allergy,
    "scan": recent_scan,
    "mass": pancreatic_mass,
    "lesion": lesion_after_resection,
    "lutetium": lutetium,
    "rash": rash_recorded,
    "weight_loss": weight_loss,
    "stomatitis": stomatitis,
    "unreadable_glucagon": q.glucagon_unreadable,
    "invalid_glucagon": q.glucagon_invalid,
    "stale_glucagon": q.glucagon_stale,
    "unread_systems": q.systems_unread,
    "glucagon_on_ssa": q.glucagon_on_ssa,
    "glucagon_on_drug": q.glucagon_on_drug,
    "not_whole": q.lists_not_whole,
}
