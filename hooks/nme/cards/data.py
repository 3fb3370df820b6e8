"""K17 data that limit this advice (pathway 3.3, 3.6; decisions 1, 14, 25)."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.criterion import ALWAYS
from hooks.clinical.logic import all_of, any_of, no, not_, yes
from hooks.clinical.sentence import line
from hooks.nme import quality as q
from hooks.nme.cards.proposals import GLUCAGON
from hooks.nme.evidence.candidacy import assessment_stale, assessments_disagree, marker_worse
from hooks.nme.evidence.glucagon import elev, glucagon_usable
from hooks.nme.evidence.medication import drug_unknown, ssa
from hooks.nme.evidence.metastasis import (
    metastasis_attribution,
    metastasis_conflict,
    metastasis_possible,
    node_unstated,
    stage_not_understood,
)
from hooks.nme.evidence.metastasis_quoted import words_metastatic
from hooks.nme.evidence.resection import recorded_after_history, resection_from_history, resection_unclear
from hooks.nme.evidence.tumour import tumour_conflict

ALL_ISSUES = tuple(dict.fromkeys(issue.when for issue in q.ISSUES))
no_usable_glucagon = any_of(q.glucagon_unreadable, all_of(q.glucagon_invalid, not_(glucagon_usable)), q.glucagon_stale)

DATA_LIMITS = Recommendation(
    id="K17",
    name="Data that limit this advice",
    says=Wording(
        summary=(
            line(
                "The problem list could not be read: no advice from this pathway; look at it yourself",
                when=q.conditions_unread,
            ),
            line(
                "Glucagon of {unreadable_glucagon.day} has no usable value or unit: not interpreted; ask the laboratory",
                when=q.glucagon_unreadable,
            ),
            line(
                "A glucagon result has no usable value or unit: not interpreted; ask the laboratory",
                when=q.glucagon_unreadable,
            ),
            line(
                "No usable glucagon: the result of {invalid_glucagon.day} is marked entered in error; repeat it fasting",
                when=all_of(q.glucagon_invalid, not_(glucagon_usable)),
            ),
            line(
                "No usable glucagon: the last of {stale_glucagon.on} is too old or undated; repeat it fasting",
                when=q.glucagon_stale,
            ),
            line(
                "No usable glucagon: the last one bears no date and is not used; repeat it fasting",
                when=q.glucagon_stale,
            ),
            line(
                "Glucagon of {glucagon_on_ssa.day} was drawn on an SSA, which lowers it: no negative evidence",
                "S2.23",
                when=q.glucagon_on_ssa,
            ),
            line(
                "Glucagon of {glucagon_on_drug.day} was drawn while glucagon was given as a drug: not raised even so",
                when=all_of(q.glucagon_on_drug, no(elev)),
            ),
            line(
                "Glucagon of {glucagon_on_drug.day} was drawn while glucagon was given as a drug: not usable as raised",
                when=q.glucagon_on_drug,
            ),
            line(
                "Statements on distant disease contradict each other ({mets.day}): settle which one holds",
                when=metastasis_conflict,
            ),
            line(
                "Metastases of {mets.day} stand beside another malignancy: whose they are stays open",
                when=metastasis_attribution,
            ),
            line(
                "Lymph node metastasis of {node.day}, site not stated: distant disease stays open; code its site",
                when=node_unstated,
            ),
            line(
                "Spread is named in words only ({spread.day}), no site coded: distant disease stays open; code where",
                when=words_metastatic,
            ),
            line(
                "A metastasis of {mets.day} is recorded as possible only: confirm or refute it",
                when=metastasis_possible,
            ),
            line("Tumour findings contradict each other ({tumour.day}): settle which one holds", when=tumour_conflict),
            line(
                "Medication data could not be read: whether an SSA is active is not known; check before ordering",
                when=q.medications_unread,
            ),
            line(
                "A list of the record was refused or is incomplete ({not_whole.value}): what rests on it is open",
                when=q.lists_not_whole,
            ),
            line(
                "The surgical assessment needs a second look before it is relied on: re-confirm it",
                when=any_of(assessment_stale, marker_worse, assessments_disagree),
            ),
            line(
                "A pancreatic resection has no link to a tumour of this kind: enter its reason",
                when=resection_unclear,
            ),
            line(
                "A stage or M category of {mets.day} could not be understood: distant disease stays open; read it",
                when=stage_not_understood,
            ),
            line(
                "An active medication entry does not tell its drug: whether an SSA is active is not known; check first",
                when=drug_unknown,
            ),
            line(
                "The tumour entry is newer than the resection known from history: old disease or new? Settle which",
                when=recorded_after_history,
            ),
            line(
                "The resection is known from history only, its date is not stated: enter the operation and its date",
                when=resection_from_history,
            ),
            line(
                "Diagnoses stand in a code system that is not read here: look at the problem list where it matters",
                when=q.systems_unread,
            ),
            line("Some entries were dropped or could not be read: look at the record where it matters"),
        ),
        next=(
            line("Look at the problem list in the chart; nothing here tells what is on it.", when=q.conditions_unread),
            line(
                "Confirm value and unit with the laboratory, or repeat a fasting glucagon.", when=q.glucagon_unreadable
            ),
            line("Repeat a fasting glucagon.", when=no_usable_glucagon),
            line(
                "Repeat glucagon away from the drug, if it would change the plan.",
                when=any_of(q.glucagon_on_ssa, q.glucagon_on_drug),
            ),
            line("Code where the lymph node is; the extent rests on it.", when=node_unstated),
            line("Code the metastasis with its site, or correct the name of the tumour.", when=words_metastatic),
            line(
                "Settle which entry on distant disease holds, and code it.",
                when=any_of(metastasis_conflict, metastasis_attribution, metastasis_possible),
            ),
            line("Settle which tumour entry holds, and code it.", when=tumour_conflict),
            line(
                "Check the medication list before any SSA is ordered.", when=any_of(q.medications_unread, drug_unknown)
            ),
            line("Read the stage, and code it.", when=stage_not_understood),
            line("Enter the resection with its date.", when=resection_from_history),
            line("Look at the problem list where it matters.", when=q.systems_unread),
            line(
                "Re-confirm the surgical assessment.",
                when=any_of(assessment_stale, marker_worse, assessments_disagree),
            ),
            line("Enter the reason of the resection.", when=resection_unclear),
            line("Look at the record where it matters."),
        ),
        why=(
            line("glucagon {unreadable_glucagon.date}, no accepted unit or value", when=q.glucagon_unreadable),
            line("glucagon {invalid_glucagon.date}, entered in error, ignored", when=q.glucagon_invalid),
            line("last glucagon {stale_glucagon.date}", when=q.glucagon_stale),
            line("glucagon {glucagon_on_ssa.full}", when=q.glucagon_on_ssa),
            line("glucagon {glucagon_on_drug.full}", when=q.glucagon_on_drug),
            line("{node.value} {node.date}", when=node_unstated),
            line(
                "{mets.value} {mets.date}",
                when=all_of(
                    any_of(metastasis_conflict, metastasis_attribution, metastasis_possible), not_(node_unstated)
                ),
            ),
            line("{tumour.value} {tumour.date}", when=any_of(tumour_conflict, recorded_after_history)),
            line("{mets.value} {mets.date}, not understood", when=stage_not_understood),
            line("a medication entry without a drug that can be told", when=drug_unknown),
            line("resection from history, latest day {resection.dated}", when=resection_from_history),
            line("diagnoses in a code system that is not read: {unread_systems.value}", when=q.systems_unread),
            line("ECOG or ASA got worse since the assessment of {cand.date}", when=marker_worse),
            line("surgical assessments of {cand.date} disagree", when=assessments_disagree),
            line("last surgical assessment older than {assessment_window} d (our limit)", when=assessment_stale),
            line("another patient's entry came with the data and was dropped", when=q.foreign),
            line("an entry dated in the future was dropped", when=q.future),
            line("an entry could not be read and was set aside", when=q.unreadable),
        ),
        careful=(
            line(
                "All advice here is as if no glucagon were known.",
                when=all_of(no_usable_glucagon, not_(glucagon_usable)),
            ),
            line("What rests on laboratory and other observations is unknown.", when=q.observations_unread),
            line("Cut-offs by age and sex are not used.", when=q.patient_unread),
            line("Distant disease stays open.", when=any_of(metastasis_conflict, metastasis_possible)),
        ),
    ),
    shows=ALL_ISSUES,
    proposals=(replace(GLUCAGON, when=all_of(GLUCAGON.when, no_usable_glucagon)),),
    warning_when=ALWAYS,
    never_says=("a value that was rejected, as if usable",),
)
"""A warning in S01 and on orders; on opening the chart elsewhere only when the branch stays open (decisions 14)."""

DUPLICATE_SSA = Recommendation(
    id="K17",
    name="Data that limit this advice",
    says=Wording(
        summary=(
            line(
                "{order}: a second long-acting SSA would be active beside {ssa.value}; check for a switch",
                when=yes(ssa),
            ),
            line("{order}: a second long-acting SSA would be active; check whether this is a switch"),
            line("Two long-acting SSAs would be active with this order; check whether this is a switch"),
        ),
        next=(line("Check whether the other SSA is to be stopped."),),
        why=(line("SSA {ssa.value} {ssa.date}", when=yes(ssa)), line("none is stopped in these orders")),
    ),
    shows=(ssa,),
    warning_when=ALWAYS,
    never_says=DATA_LIMITS.never_says,
)
"""The same card as an order brings it (decisions 26, "K17 duplicate")."""
