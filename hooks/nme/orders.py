"""The order table (pathway section 4; decisions 18, 21, 26). Read it beside the specification.

Rows of one order are tried from the top: the first whose states and condition hold gives the
cards. Where no row holds, ``otherwise`` says what an in-scope state gives: its core card or nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hooks.clinical.advice import Recommendation, Say, say
from hooks.clinical.advise import already_ordered
from hooks.clinical.criterion import ALWAYS, Assessment, Criterion, Finding, all_of, any_of, no, not_, unknown, yes
from hooks.clinical.truth import NO, YES, known
from hooks.nme import order_kinds as k
from hooks.nme.branches import tumour_provisional
from hooks.nme.concepts import RESECTION, SSA_LONG
from hooks.nme.items import ct_or_mri, missing, short_acting_octreotide_on_record
from hooks.nme.overlays import recurrence_on_ssa
from hooks.nme.parameters import GLUCAGON_REPEAT
from hooks.nme.predicates.background import minor, pregnant
from hooks.nme.predicates.candidacy import cand
from hooks.nme.predicates.glucagon import glucagon_on_record, glucagon_results, gt500
from hooks.nme.predicates.medication import exogenous, ssa
from hooks.nme.predicates.metastasis import mets
from hooks.nme.predicates.tumour import tumour
from hooks.nme.proposals import SURGICAL_CONSULT, resection_ordered
from hooks.nme.recommendations.data import DUPLICATE_SSA
from hooks.nme.recommendations.follow_up import (
    AFTER_RESECTION,
    ON_SSA,
    POSSIBLE_RECURRENCE,
    RECURRENCE_ON_SSA,
    SSA_STOPPING,
)
from hooks.nme.recommendations.glucagon import GLUCAGON_READING
from hooks.nme.recommendations.medical import CHEMOTHERAPY, LIVER_OPTIONS, MEDICAL_THERAPY
from hooks.nme.recommendations.population import EXOGENOUS_GLUCAGON, OUTSIDE_THE_SOURCES
from hooks.nme.recommendations.supportive import SUPPORTIVE
from hooks.nme.recommendations.surgery import EXTENT_UNKNOWN, SURGERY_FIRST, SURGICAL_ASSESSMENT, liver
from hooks.nme.recommendations.work_up import LOCALISE, NO_TUMOUR_FOUND, PSEUDOGLUCAGONOMA, WORK_UP

CORE: dict[str, Recommendation] = {
    "S02": WORK_UP,
    "S02G": WORK_UP,
    "S02N": PSEUDOGLUCAGONOMA,
    "S09": PSEUDOGLUCAGONOMA,
    "S03": LOCALISE,
    "S03N": NO_TUMOUR_FOUND,
    "S04": SURGERY_FIRST,
    "S04U": SURGICAL_ASSESSMENT,
    "S04X": EXTENT_UNKNOWN,
    "S05": MEDICAL_THERAPY,
    "S06": MEDICAL_THERAPY,
    "S07": AFTER_RESECTION,
    "S08": POSSIBLE_RECURRENCE,
}
"""The core card of a state; S00, S01 and S10 have none."""

ANY = frozenset({*CORE, "S10"})
LOCALIZED = frozenset({"S04", "S04U", "S04X"})
PALLIATIVE = frozenset({"S05", "S06"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One row: this order, in these states, when this holds, gives these cards.

    ``core`` adds the state's core card; ``says`` is the sentence about this order; ``also`` rows
    add their cards to whatever the order gives; ``warning`` raises the indicator of the row's own
    cards when it holds, ``core_warning`` that of the core card.
    """

    orders: tuple[k.OrderKind, ...]
    states: frozenset[str]
    when: Criterion = ALWAYS
    cards: tuple[Recommendation, ...] = ()
    core: bool = False
    says: tuple[Say, ...] = ()
    also: bool = False
    warning: Criterion | None = None
    core_warning: Criterion | None = None
    deletes: bool = False


def _of_drafts(words: str, test: Callable[[Assessment], bool], *parts: Criterion) -> Criterion:
    return Criterion(words, lambda a: Finding(known(test(a))), parts=parts)


def _no_short_acting(assessment: Assessment) -> bool:
    """Neither on record nor among the drafts; not asked while medications are unknown (decisions 26)."""
    drafted = any(k.OCTREOTIDE_SHORT in k.kinds_of(assessment, d) for d in assessment.case.drafts)
    return assessment.truth(short_acting_octreotide_on_record) is NO and not drafted


def _duplicate(assessment: Assessment) -> bool:
    """Would two long-acting SSAs be active? One selected, another active and not stopped, or drafted too."""
    chosen = [d.order.concepts & SSA_LONG for d in k.starts(assessment) if d.selected]
    drafted = [d.order.concepts & SSA_LONG for d in k.starts(assessment)]
    staying = [m.concepts & SSA_LONG for m in k.staying_active(assessment)]
    return any(one and other and one != other for one in chosen for other in (*drafted, *staying))


