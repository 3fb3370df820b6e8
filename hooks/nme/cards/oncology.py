"""K08 liver options, K09 chemotherapy."""

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.logic import all_of, no, unknown, yes
from hooks.clinical.sentence import line
from hooks.nme.cards.proposals import (
    LIVER_CONSULT,
    ONCOLOGY_CONSULT,
)
from hooks.nme.evidence.background import progression
from hooks.nme.evidence.items import kidney_function, missing, renal_impairment
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.metastasis_quoted import liver_metastasis
from hooks.nme.evidence.resection import resected

OPTIONS = ("S2.33", "S2.34", "S2.35")
LIVER_OPTIONS = Recommendation(
    id="K08",
    name="Liver options",
    says=Wording(
        summary=(
            line(
                "Progression ({progression.day}) with liver metastases: embolization, ablation, chemotherapy to weigh",
                *OPTIONS,
                when=yes(progression),
            ),
            line(
                "Liver metastases on record: embolization, ablation, or chemotherapy once progressive, to consider",
                *OPTIONS,
            ),
        ),
        next=(
            line(
                "Consider an oncology (MDT) consult on hepatic artery embolization, radiofrequency ablation and "
                "chemotherapy.",
                *OPTIONS,
                when=yes(progression),
            ),
            line("Consider an oncology (MDT) consult on the liver options.", *OPTIONS),
        ),
        why=(
            line("progression {progression.date}", when=yes(progression)),
            line("{liver_metastasis.value} {liver_metastasis.date}", when=liver_metastasis),
            line("SSA {ssa.value} {ssa.date}", when=yes(ssa)),
            line("resection {resection.date}", when=yes(resected)),
        ),
        careful=(
            line("Dr.Oracle gives no order among them and no selection criteria."),
            line("Progression not coded.", when=unknown(progression)),
            line("Progression coded as absent.", when=no(progression)),
        ),
        carried=(line("Dr.Oracle also names embolization, ablation, chemotherapy for the liver.", *OPTIONS),),
    ),
    shows=(mets, progression, yes(ssa), yes(resected)),
    proposals=(LIVER_CONSULT,),
    never_says=("first choice", "preferred", "better than", "eligible", "both sources"),
    statements=OPTIONS,
)

WEIGHED = ("S1.16", "S1.17", "S2.35")
CHEMOTHERAPY = Recommendation(
    id="K09",
    name="Chemotherapy",
    says=Wording(
        summary=(
            line(
                "Chemotherapy: considered in both sources, preferred in neither; progression is recorded "
                "({progression.day})",
                *WEIGHED,
                when=yes(progression),
            ),
            line(
                "Chemotherapy: considered in both sources, preferred in neither; coded as not progressive",
                *WEIGHED,
                when=no(progression),
            ),
            line("Chemotherapy: considered in both sources, preferred in neither; progression is not coded", *WEIGHED),
        ),
        next=(
            line("Weigh it at an oncology consult.", *WEIGHED, when=yes(progression)),
            line("Consider an oncology consult; code the course of the disease.", *WEIGHED),
        ),
        why=(
            line(
                "progression, the condition of the Dr.Oracle page, {progression.date}", "S2.35", when=yes(progression)
            ),
            line("disease course {progression.date}: not progressive", when=no(progression)),
            line("{mets.value} {mets.date}", when=yes(mets)),
        ),
        careful=(
            line("Both sources place it with metastases; none is on record.", "S1.16", "S2.35", when=no(mets)),
            line(
                "Both sources place it with metastases; distant disease is not established.",
                "S1.16",
                "S2.35",
                when=unknown(mets),
            ),
            line("Kidney function: {renal.value} ({renal.date}).", when=renal_impairment),
            line("A newer trial* of all pancreatic NET saw 30.3 % respond to streptozocin and fluorouracil.", "E50"),
        ),
        also=(
            line("Estimated GFR {kidney.value}, {kidney.date}.", when=missing(renal_impairment)),
            line("No renal function on record.", when=all_of(missing(renal_impairment), missing(kidney_function))),
        ),
        differs=(
            line(
                "The two differ: StatPearls, poor response; Dr.Oracle, once progressive, no drug named.",
                *WEIGHED,
            ),
        ),
    ),
    shows=(mets, progression, renal_impairment),
    proposals=(ONCOLOGY_CONSULT,),
    never_says=("contraindicated", "do not", "recommended", "metastatic", "localized"),
    statements=WEIGHED,
)
