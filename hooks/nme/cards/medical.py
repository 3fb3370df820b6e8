"""K07 medical therapy."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.logic import all_of, any_of, no, not_yes, unknown, yes
from hooks.clinical.sentence import line
from hooks.nme.cards import elsewhere
from hooks.nme.cards.monitoring import MONITORING
from hooks.nme.cards.proposals import (
    LANREOTIDE,
    OCTREOTIDE_LONG,
    OCTREOTIDE_SHORT,
    SURGICAL_CONSULT,
    if_missing,
    ssa_allergy,
)
from hooks.nme.cards.tumour_words import NODE, PRESUMED, PRESUMED_FROM, RECORDED, RESOLVED
from hooks.nme.evidence.candidacy import by_proxy, cand, declined, recorded_unfeasible
from hooks.nme.evidence.glucagon import gt500
from hooks.nme.evidence.items import short_acting_octreotide_on_record
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import liver, mets
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.tumour import tumour

attributed = any_of(yes(tumour), yes(resected))
unattributed = all_of(yes(mets), not_yes(tumour), not_yes(resected))
"""Decisions 21: metastases and raised glucagon without a tumour or a resection on record."""

drug_in_question = all_of(attributed, no(ssa))
"""While it is unknown whether an SSA is active, none is drafted (pathway-2 4.4)."""

DRUGS = (OCTREOTIDE_SHORT, OCTREOTIDE_LONG, LANREOTIDE)
BASELINE = tuple(if_missing(replace(proposal, when=drug_in_question), item) for proposal, item in MONITORING)

NAMED = ("S1.10", "S2.02", "S2.21")
SEQUENCE = ("S1.10", "S2.02", "S2.21", "S2.22", "S2.25")
MEDICAL_THERAPY = Recommendation(
    id="K07",
    name="Medical therapy",
    says=Wording(
        summary=(
            line(
                "Metastases of {mets.day}, no confirmed pancreatic tumour: attribution open, no drug drafted",
                when=unattributed,
            ),
            line(
                "Metastases of {mets.day}, whether on an SSA not known: clear that first; both sources name an SSA",
                *NAMED,
                when=all_of(yes(mets), unknown(ssa)),
            ),
            line(
                "Liver metastases, glucagon {glucagon.reading}: both sources name an SSA; they differ on surgery",
                "S1.08",
                "S1.10",
                "S2.01",
                "S2.50",
                when=all_of(yes(mets), liver),
            ),
            line(
                "Metastases of {mets.day}, no SSA on record: both sources name an SSA; they differ on surgery",
                "S1.08",
                "S1.10",
                "S2.01",
                "S2.50",
                when=yes(mets),
            ),
            line(
                "Surgery declined on {cand.day}, can be revisited; no SSA on record: both sources name an SSA",
                *NAMED,
                when=all_of(declined, no(ssa)),
            ),
            line(
                "Surgery declined on {cand.day}, can be revisited; whether on an SSA not known: clear that first",
                when=declined,
            ),
            line(
                "{cand.label} {cand.value}, no surgeon's assessment: obtain one; otherwise both sources name an SSA",
                *NAMED,
                when=by_proxy,
            ),
            line(
                "Localized, recorded as not fit for resection ({cand.day}), no SSA: both sources name an SSA",
                *NAMED,
                when=all_of(recorded_unfeasible, no(ssa)),
            ),
            line("Surgery recorded as not feasible: both sources name an SSA (octreotide, lanreotide)", *NAMED),
        ),
        next=(
            line(
                "Clear whether an SSA is active before any is ordered.",
                when=all_of(attributed, unknown(ssa)),
            ),
            line("Establish what the metastases belong to; look for a primary.", "S2.14", when=unattributed),
            line(
                "Revisit the decision when the patient wishes; meanwhile consider short-acting octreotide (Dr.Oracle), "
                "then a long-acting SSA (StatPearls) or, StatPearls only, interferon-alpha.",
                *SEQUENCE,
                "S1.11",
                when=declined,
            ),
            line(
                "Consider short-acting octreotide (Dr.Oracle), then a long-acting SSA (StatPearls) or, StatPearls "
                "only, interferon-alpha. If still resectable, surgical (MDT) review.",
                *SEQUENCE,
                "S1.11",
                "S2.01",
                "S2.18",
                when=yes(mets),
            ),
            line(
                "Consider an SSA: short-acting octreotide to start (Dr.Oracle), then a long-acting one (StatPearls) "
                "or, StatPearls only, interferon-alpha.",
                *SEQUENCE,
                "S1.11",
            ),
        ),
        why=(
            *RECORDED,
            PRESUMED_FROM,
            line("{mets.value} {mets.date}", when=yes(mets)),
            line("not fit {cand.date}", when=recorded_unfeasible),
            line("resection declined {cand.date}", when=declined),
            line("{cand.label} {cand.value} {cand.date}", when=by_proxy),
            line("no metastasis {mets.date}", when=no(mets)),
            line("glucagon {glucagon.full}"),
            line("no SSA found", when=no(ssa)),
        ),
        careful=(
            line("Current SSA could not be determined.", when=unknown(ssa)),
            line("Whose metastases these are is open.", when=unattributed),
            *RESOLVED,
            PRESUMED,
            line("Allergy or intolerance to an SSA recorded: that drug is not drafted.", when=ssa_allergy),
            *elsewhere.THROMBOSIS,
            NODE,
        ),
        also=(
            line(
                "First: gallbladder ultrasound, glucose, B12*, stool fat.",
                "S2.42",
                "S2.43",
                "S2.44",
                "S2.45",
                "E39",
                when=drug_in_question,
            ),
        ),
        carried=(line("If not operable, both sources name an SSA; none found.", *NAMED, when=no(ssa)),),
        differs=(
            line(
                "The two differ: once metastatic StatPearls is mainly medical, Dr.Oracle resects if possible. "
                "Longer survival: StatPearls only.",
                "S1.08",
                "S1.13",
                "S2.01",
                when=all_of(yes(mets), attributed),
            ),
            line("Longer survival: StatPearls only.", "S1.13", when=attributed),
        ),
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
    ),
    looks_for=(cand,),
    proposals=(
        replace(SURGICAL_CONSULT, when=all_of(SURGICAL_CONSULT.when, yes(mets))),
        *(replace(drug, when=all_of(drug_in_question, drug.when)) for drug in DRUGS),
        *BASELINE[1:],
        replace(SURGICAL_CONSULT, when=all_of(SURGICAL_CONSULT.when, declined)),
    ),
    never_says=("not on an SSA", "unfit", "surgery is contraindicated", "first line by both", "life expectancy"),
    statements=(
        "S1.08",
        "S1.09",
        "S1.10",
        "S1.11",
        "S1.12",
        "S1.13",
        "S1.14",
        "S1.15",
        "S2.01",
        "S2.02",
        "S2.18",
        "S2.21",
        "S2.22",
        "S2.23",
        "S2.24",
        "S2.25",
        "S2.50",
        "S2.51",
    ),
)