def _treatment_continues(assessment: Assessment) -> bool:
    """Does an SSA stay active, or is one started in the same drafts (a switch)?"""
    return bool(k.staying_active(assessment) or k.starts(assessment))


def _referred(assessment: Assessment) -> bool:
    """Is a surgical referral or a resection ordered or drafted?"""
    resections = [d for d in assessment.case.drafts if d.order.concepts & RESECTION]
    return already_ordered(SURGICAL_CONSULT, assessment) or assessment.holds(resection_ordered) or bool(resections)


def _recent_glucagon(assessment: Assessment) -> bool:
    today, window = assessment.case.today, assessment.days(GLUCAGON_REPEAT)
    return any(r.when and r.when.within(window, today) is YES for r in assessment.once(glucagon_results))


first_long_acting = _of_drafts(
    "no short-acting octreotide is on record or drafted", _no_short_acting, short_acting_octreotide_on_record
)
duplicate_long_acting = _of_drafts("two long-acting SSAs would be active", _duplicate, ssa)
treatment_continues = _of_drafts("an SSA stays active or is started in the same drafts", _treatment_continues, ssa)
no_referral = _of_drafts("no surgical referral or resection is ordered", lambda a: not _referred(a), resection_ordered)
recent_glucagon = _of_drafts(
    "a glucagon result is at most {glucagon_repeat} d old", _recent_glucagon, glucagon_on_record
)
unreferred = all_of(yes(tumour), no(mets), yes(cand), no_referral)
"""K04 is a warning when an SSA or chemotherapy is chosen and no surgical referral exists (pathway 3.4)."""
tumour_likely = any_of(yes(tumour), tumour_provisional, all_of(yes(gt500), not_(no(tumour))))

SSA_STARTS = (k.OCTREOTIDE_SHORT, k.OCTREOTIDE_LONG, k.LANREOTIDE)
NUTRIENTS = (k.ZINC, k.AMINO_ACIDS, k.LIPIDS)


def row(orders: tuple[k.OrderKind, ...], states: frozenset[str] | str, *cards: Recommendation, **more: Any) -> OrderRow:
    """A row of the table."""
    chosen = frozenset(states.split()) if isinstance(states, str) else states
    return OrderRow(orders=orders, states=chosen, cards=cards, **more)


