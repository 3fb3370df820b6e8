"""K01 work-up, K03 localise, K18 no tumour found; K02 and K16 of the same family have files of their own."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.criterion import Criterion, all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.clinical.sentence import line
from hooks.nme.cards import elsewhere
from hooks.nme.cards.glucagon import ASK_FOR_THE_RASH, GLUCAGON_READING
from hooks.nme.cards.glucagon_words import no_glucagon_at_all
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
from hooks.nme.evidence.glucagon import drawn_on_ssa as sample_on_ssa
from hooks.nme.evidence.glucagon import elev, gt500
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
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.recent import pancreatic_mass, rash_recorded, recent_scan
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import nme, nme_active_or_provisional
from hooks.nme.evidence.skin import nme_by_report as by_report
from hooks.nme.evidence.tumour import tumour, tumour_provisional

__all__ = ["GLUCAGON_READING", "LOCALISE", "NO_TUMOUR_FOUND", "PSEUDOGLUCAGONOMA", "WORK_UP"]

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
            line("often the first sign of a pancreatic tumour (Dr.Oracle)", "S2.08", "S2.39"),
        ),
        careful=(
            line(
                "The glucagon on record was drawn on an SSA, which lowers it (Dr.Oracle): no negative evidence.",
                "S2.23",
                when=drawn_on_ssa,
            ),
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


def _to_look_for(item: Criterion) -> Criterion:
    """Not on record, or from before a resection and so no answer today (S08)."""
    return any_of(missing(item), yes(resected))


IMAGING = ("S2.14", "S2.15", "S2.16")
provisional = all_of(tumour_provisional, not_yes(tumour))

LOCALISE = Recommendation(
    id="K03",
    name="Locate the primary",
    says=Wording(
        summary=(
            line(
                "{tumour.value} entered as provisional, glucagon {glucagon.reading}: image, then confirm or refute it",
                when=all_of(provisional, yes(elev)),
            ),
            line(
                "{tumour.value} entered as provisional, {tumour.day}; metastases recorded: image, confirm or refute it",
                when=all_of(provisional, yes(mets)),
            ),
            line(
                "{tumour.value} entered as provisional, {tumour.day}: image, then confirm or refute it",
                when=provisional,
            ),
            line(
                "Tumour entered as provisional, {tumour.day}: image, then confirm or refute the entry", when=provisional
            ),
            line(
                "After resection: consider CT or MRI and a receptor study to look again",
                "S2.14",
                "S2.15",
                when=yes(resected),
            ),
            line("Look for a primary: consider CT or MRI and somatostatin receptor scintigraphy next", *IMAGING),
        ),
        next=(
            line(
                "Read the {scan.label} of {scan.date}, code its finding; then confirm or refute the entry.",
                when=all_of(provisional, recent_scan),
            ),
            line(
                "Consider CT or MRI and receptor scintigraphy (or PET*); then confirm or refute the entry.",
                "S2.14",
                "S2.15",
                "E65",
                when=provisional,
            ),
            line("Read the {scan.label} of {scan.date} and code its finding.", when=recent_scan),
            line("Consider CT or MRI of the abdomen and receptor scintigraphy.", *IMAGING),
        ),
        why=(
            line("{tumour.value}, provisional, {tumour.date}", when=provisional),
            line("Glucagon {glucagon.full}", when=any_of(provisional, yes(gt500))),
            line("{mets.value} {mets.date}: metastases beside a provisional tumour, attribution open", when=yes(mets)),
            line('"{mass.value}", {mass.date}, names no tumour type', when=pancreatic_mass),
        ),
        careful=(
            line("The level alone settles nothing.", when=all_of(provisional, yes(elev))),
            line("Report text is not read; code the finding.", when=recent_scan),
            line("Not found: {not_found}."),
        ),
        also=(
            ASK_FOR_THE_RASH,
            elsewhere.RECEPTOR_PET,
            line(
                "Such tumours mostly sit in the pancreatic tail (StatPearls).",
                "S1.03",
                when=all_of(not_yes(resected), not_(provisional)),
            ),
        ),
    ),
    shows=(tumour, mets, elev, ct_or_mri, receptor_imaging, eus, pancreatic_mass),
    looks_for=(ct_or_mri, receptor_imaging),
    proposals=(
        replace(CT, when=all_of(CT.when, _to_look_for(ct_or_mri))),
        replace(MRI, when=all_of(MRI.when, _to_look_for(ct_or_mri))),
        replace(SRS, when=all_of(SRS.when, _to_look_for(receptor_imaging))),
        replace(EUS, when=all_of(ct_or_mri, missing(eus), not_yes(resected))),
        replace(SKIN_BIOPSY, when=all_of(rash_recorded, not_yes(nme_active_or_provisional), missing(skin_biopsy))),
    ),
    never_says=("confirmed", "operate", "start an SSA", "inappropriate", "the tumour is"),
    statements=("S1.03", *IMAGING),
)

NO_TUMOUR_FOUND = Recommendation(
    id="K18",
    name="High glucagon, no tumour found",
    says=Wording(
        summary=(
            line(
                "Glucagon {glucagon.reading}, no tumour found: consider a receptor study, repeat the test fasting",
                "S2.15",
            ),
            line("High glucagon, no tumour found: consider a receptor study, repeat the test fasting", "S2.15"),
        ),
        next=(
            line(
                "Consider receptor scintigraphy; endoscopic ultrasound if needed.",
                "S2.15",
                "S2.16",
                when=missing(receptor_imaging),
            ),
            line("Consider endoscopic ultrasound if needed, and a repeat glucagon.", "S2.16", when=missing(eus)),
            line("Repeat a fasting glucagon, same assay.", "S2.09"),
        ),
        why=(line("Glucagon {glucagon.full}"), line("imaging of {tumour.date} coded without tumour", when=no(tumour))),
        careful=(
            line(
                "{associated.value} ({associated.date}): another setting of this rash (Dr.Oracle).",
                "S2.40",
                when=associated,
            ),
            line("Not found: {not_found}."),
        ),
        also=(elsewhere.WITHOUT_SYNDROME,),
    ),
    shows=(elev, tumour, ct_or_mri, receptor_imaging, eus, yes(associated)),
    looks_for=(receptor_imaging, eus),
    proposals=(
        if_missing(SRS, receptor_imaging),
        replace(EUS, when=all_of(not_(missing(ct_or_mri)), missing(eus))),
        replace(GLUCAGON, when=all_of(GLUCAGON.when, not_(yes(gt500)))),
    ),
    never_says=("glucagonoma", "confirmed", "proven", "operate", "start an SSA"),
    statements=("S2.15", "S2.16", "S2.40"),
)
