"""K04 surgery first, K05 extent unknown, K06 surgical assessment."""

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.criterion import all_of, any_of, no, not_, unknown, yes
from hooks.clinical.sentence import line
from hooks.nme.cards import elsewhere
from hooks.nme.cards.proposals import CT, MRI, SRS, SURGICAL_CONSULT
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
from hooks.nme.evidence.items import ct_or_mri, missing, receptor_imaging
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
from hooks.nme.evidence.recent import recent_scan
from hooks.nme.evidence.surgical_risk import risk_markers
from hooks.nme.evidence.tumour import presumptive, tumour

RESECT = ("S1.02", "S2.01", "S2.18")
PRESUMED = line("Tumour presumed from a coded lesion and glucagon above {glucagon_typical} pg/mL*.", when=presumptive)
PRESUMED_FROM = line("glucagon {glucagon.full}", when=presumptive)
NODE = line("Regional lymph node on record: no distant metastasis*.", "E63", when=regional_node)

SURGERY_FIRST = Recommendation(
    id="K04",
    name="Surgery first",
    says=Wording(
        summary=(
            line(
                "Localized, on an SSA; no metastasis ({mets.day}), fit ({cand.day}): both sources still resect first",
                *RESECT,
                when=yes(ssa),
            ),
            line(
                "Pancreatic NET, no metastasis ({mets.day}), fit ({cand.day}): both sources resect first; consult surgery",
                *RESECT,
            ),
            line(
                "Localized tumour, recorded as operable: both sources resect first; consider a surgical consult",
                *RESECT,
            ),
        ),
        next=(
            line(
                "Re-confirm the assessment (ECOG or ASA is worse since), then consider a surgical consult.",
                *RESECT,
                when=marker_worse,
            ),
            line(
                "Consider a surgical consult: early resection comes first in both sources, the best chance of cure "
                "(Dr.Oracle).",
                *RESECT,
                "S2.20",
            ),
        ),
        why=(
            line("{tumour.value} {tumour.date}"),
            PRESUMED_FROM,
            line("no metastasis {mets.date}"),
            line("fit {cand.date}"),
            line("glucagon {glucagon.full}"),
        ),
        careful=(PRESUMED, *elsewhere.THROMBOSIS, NODE),
        also=(
            line("Rash and symptoms then generally clear, often within a week (StatPearls).", "S1.04", "S1.05"),
            line("Both sources name an SSA for when surgery is not feasible.", "S1.09", "S2.02", when=yes(ssa)),
        ),
    ),
    shows=(tumour, mets, cand, regional_node, yes(gt500), yes(ssa)),
    proposals=(SURGICAL_CONSULT,),
    never_says=(
        "guarantee",
        "SSA first",
        "SSA instead of surgery",
        "cure is certain",
        "distal pancreatectomy",
        "unfit",
    ),
    statements=(
        "S1.01",
        "S1.02",
        "S1.03",
        "S1.04",
        "S1.05",
        "S1.06",
        "S1.09",
        "S2.01",
        "S2.02",
        "S2.18",
        "S2.19",
        "S2.20",
        "S2.21",
        "S2.46",
        "S2.47",
        "S2.48",
        "S2.49",
    ),
)

