"""K17 data that limit this advice (pathway 3.3, 3.6; decisions 1, 14, 25)."""

from hooks.clinical.advice import Recommendation, say
from hooks.clinical.criterion import ALWAYS, all_of, any_of, not_
from hooks.nme import quality as q
from hooks.nme.evidence.candidacy import assessment_stale, assessments_disagree, marker_worse
from hooks.nme.evidence.glucagon import glucagon_usable
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import liver, metastasis_attribution, metastasis_conflict, metastasis_possible
from hooks.nme.evidence.resection import resection_unclear
from hooks.nme.evidence.tumour import tumour_conflict, tumour_provisional

ALL_ISSUES = tuple(dict.fromkeys(issue.when for issue in q.ISSUES))

DATA_LIMITS = Recommendation(
    id="K17",
    name="Data that limit this advice",
    summary=(
        say("Problem list could not be read: no pathway branch chosen", when=q.conditions_unread),
        say("Glucagon result not interpreted: unit or value unusable", when=q.glucagon_unreadable),
        say(
            "No usable glucagon: a result is marked as entered in error",
            when=all_of(q.glucagon_invalid, not_(glucagon_usable)),
        ),
        say("No usable glucagon: the last result is too old or undated", when=q.glucagon_stale),
        say("Glucagon was drawn on an SSA, which lowers it", "S2.23", when=q.glucagon_on_ssa),
        say("Glucagon was drawn while glucagon was given as a drug", when=q.glucagon_on_drug),
        say("Statements on distant disease contradict each other", when=metastasis_conflict),
        say("Metastases recorded with another malignancy: attribution uncertain", when=metastasis_attribution),
        say("Distant metastasis is recorded as possible only", when=metastasis_possible),
        say("Tumour findings contradict each other", when=tumour_conflict),
        say("Medication data could not be read: current SSA could not be determined", when=q.medications_unread),
        say(
            "Surgical assessment needs a second look",
            when=any_of(assessment_stale, marker_worse, assessments_disagree),
        ),
        say("Tumour diagnosis is recorded as provisional only", when=tumour_provisional),
        say("Data that limit this advice"),
    ),
    shows=(*ALL_ISSUES, tumour_provisional),
    says=(
        say(
            "No pathway branch was chosen: nothing here tells what is on the problem list.",
            when=q.conditions_unread,
        ),
        say(
            "What rests on laboratory and other observations is unknown.",
            when=q.observations_unread,
        ),
        say("Cut-offs by age and sex are not used.", when=q.patient_unread),
        say(
            "A result without an accepted unit is not interpreted; confirm unit and value with the laboratory.",
            when=q.glucagon_unreadable,
        ),
        say(
            "A result entered in error is ignored; there is no value to show. Repeat the test if none is usable.",
            when=q.glucagon_invalid,
        ),
        say(
            "An old result is shown, not used (window {glucagon_window} d, our choice); a new sample would settle it.",
            when=q.glucagon_stale,
        ),
        say(
            "An SSA lowers glucagon: a value drawn on it cannot be used as negative evidence.",
            "S2.23",
            when=q.glucagon_on_ssa,
        ),
        say(
            "Glucagon given as a drug raises the measured value: it cannot be used as positive evidence.",
            when=q.glucagon_on_drug,
        ),
        say(
            "A negative as new as the positive statement, or newer: distant disease stays open.",
            when=metastasis_conflict,
        ),
        say("Metastases are recorded with another primary; attribution is uncertain.", when=metastasis_attribution),
        say("Liver metastasis is provisional; confirm or refute it.", when=all_of(metastasis_possible, liver)),
        say(
            "A metastasis is recorded as provisional; confirm or refute it.",
            when=all_of(metastasis_possible, not_(liver)),
        ),
        say(
            "A coded lesion stands against a refuted diagnosis or a scan coded without a tumour: left open.",
            when=tumour_conflict,
        ),
        say(
            "A tumour diagnosis is recorded as provisional; confirm or refute it. Alone it opens no branch.",
            when=tumour_provisional,
        ),
        say(
            "A pancreatic resection has no link to a tumour of this pathway; add the reason if there is one.",
            when=resection_unclear,
        ),
        say("Current SSA could not be determined.", when=q.medications_unread),
        say(
            "The last surgical assessment is older than {assessment_window} d (our window) and not used; renew it.",
            when=assessment_stale,
        ),
        say("The explicit assessment stands; ECOG or ASA got worse since. Re-confirm it.", when=marker_worse),
        say("Two surgical assessments of one day disagree; candidacy is left open.", when=assessments_disagree),
        say("An entry of another patient came with the data and was dropped.", when=q.foreign),
        say("An entry dated in the future was dropped.", when=q.future),
        say("An entry that could not be read was set aside.", when=q.unreadable),
    ),
    warning_when=ALWAYS,
    never_says=("a value that was rejected, as if usable",),
)
"""A warning in S01 and on orders; on opening the chart elsewhere only when the branch stays open (decisions 14)."""

DUPLICATE_SSA = Recommendation(
    id="K17",
    name="Data that limit this advice",
    summary=(say("Two long-acting SSAs would be active"),),
    shows=(ssa,),
    says=(
        say("Another long-acting SSA is active or drafted, and none is stopped in these orders. Check for a switch."),
    ),
    never_says=DATA_LIMITS.never_says,
)
"""The same card as an order brings it (decisions 26, "K17 duplicate")."""
