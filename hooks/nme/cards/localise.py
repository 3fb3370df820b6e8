"""K03 locate the primary, K18 high glucagon and no tumour found."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.criterion import Criterion
from hooks.clinical.logic import all_of, any_of, not_, not_yes, yes
from hooks.clinical.sentence import line
from hooks.nme.cards import elsewhere
from hooks.nme.cards.glucagon import ASK_FOR_THE_RASH
from hooks.nme.cards.proposals import (
    CT,
    EUS,
    GLUCAGON,
    MRI,
    SKIN_BIOPSY,
    SRS,
    if_missing,
)
from hooks.nme.cards.tumour_words import provisional
from hooks.nme.evidence.background import associated
from hooks.nme.evidence.glucagon import elev, gt500
from hooks.nme.evidence.items import (
    ct_or_mri,
    eus,
    missing,
    receptor_imaging,
    skin_biopsy,
)
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.recent import pancreatic_mass, rash_recorded, recent_scan
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import nme_active_or_provisional
from hooks.nme.evidence.tumour import scan_without_tumour, tumour, tumour_refuted


def _to_look_for(item: Criterion) -> Criterion:
    """Not on record, or from before a resection and so no answer today (S08)."""
    return any_of(missing(item), yes(resected))


IMAGING = ("S2.14", "S2.15", "S2.16")

names_pet = all_of(provisional, not_(recent_scan))
"""Next speaks of receptor PET itself."""

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
            line(
                "{mets.value} {mets.date}: metastases beside a provisional tumour, attribution open",
                when=all_of(yes(mets), provisional),
            ),
            line("{mets.value} {mets.date}: whose it is stays open", when=all_of(yes(mets), not_(provisional))),
            line('"{mass.value}", {mass.date}, names no tumour type', when=pancreatic_mass),
        ),
        careful=(
            line("The level alone settles nothing.", when=all_of(provisional, yes(elev))),
            line("Report text is not read; code the finding.", when=recent_scan),
            line("Not found: {not_found}."),
        ),
        also=(
            ASK_FOR_THE_RASH,
            replace(elsewhere.RECEPTOR_PET, when=all_of(elsewhere.RECEPTOR_PET.when, not_(names_pet))),
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
        why=(
            line("Glucagon {glucagon.full}"),
            line("imaging of {scan_without_tumour.date} coded without tumour", when=scan_without_tumour),
            line("{tumour.value}, refuted, {tumour.date}", when=tumour_refuted),
        ),
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