STAGE = ("S2.14", "S2.15")
EXTENT_UNKNOWN = Recommendation(
    id="K05",
    name="Extent unknown",
    says=Wording(
        summary=(
            line(
                "Entries on distant disease contradict each other ({mets.day}): extent not established; settle it",
                when=metastasis_conflict,
            ),
            line(
                "Liver metastasis of {mets.day} is provisional: extent not established; confirm or refute it",
                when=all_of(metastasis_possible, liver),
            ),
            line(
                "Metastasis of {mets.day} is recorded as possible: extent not established; confirm or refute it",
                when=metastasis_possible,
            ),
            line(
                "Metastasis of {mets.day} beside another malignancy: whose it is stays open; review pathology and imaging",
                when=metastasis_attribution,
            ),
            line(
                "Tumour on record, last negative staging out of date: extent not established; image again",
                *STAGE,
                when=stale_staging,
            ),
            line(
                "Tumour on record, extent not established: read the {scan.label} of {scan.day} and code the result",
                when=recent_scan,
            ),
            line(
                "Pancreatic NET of {tumour.day}: extent not established; consider CT or MRI and a receptor study",
                *STAGE,
            ),
            line("Tumour on record, extent not established: consider CT or MRI and a receptor study", *STAGE),
        ),
        next=(
            line("Settle which entry holds; code the result.", when=metastasis_conflict),
            line("Confirm or refute the metastasis; code the result.", when=metastasis_possible),
            line("Review which tumour the metastasis belongs to.", when=metastasis_attribution),
            line("Read the {scan.label} of {scan.date} and code the result.", when=recent_scan),
            line(
                "Consider CT or MRI and receptor scintigraphy (or receptor PET*); code the result.",
                *STAGE,
                "E65",
                when=missing(receptor_imaging),
            ),
            line("Consider CT or MRI of the abdomen; code the result.", *STAGE),
        ),
        why=(
            line("{tumour.value} {tumour.date}"),
            PRESUMED_FROM,
            line("{mets.value} {mets.date}"),
            line("glucagon {glucagon.full}"),
        ),
        careful=(
            line("A negative as new as the positive entry, or newer, leaves it open.", when=metastasis_conflict),
            PRESUMED,
            line(
                "Negative staging older than {negative_staging_window} d is not used (our limit).", when=stale_staging
            ),
            line("A scan is on record; its report text is not read.", when=any_of(ct_or_mri, receptor_imaging)),
            line(
                "No entry on distant disease.",
                when=all_of(
                    unknown(mets),
                    not_(metastasis_conflict),
                    not_(metastasis_possible),
                    not_(metastasis_attribution),
                    not_(stale_staging),
                ),
            ),
            line(
                "StatPearls ties surgical cure to its absence and reports spread in 50 % to 100 % at diagnosis.",
                "S1.04",
                "S1.07",
            ),
            NODE,
        ),
        also=(elsewhere.RECEPTOR_PET, line("Prognosis depends on stage and metastases (Dr.Oracle).", "S2.46", "S2.47")),
    ),
    shows=(tumour, mets, regional_node, yes(gt500), ct_or_mri, receptor_imaging),
    looks_for=(ct_or_mri, receptor_imaging),
    proposals=(CT, MRI, SRS),
    warning_when=metastasis_conflict,
    never_says=("localized", "localised", "metastatic", "confirmed", "do not operate", "contraindicated"),
    statements=("S1.04", "S1.07", *STAGE, "S2.46", "S2.47"),
)

SURGICAL_ASSESSMENT = Recommendation(
    id="K06",
    name="Surgical assessment",
    says=Wording(
        summary=(
            line(
                "Surgery declined on {cand.day}, can be revisited: consider offering a surgical consult again",
                when=declined,
            ),
            line(
                "Surgery recorded as not feasible on {cand.day}: both sources resect when feasible; consider a review",
                "S1.02",
                "S2.01",
                when=recorded_unfeasible,
            ),
            line(
                "{cand.label} {cand.value} ({cand.day}), no surgeon's assessment: obtain one before settling on drugs",
                when=by_proxy,
            ),
            line(
                "Surgical assessments of {cand.day} disagree: consider a surgical consult to settle candidacy",
                when=assessments_disagree,
            ),
            line(
                "Localized tumour, last surgical assessment out of date: consider a new one; both sources resect first",
                *RESECT,
                when=assessment_stale,
            ),
            line(
                "Localized, no metastasis ({mets.day}), no surgical assessment found: consult surgery; resection is first",
                *RESECT,
            ),
            line("Localized tumour, no current surgical assessment found: consider a surgical consult", *RESECT),
        ),
        next=(
            line("Revisit the decision when the patient wishes.", when=declined),
            line(
                "Obtain a surgical assessment: both sources resect first when feasible; a marker is no assessment.",
                *RESECT,
                when=by_proxy,
            ),
            line(
                "Consider a surgical review: both sources resect first when feasible.",
                *RESECT,
                when=recorded_unfeasible,
            ),
            line("Consider a surgical consult: both sources resect first when feasible; neither defines it.", *RESECT),
        ),
        why=(
            line("{tumour.value} {tumour.date}"),
            PRESUMED_FROM,
            line("no metastasis {mets.date}", when=no(mets)),
            line("{cand.label} {cand.value} {cand.date}"),
            line("glucagon {glucagon.full}"),
        ),
        careful=(
            PRESUMED,
            line("Assessments older than {assessment_window} d are not used (our limit).", when=assessment_stale),
            line("A scan is on record; its report text is not read.", when=recent_scan),
            *elsewhere.THROMBOSIS,
            NODE,
        ),
        also=(
            line(
                "{risk.value} ({risk.date}) is a risk marker in a surgical series*.",
                "E62",
                when=risk_markers,
            ),
            line("Surgery can cure localized disease (StatPearls).", "S1.06"),
        ),
    ),
    shows=(tumour, mets, cand, risk_markers, regional_node, yes(gt500)),
    looks_for=(cand,),
    proposals=(SURGICAL_CONSULT,),
    never_says=("unfit", "poor candidate", "poor surgical candidate", "contraindicated", "surgeon considers"),
    statements=("S1.02", "S1.06", "S1.09", "S2.01", "S2.02", "S2.18", "S2.21"),
)
