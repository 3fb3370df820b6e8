"""K04 surgery first, K05 extent unknown, K06 surgical assessment."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, say
from hooks.clinical.criterion import all_of, any_of, not_, yes
from hooks.nme.cards.proposals import CT, MRI, SRS, SURGICAL_CONSULT
from hooks.nme.codes.concepts import RESECTION, SSA
from hooks.nme.evidence.candidacy import (
    assessment_stale,
    assessments_disagree,
    by_proxy,
    cand,
    declined,
    marker_worse,
    recorded_unfeasible,
)
from hooks.nme.evidence.glucagon import gt500
from hooks.nme.evidence.items import ct_or_mri, drafted, receptor_imaging
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import (
    liver,
    metastasis_attribution,
    metastasis_conflict,
    metastasis_possible,
    mets,
    regional_node,
    stale_staging,
)
from hooks.nme.evidence.surgical_risk import risk_markers
from hooks.nme.evidence.tumour import presumptive, tumour

resection_drafted = drafted("a pancreatic resection", RESECTION)

PRESUMED = say(
    "Tumour taken from recorded findings: coded lesion and glucagon above {glucagon_typical} pg/mL*.", when=presumptive
)
PROXY_ONLY = say(
    "Proxy marker (ECOG or ASA) only; no current surgical assessment on record: obtain one.", when=by_proxy
)
DECLINED = say("Surgery recorded as declined; can be revisited.", when=declined)
NODE = say("Regional node noted: regional nodes are not distant metastasis.", "E63", when=regional_node)
OCTREOTIDE_BEFORE_SURGERY = say(
    "Octreotide before surgery exists in practice.", "E59", when=any_of(yes(ssa), drafted("an SSA", SSA))
)

SURGERY_FIRST = Recommendation(
    id="K04",
    name="Surgery first",
    summary=(
        say(
            "Localized disease, SSA active: resection remains first line in both sources",
            "S1.02",
            "S2.18",
            when=yes(ssa),
        ),
        say("Localized disease recorded: resection is first line in both sources", "S1.02", "S2.01", "S2.18"),
    ),
    shows=(tumour, mets, cand, regional_node, yes(gt500), yes(ssa)),
    says=(
        PRESUMED,
        say("The surgical assessment stands; ECOG or ASA worsened since: re-confirm it.", when=marker_worse),
        say(
            "Seed 1 centres curative treatment on early excision; seed 2 resects whenever feasible.",
            "S1.02",
            "S2.01",
            "S2.18",
        ),
        say(
            "Seed 1: surgery can be curative in localized disease; rash and symptoms generally clear completely, "
            "often within a week.",
            "S1.04",
            "S1.05",
            "S1.06",
        ),
        say(
            "Seed 2: complete resection can clear the skin and offers the best chance of cure and long-term survival.",
            "S2.19",
            "S2.20",
            "S2.49",
        ),
        say(
            "Both sources: an SSA is for when surgery is not feasible; medical treatment is palliative in seed 1.",
            "S1.01",
            "S1.09",
            "S2.02",
            "S2.21",
        ),
        say(
            "Seed 2: prognosis depends primarily on stage, metastases and completeness of resection.",
            "S2.46",
            "S2.47",
            "S2.48",
        ),
    ),
    elsewhere=(NODE, OCTREOTIDE_BEFORE_SURGERY),
    proposals=(replace(SURGICAL_CONSULT, when=all_of(SURGICAL_CONSULT.when, not_(resection_drafted))),),
    never_says=(
        "guarantee",
        "SSA first",
        "SSA instead of surgery",
        "cure is certain",
        "distal pancreatectomy",
        "unfit",
    ),
)

EXTENT_UNKNOWN = Recommendation(
    id="K05",
    name="Extent unknown",
    summary=(
        say("Entries on distant disease contradict each other: extent not established", when=metastasis_conflict),
        say(
            "Liver metastasis recorded as provisional: extent not established", when=all_of(metastasis_possible, liver)
        ),
        say("Metastasis recorded as provisional: extent not established", when=metastasis_possible),
        say("Metastasis recorded beside another malignancy: attribution uncertain", when=metastasis_attribution),
        say("Last negative staging out of date: distant disease not established", when=stale_staging),
        say(
            "Extent unknown: distant disease not established; consider CT or MRI and receptor scintigraphy",
            "S2.14",
            "S2.15",
        ),
    ),
    shows=(tumour, mets, regional_node, yes(gt500), ct_or_mri, receptor_imaging),
    says=(
        PRESUMED,
        say("Negative staging older than {negative_staging_window} d* is shown, not used.", when=stale_staging),
        say(
            "Report text is not read: a scan on record may already answer this.",
            when=any_of(ct_or_mri, receptor_imaging),
        ),
        say(
            "Seed 1 ties cure of rash and symptoms by surgery, generally, to the absence of distant metastases.",
            "S1.04",
        ),
        say(
            "Seed 1: many times the tumour has spread at diagnosis (reports of 50 % to 100 % of patients). "
            "Seed 2: prognosis depends on stage and metastases.",
            "S1.07",
            "S2.46",
            "S2.47",
        ),
        say("Seed 2 lists abdominal CT or MRI and somatostatin receptor scintigraphy.", "S2.14", "S2.15"),
    ),
    elsewhere=(NODE, OCTREOTIDE_BEFORE_SURGERY),
    proposals=(CT, MRI, SRS),
    warning_when=metastasis_conflict,
    never_says=("localized", "localised", "metastatic", "confirmed", "do not operate", "contraindicated"),
)

SURGICAL_ASSESSMENT = Recommendation(
    id="K06",
    name="Surgical assessment",
    summary=(
        say("Surgery recorded as declined; can be revisited: consider a surgical consult", when=declined),
        say("Surgery recorded as not feasible: consider a surgical review", when=recorded_unfeasible),
        say("Proxy marker only (ECOG or ASA), no current surgical assessment: obtain one", when=by_proxy),
        say("Surgical assessments of one day disagree: consider a surgical consult", when=assessments_disagree),
        say("Last surgical assessment out of date: consider a new one", when=assessment_stale),
        say("No current surgical assessment found; both sources resect when feasible", "S1.02", "S2.01"),
    ),
    shows=(tumour, mets, cand, risk_markers, regional_node, yes(gt500)),
    says=(
        PRESUMED,
        PROXY_ONLY,
        DECLINED,
        say("An assessment older than {assessment_window} d* is shown, not used.", when=assessment_stale),
        say(
            "Both sources put resection first when feasible; neither defines feasible. "
            "Seed 1: surgery can be curative in localized disease.",
            "S1.02",
            "S1.06",
            "S2.01",
            "S2.18",
        ),
        say("Both sources: an SSA is for when surgery is not feasible.", "S1.09", "S2.02", "S2.21"),
    ),
    elsewhere=(
        say(
            "Proxy from ECOG {ecog_proxy}* or ASA {asa_proxy}* upward: our choice, informed by a surgical series.",
            "E62",
            when=by_proxy,
        ),
        say(
            "Age from {risk_age}*, albumin below {risk_albumin}* g/dL and sepsis are risk markers in a surgical "
            "series; they settle nothing here.",
            "E62",
            when=risk_markers,
        ),
        NODE,
        OCTREOTIDE_BEFORE_SURGERY,
    ),
    proposals=(SURGICAL_CONSULT,),
    never_says=("unfit", "poor candidate", "poor surgical candidate", "contraindicated", "surgeon considers"),
)
