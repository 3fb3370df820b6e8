"""K04 surgery first, K06 surgical assessment."""

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.logic import no, not_, yes
from hooks.clinical.sentence import line
from hooks.nme.cards import elsewhere
from hooks.nme.cards.proposals import SURGICAL_CONSULT
from hooks.nme.cards.tumour_words import NODE, PRESUMED, PRESUMED_FROM, RECORDED, RESOLVED
from hooks.nme.evidence.candidacy import (
    assessment_stale,
    assessments_disagree,
    by_proxy,
    cand,
    declined,
    fit_by_order,
    marker_worse,
    recorded_unfeasible,
)
from hooks.nme.evidence.glucagon import gt500
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import (
    mets,
    regional_node,
)
from hooks.nme.evidence.recent import recent_scan
from hooks.nme.evidence.surgical_risk import risk_markers
from hooks.nme.evidence.tumour import tumour

RESECT = ("S1.02", "S2.01", "S2.18")
SURGERY_FIRST = Recommendation(
    id="K04",
    name="Surgery first",
    says=Wording(
        summary=(
            line(
                "Pancreatic NET, no metastasis ({mets.day}), resection ordered ({cand.day}): both sources resect first",
                *RESECT,
                when=fit_by_order,
            ),
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
                "Check where the order stands: early resection comes first in both sources, the best chance of cure "
                "(Dr.Oracle).",
                *RESECT,
                "S2.20",
                when=fit_by_order,
            ),
            line(
                "Consider a surgical consult: early resection comes first in both sources, the best chance of cure "
                "(Dr.Oracle).",
                *RESECT,
                "S2.20",
            ),
        ),
        why=(
            *RECORDED,
            PRESUMED_FROM,
            line("no metastasis {mets.date}"),
            line("fit {cand.date}", when=not_(fit_by_order)),
            line("{cand.value} ordered {cand.date}", when=fit_by_order),
            line("glucagon {glucagon.full}"),
        ),
        careful=(*RESOLVED, PRESUMED, *elsewhere.THROMBOSIS, NODE),
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
            *RECORDED,
            PRESUMED_FROM,
            line("no metastasis {mets.date}", when=no(mets)),
            line("not fit {cand.date}", when=recorded_unfeasible),
            line("resection declined {cand.date}", when=declined),
            line("{cand.label} {cand.value} {cand.date}", when=by_proxy),
            line("surgical assessments: {cand.all}", when=assessments_disagree),
            line("glucagon {glucagon.full}"),
        ),
        careful=(
            *RESOLVED,
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
