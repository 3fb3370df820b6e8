"""K07 medical therapy, K08 liver options, K09 chemotherapy."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, say
from hooks.clinical.criterion import all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.nme.cards.monitoring import MONITORING
from hooks.nme.cards.proposals import (
    EMBOLIZATION_CONSULT,
    INTERFERON,
    LANREOTIDE,
    OCTREOTIDE_LONG,
    OCTREOTIDE_SHORT,
    ONCOLOGY_CONSULT,
    RFA_CONSULT,
    SURGICAL_CONSULT,
    if_missing,
    interferon_allergy,
    ssa_allergy,
)
from hooks.nme.cards.surgery import (
    DECLINED,
    PRESUMED,
    PROXY_ONLY,
)
from hooks.nme.evidence.background import progression
from hooks.nme.evidence.candidacy import by_proxy, cand, declined, recorded_unfeasible
from hooks.nme.evidence.glucagon import gt500
from hooks.nme.evidence.items import renal_impairment, short_acting_octreotide_on_record
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import liver, mets
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.tumour import tumour

attributed = any_of(yes(tumour), yes(resected))
unattributed = all_of(yes(mets), not_yes(tumour), not_yes(resected))
"""Decisions 21: metastases and raised glucagon without a tumour or a resection on record."""

local_unfeasible = all_of(no(mets), recorded_unfeasible)
drug_in_question = all_of(attributed, not_yes(ssa))
DRUGS = (OCTREOTIDE_SHORT, OCTREOTIDE_LONG, LANREOTIDE, INTERFERON)
BASELINE = tuple(if_missing(replace(proposal, when=drug_in_question), item) for proposal, item in MONITORING)

NAMED = ("S1.10", "S2.02", "S2.21")
MEDICAL_THERAPY = Recommendation(
    id="K07",
    name="Medical therapy",
    summary=(
        say(
            "Metastases recorded, no confirmed pancreatic tumour: attribution open, no drug drafted", when=unattributed
        ),
        say(
            "Metastases recorded: both sources name an SSA; they differ on surgery if still resectable",
            "S1.08",
            "S1.10",
            "S2.01",
            "S2.50",
            when=yes(mets),
        ),
        say("Surgery recorded as declined; can be revisited. Both sources name an SSA", *NAMED, when=declined),
        say(
            "Proxy marker only: obtain a surgical assessment. Both sources name an SSA otherwise", *NAMED, when=by_proxy
        ),
        say("Surgery recorded as not feasible: both sources name an SSA", *NAMED, when=recorded_unfeasible),
        say("When surgery is not feasible, both sources name an SSA", *NAMED),
    ),
    shows=(
        tumour,
        mets,
        cand,
        ssa,
        short_acting_octreotide_on_record,
        yes(resected),
        yes(gt500),
        ssa_allergy,
        interferon_allergy,
    ),
    says=(
        PRESUMED,
        say("Current SSA could not be determined: check before prescribing.", when=unknown(ssa)),
        say(
            "No confirmed tumour of this pathway, no resection on record: whether the metastases belong to it is open.",
            when=unattributed,
        ),
        say("Allergy or intolerance recorded: that drug is not drafted.", when=any_of(ssa_allergy, interferon_allergy)),
        PROXY_ONLY,
        DECLINED,
        say("Seed 1: medical therapy is the mainstay for poor surgical candidates.", "S1.09", when=local_unfeasible),
        say(
            "Metastatic by the newest evidence. Seed 1: medical therapy, palliative, is the mainstay.",
            "S1.01",
            "S1.08",
            when=yes(mets),
        ),
        say(
            "Seed 2: resection whenever possible, metastases not named as a bar. If still resectable, consider "
            "surgical (MDT) review.",
            "S2.01",
            "S2.18",
            when=yes(mets),
        ),
        say(
            "Both sources name an SSA (octreotide, lanreotide). Sequence: short-acting octreotide to start (seed 2), "
            "then a long-acting SSA (seed 1).",
            "S1.10",
            "S2.02",
            "S2.21",
            "S2.22",
            "S2.25",
            when=attributed,
        ),
        say(
            "SSA effects: symptom relief (both sources), even with metastases; lower glucagon, rapid skin improvement, "
            "often within days, better quality of life (seed 2).",
            "S1.12",
            "S2.23",
            "S2.24",
            "S2.50",
            "S2.51",
            when=attributed,
        ),
        say("Seed 1 states a survival benefit of an SSA; seed 2 does not.", "S1.13", when=attributed),
        say("Interferon-alpha: alternative to a long-acting SSA, seed 1 only.", "S1.11", when=attributed),
    ),
    elsewhere=(
        say(
            "Indication differs by country; US text found does not name glucagonoma.",
            "E41",
            "E42",
            "E43",
            when=attributed,
        ),
        say(
            "Lanreotide has no short-acting form; the US label of long-acting octreotide also asks for a short-acting "
            "phase first.",
            "E40",
            "E44",
            when=attributed,
        ),
    ),
    proposals=(
        replace(SURGICAL_CONSULT, when=yes(mets)),
        *(replace(drug, when=all_of(drug_in_question, drug.when)) for drug in DRUGS),
        *BASELINE,
    ),
    never_says=("not on an SSA", "unfit", "surgery is contraindicated", "first line by both", "life expectancy"),
)

LIVER_OPTIONS = Recommendation(
    id="K08",
    name="Liver options",
    summary=(say("Liver metastases recorded: options to consider, named by seed 2", "S2.33", "S2.34", "S2.35"),),
    shows=(mets, progression, yes(ssa), yes(resected)),
    says=(
        say("Seed 2 only: consider hepatic artery embolization.", "S2.33"),
        say("Seed 2 only: consider radiofrequency ablation (RFA).", "S2.34"),
        say("Seed 2: consider systemic chemotherapy for progressive disease.", "S2.35"),
        say("Seed 2 gives no order among them and no selection criteria; suitability is for the specialist team."),
    ),
    elsewhere=(say("Octreotide before, during and after locoregional therapy is described.", "E59"),),
    proposals=(EMBOLIZATION_CONSULT, RFA_CONSULT, ONCOLOGY_CONSULT),
    never_says=("first choice", "preferred", "better than", "eligible", "both sources"),
)

WEIGHED = ("S1.16", "S1.17", "S2.35")
CHEMOTHERAPY = Recommendation(
    id="K09",
    name="Chemotherapy",
    summary=(
        say(
            "Chemotherapy: considered in both sources, preferred in neither; progression coded",
            *WEIGHED,
            when=yes(progression),
        ),
        say(
            "Chemotherapy: considered in both sources, preferred in neither; coded as not progressive",
            *WEIGHED,
            when=no(progression),
        ),
        say("Chemotherapy: considered in both sources, preferred in neither; progression unknown", *WEIGHED),
    ),
    shows=(mets, progression, renal_impairment),
    says=(
        say(
            "Seed 1: can be considered to palliate (streptozotocin, 5-fluorouracil); not preferred, poor response.",
            "S1.16",
            "S1.17",
        ),
        say("Seed 2: consider for progressive disease with liver metastases; no drug named.", "S2.35"),
        say("Progression, the condition in seed 2: coded yes.", when=yes(progression)),
        say("Progression, the condition in seed 2: coded no.", when=no(progression)),
        say("Progression, the condition in seed 2: unknown.", when=unknown(progression)),
        say("Both sources place it with metastases; none recorded.", "S1.16", "S2.35", when=no(mets)),
        say("Both sources place it with metastases; not established here.", "S1.16", "S2.35", when=unknown(mets)),
        say("Metastases recorded; no liver site coded.", when=all_of(yes(mets), not_(liver))),
    ),
    elsewhere=(
        say(
            "Newer trial, pancreatic NET as a whole: more responses with streptozocin and fluorouracil first than with "
            "everolimus first, similar progression-free survival; no glucagonoma data found.",
            "E50",
        ),
        say(
            "Renal impairment recorded: for renal toxicity the streptozocin label limits use to symptomatic or "
            "progressive disease with metastases.",
            "E46",
            when=renal_impairment,
        ),
    ),
    proposals=(ONCOLOGY_CONSULT,),
    never_says=("contraindicated", "do not", "recommended", "metastatic", "localized"),
)
