"""K02 the glucagon result and its limits (pathway 2.2). Every number is from elsewhere: no source text has one."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.logic import all_of, any_of, no, not_, not_yes, yes
from hooks.clinical.sentence import line
from hooks.nme.cards import elsewhere
from hooks.nme.cards.glucagon_words import (
    beyond_500_at_least,
    beyond_1000,
    decided,
    maybe_lowered,
    not_raised_by_publication,
    ordinary_adult,
    raised_outside_the_sources,
)
from hooks.nme.cards.proposals import GLUCAGON
from hooks.nme.evidence.background import confounders, diabetes
from hooks.nme.evidence.exogenous import exogenous
from hooks.nme.evidence.glucagon import (
    drawn_on_exogenous,
    drawn_on_ssa,
    elev,
    fasting_open,
    glucagon_disagrees,
    gt500,
)
from hooks.nme.evidence.items import (
    ct_or_mri,
    missing,
    receptor_imaging,
    zinc_level,
)
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.recent import pancreatic_mass, recent_scan
from hooks.nme.evidence.skin import nme, nme_active_or_provisional
from hooks.nme.evidence.tumour import no_tumour_by_imaging, scan_without_tumour, tumour, tumour_refuted

rash = nme_active_or_provisional
no_rash = not_yes(nme_active_or_provisional)
repeat_settles = all_of(
    not_(yes(gt500)),
    any_of(
        fasting_open,
        drawn_on_exogenous,
        yes(confounders),
        yes(elev),
    ),
)
"""A repeat is drafted for a value at or below 500 pg/mL, or one that could not be used (pathway-2 4.8)."""

ASK_FOR_THE_RASH = line(
    "The rash: erosive, migrating, in folds, around the mouth, on extremities (Dr.Oracle).",
    "S2.05",
    "S2.06",
    when=no_rash,
)
"""One line for a patient without NME on record (pathway-2 3.3)."""

GLUCAGON_READING = Recommendation(
    id="K02",
    name="Glucagon result and its limits",
    says=Wording(
        summary=(
            line(
                "Glucagon {glucagon.reading} on {glucagon.day}, above the laboratory's limit: adult numbers not used here",
                when=raised_outside_the_sources,
            ),
            line(
                "NME, glucagon {glucagon.reading}: {scan.label} of {scan.day} on record, not read here; look there first",
                when=all_of(rash, yes(elev), recent_scan, not_(no(tumour))),
            ),
            line(
                "Glucagon {glucagon.reading}, pancreatic mass on record: read the {scan.label} of {scan.day}, "
                "ask for a rash",
                when=all_of(no_rash, yes(elev), pancreatic_mass, recent_scan),
            ),
            line(
                "Glucagon {glucagon.reading}: {scan.label} of {scan.day} on record, not read here; look there, "
                "ask for a rash",
                when=all_of(no_rash, yes(elev), recent_scan, not_(no(tumour))),
            ),
            line(
                "NME, glucagon {glucagon.reading}, no tumour on imaging: receptor study next",
                when=all_of(rash, yes(gt500), no_tumour_by_imaging, missing(receptor_imaging)),
            ),
            line(
                "Glucagon {glucagon.reading}, no tumour on imaging: receptor study next, ask for a rash",
                when=all_of(no_rash, yes(gt500), no_tumour_by_imaging, missing(receptor_imaging)),
            ),
            line(
                "Glucagon {glucagon.reading}, no tumour found on the imaging on record: consider looking further",
                when=all_of(yes(gt500), no_tumour_by_imaging),
            ),
            line(
                "NME, glucagon {glucagon.reading}, tumour entry refuted: consider a receptor study to look further",
                when=all_of(rash, yes(gt500), tumour_refuted, missing(receptor_imaging)),
            ),
            line(
                "Glucagon {glucagon.reading}, tumour entry refuted: consider looking further",
                when=all_of(yes(gt500), tumour_refuted),
            ),
            line(
                "NME, glucagon {glucagon.reading}: consider CT or MRI and a receptor study to look for a tumour",
                when=all_of(rash, yes(gt500)),
            ),
            line(
                "NME, glucagon {glucagon.value}: consider CT or MRI and a receptor study to look for a tumour",
                when=all_of(rash, yes(gt500)),
            ),
            line(
                "NME, glucagon above {glucagon_typical} pg/mL*: consider CT or MRI and a receptor study",
                when=all_of(rash, yes(gt500)),
            ),
            line(
                "Glucagon {glucagon.reading}, no NME on record: consider CT or MRI, ask for a rash",
                when=all_of(no_rash, yes(gt500)),
            ),
            line(
                "NME, glucagon {glucagon.reading}: settles nothing alone; repeat it fasting, image the abdomen",
                when=all_of(rash, yes(elev)),
            ),
            line(
                "NME, glucagon {glucagon.value}: settles nothing alone; repeat it fasting, image the abdomen",
                when=all_of(rash, yes(elev)),
            ),
            line(
                "Glucagon {glucagon.reading} without NME on record: settles nothing alone; ask for a rash, repeat it",
                when=all_of(no_rash, yes(elev)),
            ),
            line(
                "NME, glucagon {glucagon.value}, under every published limit*: finish the work-up, imaging first",
                when=all_of(rash, not_raised_by_publication, ordinary_adult),
            ),
            line(
                "NME, glucagon {glucagon.value}, not above this laboratory's limit: finish the work-up, imaging first",
                when=all_of(rash, no(elev)),
            ),
            line("Glucagon {glucagon.reading} of {glucagon.day}: read it with the symptoms and its limits"),
            line("Glucagon of {glucagon.day} on record: read it with the symptoms and its limits"),
            line("Glucagon order: fasting, chilled EDTA*, same assay as any earlier result"),
        ),
        next=(
            line(
                "Read the {scan.label} of {scan.date} and code its finding: staging advice follows.",
                when=all_of(yes(elev), recent_scan, not_(no(tumour)), rash),
            ),
            line(
                "Read the {scan.label} of {scan.date}, code its finding; ask for a rash; repeat the test.",
                when=all_of(yes(elev), recent_scan, not_(no(tumour))),
            ),
            line(
                "Consider receptor scintigraphy: none is on record.",
                "S2.15",
                when=all_of(yes(gt500), no(tumour), missing(receptor_imaging)),
            ),
            line(
                "Repeat a fasting glucagon, same assay; consider endoscopic ultrasound if needed.",
                "S2.09",
                "S2.16",
                when=all_of(yes(gt500), no(tumour)),
            ),
            line("Consider CT or MRI of the abdomen and receptor scintigraphy.", "S2.14", "S2.15", when=yes(gt500)),
            line(
                "Repeat a fasting glucagon, same assay, and consider CT or MRI of the abdomen.",
                "S2.09",
                "S2.14",
                when=all_of(yes(elev), missing(ct_or_mri)),
            ),
            line("Repeat a fasting glucagon, same assay, and read it with the imaging.", "S2.09", when=yes(elev)),
            line(
                "Consider CT or MRI of the abdomen and a receptor study.",
                "S2.14",
                "S2.15",
                when=all_of(no(elev), missing(ct_or_mri)),
            ),
            line("Read the result with the symptoms and the imaging.", when=decided),
            line("Draw it fasting, same assay as any earlier result.", "S2.09"),
        ),
        why=(
            line("Glucagon {glucagon.full}"),
            line("NME {nme.status} {nme.date}", when=rash),
            line('"{mass.value}", {mass.date}, names no tumour type', when=pancreatic_mass),
            line(
                "imaging of {scan_without_tumour.date} coded without tumour",
                when=all_of(yes(gt500), scan_without_tumour),
            ),
            line("{tumour.value}, refuted, {tumour.date}", when=all_of(yes(gt500), tumour_refuted)),
        ),
        careful=(
            line("Drawn on an SSA, which lowers glucagon.", "S2.23", when=all_of(drawn_on_ssa, not_yes(elev))),
            line(
                "An SSA is active; it lowers glucagon.",
                "S2.23",
                when=all_of(yes(ssa), any_of(not_(drawn_on_ssa), yes(elev))),
            ),
            line("Drawn while glucagon was given as a drug, which raises it.", when=drawn_on_exogenous),
            line(
                "Glucagon is now given as a drug, which raises it.",
                when=all_of(yes(exogenous), not_(drawn_on_exogenous)),
            ),
            line("Results of that time disagree: {disagreeing.all}.", when=glucagon_disagrees),
            line(
                "Whether above {glucagon_most} pg/mL* is unknown.",
                "E05",
                when=all_of(beyond_500_at_least, maybe_lowered, yes(ssa)),
            ),
            line(
                "An SSA may have lowered it: whether above {glucagon_most} pg/mL* is unknown.",
                "E05",
                when=all_of(beyond_500_at_least, maybe_lowered, not_yes(ssa)),
            ),
            line(
                "A bound: whether above {glucagon_most} pg/mL* is unknown.",
                "E05",
                when=all_of(beyond_500_at_least, not_(maybe_lowered)),
            ),
            line("The level alone settles nothing.", when=all_of(yes(elev), not_(beyond_1000))),
            line("Above {glucagon_most} pg/mL*, as in most such tumours.", "E05", "E06", "E07", when=beyond_1000),
            elsewhere.OTHER_CAUSES,
            elsewhere.MEN1,
            line(
                "A value under {glucagon_typical} pg/mL* leaves the question open.",
                "E03",
                when=all_of(decided, not_yes(gt500), not_(glucagon_disagrees), ordinary_adult),
            ),
            line("Fasting not documented.", when=fasting_open),
            elsewhere.DIABETES_RAISES,
            line("Not found: {not_found}."),
        ),
        also=(
            ASK_FOR_THE_RASH,
            line("Draw zinc before contrast, or 96 h* after it.", "E32", when=all_of(rash, missing(zinc_level))),
            elsewhere.WITHOUT_SYNDROME,
            line("Glucagonoma is reported from 206 pg/mL* up.", "E78", when=all_of(yes(elev), not_yes(gt500), no_rash)),
        ),
        carried=(line("Glucagon {glucagon.full}."),),
    ),
    shows=(elev, nme, yes(confounders), yes(diabetes), yes(ssa), yes(exogenous), pancreatic_mass, tumour),
    looks_for=(ct_or_mri, receptor_imaging),
    proposals=(replace(GLUCAGON, when=all_of(GLUCAGON.when, repeat_settles)),),
    never_says=("diagnostic", "excluded", "probab", "proven", "ruled", "suspected", "target value", "likely"),
    statements=("S2.09", "S2.23"),
)
