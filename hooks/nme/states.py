"""The state table in the order of the specification: the first row that holds is the state (pathway 3.2)."""

from hooks.clinical.criterion import ALWAYS
from hooks.clinical.logic import all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.clinical.pathway import Brings, State
from hooks.nme.branches import (
    associated_condition,
    finding_after_resection,
    in_scope,
    other_evidence_in_scope,
    possible_pseudoglucagonoma,
)
from hooks.nme.cards.after_resection import AFTER_RESECTION, POSSIBLE_RECURRENCE
from hooks.nme.cards.companions import COMPANIONS
from hooks.nme.cards.data import DATA_LIMITS
from hooks.nme.cards.extent import EXTENT_UNKNOWN
from hooks.nme.cards.glucagon import GLUCAGON_READING
from hooks.nme.cards.localise import LOCALISE, NO_TUMOUR_FOUND
from hooks.nme.cards.medical import MEDICAL_THERAPY
from hooks.nme.cards.oncology import CHEMOTHERAPY, LIVER_OPTIONS
from hooks.nme.cards.pseudoglucagonoma import PSEUDOGLUCAGONOMA
from hooks.nme.cards.surgery import SURGERY_FIRST, SURGICAL_ASSESSMENT
from hooks.nme.cards.work_up import WORK_UP
from hooks.nme.evidence.background import progression
from hooks.nme.evidence.candidacy import by_proxy, cand
from hooks.nme.evidence.companions import companions_of_nme
from hooks.nme.evidence.glucagon import elev, gt500
from hooks.nme.evidence.medication import ssa, ssa_stopped
from hooks.nme.evidence.metastasis import liver, metastasis_conflict, mets
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import nme, nme_active_or_provisional, nme_not_listed_as_present
from hooks.nme.evidence.tumour import tumour, tumour_provisional, tumour_recorded_or_provisional
from hooks.nme.quality import conditions_unread

no_ssa_known = all_of(not_yes(ssa), not_(ssa_stopped))
DIFFERENTIAL = Brings(PSEUDOGLUCAGONOMA, associated_condition)

