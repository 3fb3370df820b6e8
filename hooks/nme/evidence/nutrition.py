"""D05 amino acids, D06 essential fatty acids: the laboratory's flags only (pathway 2.4)."""

from hooks.clinical.case import Flag, Observed
from hooks.clinical.criterion import Assessment, Predicate
from hooks.clinical.evidence import Finding, Need, Row
from hooks.clinical.logic import any_of, yes
from hooks.clinical.truth import NO, UNKNOWN, YES, known
from hooks.nme.codes import parameters as p
from hooks.nme.codes.concepts import (
    AMINO_ACID_PANEL,
    AMINO_ACID_SINGLE,
    FATTY_ACID_PANEL,
    FATTY_ACID_RATIO,
)
from hooks.nme.evidence.select import fact, in_window, newest_first, observed, observed_or_component, tied
from hooks.nme.evidence.zinc import zinc_low


def amino_acid_results(assessment: Assessment) -> list[Observed]:
    """Panels and single amino acids within the window, newest first."""
    results = newest_first(observed(assessment, AMINO_ACID_PANEL | AMINO_ACID_SINGLE))
    return [r for r in results if in_window(assessment, r, p.NUTRIENT_WINDOW)]


def _low_flags(results: list[Observed]) -> set[str]:
    """The amino acids whose newest flag is low."""
    members = [m for r in results for m in (r, *r.members) if _flagged(m) and not m.concepts & AMINO_ACID_PANEL]
    newest = {_name(m): m.flag for m in reversed(members)}
    return {name for name, flag in newest.items() if flag is Flag.LOW}


def _flagged(result: Observed) -> bool:
    """A result that contradicts itself has no flag that counts (R7)."""
    return result.flag is not None and result.flaw is None


def _name(amino_acid: Observed) -> str:
    return next(iter(sorted(amino_acid.concepts)), amino_acid.display)


def _amino_acids(assessment: Assessment) -> Finding:
    results = assessment.once(amino_acid_results)
    panels = [r for r in results if r.concepts & AMINO_ACID_PANEL and _flagged(r)][:1]
    facts = tuple(fact(r, "Amino acids", _flag_note(r)) for r in results[:3])
    flags = len(_low_flags(results))
    if any(r.flag is Flag.LOW for r in panels) or flags >= assessment.number(p.AMINO_ACIDS_LOW):
        return Finding(YES, facts)
    if flags or not panels:
        return Finding(UNKNOWN, facts)
    return Finding(NO, facts)


def _flag_note(result: Observed) -> str:
    return f"flagged {result.flag.value}" if result.flag else ""


aa_low = Predicate(
    id="aa_low",
    sentence="amino acids are low by the laboratory's flags",
    said={YES: "amino acids low", NO: "amino acids not low", UNKNOWN: "no amino acids that settle it"},
    missing="amino acid result",
    rule=_amino_acids,
    whole=("Observation",),
    needs=frozenset({Need("Observation", AMINO_ACID_PANEL | AMINO_ACID_SINGLE)}),
    table=(
        Row(
            "panel flagged low",
            YES,
            within=p.NUTRIENT_WINDOW,
            cases=("An amino acid panel flagged low counts",),
        ),
        Row(
            "{amino_acids_low} amino acids whose newest flag is low",
            YES,
            within=p.NUTRIENT_WINDOW,
            cases=("Two amino acids flagged low count",),
        ),
        Row(
            "one flag",
            UNKNOWN,
            cases=("One amino acid flagged low is not enough",),
        ),
        Row(
            "no laboratory flag",
            UNKNOWN,
            cases=("Amino acids without any flag settle nothing",),
        ),
        Row(
            "panel flagged normal",
            NO,
            within=p.NUTRIENT_WINDOW,
            cases=("An amino acid panel flagged normal is not low",),
        ),
    ),
    basis=("D05",),
    parameters=(p.AMINO_ACIDS_LOW, p.NUTRIENT_WINDOW),
)


def _fatty_acids(assessment: Assessment) -> Finding:
    ratios = newest_first(observed_or_component(assessment, FATTY_ACID_RATIO))
    newest = tied([r for r in ratios if in_window(assessment, r, p.NUTRIENT_WINDOW)])
    facts = tuple(fact(r, "Triene:tetraene ratio", _flag_note(r), str(r.reading or "")) for r in newest)
    high = {r.flag is Flag.HIGH for r in newest if _flagged(r)}
    return Finding(known(high.pop()) if len(high) == 1 else UNKNOWN, facts)


efa_low = Predicate(
    id="efa_low",
    sentence="essential fatty acids are low: triene:tetraene ratio flagged high",
    said={
        YES: "essential fatty acids low",
        NO: "essential fatty acids not low",
        UNKNOWN: "no fatty acid ratio that settles it",
    },
    missing="triene:tetraene ratio",
    rule=_fatty_acids,
    whole=("Observation",),
    needs=frozenset({Need("Observation", FATTY_ACID_RATIO | FATTY_ACID_PANEL)}),
    table=(
        Row(
            "ratio, alone or in a panel, flagged high",
            YES,
            within=p.NUTRIENT_WINDOW,
            cases=("A triene to tetraene ratio flagged high counts as low essential fatty acids",),
        ),
        Row(
            "ratio flagged normal or low",
            NO,
            within=p.NUTRIENT_WINDOW,
            cases=("A triene to tetraene ratio flagged normal is no sign of low essential fatty acids",),
        ),
        Row(
            "no laboratory flag",
            UNKNOWN,
            cases=("A triene to tetraene ratio without a flag is not judged",),
        ),
    ),
    basis=("D06", "E36", "E37"),
    parameters=(p.NUTRIENT_WINDOW,),
)
nutrient_low = any_of(yes(zinc_low), yes(aa_low), yes(efa_low))
