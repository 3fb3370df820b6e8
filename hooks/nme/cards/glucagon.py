"""K02 the glucagon result and its limits (pathway 2.2). Every band is from elsewhere: no seed has a number."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, say
from hooks.clinical.case import Availability
from hooks.clinical.criterion import Assessment, Check, all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.clinical.evidence import Finding
from hooks.clinical.truth import known
from hooks.nme.cards.proposals import GLUCAGON
from hooks.nme.codes.concepts import GLUCAGON_TEST
from hooks.nme.evidence.background import confounders, diabetes, minor, pregnant
from hooks.nme.evidence.glucagon import (
    drawn_on_exogenous,
    drawn_on_ssa,
    elev,
    fasting_open,
    glucagon_on_record,
    gt500,
    gt1000,
)
from hooks.nme.evidence.glucagon_samples import selection, upper_limit
from hooks.nme.evidence.items import glucagon_drafted
from hooks.nme.evidence.medication import exogenous, ssa

PLAIN_UNITS = ("pg/mL", "ng/L")

ordinary_adult = all_of(no(minor), not_yes(pregnant))
"""Adult ranges are shown to no one else, nor without a birth date (3.3 POPULATION; decisions 23)."""


def _nothing(assessment: Assessment) -> Finding:
    gone = any(w.concepts & GLUCAGON_TEST for w in assessment.case.withheld)
    unread = assessment.case.available("Observation") is Availability.UNAVAILABLE
    return Finding(known(not gone and not unread and not assessment.holds(glucagon_on_record)))


no_glucagon_at_all = Check("no glucagon result of any kind was found", _nothing, asks=(glucagon_on_record,))


def _without_lab_range(assessment: Assessment) -> Finding:
    samples = assessment.once(selection).deciding
    bare = [s for s in samples if s.interval and s.result.flag is None and upper_limit(assessment, s.result) is None]
    return Finding(known(bool(bare)))


without_lab_range = Check("the result has neither a laboratory range nor a flag", _without_lab_range, asks=(elev,))


def _molar(assessment: Assessment) -> Finding:
    readings = [s.result.reading for s in assessment.once(selection).deciding if s.result.reading]
    return Finding(known(any(r.unit not in PLAIN_UNITS for r in readings)))


converted = Check("the result was converted to pg/mL", _molar, asks=(elev,))

beyond_1000 = all_of(yes(gt1000), ordinary_adult)
beyond_500 = all_of(yes(gt500), no(gt1000), ordinary_adult)
beyond_500_at_least = all_of(yes(gt500), unknown(gt1000), ordinary_adult)
moderate = all_of(yes(elev), no(gt500), ordinary_adult)
unranged = all_of(yes(elev), unknown(gt500), ordinary_adult)
raised_outside_the_sources = all_of(yes(elev), not_(ordinary_adult))
not_raised_by_lab = all_of(no(elev), not_(without_lab_range))
not_raised_by_publication = all_of(no(elev), without_lab_range)
decided = any_of(yes(elev), no(elev))
on_ssa = any_of(yes(ssa), drawn_on_ssa)
repeat_helps = any_of(
    fasting_open,
    drawn_on_exogenous,
    yes(confounders),
)

GLUCAGON_READING = Recommendation(
    id="K02",
    name="Glucagon result and its limits",
    summary=(
        say(
            "Glucagon order: fasting, chilled EDTA*, same assay as before; drawn on an SSA, which lowers it (seed 2)",
            "S2.23",
            when=all_of(glucagon_drafted, yes(ssa)),
        ),
        say("Glucagon order: fasting, chilled EDTA*, same assay as before", when=glucagon_drafted),
        say("Glucagon raised; adult ranges are not applied here", when=raised_outside_the_sources),
        say("Glucagon above {glucagon_most} pg/mL*: read it with the symptoms and its limits", when=beyond_1000),
        say("Glucagon above {glucagon_typical} pg/mL*: read it with the symptoms and its limits", when=beyond_500),
        say(
            "Glucagon above {glucagon_typical} pg/mL*; whether above {glucagon_most} pg/mL* is unknown",
            when=beyond_500_at_least,
        ),
        say("Glucagon raised, at most {glucagon_typical} pg/mL*: moderate, non-specific", when=moderate),
        say("Glucagon raised; the result settles no range", when=unranged),
        say("Glucagon not raised by this laboratory: read it with its limits", when=not_raised_by_lab),
        say("Glucagon not above any published upper limit*; no laboratory range", when=not_raised_by_publication),
        say("Glucagon: how to collect it, and what limits the result"),
    ),
    shows=(elev, yes(confounders), yes(diabetes), yes(ssa), yes(exogenous)),
    says=(
        say("Neither seed gives a number; seed 2 says only that glucagon is markedly elevated.", "S2.09", when=decided),
        say(
            "Seed 2: an SSA lowers glucagon. A value in range drawn on one cannot be used as negative evidence.",
            "S2.23",
            when=on_ssa,
        ),
        say("Glucagon given as a drug raises the measured value.", when=yes(exogenous)),
    ),
    elsewhere=(
        say(
            "Above {glucagon_most} pg/mL*: range reported for most glucagonomas.", "E05", "E06", "E07", when=beyond_1000
        ),
        say(
            "Above {glucagon_typical} pg/mL*: range usually quoted for glucagonoma; suggestive.",
            "E03",
            "E04",
            "E06",
            when=any_of(beyond_500, beyond_500_at_least),
        ),
        say(
            "The result is a bound: whether it lies above {glucagon_most} pg/mL* is unknown.", when=beyond_500_at_least
        ),
        say(
            "Non-specific: other causes usually give 120 to {glucagon_typical} pg/mL*; stress or organ failure up to "
            "about 2.5 times* the limit.",
            "E04",
            "E07",
            "E08",
            when=moderate,
        ),
        say(
            "Diabetes, recorded above, can go with a moderately raised glucagon.",
            "E03",
            "E04",
            "E05",
            when=all_of(moderate, yes(diabetes)),
        ),
        say(
            "Without a laboratory range: above {glucagon_above_all_limits} pg/mL*, the highest published upper limit.",
            "E10e",
            when=all_of(yes(elev), without_lab_range, ordinary_adult),
        ),
        say(
            "Not above any published upper limit: below {glucagon_below_all_limits} pg/mL*, under all of them.",
            "E10a",
            when=all_of(not_raised_by_publication, ordinary_adult),
        ),
        say(
            "A value under {glucagon_typical} pg/mL* leaves glucagonoma possible when the presentation is typical.",
            "E03",
            when=all_of(decided, ordinary_adult),
        ),
        say(
            "Read it with the symptoms. Assays differ: compare values of the same assay only.",
            "E05",
            "E11",
            when=decided,
        ),
        say("Converted with 1 pmol/L = {glucagon_pmol} pg/mL*.", "E38", when=converted),
        say(
            "Collection: fasting overnight or 8 h*, chilled EDTA, separate and freeze at once; same assay as before.",
            "E10a",
            "E10b",
            "E10c",
            "E11",
            when=any_of(glucagon_drafted, repeat_helps),
        ),
    ),
    proposals=(replace(GLUCAGON, when=repeat_helps),),
    never_says=("diagnostic", "excluded", "probab", "proven", "ruled", "suspected", "target value", "likely"),
)
