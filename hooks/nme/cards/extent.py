"""K05 extent unknown."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.logic import all_of, any_of, not_, unknown, yes
from hooks.clinical.sentence import line
from hooks.nme.cards import elsewhere
from hooks.nme.cards.proposals import CT, MRI, SRS
from hooks.nme.cards.tumour_words import (
    NODE,
    PRESUMED,
    PRESUMED_FROM,
    RECORDED,
    RESOLVED,
    provisional,
    unexplained,
    unlinked,
)
from hooks.nme.evidence.glucagon import gt500
from hooks.nme.evidence.items import ct_or_mri, distant_entry, missing, receptor_imaging
from hooks.nme.evidence.metastasis import (
    liver,
    metastasis_attribution,
    metastasis_conflict,
    metastasis_possible,
    mets,
    node_unstated,
    regional_node,
    stage_not_understood,
    stale_staging,
)
from hooks.nme.evidence.metastasis_quoted import words_metastatic
from hooks.nme.evidence.recent import recent_scan
from hooks.nme.evidence.tumour import tumour

STAGE = ("S2.14", "S2.15")
whose = all_of(provisional, yes(mets))
"""Metastases beside a tumour that is not confirmed."""

first_settle = any_of(
    metastasis_conflict,
    node_unstated,
    words_metastatic,
    metastasis_possible,
    metastasis_attribution,
    unexplained,
    whose,
    recent_scan,
)
"""Next asks for something else than a scan."""

EXTENT_UNKNOWN = Recommendation(
    id="K05",
    name="Extent unknown",
    says=Wording(
        summary=(
            line(
                "Metastases of {mets.day} beside a provisional tumour: whose they are stays open; confirm or refute it",
                when=whose,
            ),
            line(
                "Entries on distant disease contradict each other ({mets.day}): extent not established; settle it",
                when=metastasis_conflict,
            ),
            line(
                "Liver metastasis of {liver_metastasis.day} is provisional: extent not established; confirm or refute it",
                when=all_of(metastasis_possible, liver),
            ),
            line(
                "Lymph node metastasis of {node.day}, site not stated: extent not established; code where it is",
                when=node_unstated,
            ),
            line(
                "Spread named in words only ({spread.day}), no site coded: extent not established; code where it is",
                when=words_metastatic,
            ),
            line(
                "Metastasis of {mets.day} is recorded as possible: extent not established; confirm or refute it",
                when=metastasis_possible,
            ),
            line(
                "Metastasis of {mets.day} beside another malignancy: whose it is stays open; review pathology and imaging",
                when=metastasis_attribution,
            ),
            line(
                "Tumour of {tumour.day} recorded as resolved, a resection has no link to it: enter its reason; extent open",
                when=unlinked,
            ),
            line(
                "Tumour of {tumour.day} recorded as resolved, no resection found: what became of it? Extent open",
                when=unexplained,
            ),
            line(
                "Tumour on record, last negative staging out of date: extent not established; image again",
                *STAGE,
                when=stale_staging,
            ),
            line(
                "Tumour on record, extent not established: read the {scan.label} of {scan.day} and code the result",
                when=recent_scan,
            ),
            line(
                "Pancreatic NET of {tumour.day}: extent not established; consider CT or MRI and a receptor study",
                *STAGE,
                when=yes(tumour),
            ),
            line("Extent not established: consider CT or MRI and a receptor study", *STAGE),
        ),
        next=(
            line("Confirm or refute the tumour; then code what the metastases belong to.", when=whose),
            line("Settle which entry holds; code the result.", when=metastasis_conflict),
            line("Code where the lymph node is; the extent rests on it.", when=node_unstated),
            line("Code the metastasis with its site, or correct the name of the tumour.", when=words_metastatic),
            line("Confirm or refute the metastasis; code the result.", when=metastasis_possible),
            line("Review which tumour the metastasis belongs to.", when=metastasis_attribution),
            line("Enter the reason of the resection; then code the extent.", when=unlinked),
            line(
                "Clear what became of the tumour: code its resection, or correct the entry; then code its extent.",
                when=unexplained,
            ),
            line("Read the {scan.label} of {scan.date} and code the result.", when=recent_scan),
            line(
                "Consider CT or MRI and receptor scintigraphy (or receptor PET*); code the result.",
                *STAGE,
                "E65",
                when=missing(receptor_imaging),
            ),
            line("Consider CT or MRI of the abdomen; code the result.", *STAGE),
        ),
        why=(
            *RECORDED,
            PRESUMED_FROM,
            line("{mets.value} {mets.date}, not understood", when=stage_not_understood),
            line("{node.value} {node.date}", when=node_unstated),
            line("{mets.value} {mets.date}", when=not_(any_of(stage_not_understood, node_unstated))),
            line("glucagon {glucagon.full}"),
        ),
        careful=(
            line("A negative as new as the positive entry, or newer, leaves it open.", when=metastasis_conflict),
            *RESOLVED,
            PRESUMED,
            line(
                "Negative staging older than {negative_staging_window} d is not used (our limit).", when=stale_staging
            ),
            line("A scan is on record; its report text is not read.", when=any_of(ct_or_mri, receptor_imaging)),
            line(
                "No entry on distant disease.",
                when=all_of(unknown(mets), missing(distant_entry), not_(stale_staging)),
            ),
            line(
                "StatPearls ties surgical cure to the absence of metastases and reports spread in 50 % to 100 % at diagnosis.",
                "S1.04",
                "S1.07",
            ),
            NODE,
        ),
        also=(
            replace(elsewhere.RECEPTOR_PET, when=all_of(elsewhere.RECEPTOR_PET.when, first_settle)),
            line("Prognosis depends on stage and metastases (Dr.Oracle).", "S2.46", "S2.47"),
        ),
    ),
    shows=(tumour, mets, regional_node, yes(gt500), ct_or_mri, receptor_imaging),
    looks_for=(ct_or_mri, receptor_imaging),
    proposals=(CT, MRI, SRS),
    warning_when=metastasis_conflict,
    never_says=("localized", "localised", "metastatic", "confirmed", "do not operate", "contraindicated"),
    statements=("S1.04", "S1.07", *STAGE, "S2.46", "S2.47"),
)