STATES = (
    State(
        "S01",
        "Insufficient data: the problem list could not be read",
        all_of(conditions_unread, other_evidence_in_scope),
        (Brings(DATA_LIMITS),),
    ),
    State(
        "S11",
        "Companions of NME",
        all_of(not_(in_scope), companions_of_nme),
        (Brings(COMPANIONS),),
        alone=True,
        must_not_say=("NME is recorded", "glucagonoma is recorded"),
    ),
    State("S00", "Out of scope", not_(in_scope)),
    State(
        "S06",
        "Metastatic disease recorded",
        all_of(yes(mets), any_of(yes(tumour), yes(resected), yes(gt500))),
        (
            Brings(MEDICAL_THERAPY, no_ssa_known),
            Brings(LIVER_OPTIONS, liver),
            Brings(CHEMOTHERAPY, yes(progression)),
            Brings(LOCALISE, all_of(not_yes(resected), unknown(tumour))),
            Brings(NO_TUMOUR_FOUND, all_of(not_yes(resected), no(tumour))),
        ),
        asks=(ssa, progression),
        must_not_say=("surgery contraindicated", "chemotherapy recommended or forbidden", "life expectancy"),
    ),
    State(
        "S08",
        "After resection, a finding to re-check",
        all_of(yes(resected), finding_after_resection),
        (Brings(POSSIBLE_RECURRENCE), Brings(LOCALISE)),
        asks=(elev, mets),
        must_not_say=("relapse confirmed",),
    ),
    State(
        "S07",
        "After resection, surveillance",
        yes(resected),
        (Brings(AFTER_RESECTION),),
        asks=(elev, mets),
        must_not_say=("cured", "stop follow-up", "must stay on SSA"),
    ),
    State(
        "S04X",
        "Tumour recorded, extent unknown",
        all_of(yes(tumour), unknown(mets)),
        (Brings(EXTENT_UNKNOWN),),
        asks=(mets, cand),
        must_not_say=("localized", "metastatic"),
    ),
    State(
        "S04",
        "Localized, recorded as operable",
        all_of(yes(tumour), no(mets), yes(cand)),
        (Brings(SURGERY_FIRST),),
        must_not_say=("SSA instead of surgery", "cure is certain"),
    ),
    State(
        "S05",
        "Localized, surgery not feasible",
        all_of(yes(tumour), no(mets), no(cand)),
        (Brings(SURGICAL_ASSESSMENT, by_proxy), Brings(MEDICAL_THERAPY, no_ssa_known)),
        asks=(ssa,),
        must_not_say=("by proxy: surgeon considers unfit", "declined: poor candidate"),
    ),
    State(
        "S04U",
        "Localized, candidacy unknown",
        all_of(yes(tumour), no(mets), unknown(cand)),
        (Brings(SURGICAL_ASSESSMENT),),
        asks=(cand,),
        must_not_say=("SSA instead of surgery", "cure is certain"),
    ),
    State(
        "S03N",
        "Glucagon above {glucagon_typical} pg/mL, no tumour found",
        all_of(yes(gt500), no(tumour)),
        (Brings(GLUCAGON_READING), Brings(NO_TUMOUR_FOUND), DIFFERENTIAL),
        asks=(nme, mets),
        must_not_say=("confirmed", "operate", "start an SSA"),
    ),
    State(
        "S03",
        "Glucagon above {glucagon_typical} pg/mL, tumour not yet looked for or not settled",
        all_of(yes(gt500), unknown(tumour)),
        (Brings(GLUCAGON_READING), Brings(LOCALISE)),
        asks=(nme, tumour, mets),
        must_not_say=("confirmed", "operate", "start an SSA"),
    ),
    State(
        "S09",
        "Possible pseudoglucagonoma",
        possible_pseudoglucagonoma,
        (
            Brings(PSEUDOGLUCAGONOMA),
            Brings(WORK_UP, any_of(not_(no(tumour)), unknown(elev))),
        ),
        asks=(elev, tumour),
        must_not_say=("glucagonoma ruled out", "SSA recommended"),
    ),
    State(
        "S02G",
        "NME, glucagon raised, above {glucagon_typical} pg/mL not established",
        all_of(nme_active_or_provisional, yes(elev)),
        (Brings(GLUCAGON_READING), Brings(WORK_UP), DIFFERENTIAL),
        asks=(tumour, mets),
        must_not_say=("has / does not have glucagonoma", "start an SSA"),
    ),
    State(
        "S02N",
        "NME, glucagon not raised",
        all_of(nme_active_or_provisional, no(elev)),
        (Brings(GLUCAGON_READING), Brings(WORK_UP), Brings(PSEUDOGLUCAGONOMA)),
        asks=(tumour, mets),
        must_not_say=("has / does not have glucagonoma", "start an SSA"),
    ),
    State(
        "S02",
        "NME, not worked up",
        nme_active_or_provisional,
        (Brings(WORK_UP), DIFFERENTIAL),
        asks=(elev, tumour, mets),
        must_not_say=("has / does not have glucagonoma", "start an SSA"),
    ),
    State(
        "S10",
        "Raised glucagon without NME",
        all_of(yes(elev), nme_not_listed_as_present, not_(tumour_recorded_or_provisional)),
        (Brings(GLUCAGON_READING),),
        asks=(nme, tumour),
    ),
    State(
        "S03P",
        "Tumour suspected: a diagnosis is provisional",
        tumour_provisional,
        (
            Brings(LOCALISE),
            Brings(GLUCAGON_READING, yes(elev)),
            Brings(EXTENT_UNKNOWN, any_of(yes(mets), metastasis_conflict)),
        ),
        asks=(nme, elev, tumour, mets),
        must_not_say=("confirmed", "has glucagonoma", "localized", "metastatic disease of it", "start an SSA"),
    ),
    State("S00", "Out of scope: nothing above matched", ALWAYS),
)
