"""D07 distant metastasis (pathway 2.5; decisions 18, 19)."""

import re
from dataclasses import dataclass

from hooks.clinical.case import Diagnosis, Feature, Observed, Report
from hooks.clinical.criterion import Assessment, Check, Predicate, tagged
from hooks.clinical.evidence import Fact, Finding, Need, Row, Tag
from hooks.clinical.truth import NO, UNKNOWN, YES, known
from hooks.clinical.when import When
from hooks.nme.codes.concepts import (
    DISTANT_METASTASIS,
    IMAGING,
    LIVER,
    LIVER_METASTASIS,
    M0_ANSWER,
    M1_ANSWER,
    M_CATEGORY,
    OTHER_MALIGNANCY,
    PATHOLOGY,
    REGIONAL_NODE,
    STAGE_GROUP,
    TUMOUR,
)
from hooks.nme.codes.parameters import NEGATIVE_STAGING_WINDOW
from hooks.nme.evidence.imaging import CODED_FINDINGS, absent, concluded, present
from hooks.nme.evidence.select import (
    diagnoses,
    diagnosis_fact,
    fact,
    is_active,
    is_confirmed,
    is_possible,
    is_refuted,
    newest_first,
    observed_or_component,
    told,
)
from hooks.nme.evidence.tags import Mark

NEEDS = frozenset(
    {
        Need("Condition"),
        Need("DiagnosticReport"),
        Need("Observation", CODED_FINDINGS | M_CATEGORY | STAGE_GROUP),
    }
)


def _category(token: str) -> re.Pattern[str]:
    """A category as code systems print it: "pM1c", "M0 category (finding)", "AJCC cM1 (qualifier value)"."""
    before = r"(?:(?:AJCC|American Joint Committee on Cancer)\s+)?[cpyra]{0,3}"
    after = r"(?:\s+category)?(?:\s+\((?:finding|qualifier value)\))?"
    return re.compile(before + token + after, re.IGNORECASE)


M0_TOKEN = _category(r"M0(?:\s?\(i[+-]\))?")
M1_TOKEN = _category(r"M1[abc]?")
STAGE_IV_TOKEN = _category(r"(?:stage\s*)?(?:IV|4)[ABC]?")


