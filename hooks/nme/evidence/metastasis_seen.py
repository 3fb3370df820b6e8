"""What the record says about distant disease, sorted by what it counts as (D07, pathway 2.5)."""

from dataclasses import dataclass
from datetime import date

from hooks.clinical.case import Diagnosis, Feature, Observed, Report
from hooks.clinical.criterion import Assessment
from hooks.clinical.evidence import Fact, Tag
from hooks.clinical.truth import YES
from hooks.clinical.when import When
from hooks.nme.codes.concepts import (
    DISTANT_METASTASIS,
    IMAGING,
    LIVER,
    LIVER_METASTASIS,
    M_CATEGORY,
    METASTASIS_ANYWHERE,
    NODE_UNSTATED,
    OTHER_MALIGNANCY,
    PATHOLOGY,
    STAGE_GROUP,
    TUMOUR,
)
from hooks.nme.codes.parameters import NEGATIVE_STAGING_WINDOW
from hooks.nme.evidence.imaging import absent, concluded, present
from hooks.nme.evidence.select import (
    diagnoses,
    diagnosis_fact,
    fact,
    identities,
    is_active,
    is_confirmed,
    is_possible,
    is_refuted,
    newest_first,
    observed_or_component,
)
from hooks.nme.evidence.staging import Stage, stage_of
from hooks.nme.evidence.tags import Mark


@dataclass(frozen=True, slots=True)
class Seen:
    """One piece of evidence, its date, and whether it names the liver (coded liver sites only: decisions 18)."""

    when: When | None
    fact: Fact
    liver: bool = False
    tags: frozenset[Tag] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the record says about distant disease, sorted by what it counts as."""

    positive: tuple[Seen, ...]
    possible: tuple[Seen, ...]
    negative: tuple[Seen, ...]
    stale: tuple[Seen, ...]
    not_understood: tuple[Seen, ...]


def _liver(concepts: frozenset[str], sites: frozenset[str] = frozenset()) -> bool:
    return bool(concepts & LIVER_METASTASIS) or LIVER in sites


def _entries(assessment: Assessment, concepts: frozenset[str]) -> list[Diagnosis]:
    """Active entries that are not refuted: a resolved metastasis drops out first (decisions 19)."""
    return [d for d in newest_first(diagnoses(assessment, concepts)) if is_active(d) and not is_refuted(d)]


def _diagnosis_seen(diagnosis: Diagnosis) -> Seen:
    return Seen(diagnosis.when, diagnosis_fact(diagnosis, "Metastasis"), _liver(diagnosis.concepts, diagnosis.sites))


def _nodes(assessment: Assessment) -> list[Seen]:
    """Nodes whose site is not stated may be regional or distant (pathway-2 2.3). A doubtful node is just possible."""
    return [
        Seen(
            entry.when,
            diagnosis_fact(entry, "Lymph node metastasis", "site not stated"),
            tags=frozenset[Tag]({Mark.NODE_UNSTATED} if is_confirmed(entry) else ()),
        )
        for entry in _entries(assessment, NODE_UNSTATED)
    ]


def _in_words(assessment: Assessment) -> list[Seen]:
    """ "Metastatic" beside the tumour's name (pathway-2 1.3)."""
    found = [d for d in _entries(assessment, TUMOUR) if "metastatic" in d.qualifiers]
    tags = frozenset[Tag]({Mark.WORDS_METASTATIC})
    return [Seen(d.when, _words_fact(d), tags=tags) for d in found]


def _words_fact(diagnosis: Diagnosis) -> Fact:
    """Where distant disease is open a card does not call the tumour metastatic (pathway 3.5)."""
    return Fact("Words beside the tumour", diagnosis.source, "spread named in words", diagnosis.when)


def _staged(assessment: Assessment) -> list[tuple[Stage, Seen]]:
    results = newest_first(observed_or_component(assessment, M_CATEGORY | STAGE_GROUP))
    staged = ((stage_of(result), result) for result in results)
    return [(stage, _stage_seen(result, stage)) for stage, result in staged]


def _stage_seen(result: Observed, stage: Stage) -> Seen:
    """By the first of its words; a bare code or number, and what nobody understands, with what it is a value of."""
    label = "Stage group" if result.concepts & STAGE_GROUP else "M category"
    number = result.number if result.number is not None else result.reading
    words = [*result.tokens, result.text_value or "", "" if number is None else str(number)]
    value = next((word for word in words if any(map(str.isalpha, word))), "") or next(filter(None, words), "")
    named = stage is Stage.NOT_UNDERSTOOD or not any(map(str.isalpha, value))
    return Seen(result.when, fact(result, label, value=f"{label} {value}".strip() if named else value))


def _imaged(found: list[tuple[Feature, Fact]]) -> list[Seen]:
    return [Seen(f.when, note, _names_liver(f)) for f, note in found]


def _names_liver(feature: Feature) -> bool:
    if isinstance(feature, Report):
        return _liver(feature.conclusions)
    return _liver(feature.concepts, feature.sites if isinstance(feature, Observed) else frozenset())


def metastasis_evidence(assessment: Assessment) -> Evidence:
    """Sort the record by the table of pathway 2.5."""
    entries, staged = _entries(assessment, DISTANT_METASTASIS), _staged(assessment)
    positive = [_diagnosis_seen(d) for d in entries if is_confirmed(d)]
    positive += [seen for stage, seen in staged if stage is Stage.PRESENT]
    positive += _imaged(concluded(assessment, IMAGING | PATHOLOGY, DISTANT_METASTASIS, "Metastasis"))
    positive += _imaged(present(assessment, DISTANT_METASTASIS, "Metastasis"))
    possible = [_diagnosis_seen(d) for d in entries if is_possible(d)]
    negative = [seen for stage, seen in staged if stage is Stage.ABSENT]
    negative += _imaged(absent(assessment, METASTASIS_ANYWHERE, "No distant metastasis"))
    fresh = sorted((s for s in negative if _fresh(assessment, s)), key=_last_day, reverse=True)
    return Evidence(
        positive=tuple(positive),
        possible=(*possible, *_nodes(assessment), *_in_words(assessment)),
        negative=tuple(fresh),
        stale=tuple(s for s in negative if not _fresh(assessment, s)),
        not_understood=tuple(seen for stage, seen in staged if stage is Stage.NOT_UNDERSTOOD),
    )


def _last_day(seen: Seen) -> date:
    return seen.when.last if seen.when else date.min


def _fresh(assessment: Assessment, seen: Seen) -> bool:
    window = assessment.days(NEGATIVE_STAGING_WINDOW)
    return seen.when is not None and seen.when.within(window, assessment.case.today) is YES


def other_primaries(assessment: Assessment) -> list[Diagnosis]:
    """Active malignancies of another origin: an entry that also names this tumour or its metastasis is none (T2)."""
    ours = identities(diagnoses(assessment, TUMOUR | DISTANT_METASTASIS))
    others = [d for d in _entries(assessment, OTHER_MALIGNANCY) if d.concepts.isdisjoint(TUMOUR | DISTANT_METASTASIS)]
    return [d for d in others if d.source not in ours]
