"""K16 pseudoglucagonoma: possible (S09), or as a differential beside other states (X15)."""

from dataclasses import replace

from hooks.clinical.advice import Proposal, Recommendation, say
from hooks.clinical.criterion import all_of, no, not_yes, yes
from hooks.nme.branches import possible_pseudoglucagonoma
from hooks.nme.cards.glucagon import ordinary_adult
from hooks.nme.cards.proposals import (
    AMINO_ACIDS,
    CT,
    FATTY_ACIDS,
    MRI,
    SRS,
    UNDERLYING_CONDITION_CONSULT,
    ZINC_DRUG,
    if_missing,
)
from hooks.nme.evidence.background import associated
from hooks.nme.evidence.glucagon import elev, gt500
from hooks.nme.evidence.items import ct_or_mri, receptor_imaging
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.nutrition import zinc_low
from hooks.nme.evidence.skin import nme, nme_active_or_provisional
from hooks.nme.evidence.tumour import tumour


def _with_condition(nutrient: Proposal) -> Proposal:
    """Repletion is for NME with a recorded condition; without both the card only asks to look (S1.24, S1.26)."""
    return replace(nutrient, when=all_of(nutrient.when, yes(associated), nme_active_or_provisional))


PSEUDOGLUCAGONOMA = Recommendation(
    id="K16",
    name="Pseudoglucagonoma",
    summary=(
        say(
            "Possible pseudoglucagonoma: NME with a condition known for it; the tumour question stays open",
            "S1.23",
            "S2.40",
            when=all_of(possible_pseudoglucagonoma, not_yes(gt500)),
        ),
        say(
            "NME with a condition known for pseudoglucagonoma: keep it as a differential",
            "S2.40",
            when=all_of(yes(associated), nme_active_or_provisional),
        ),
        say(
            "Condition known for pseudoglucagonoma, NME not recorded: keep it as a differential",
            "S2.40",
            when=yes(associated),
        ),
        say("NME: look for the conditions seed 2 names behind pseudoglucagonoma", "S2.40"),
    ),
    shows=(nme, associated, elev, tumour, ct_or_mri, receptor_imaging, yes(zinc_low)),
    says=(
        say(
            "NME without a glucagonoma is called pseudoglucagonoma (seed 1); seed 2: rarely, in liver disease, "
            "inflammatory bowel disease, malabsorption.",
            "S1.23",
            "S2.40",
        ),
        say("Seed 1: treatment mainly aims at the underlying condition.", "S1.24"),
        say(
            "Seed 1: NME is considered a deficiency dermatosis, and malnutrition seems a common theme here; zinc, "
            "amino acids and essential fatty acids may be considered.",
            "S1.18",
            "S1.25",
            "S1.26",
        ),
        say(
            "Both sources name the SSA for glucagonoma only.",
            "S1.10",
            "S2.02",
            when=yes(ssa),
        ),
    ),
    elsewhere=(
        say("Raised glucagon is reported in pseudoglucagonoma too.", "E24", when=yes(elev)),
        say(
            "Above {glucagon_typical} pg/mL* is outside the range usually given for other causes.",
            "E04",
            "E07",
            when=all_of(yes(gt500), ordinary_adult),
        ),
        say(
            "A zinc level in range leaves a trial of nutrition open: a small series found zinc unchanged.",
            "E24",
            when=no(zinc_low),
        ),
        say(
            "Also reported with hepatitis, cirrhosis, coeliac disease, chronic pancreatitis, short bowel, cystic "
            "fibrosis.",
            "E23",
            "E24",
            "E26",
            "E74",
        ),
    ),
    proposals=(
        replace(UNDERLYING_CONDITION_CONSULT, when=yes(associated)),
        *(_with_condition(nutrient) for nutrient in (ZINC_DRUG, AMINO_ACIDS, FATTY_ACIDS)),
        if_missing(CT, ct_or_mri),
        if_missing(MRI, ct_or_mri),
        if_missing(SRS, receptor_imaging),
    ),
    never_says=("excluded", "ruled out", "proven", "SSA recommended", "start an SSA", "not indicated"),
)