TABLE: tuple[OrderRow, ...] = (
    # Somatostatin analogues ---------------------------------------------------------------------
    row(
        SSA_STARTS,
        PALLIATIVE,
        RECURRENCE_ON_SSA,
        when=recurrence_on_ssa,
        says=(say("NME is recorded as back on an SSA: check doses before changing the order."),),
    ),
    row(
        (k.OCTREOTIDE_LONG,),
        PALLIATIVE,
        MEDICAL_THERAPY,
        ON_SSA,
        when=first_long_acting,
        says=(
            say(
                "Long-acting octreotide selected, no short-acting on record: seed 2 starts with short-acting.", "S2.25"
            ),
        ),
    ),
    row(SSA_STARTS, PALLIATIVE, ON_SSA, says=(say("Before and during this SSA: baseline and monitoring items."),)),
    row(
        SSA_STARTS,
        "S02",
        WORK_UP,
        when=not_(glucagon_on_record),
        says=(say("Consider drawing glucagon before the first dose: an SSA lowers glucagon.", "S2.23"),),
    ),
    row(
        SSA_STARTS,
        LOCALIZED,
        core=True,
        core_warning=unreferred,
        says=(say("Both sources put an SSA where surgery is not feasible.", "S1.09", "S2.02", "S2.21"),),
    ),
    row(
        SSA_STARTS,
        "S09 S02N",
        PSEUDOGLUCAGONOMA,
        says=(say("Both sources tie the SSA to glucagonoma.", "S1.10", "S2.02"),),
    ),
    row(SSA_STARTS, "S07", AFTER_RESECTION, says=(say("No source statement for an SSA after complete resection."),)),
    row(
        SSA_STARTS,
        ANY,
        DUPLICATE_SSA,
        when=duplicate_long_acting,
        also=True,
        warning=ALWAYS,
    ),
    # Interferon and chemotherapy -----------------------------------------------------------------
    row(
        (k.INTERFERON,),
        PALLIATIVE,
        MEDICAL_THERAPY,
        says=(say("Interferon alfa is listed by seed 1 only, as an alternative to a long-acting SSA.", "S1.11"),),
    ),
    row((k.CHEMOTHERAPY,), "S06", CHEMOTHERAPY, warning=ALWAYS),
    row(
        (k.CHEMOTHERAPY,),
        ANY,
        CHEMOTHERAPY,
        core=True,
        warning=ALWAYS,
        core_warning=unreferred,
    ),
    # Nutrients: every in-scope state but S01 and S10 ----------------------------------------------
    row(
        (k.ZINC,),
        frozenset(CORE),
        SUPPORTIVE,
        says=(say("Level before the start if there is none; recheck after repletion."),),
    ),
    row(
        (k.AMINO_ACIDS, k.LIPIDS),
        frozenset(CORE),
        SUPPORTIVE,
        says=(say("Both sources support it; seed 1: in some cases.", "S1.21", "S1.22", "S2.27", "S2.28"),),
    ),
    # Procedures -----------------------------------------------------------------------------------
    row((k.RESECTION,), "S04", SURGERY_FIRST),
    row(
        (k.RESECTION,),
        "S04X",
        EXTENT_UNKNOWN,
        says=(
            say(
                "Both sources tie the benefit of resection to its extent; distant disease is not established.",
                "S1.04",
                "S2.47",
            ),
        ),
    ),
    row((k.RESECTION,), "S04U S05", SURGICAL_ASSESSMENT),
    row(
        (k.RESECTION,),
        "S06",
        MEDICAL_THERAPY,
        says=(say("Resection with distant metastases: the two sources differ.", "S1.08", "S2.01"),),
    ),
    row((k.LIVER_THERAPY,), ANY, LIVER_OPTIONS, when=all_of(yes(mets), liver)),
    row(
        (k.LIVER_THERAPY,),
        ANY,
        EXTENT_UNKNOWN,
        when=unknown(mets),
        says=(say("Seed 2 names this for liver metastases; distant disease is not established.", "S2.33", "S2.34"),),
    ),
    row(
        (k.LIVER_THERAPY,),
        ANY,
        core=True,
        says=(say("Seed 2 names this for liver metastases; none coded.", "S2.33", "S2.34"),),
    ),
    # Tests ----------------------------------------------------------------------------------------
    row(
        (k.GLUCAGON_TEST,),
        ANY,
        GLUCAGON_READING,
        when=any_of(yes(ssa), yes(exogenous), recent_glucagon),
        says=(say("Use the same assay as before and note what is being given at the draw."),),
    ),
    row(
        (k.EUS,),
        ANY,
        LOCALISE,
        when=missing(ct_or_mri),
        says=(say("Seed 2: CT or MRI first, endoscopic ultrasound if needed.", "S2.14", "S2.16"),),
    ),
    row(
        (k.SKIN_BIOPSY,),
        "S02",
        WORK_UP,
        when=not_(glucagon_on_record),
        says=(say("Biopsy alongside glucagon and imaging; a non-specific biopsy settles nothing.", "S2.09", "S2.17"),),
    ),
    row((k.GLUCAGON_DRUG,), ANY, EXOGENOUS_GLUCAGON, when=tumour_likely, warning=ALWAYS),
    # Stopping an SSA ------------------------------------------------------------------------------
    row((k.SSA_STOP,), LOCALIZED | PALLIATIVE | {"S08"}, SSA_STOPPING, when=not_(treatment_continues), deletes=True),
    row(
        (k.SSA_STOP,),
        "S07",
        AFTER_RESECTION,
        says=(
            say("Seed 1's indefinite SSA concerns palliation; no source statement after complete resection.", "S1.14"),
        ),
    ),
    # Child or pregnant (decisions 26): CT, SRS and every drug but nutrients, never a stop ----------
    row(
        tuple(kind for kind in k.STARTS if kind.outside_sources),
        ANY,
        OUTSIDE_THE_SOURCES,
        when=any_of(yes(minor), yes(pregnant)),
        also=True,
    ),
)

SILENT = frozenset({k.CT, k.MRI, k.SRS, k.GLUCAGON_TEST, k.EUS, k.SKIN_BIOPSY, k.GLUCAGON_DRUG, k.SSA_STOP, *NUTRIENTS})
"""Orders that give nothing in a state no row names; every other order gives the core card (decisions 26)."""


def rows_for(kind: k.OrderKind, state: str, assessment: Assessment) -> list[OrderRow]:
    """The rows that speak about this order: the first that holds, and every ``also`` row that holds."""
    candidates = [r for r in TABLE if kind in r.orders and state in r.states]
    holding = [r for r in candidates if assessment.holds(r.when)]
    main = [r for r in holding if not r.also][:1]
    if not main and kind not in SILENT:
        main = [OrderRow(orders=(kind,), states=ANY, core=True)]
    return [*main, *(r for r in holding if r.also)]


def cards_of(found: OrderRow, state: str) -> list[Recommendation]:
    """The row's cards, its state's core card among them where the row says so."""
    core = CORE.get(state) if found.core else None
    return [*found.cards, *([core] if core and core not in found.cards else [])]
