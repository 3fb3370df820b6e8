"""K16 pseudoglucagonoma: possible (S09), or as a differential beside other states (X15)."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.logic import all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.clinical.sentence import line
from hooks.nme.branches import possible_pseudoglucagonoma
from hooks.nme.cards.proposals import CT, DIETITIAN, MRI, SKIN_CARE, SRS, UNDERLYING_CONDITION_CONSULT, if_missing
from hooks.nme.evidence.background import associated
from hooks.nme.evidence.glucagon import elev, gt500
from hooks.nme.evidence.items import any_imaging, ct_or_mri, missing, receptor_imaging
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.skin import nme, nme_active_or_provisional
from hooks.nme.evidence.tumour import no_tumour_by_imaging, tumour
from hooks.nme.evidence.zinc import zinc_low

possible = all_of(possible_pseudoglucagonoma, not_yes(gt500))
beside_nme = all_of(yes(associated), nme_active_or_provisional)
PSEUDOGLUCAGONOMA = Recommendation(
    id="K16",
    name="Pseudoglucagonoma",
    says=Wording(
        summary=(
            line(
                "NME with {associated.value}, glucagon {glucagon.value} not raised: the underlying condition first",
                "S1.24",
                "S2.40",
                when=all_of(possible, no(elev)),
            ),
            line(
                "NME with {associated.value}: possible pseudoglucagonoma; treat the condition, the tumour stays open",
                "S1.24",
                "S2.40",
                when=possible,
            ),
            line(
                "{associated.value} on record beside NME: a known setting of this rash; review it while the search goes on",
                "S2.40",
                when=beside_nme,
            ),
            line(
                "Liver or bowel disease beside NME: a known setting of this rash; review it while the search goes on",
                "S2.40",
                when=beside_nme,
            ),
            line(
                "{associated.value} on record, NME not recorded: a known setting of this rash; keep it in mind",
                "S2.40",
                when=yes(associated),
            ),
            line(
                "A known setting of this rash is on record, NME is not: keep pseudoglucagonoma in mind",
                "S2.40",
                when=yes(associated),
            ),
            line(
                "NME without a raised glucagon: look for malabsorption, liver disease, inflammatory bowel disease",
                "S2.40",
                when=no(elev),
            ),
            line("NME: look for malabsorption, liver disease, inflammatory bowel disease beside the tumour", "S2.40"),
        ),
        next=(
            line(
                "Review the condition: treatment mainly targets it; zinc, amino acids, essential fatty acids may be "
                "considered (StatPearls).",
                "S1.24",
                "S1.26",
                when=possible,
            ),
            line(
                "Consider hepatology or gastroenterology review; without a tumour, treatment mainly targets the "
                "condition (StatPearls).",
                "S1.24",
                when=yes(associated),
            ),
            line(
                "Look for malabsorption, liver and bowel disease; if one is found, treatment mainly targets it (StatPearls).",
                "S1.24",
                "S2.40",
            ),
        ),
        why=(
            line("{associated.all}", when=yes(associated)),
            line("glucagon {glucagon.full}", when=any_of(yes(elev), no(elev))),
            line("no such condition on record", when=unknown(associated)),
            line("NME is rarely seen with them instead of a tumour (Dr.Oracle)", "S2.40"),
        ),
        careful=(
            line(
                "Above {glucagon_typical} pg/mL*: beyond the range usual for other causes.",
                "E04",
                "E07",
                when=all_of(yes(gt500), yes(associated)),
            ),
            line(
                "No imaging on record: a tumour is not settled.",
                when=all_of(missing(any_imaging), not_(no_tumour_by_imaging)),
            ),
            line("Neither explanation is settled.", when=yes(associated)),
            line("Imaging is still open.", when=all_of(unknown(associated), unknown(tumour), any_imaging)),
            line("Both sources name an SSA for glucagonoma only.", "S1.10", "S2.02", when=yes(ssa)),
        ),
        also=(line("A zinc in range does not argue against nutrition*.", "E24", when=no(zinc_low)),),
        differs=(line("Treatment: StatPearls only.", "S1.24"),),
    ),
    shows=(nme, associated, elev, tumour, ct_or_mri, receptor_imaging, yes(zinc_low)),
    proposals=(
        replace(UNDERLYING_CONDITION_CONSULT, when=yes(associated)),
        replace(DIETITIAN, when=possible),
        replace(SKIN_CARE, when=possible),
        if_missing(CT, ct_or_mri),
        if_missing(MRI, ct_or_mri),
        if_missing(SRS, receptor_imaging),
    ),
    never_says=("excluded", "ruled out", "proven", "SSA recommended", "start an SSA", "not indicated"),
    statements=("S1.18", "S1.23", "S1.24", "S1.25", "S1.26", "S2.40"),
)
