"""K22 companions of NME: a question, not a diagnosis (pathway-2 3.2)."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.logic import all_of, not_, yes
from hooks.clinical.sentence import line
from hooks.nme.cards.proposals import GLUCAGON, SKIN_BIOPSY
from hooks.nme.codes.concepts import SKIN_BIOPSY as BIOPSY
from hooks.nme.evidence.background import diabetes
from hooks.nme.evidence.items import drafted, glucagon_drafted
from hooks.nme.evidence.recent import rash_recorded, stomatitis, weight_loss

biopsy_drafted = drafted("a skin biopsy", BIOPSY)
COMPANION_STATEMENTS = ("S2.05", "S2.06", "S2.07", "S2.08", "S2.39")

COMPANIONS = Recommendation(
    id="K22",
    name="Companions of NME",
    says=Wording(
        summary=(
            line(
                "Skin biopsy, with companions of NME on record: consider NME, add a fasting glucagon",
                *COMPANION_STATEMENTS,
                when=biopsy_drafted,
            ),
            line(
                "Glucagon test, with a rash and companions of NME on record: consider NME, add a skin biopsy",
                *COMPANION_STATEMENTS,
                when=glucagon_drafted,
            ),
            line(
                "Necrolysis of the upper epidermis reported, companion of NME on record: consider a fasting glucagon",
                *COMPANION_STATEMENTS,
            ),
        ),
        next=(
            line("Ask the pathologist about NME; consider a fasting glucagon.", "S2.09", when=biopsy_drafted),
            line(
                "Consider a skin biopsy of the rash, and ask the pathologist about NME.", "S2.17", when=glucagon_drafted
            ),
            line("Ask the pathologist about NME; consider a fasting glucagon.", "S2.09"),
        ),
        why=(
            line("{rash.value} {rash.date}"),
            line("diabetes {diabetes.date}", "S2.07", when=yes(diabetes)),
            line("weight loss {weight_loss.date}", "S2.07", when=weight_loss),
            line("stomatitis {stomatitis.date}: often companions of NME (Dr.Oracle)", "S2.07", when=stomatitis),
        ),
        careful=(
            line("NME is not on record; other rashes share these."),
            line("Non-specific biopsies are reported in NME*.", "E19", "E68"),
        ),
        also=(line("Look in folds, around the mouth, on extremities; does it migrate?", "S2.05", "S2.06"),),
    ),
    shows=(rash_recorded, yes(diabetes), weight_loss, stomatitis),
    proposals=(
        replace(GLUCAGON, when=all_of(GLUCAGON.when, not_(glucagon_drafted))),
        replace(SKIN_BIOPSY, when=all_of(rash_recorded, not_(biopsy_drafted))),
    ),
    never_says=("NME recorded", "glucagonoma", "suspected"),
    statements=COMPANION_STATEMENTS,
)
