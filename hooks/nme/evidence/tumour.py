"""D02 tumour (pathway 2.7; decisions 20; fhir-inputs D02, D07/D17)."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from hooks.clinical.case import Diagnosis, Feature
from hooks.clinical.criterion import Assessment, Check, Predicate, tagged
from hooks.clinical.evidence import Fact, Finding, Need, Row, Tag
from hooks.clinical.logic import all_of, any_of, no, yes
from hooks.clinical.truth import NO, UNKNOWN, YES, known
from hooks.clinical.when import When
from hooks.nme.codes.concepts import GLUCAGONOMA, HISTOLOGY, HYPERGLUCAGONAEMIA, IMAGING, PATHOLOGY, TUMOUR
from hooks.nme.codes.parameters import GLUCAGON_TYPICAL, NEGATIVE_LOCALISING_WINDOW
from hooks.nme.evidence.glucagon import elev, gt500
from hooks.nme.evidence.glucagon_samples import has_raised_sample
from hooks.nme.evidence.imaging import CODED_FINDINGS, absent, concluded, present
from hooks.nme.evidence.nme_record import is_named
from hooks.nme.evidence.select import (
    diagnoses,
    diagnosis_fact,
    fact,
    having,
    is_active,
    is_confirmed,
    is_possible,
    is_refuted,
    newest_first,
    observed_or_component,
)
from hooks.nme.evidence.tags import Mark


def _in_company(assessment: Assessment) -> bool:
    """Is another pancreatic NET this disease: with NME, hyperglucagonaemia or any raised glucagon (decisions 59)?"""
    coded = any(not is_refuted(d) for d in diagnoses(assessment, HYPERGLUCAGONAEMIA))
    return is_named(assessment) or coded or assessment.once(has_raised_sample)


def tumour_concepts(assessment: Assessment) -> frozenset[str]:
    """The tumours that are this disease: a pancreatic NET alone may be an insulinoma (fhir-inputs D02)."""
    return TUMOUR if _in_company(assessment) else GLUCAGONOMA


def tumour_diagnoses(assessment: Assessment) -> list[Diagnosis]:
    """Tumour diagnoses that are this disease, refuted ones included, newest first."""
    return newest_first(diagnoses(assessment, tumour_concepts(assessment)))


def pathway_tumours(assessment: Assessment) -> list[Diagnosis]:
    """Tumours of this pathway that are not refuted (decisions 17)."""
    return [d for d in assessment.once(tumour_diagnoses) if not is_refuted(d)]


def pathology(assessment: Assessment) -> list[tuple[Feature, Fact]]:
    """Pathology reports and histologies that code this disease, newest first of each."""
    codes = tumour_concepts(assessment)
    reports = [r for r in newest_first(having(assessment.case.reports, PATHOLOGY)) if r.conclusions & codes]
    typed = [r for r in newest_first(observed_or_component(assessment, HISTOLOGY)) if r.answers & codes]
    return [
        *((r, fact(r, "Pathology", value=r.concluded(codes))) for r in reports),
        *((r, fact(r, "Histology", value=" ".join(r.tokens[:1]))) for r in typed),
    ]


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
    diagnosed = [d for d in assessment.once(tumour_diagnoses) if is_confirmed(d)]
    typed = [note for _, note in assessment.once(pathology)]
    if diagnosed or typed:
        over = bool(diagnosed) and not any(is_active(d) for d in diagnosed)
        tags = {Mark.CONFIRMED, *([Mark.HISTORY] if over else [])}
        yield Finding(YES, (*(diagnosis_fact(d, "Tumour") for d in diagnosed), *typed), tags=frozenset[Tag](tags))


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
        yield Finding(NO, tuple(facts), tags=frozenset(tags))


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
        NO: "no tumour recorded",
        UNKNOWN: "tumour not settled",
    },
    missing="tumour diagnosis or coded localising imaging",
    rule=_tumour,
    whole=("Condition", "DiagnosticReport", "Observation"),
    needs=frozenset({Need("Condition"), Need("DiagnosticReport"), Need("Observation", CODED_FINDINGS | HISTOLOGY)}),
    asks=(elev, gt500),
    table=(
        Row(
            "confirmed glucagonoma, by code or by its name",
            YES,
            Mark.CONFIRMED,
            cases=("A confirmed diagnosis stands against a negative scan",),
        ),
        Row(
            "coded in a pathology report or as a histology",
            YES,
            Mark.CONFIRMED,
            cases=("A tumour in pathology only is the tumour",),
        ),
        Row(
            "confirmed, and every entry is resolved, inactive or history",
            YES,
            Mark.HISTORY,
            cases=("A confirmed diagnosis that is resolved stays a tumour",),
        ),
        Row(
            "the same for another pancreatic NET with NME, hyperglucagonaemia or any raised glucagon",
            YES,
            Mark.CONFIRMED,
            cases=(
                "A pancreatic NET with the rash is this tumour",
                "A pancreatic NET with a raised glucagon is this tumour",
                "A pancreatic NET with an older raised glucagon beside one without a range is this tumour",
                "A pancreatic NET with raised glucagon secretion coded is this tumour",
            ),
        ),
        Row(
            "another pancreatic NET without that company",
            UNKNOWN,
            cases=("A pancreatic NET alone may be an insulinoma and is out of scope",),
        ),
        Row(
            "coded lesion against a refuted diagnosis, or against a negative scan as new or newer",
            UNKNOWN,
            Mark.CONFLICT,
            cases=(
                "A lesion against a refuted diagnosis is a conflict",
                "A lesion against a newer negative scan is a conflict",
            ),
        ),
        Row(
            "coded pancreatic lesion and glucagon above {glucagon_typical} pg/mL",
            YES,
            Mark.PRESUMPTIVE,
            cases=("A lesion with glucagon of 500.1 pg/mL is a presumptive tumour",),
        ),
        Row(
            "provisional, differential or unconfirmed diagnosis",
            UNKNOWN,
            Mark.PROVISIONAL,
            cases=("A provisional tumour and nothing else is a suspected tumour to confirm or refute",),
        ),
        Row(
            "coded pancreatic lesion without that glucagon",
            UNKNOWN,
            Mark.LESION,
            cases=("A lesion with glucagon of 500 pg/mL is not yet a tumour",),
        ),
        Row(
            "refuted diagnosis",
            NO,
            Mark.REFUTED,
            cases=("A refuted tumour with high glucagon asks to look further",),
        ),
        Row(
            "localising imaging coded without a tumour, and no diagnosis",
            NO,
            Mark.BY_IMAGING,
            within=NEGATIVE_LOCALISING_WINDOW,
            cases=("A scan of 180 days ago coded without tumour counts",),
        ),
        Row(
            "refuted or not seen, but conditions, reports or observations could not be read whole",
            UNKNOWN,
            cases=("A scan without tumour and refused reports settle nothing",),
        ),
        Row(
            "nothing recorded",
            UNKNOWN,
            cases=("Metastases and high glucagon without a tumour on record ask for the primary",),
        ),
    ),
    tags={
        Mark.BY_IMAGING: "imaging is coded without a tumour",
        Mark.CONFIRMED: "the tumour is a confirmed diagnosis",
        Mark.HISTORY: "the tumour is recorded as resolved",
        Mark.CONFLICT: "tumour findings contradict each other",
        Mark.LESION: "a pancreatic lesion is coded",
        Mark.PRESUMPTIVE: "the tumour rests on a coded lesion and glucagon",
        Mark.PROVISIONAL: "a tumour diagnosis is recorded as provisional",
        Mark.REFUTED: "the tumour diagnosis is refuted",
    },
    basis=("D02", "D17", "decisions 20", "decisions 59"),
    parameters=(NEGATIVE_LOCALISING_WINDOW, GLUCAGON_TYPICAL),
)
tumour_resolved = tagged(tumour, Mark.HISTORY)
presumptive = tagged(tumour, Mark.PRESUMPTIVE)
tumour_conflict = tagged(tumour, Mark.CONFLICT)
tumour_provisional = tagged(tumour, Mark.PROVISIONAL)
tumour_recorded_or_provisional = any_of(yes(tumour), tumour_provisional)
no_tumour_by_imaging = all_of(no(tumour), tagged(tumour, Mark.BY_IMAGING))
tumour_refuted = all_of(no(tumour), tagged(tumour, Mark.REFUTED))


def _scanned(assessment: Assessment) -> Finding:
    seen = tuple(note for _, note in _negatives(assessment)) if assessment.truth(tumour) is NO else ()
    return Finding(known(bool(seen)), seen)


scan_without_tumour = Check("the imaging coded without a tumour that counts", _scanned, asks=(tumour,))
