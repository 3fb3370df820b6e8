"""K01 work-up, K03 localise, K18 no tumour found; K02 and K16 of the same family have files of their own."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, say
from hooks.clinical.criterion import Criterion, all_of, any_of, not_yes, unknown, yes
from hooks.nme.cards.glucagon import GLUCAGON_READING, no_glucagon_at_all, ordinary_adult
from hooks.nme.cards.proposals import (
    AMINO_ACID_LEVEL,
    CBC,
    CMP,
    CT,
    EUS,
    GLUCAGON,
    MRI,
    SKIN_BIOPSY,
    SRS,
    ZINC_LEVEL,
    if_missing,
)
from hooks.nme.cards.pseudoglucagonoma import PSEUDOGLUCAGONOMA
from hooks.nme.evidence.background import associated
from hooks.nme.evidence.glucagon import drawn_on_ssa, elev, gt500
from hooks.nme.evidence.items import (
    amino_acid_level,
    cbc,
    cmp,
    ct_or_mri,
    eus,
    glucagon_item,
    missing,
    receptor_imaging,
    skin_biopsy,
    zinc_level,
)
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import nme, nme_provisional
from hooks.nme.evidence.tumour import tumour

__all__ = ["GLUCAGON_READING", "LOCALISE", "NO_TUMOUR_FOUND", "PSEUDOGLUCAGONOMA", "WORK_UP"]

work_up_items = (
    glucagon_item,
    cbc,
    cmp,
    zinc_level,
    amino_acid_level,
    ct_or_mri,
    receptor_imaging,
    skin_biopsy,
)
something_missing = any_of(*(missing(item) for item in work_up_items))
zinc_before_contrast = say(
    "Draw zinc before contrast imaging, or 96 h* after it: contrast interferes.", "E32", when=missing(zinc_level)
)

WORK_UP = Recommendation(
    id="K01",
    name="Work-up of NME",
    summary=(
        say(
            "NME recorded, no glucagon result found: consider the work-up seed 2 lists",
            "S2.09",
            when=no_glucagon_at_all,
        ),
        say(
            "NME recorded, no usable glucagon result: consider the work-up seed 2 lists",
            "S2.09",
            when=missing(glucagon_item),
        ),
        say("NME recorded: parts of the work-up seed 2 lists were not found", when=something_missing),
        say("NME recorded: the work-up seed 2 lists is on record"),
    ),
    shows=(nme, *work_up_items, yes(tumour)),
    says=(
        say(
            "Seed 2 lists serum glucagon (expected markedly raised), blood count, metabolic panel, zinc, amino acids; "
            "abdominal CT or MRI; somatostatin receptor scintigraphy; endoscopic ultrasound if needed; skin biopsy.",
            "S2.09",
            "S2.10",
            "S2.11",
            "S2.12",
            "S2.13",
            "S2.14",
            "S2.15",
            "S2.16",
            "S2.17",
        ),
        say(
            "Seed 2: NME goes most commonly with a rare pancreatic neuroendocrine tumour and is often its first sign; "
            "early recognition is crucial.",
            "S2.03",
            "S2.08",
            "S2.39",
        ),
        say(
            "Seed 2 describes erosive, red lesions, typically in skin folds, around the mouth and on the extremities, "
            "migrating with central healing; often with weight loss, diabetes, stomatitis.",
            "S2.04",
            "S2.05",
            "S2.06",
            "S2.07",
            when=nme_provisional,
        ),
        say(
            "Skin biopsy shows epidermal necrolysis and vacuolization (seed 2).",
            "S2.17",
            when=missing(skin_biopsy),
        ),
        say(
            "The glucagon on record was drawn on an SSA, which lowers it (seed 2): it cannot be used as "
            "negative evidence.",
            "S2.23",
            when=all_of(unknown(elev), drawn_on_ssa),
        ),
    ),
    elsewhere=(
        zinc_before_contrast,
        say(
            "Non-specific biopsies are reported in NME: such a result leaves NME open.",
            "E19",
            "E68",
        ),
    ),
    proposals=(
        replace(GLUCAGON, when=unknown(elev)),
        if_missing(CBC, cbc),
        if_missing(CMP, cmp),
        if_missing(ZINC_LEVEL, zinc_level),
        if_missing(AMINO_ACID_LEVEL, amino_acid_level),
        if_missing(CT, ct_or_mri),
        if_missing(MRI, ct_or_mri),
        if_missing(SRS, receptor_imaging),
        if_missing(SKIN_BIOPSY, skin_biopsy),
    ),
    never_says=("glucagonoma", "biopsy excludes", "excluded", "start an SSA", "contraindicated"),
)


def _to_look_for(item: Criterion) -> Criterion:
    """Not on record, or from before a resection and so no answer today (S08)."""
    return any_of(missing(item), yes(resected))


LOCALISE = Recommendation(
    id="K03",
    name="Locate the primary",
    summary=(
        say(
            "After resection: consider looking again with the imaging seed 2 lists",
            "S2.14",
            "S2.15",
            when=yes(resected),
        ),
        say(
            "Localise: consider the imaging seed 2 lists to look for a primary",
            "S2.14",
            "S2.15",
            "S2.16",
        ),
    ),
    shows=(tumour, ct_or_mri, receptor_imaging, eus),
    says=(
        say(
            "Seed 2 lists abdominal CT or MRI, somatostatin receptor scintigraphy, endoscopic ultrasound if needed.",
            "S2.14",
            "S2.15",
            "S2.16",
        ),
        say(
            "Seed 1: glucagonomas sit in the pancreatic tail in the majority of cases.", "S1.03", when=not_yes(resected)
        ),
    ),
    elsewhere=(zinc_before_contrast,),
    proposals=(
        replace(CT, when=_to_look_for(ct_or_mri)),
        replace(MRI, when=_to_look_for(ct_or_mri)),
        replace(SRS, when=_to_look_for(receptor_imaging)),
        replace(EUS, when=all_of(ct_or_mri, missing(eus))),
    ),
    never_says=("confirmed", "operate", "start an SSA", "inappropriate", "the tumour is"),
)

NO_TUMOUR_FOUND = Recommendation(
    id="K18",
    name="High glucagon, no tumour found",
    summary=(
        say(
            "Glucagon above {glucagon_typical} pg/mL*, no tumour found: consider looking further",
            when=all_of(yes(gt500), ordinary_adult),
        ),
        say("High glucagon, no tumour found: consider looking further"),
    ),
    shows=(elev, tumour, ct_or_mri, receptor_imaging, eus, yes(associated)),
    says=(
        say(
            "Seed 2 also lists somatostatin receptor scintigraphy, and endoscopic ultrasound if needed.",
            "S2.15",
            "S2.16",
        ),
        say(
            "A recorded condition is an alternative explanation: seed 2 names liver disease, inflammatory bowel "
            "disease and malabsorption as rare settings of NME.",
            "S2.40",
            when=yes(associated),
        ),
        say(
            "Seed 2 names liver disease, inflammatory bowel disease and malabsorption as rare settings of NME; "
            "none was found.",
            "S2.40",
            when=not_yes(associated),
        ),
    ),
    elsewhere=(say("Consider a repeat fasting sample by the same assay, read with the symptoms.", "E05", "E11"),),
    proposals=(if_missing(SRS, receptor_imaging), if_missing(EUS, eus), GLUCAGON),
    never_says=("glucagonoma", "confirmed", "proven", "operate", "start an SSA"),
)
