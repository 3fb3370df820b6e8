"""D02 tumour (pathway 2.7; decisions 20; fhir-inputs D02, D07/D17)."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from hooks.clinical.case import Diagnosis, Feature
from hooks.clinical.criterion import Assessment, Predicate, all_of, any_of, no, tagged, yes
from hooks.clinical.evidence import Fact, Finding, Need, Row
from hooks.clinical.truth import NO, UNKNOWN, YES
from hooks.clinical.when import When
from hooks.nme.codes.concepts import GLUCAGONOMA, HYPERGLUCAGONAEMIA, IMAGING, NME, PATHOLOGY, TUMOUR
from hooks.nme.codes.parameters import GLUCAGON_TYPICAL, NEGATIVE_LOCALISING_WINDOW
from hooks.nme.evidence.glucagon import elev, gt500
from hooks.nme.evidence.imaging import CODED_FINDINGS, absent, concluded, present
from hooks.nme.evidence.select import (
    diagnoses,
    diagnosis_fact,
    fact,
    having,
    is_confirmed,
    is_possible,
    is_refuted,
    newest_first,
    told,
)
from hooks.nme.evidence.tags import Mark


def _in_company(assessment: Assessment) -> bool:
    """Is another pancreatic NET this disease: with NME, hyperglucagonaemia or raised glucagon?"""
    nme = any(not is_refuted(d) for d in diagnoses(assessment, NME))
    coded = any(not is_refuted(d) for d in diagnoses(assessment, HYPERGLUCAGONAEMIA))
    return nme or coded or assessment.truth(elev) is YES


def tumour_concepts(assessment: Assessment) -> frozenset[str]:
    """The tumours that are this disease: a pancreatic NET alone may be an insulinoma (fhir-inputs D02)."""
    return TUMOUR if _in_company(assessment) else GLUCAGONOMA


def tumour_diagnoses(assessment: Assessment) -> list[Diagnosis]:
    """Tumour diagnoses that are this disease, refuted ones included, newest first."""
    return newest_first(diagnoses(assessment, tumour_concepts(assessment)))


def pathway_tumours(assessment: Assessment) -> list[Diagnosis]:
    """Tumours of this pathway that are not refuted (decisions 17)."""
    return [d for d in assessment.once(tumour_diagnoses) if not is_refuted(d)]


def _pathology(assessment: Assessment) -> list[Fact]:
    reports = having(assessment.case.reports, PATHOLOGY)
    codes = tumour_concepts(assessment)
    return [fact(r, "Pathology", value=r.conclusion_display) for r in newest_first(reports) if r.conclusions & codes]


def lesions(assessment: Assessment) -> list[tuple[Feature, Fact]]:
    """Imaging entries that code a pancreatic lesion, newest first."""
    return [
        *concluded(assessment, IMAGING, TUMOUR, "Pancreatic lesion"),
        *present(assessment, TUMOUR, "Pancreatic lesion"),
    ]


def _negatives(assessment: Assessment) -> list[tuple[Feature, Fact]]:
    today, window = assessment.case.today, assessment.days(NEGATIVE_LOCALISING_WINDOW)
    found = absent(assessment, TUMOUR, "No pancreatic tumour coded")
    return [(f, note) for f, note in found if f.when and f.when.within(window, today) is YES]


def _contested(assessment: Assessment) -> bool:
    """A coded lesion against a refuted diagnosis, or against a negative scan as new or newer."""
    found = assessment.once(lesions)
    if not found:
        return False
    if any(is_refuted(d) for d in assessment.once(tumour_diagnoses)):
        return True
    negatives = [f.when for f, _ in _negatives(assessment) if f.when]
    return any(not any(_after(f, n) for f, _ in found) for n in negatives)


def _after(feature: Feature, negative: When) -> bool:
    return feature.when is not None and feature.when.certainly_after(negative)


def _confirmed(assessment: Assessment) -> Iterator[Finding]:
    facts = [diagnosis_fact(d, "Tumour") for d in assessment.once(tumour_diagnoses) if is_confirmed(d)]
    facts += _pathology(assessment)
    if facts:
        yield Finding(YES, tuple(facts), tags=frozenset({Mark.CONFIRMED}))


def _in_conflict(assessment: Assessment) -> Iterator[Finding]:
    if _contested(assessment):
        refuted = [diagnosis_fact(d, "Tumour") for d in assessment.once(tumour_diagnoses) if is_refuted(d)]
        facts = [note for _, note in [*assessment.once(lesions), *_negatives(assessment)]]
        provisional = [Mark.PROVISIONAL] if _possible(assessment) else []
        yield Finding(UNKNOWN, (*facts, *refuted), tags=frozenset({Mark.CONFLICT, *provisional}))


def _presumptive(assessment: Assessment) -> Iterator[Finding]:
    found = assessment.once(lesions)
    if found and assessment.truth(gt500) is YES:
        yield Finding(YES, tuple(note for _, note in found), tags=frozenset({Mark.PRESUMPTIVE}))


def _possible(assessment: Assessment) -> list[Diagnosis]:
    return [d for d in assessment.once(tumour_diagnoses) if is_possible(d)]


def _unsettled(assessment: Assessment) -> Iterator[Finding]:
    possible, found = _possible(assessment), assessment.once(lesions)
    if possible or found:
        facts = [*(diagnosis_fact(d, "Tumour") for d in possible), *(note for _, note in found)]
        tags = {tag for tag, seen in ((Mark.PROVISIONAL, possible), (Mark.LESION, found)) if seen}
        yield Finding(UNKNOWN, tuple(facts), tags=frozenset(tags))


def _denied(assessment: Assessment) -> Iterator[Finding]:
    refuted = [d for d in assessment.once(tumour_diagnoses) if is_refuted(d)]
    negatives = _negatives(assessment)
    if refuted or negatives:
        tags = {tag for tag, seen in ((Mark.REFUTED, refuted), (Mark.BY_IMAGING, negatives)) if seen}
        facts = [*(diagnosis_fact(d, "Tumour") for d in refuted), *(note for _, note in negatives)]
        whole = told(assessment, "Condition", "DiagnosticReport", "Observation")
        yield Finding(NO, tuple(facts), tags=frozenset(tags)) if whole else Finding(UNKNOWN, tuple(facts))


Rule: TypeAlias = Callable[[Assessment], Iterator[Finding]]
RULES: tuple[Rule, ...] = (_confirmed, _in_conflict, _presumptive, _unsettled, _denied)


def _tumour(assessment: Assessment) -> Finding:
    """The first rule that finds evidence decides, in the order of the table."""
    for rule in RULES:
        for finding in rule(assessment):
            return finding
    return Finding(UNKNOWN)


tumour = Predicate(
    id="tumour",
    sentence="a glucagonoma, or a pancreatic NET that counts as one, is recorded",
    said={
        YES: "tumour recorded",
        NO: "no tumour by the record",
        UNKNOWN: "tumour neither recorded nor refuted",
    },
    missing="tumour diagnosis or coded localising imaging",
    rule=_tumour,
    needs=frozenset({Need("Condition"), Need("DiagnosticReport"), Need("Observation", CODED_FINDINGS)}),
    asks=(elev, gt500),
    table=(
        Row("confirmed glucagonoma, or coded in a pathology report", YES, Mark.CONFIRMED),
        Row(
            "the same for another pancreatic NET with NME, hyperglucagonaemia or glucagon above the laboratory's limit",
            YES,
            Mark.CONFIRMED,
        ),
        Row("another pancreatic NET without that company", UNKNOWN),
        Row(
            "coded lesion against a refuted diagnosis, or against a negative scan as new or newer",
            UNKNOWN,
            Mark.CONFLICT,
        ),
        Row("coded pancreatic lesion and glucagon above {glucagon_typical} pg/mL", YES, Mark.PRESUMPTIVE),
        Row("provisional, differential or unconfirmed diagnosis", UNKNOWN, Mark.PROVISIONAL),
        Row("coded pancreatic lesion without that glucagon", UNKNOWN, Mark.LESION),
        Row("refuted diagnosis", NO, Mark.REFUTED),
        Row(
            "localising imaging coded without a tumour, and no diagnosis",
            NO,
            Mark.BY_IMAGING,
            within=NEGATIVE_LOCALISING_WINDOW,
        ),
        Row("refuted or not seen, but conditions, reports or observations could not be read whole", UNKNOWN),
        Row("nothing recorded", UNKNOWN),
    ),
    tags={
        Mark.BY_IMAGING: "imaging is coded without a tumour",
        Mark.CONFIRMED: "the tumour is a confirmed diagnosis",
        Mark.CONFLICT: "tumour findings contradict each other",
        Mark.LESION: "a pancreatic lesion is coded",
        Mark.PRESUMPTIVE: "the tumour rests on a coded lesion and glucagon",
        Mark.PROVISIONAL: "a tumour diagnosis is recorded as provisional",
        Mark.REFUTED: "the tumour diagnosis is refuted",
    },
    basis=("D02", "D17", "decisions 20"),
    parameters=(NEGATIVE_LOCALISING_WINDOW, GLUCAGON_TYPICAL),
)
presumptive = tagged(tumour, Mark.PRESUMPTIVE)
tumour_conflict = tagged(tumour, Mark.CONFLICT)
tumour_provisional = tagged(tumour, Mark.PROVISIONAL)
tumour_recorded_or_provisional = any_of(yes(tumour), tumour_provisional)
no_tumour_by_imaging = all_of(no(tumour), tagged(tumour, Mark.BY_IMAGING))