@dataclass(frozen=True, slots=True)
class Seen:
    """One piece of evidence, its date, and whether it names the liver (coded liver sites only: decisions 18)."""

    when: When | None
    fact: Fact
    liver: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the record codes about distant disease, sorted by what it counts as."""

    positive: tuple[Seen, ...]
    possible: tuple[Seen, ...]
    negative: tuple[Seen, ...]
    stale: tuple[Seen, ...]


def _liver(concepts: frozenset[str], sites: frozenset[str] = frozenset()) -> bool:
    return bool(concepts & LIVER_METASTASIS) or LIVER in sites


def _diagnoses(assessment: Assessment) -> list[Diagnosis]:
    """Regional nodes and resolved entries drop out first (decisions 19)."""
    found = diagnoses(assessment, DISTANT_METASTASIS)
    return [d for d in newest_first(found) if is_active(d) and not is_refuted(d)]


def _diagnosis_seen(diagnosis: Diagnosis) -> Seen:
    return Seen(diagnosis.when, diagnosis_fact(diagnosis, "Metastasis"), _liver(diagnosis.concepts, diagnosis.sites))


def _matches(result: Observed, pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(token.strip()) for token in result.tokens)


def _staged(assessment: Assessment, positive: bool) -> list[Seen]:
    seen = []
    for result in newest_first(observed_or_component(assessment, M_CATEGORY | STAGE_GROUP)):
        if _is_positive_stage(result) if positive else _is_negative_stage(result):
            label = "Stage group" if result.concepts & STAGE_GROUP else "M category"
            seen.append(Seen(result.when, fact(result, label, value=" ".join(result.tokens[:1]))))
    return seen


def _is_positive_stage(result: Observed) -> bool:
    if result.concepts & M_CATEGORY:
        return bool(result.answers & M1_ANSWER) or _matches(result, M1_TOKEN)
    return _matches(result, STAGE_IV_TOKEN)


def _is_negative_stage(result: Observed) -> bool:
    none = bool(result.answers & M0_ANSWER) or _matches(result, M0_TOKEN)
    return bool(result.concepts & M_CATEGORY) and none and not _is_positive_stage(result)


def _imaged(found: list[tuple[Feature, Fact]]) -> list[Seen]:
    return [Seen(f.when, note, _names_liver(f)) for f, note in found]


def _names_liver(feature: Feature) -> bool:
    if isinstance(feature, Report):
        return _liver(feature.conclusions)
    return _liver(feature.concepts, feature.sites if isinstance(feature, Observed) else frozenset())


def metastasis_evidence(assessment: Assessment) -> Evidence:
    """Sort the record by the table of pathway 2.5."""
    entries = assessment.once(_diagnoses)
    positive = [_diagnosis_seen(d) for d in entries if is_confirmed(d)]
    positive += _staged(assessment, positive=True)
    positive += _imaged(concluded(assessment, IMAGING | PATHOLOGY, DISTANT_METASTASIS, "Metastasis"))
    positive += _imaged(present(assessment, DISTANT_METASTASIS, "Metastasis"))
    possible = [_diagnosis_seen(d) for d in entries if is_possible(d)]
    negative = _staged(assessment, positive=False)
    negative += _imaged(absent(assessment, DISTANT_METASTASIS, "No distant metastasis"))
    fresh = [s for s in negative if _fresh(assessment, s)]
    stale = [s for s in negative if s not in fresh]
    return Evidence(tuple(positive), tuple(possible), tuple(fresh), tuple(stale))


def _fresh(assessment: Assessment, seen: Seen) -> bool:
    window = assessment.days(NEGATIVE_STAGING_WINDOW)
    return seen.when is not None and seen.when.within(window, assessment.case.today) is YES


def other_primaries(assessment: Assessment) -> list[Diagnosis]:
    """Active malignancies of another origin: an entry that also codes this tumour or its metastasis is none."""
    found = [d for d in diagnoses(assessment, OTHER_MALIGNANCY) if not d.concepts & (TUMOUR | DISTANT_METASTASIS)]
    return [d for d in found if is_active(d) and not is_refuted(d)]


def _newer_than_all(seen: tuple[Seen, ...], others: tuple[Seen, ...]) -> bool:
    """Is one of ``seen`` certainly newer than every one of ``others``?"""
    return any(all(s.when and o.when and s.when.certainly_after(o.when) for o in others) for s in seen)


def _facts(*groups: tuple[Seen, ...]) -> tuple[Fact, ...]:
    return tuple(s.fact for group in groups for s in group)


def _stale_facts(assessment: Assessment, evidence: Evidence) -> tuple[Fact, ...]:
    today = assessment.case.today
    return tuple(
        Fact(
            "Last coded absence of distant disease",
            s.fact.source,
            s.fact.value,
            s.when,
            f"{s.when.age(today)} d old, not used" if s.when else "undated, not used",
        )
        for s in evidence.stale[:1]
    )


def _mets(assessment: Assessment) -> Finding:
    evidence = assessment.once(metastasis_evidence)
    unused = _stale_facts(assessment, evidence)
    if evidence.positive:
        return _with_positive(assessment, evidence)
    if evidence.possible and not _newer_than_all(evidence.negative, evidence.possible):
        facts = _facts(evidence.possible, evidence.negative)
        return Finding(UNKNOWN, facts, unused, _tags(evidence.possible, Mark.POSSIBLE))
    if evidence.negative:
        whole = told(assessment, "Condition", "DiagnosticReport", "Observation")
        return Finding(NO if whole else UNKNOWN, _facts(evidence.negative))
    return Finding(UNKNOWN, unused=unused, tags=frozenset({Mark.STALE_NEGATIVE} if unused else ()))


def _with_positive(assessment: Assessment, evidence: Evidence) -> Finding:
    others = other_primaries(assessment)
    if evidence.negative and not _newer_than_all(evidence.positive, evidence.negative):
        facts = _facts(evidence.positive, evidence.negative)
        return Finding(UNKNOWN, facts, tags=_tags(evidence.positive, Mark.CONFLICT))
    if others:
        facts = (*_facts(evidence.positive), *(diagnosis_fact(d, "Another malignancy") for d in others))
        return Finding(UNKNOWN, facts, tags=_tags(evidence.positive, Mark.ATTRIBUTION))
    return Finding(YES, _facts(evidence.positive), tags=_tags(evidence.positive))


def _tags(seen: tuple[Seen, ...], *tags: Tag) -> frozenset[Tag]:
    return frozenset({*tags, *([Mark.LIVER] if any(s.liver for s in seen) else [])})


mets = Predicate(
    id="mets",
    sentence="distant metastasis is recorded",
    said={
        YES: "distant metastasis recorded",
        NO: "distant metastasis recorded as absent",
        UNKNOWN: "distant disease not established",
    },
    missing="current statement on distant disease",
    rule=_mets,
    needs=NEEDS,
    table=(
        Row("secondary malignant neoplasm of a distant site, active and confirmed", YES),
        Row("M1, M1a, M1b, M1c, stage IV", YES),
        Row("coded imaging or pathology conclusion, or imaging finding, of distant metastasis", YES),
        Row("the same of the liver, by a coded liver site", YES, Mark.LIVER),
        Row("M0, or distant metastasis coded as absent, and nothing positive", NO, within=NEGATIVE_STAGING_WINDOW),
        Row("only an older or undated negative", UNKNOWN, Mark.STALE_NEGATIVE),
        Row("regional node, N1; resolved or refuted metastasis", UNKNOWN, note="counts for nothing"),
        Row("a positive newer than every negative", YES),
        Row("a negative as new as the newest positive, or newer", UNKNOWN, Mark.CONFLICT),
        Row("positive, with another active malignancy on the list", UNKNOWN, Mark.ATTRIBUTION),
        Row("provisional, differential or unconfirmed, and no newer negative", UNKNOWN, Mark.POSSIBLE),
        Row("negative only, but conditions, reports or observations could not be read whole", UNKNOWN),
        Row("nothing recorded", UNKNOWN),
    ),
    tags={
        Mark.ATTRIBUTION: "metastasis is recorded beside another malignancy",
        Mark.CONFLICT: "statements on distant disease contradict each other",
        Mark.LIVER: "a liver metastasis is coded",
        Mark.POSSIBLE: "metastasis is recorded as possible only",
        Mark.STALE_NEGATIVE: "only an outdated coded absence of distant disease is on record",
    },
    basis=("D07", "E63", "decisions 18", "decisions 19"),
    parameters=(NEGATIVE_STAGING_WINDOW,),
)
liver = tagged(mets, Mark.LIVER)
metastasis_attribution = tagged(mets, Mark.ATTRIBUTION)
metastasis_conflict = tagged(mets, Mark.CONFLICT)
metastasis_possible = tagged(mets, Mark.POSSIBLE)
stale_staging = tagged(mets, Mark.STALE_NEGATIVE)


def _regional(assessment: Assessment) -> Finding:
    nodes = [d for d in diagnoses(assessment, REGIONAL_NODE) if is_active(d) and not is_refuted(d)]
    return Finding(known(bool(nodes)), tuple(diagnosis_fact(d, "Regional lymph node") for d in nodes))


regional_node = Check("a regional lymph node metastasis is recorded", _regional, needs=frozenset({Need("Condition")}))
