"""K14 after resection, K15 possible recurrence."""

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.criterion import ALWAYS
from hooks.clinical.logic import all_of, no, not_, yes
from hooks.clinical.sentence import line
from hooks.nme.branches import lesion_after_resection, raised_after_resection
from hooks.nme.cards import elsewhere
from hooks.nme.cards.glucagon_words import no_glucagon_at_all
from hooks.nme.cards.monitoring import (
    FOLLOW_UP,
    FOLLOW_UP_SCANS,
    NOT_READ_SCAN,
    REPEAT_GLUCAGON,
    SKIN_REVIEW,
)
from hooks.nme.cards.proposals import SRS
from hooks.nme.evidence.items import (
    any_imaging,
    ct_or_mri,
    glucagon_item,
    missing,
    receptor_imaging,
)
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.recent import recent_scan
from hooks.nme.evidence.resection import recorded_after_history, resected
from hooks.nme.evidence.resection import resection_from_history as history_only
from hooks.nme.evidence.skin import back_since, nme, nme_active_or_provisional, recur

PROGNOSIS = ("S2.46", "S2.47", "S2.48")
AFTER_RESECTION = Recommendation(
    id="K14",
    name="After resection",
    says=Wording(
        summary=(
            line(
                "Pancreas resected, known from history only: follow glucagon, imaging and skin",
                *FOLLOW_UP,
                when=history_only,
            ),
            line(
                "Resected {resection.on}, no glucagon and no imaging found: consider follow-up of both and of the skin",
                *FOLLOW_UP,
                when=all_of(missing(glucagon_item), missing(any_imaging)),
            ),
            line(
                "Resected {resection.on}: follow glucagon, imaging and skin; neither source gives an interval",
                *FOLLOW_UP,
            ),
            line("After resection: follow glucagon, imaging and skin; neither source gives an interval", *FOLLOW_UP),
        ),
        next=(line("Consider glucagon, CT or MRI and a skin review; neither source gives an interval.", *FOLLOW_UP),),
        why=(
            line("absence of pancreas recorded {resection.dated}, the latest day it can have been", when=history_only),
            line("{resection.value} {resection.date}", when=not_(history_only)),
            line("glucagon before it {preoperative.value}, {preoperative.date}"),
            line("glucagon {glucagon.full}"),
        ),
        careful=(
            line("The tumour is recorded later, {tumour.date}: old disease or new?", when=recorded_after_history),
            line(
                "NME has no onset date to compare with the resection.",
                when=all_of(nme_active_or_provisional, missing(recur)),
            ),
            NOT_READ_SCAN,
            line("Not found: {not_found}."),
        ),
        also=(
            line("No source statement on an SSA after complete resection.", when=yes(ssa)),
            line("Prognosis depends on how complete the resection was (Dr.Oracle), not coded here.", *PROGNOSIS),
        ),
    ),
    shows=(resected, mets, glucagon_item, any_imaging, yes(nme), yes(ssa)),
    looks_for=(glucagon_item, any_imaging),
    proposals=(REPEAT_GLUCAGON, *FOLLOW_UP_SCANS, SKIN_REVIEW),
    never_says=("disease-free", "stop follow-up", "stay on", "must continue"),
    statements=(*FOLLOW_UP, *PROGNOSIS, "S1.04", "S1.05", "S1.14"),
)

POSSIBLE_RECURRENCE = Recommendation(
    id="K15",
    name="Possible recurrence",
    says=Wording(
        summary=(
            line(
                "Lesion coded {lesion.day} after resection ({resection.day}): draw a fasting glucagon and image again",
                *FOLLOW_UP,
                when=all_of(lesion_after_resection, no_glucagon_at_all),
            ),
            line(
                "Lesion coded {lesion.day} after resection ({resection.day}): repeat glucagon and image again",
                *FOLLOW_UP,
                when=lesion_after_resection,
            ),
            line(
                "Glucagon {glucagon.reading}, resected {resection.day}: repeat it with the same assay and image",
                *FOLLOW_UP,
                when=raised_after_resection,
            ),
            line(
                "NME again since {back.day} after resection ({resection.day}): draw a fasting glucagon and image",
                *FOLLOW_UP,
                when=all_of(yes(recur), no_glucagon_at_all),
            ),
            line(
                "NME again since {back.day} after resection ({resection.day}): repeat glucagon and image",
                *FOLLOW_UP,
                when=yes(recur),
            ),
            line(
                "NME back after resection ({resection.day}): draw a fasting glucagon and consider imaging",
                *FOLLOW_UP,
                when=all_of(yes(recur), no_glucagon_at_all),
            ),
            line(
                "NME back after resection ({resection.day}): repeat glucagon and consider imaging again",
                *FOLLOW_UP,
                when=yes(recur),
            ),
            line(
                "Finding after resection, no glucagon result on record: draw it fasting and consider imaging again",
                *FOLLOW_UP,
                when=no_glucagon_at_all,
            ),
            line("Finding after resection ({resection.day}): repeat glucagon and consider imaging again", *FOLLOW_UP),
            line("Finding after resection: repeat glucagon with the same assay and consider imaging", *FOLLOW_UP),
        ),
        next=(
            line(
                "Read the {scan.label} of {scan.date}; draw a fasting glucagon.",
                *FOLLOW_UP,
                when=all_of(recent_scan, no_glucagon_at_all),
            ),
            line("Read the {scan.label} of {scan.date}; repeat glucagon, same assay.", *FOLLOW_UP, when=recent_scan),
            line(
                "Draw a fasting glucagon; consider CT or MRI and a receptor study.",
                *FOLLOW_UP,
                "S2.14",
                "S2.15",
                when=no_glucagon_at_all,
            ),
            line("Repeat glucagon, same assay; consider CT or MRI and a receptor study.", *FOLLOW_UP, "S2.14", "S2.15"),
        ),
        why=(
            line("Glucagon {glucagon.full}", when=raised_after_resection),
            line("lesion {lesion.date}: {lesion.value}", when=lesion_after_resection),
            line("NME again since {back.date}"),
            line("NME coded as back, {recur.date}", when=all_of(yes(recur), no(back_since))),
            line("{resection.value} {resection.date}"),
            line("glucagon before it {preoperative.value}, {preoperative.date}"),
            line("{mets.value} {mets.date}"),
        ),
        careful=(
            line("This alone does not establish a recurrence."),
            line("Assays differ*: compare results of the same assay only.", "E11", when=not_(no_glucagon_at_all)),
            elsewhere.OTHER_CAUSES,
            line("Not found: {not_found}."),
        ),
        also=(
            elsewhere.EVEROLIMUS,
            elsewhere.RECEPTOR_PET,
            line("Prognosis depends on metastases and completeness of resection (Dr.Oracle).", "S2.47", "S2.48"),
        ),
    ),
    shows=(
        resected,
        yes(recur),
        raised_after_resection,
        lesion_after_resection,
        mets,
        receptor_imaging,
        yes(ssa),
    ),
    looks_for=(glucagon_item, ct_or_mri),
    proposals=(REPEAT_GLUCAGON, *FOLLOW_UP_SCANS, SRS),
    warning_when=ALWAYS,
    never_says=("recurrence confirmed", "relapse confirmed", "tumour recurrence"),
    statements=(*FOLLOW_UP, "S2.14", "S2.15", "S2.47", "S2.48"),
)
