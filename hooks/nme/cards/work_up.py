"""K01 work-up of NME."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.logic import all_of, any_of, not_, unknown, yes
from hooks.clinical.sentence import line
from hooks.nme.cards.glucagon_words import no_glucagon_at_all, without_lab_range
from hooks.nme.cards.proposals import (
    AMINO_ACID_LEVEL,
    CBC,
    CMP,
    CT,
    GLUCAGON,
    MRI,
    SKIN_BIOPSY,
    SRS,
    ZINC_LEVEL,
    if_missing,
)
from hooks.nme.evidence.exogenous import exogenous
from hooks.nme.evidence.glucagon import drawn_on_exogenous, elev, glucagon_usable, medication_open
from hooks.nme.evidence.glucagon import drawn_on_ssa as sample_on_ssa
from hooks.nme.evidence.items import (
    amino_acid_level,
    cbc,
    cmp,
    ct_or_mri,
    glucagon_item,
    missing,
    receptor_imaging,
    skin_biopsy,
    zinc_level,
)
from hooks.nme.evidence.recent import recent_scan
from hooks.nme.evidence.skin import nme
from hooks.nme.evidence.skin import nme_by_report as by_report
from hooks.nme.evidence.tumour import tumour

WORK_UP_ITEMS = (
    glucagon_item,
    cbc,
    cmp,
    zinc_level,
    amino_acid_level,
    ct_or_mri,
    receptor_imaging,
    skin_biopsy,
)
LISTED = ("S2.09", "S2.10", "S2.11", "S2.12", "S2.13", "S2.14", "S2.15", "S2.16", "S2.17")
something_missing = any_of(*(missing(item) for item in WORK_UP_ITEMS))
no_scan = missing(ct_or_mri)
image_next = all_of(no_scan, not_(no_glucagon_at_all), not_(by_report))
"""Next speaks of the imaging itself, and of the zinc before it."""

ZINC_FIRST = line(
    "Draw zinc before contrast, or 96 h* after it.", "E32", when=all_of(missing(zinc_level), not_(image_next))
)
drawn_on_ssa = all_of(unknown(elev), sample_on_ssa)
on_glucagon = all_of(yes(exogenous), no_glucagon_at_all)
"""A first glucagon would tell of the drug (K19)."""

unjudged = all_of(unknown(elev), without_lab_range, not_(any_of(sample_on_ssa, drawn_on_exogenous, medication_open)))
"""Nothing but the missing range keeps the result from being told."""


WORK_UP = Recommendation(
    id="K01",
    name="Work-up of NME",
    says=Wording(
        summary=(
            line(
                "NME by skin report of {nme.day}, not on the problem list; no glucagon found: draw fasting glucagon first",
                "S2.09",
                when=all_of(by_report, no_glucagon_at_all),
            ),
            line(
                "NME by report of {nme.day}, not on the problem list: finish the work-up that Dr.Oracle lists",
                when=by_report,
            ),
            line(
                "NME recorded, a glucagon product running: a glucagon now is hard to read; finish the rest of the work-up",
                when=on_glucagon,
            ),
            line(
                "NME recorded, no glucagon found; {scan.label} of {scan.day} not read here: draw fasting glucagon first",
                "S2.09",
                when=all_of(no_glucagon_at_all, recent_scan),
            ),
            line(
                "NME recorded, no glucagon and no imaging found: draw a fasting glucagon first, then CT or MRI",
                "S2.09",
                "S2.14",
                when=all_of(no_glucagon_at_all, no_scan),
            ),
            line(
                "NME recorded, no glucagon result found: draw a fasting glucagon, finish the work-up",
                "S2.09",
                when=no_glucagon_at_all,
            ),
            line(
                "NME recorded, no usable glucagon, no imaging found: finish the work-up, CT or MRI next",
                "S2.14",
                when=all_of(missing(glucagon_item), no_scan),
            ),
            line(
                "NME recorded, no usable glucagon result: repeat it fasting and finish the work-up",
                "S2.09",
                when=missing(glucagon_item),
            ),
            line(
                "Not found: {not_found}: rest of the NME work-up to consider", when=all_of(something_missing, no_scan)
            ),
            line(
                "NME recorded: not all of the work-up that Dr.Oracle lists was found; consider the rest",
                when=something_missing,
            ),
            line("NME recorded: the work-up that Dr.Oracle lists is on record; read its results together"),
        ),
        next=(
            line(
                "Draw a fasting glucagon, then consider CT or MRI; add NME to the problem list if you agree.",
                "S2.09",
                "S2.14",
                when=all_of(by_report, no_glucagon_at_all),
            ),
            line("Add NME to the problem list if you agree; consider the items not found.", *LISTED, when=by_report),
            line(
                "Read the {scan.label} of {scan.date}; draw glucagon once the product is off.",
                "S2.09",
                when=all_of(on_glucagon, recent_scan),
            ),
            line(
                "Consider CT or MRI of the abdomen; draw glucagon once the product is off.",
                "S2.14",
                "S2.09",
                when=all_of(on_glucagon, no_scan),
            ),
            line(
                "Consider the other items not found; draw glucagon once the product is off.", *LISTED, when=on_glucagon
            ),
            line(
                "Draw a fasting glucagon and read the {scan.label} of {scan.date}.",
                "S2.09",
                when=all_of(missing(glucagon_item), recent_scan),
            ),
            line(
                "Draw a fasting glucagon, then consider CT or MRI of the abdomen.",
                "S2.09",
                "S2.14",
                when=all_of(no_glucagon_at_all, no_scan),
            ),
            line("Draw a fasting glucagon; consider the other items not found.", "S2.09", when=no_glucagon_at_all),
            line(
                "Consider CT or MRI of the abdomen; draw zinc first, or 96 h* after contrast.",
                "S2.14",
                "E32",
                when=all_of(no_scan, missing(zinc_level)),
            ),
            line("Consider CT or MRI of the abdomen.", "S2.14", when=no_scan),
            line("Repeat a fasting glucagon, same assay.", "S2.09", when=missing(glucagon_item)),
            line("Consider the items not found.", *LISTED, when=something_missing),
            line("Read the results together; nothing of the list is missing.", *LISTED),
        ),
        why=(
            line("Skin report {nme.date} names NME", when=by_report),
            line("NME {nme.status} {nme.date}", when=not_(by_report)),
            line("glucagon {glucagon.full}", when=glucagon_usable),
            line("often the first sign of a pancreatic tumour (Dr.Oracle)", "S2.08", "S2.39"),
        ),
        careful=(
            line(
                "The glucagon on record was drawn on an SSA, which lowers it (Dr.Oracle): no negative evidence.",
                "S2.23",
                when=drawn_on_ssa,
            ),
            line("Without a laboratory range it cannot be told whether that result is raised.", when=unjudged),
            line("Not found: {not_found}."),
            line("Non-specific skin biopsies are reported in NME*.", "E19", "E68", when=skin_biopsy),
        ),
        also=(ZINC_FIRST,),
    ),
    shows=(nme, *WORK_UP_ITEMS, yes(tumour)),
    looks_for=WORK_UP_ITEMS,
    proposals=(
        replace(GLUCAGON, when=all_of(GLUCAGON.when, unknown(elev))),
        if_missing(ZINC_LEVEL, zinc_level),
        if_missing(CT, ct_or_mri),
        if_missing(MRI, ct_or_mri),
        if_missing(SRS, receptor_imaging),
        if_missing(SKIN_BIOPSY, skin_biopsy),
        if_missing(AMINO_ACID_LEVEL, amino_acid_level),
        if_missing(CBC, cbc),
        if_missing(CMP, cmp),
    ),
    never_says=("glucagonoma", "biopsy excludes", "excluded", "start an SSA", "contraindicated"),
    statements=("S2.03", "S2.04", "S2.05", "S2.06", "S2.07", *LISTED),
)
