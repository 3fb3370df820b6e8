"""D07 distant metastasis: how what the record says is settled (pathway 2.5; decisions 18, 19, 30)."""

from hooks.clinical.criterion import Assessment, Check, Predicate, tagged
from hooks.clinical.evidence import Fact, Finding, Need, Row, Tag
from hooks.clinical.truth import NO, UNKNOWN, YES, known
from hooks.clinical.when import When
from hooks.nme.codes.concepts import (
    M_CATEGORY,
    REGIONAL_NODE,
    STAGE_GROUP,
)
from hooks.nme.codes.parameters import NEGATIVE_STAGING_WINDOW
from hooks.nme.evidence.imaging import CODED_FINDINGS
from hooks.nme.evidence.metastasis_seen import Evidence, Seen, metastasis_evidence, other_primaries
from hooks.nme.evidence.select import (
    diagnoses,
    diagnosis_fact,
    is_active,
    is_refuted,
)
from hooks.nme.evidence.tags import Mark

NEEDS = frozenset(
    {
        Need("Condition"),
        Need("DiagnosticReport"),
        Need("Observation", CODED_FINDINGS | M_CATEGORY | STAGE_GROUP),
    }
)


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


def _regional(assessment: Assessment) -> Finding:
    nodes = [d for d in diagnoses(assessment, REGIONAL_NODE) if is_active(d) and not is_refuted(d)]
    return Finding(known(bool(nodes)), tuple(diagnosis_fact(d, "Regional lymph node") for d in nodes))


regional_node = Check("a regional lymph node metastasis is recorded", _regional, needs=frozenset({Need("Condition")}))


def _unsettling(evidence: Evidence) -> tuple[Seen, ...]:
    """Statements nobody understands that are not certainly as old as the newest negative, or older (R5)."""
    negatives = [s.when for s in evidence.negative if s.when]
    return tuple(s for s in evidence.not_understood if not (s.when and _by(s.when, negatives)))


def _by(when: When, others: list[When]) -> bool:
    return any(when.on_or_before(other) is YES for other in others)


def _mets(assessment: Assessment) -> Finding:
    finding = _settled(assessment, assessment.once(metastasis_evidence))
    nodes = assessment.truth(regional_node) is YES
    return finding._replace(tags=finding.tags | {Mark.N1}) if nodes else finding


def _settled(assessment: Assessment, evidence: Evidence) -> Finding:
    unused = _stale_facts(assessment, evidence)
    if evidence.positive:
        return _with_positive(assessment, evidence)
    if evidence.possible and not _newer_than_all(evidence.negative, evidence.possible):
        facts = _facts(evidence.possible, evidence.negative)
        return Finding(UNKNOWN, facts, unused, _tags(evidence.possible, Mark.POSSIBLE))
    unread = _unsettling(evidence)
    if unread:
        return Finding(UNKNOWN, _facts(unread, evidence.negative), unused, _tags(unread, Mark.UNREAD_STAGE))
    if evidence.negative:
        return Finding(NO, _facts(evidence.negative))
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
    own = frozenset[Tag]().union(*(s.tags for s in seen))
    return own | {*tags, *([Mark.LIVER] if any(s.liver for s in seen) else [])}


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
    whole=("Condition", "DiagnosticReport", "Observation"),
    needs=NEEDS,
    table=(
        Row(
            "secondary malignant neoplasm of a distant site, active and confirmed",
            YES,
            cases=(
                "A confirmed lung metastasis is metastatic disease without liver options",
                "A liver metastasis without a verification status counts",
            ),
        ),
        Row(
            "lymph nodes outside the abdomen",
            YES,
            cases=(
                "A lymph node of the neck is distant metastasis",
                "Distant lymph nodes are distant metastasis",
            ),
        ),
        Row(
            "M1, M1a, M1b, M1c, stage IV, with prefixes and site suffixes",
            YES,
            cases=(
                "M1 is positive and names no liver",
                "M1a is positive and is no statement about the liver",
                "An M category with its sites is metastatic disease",
            ),
        ),
        Row(
            "coded imaging or pathology conclusion, or imaging finding, of distant metastasis",
            YES,
            cases=(
                "A scan whose conclusion is coded as liver metastasis is positive",
                "A pathology report that concludes liver metastasis is metastatic disease",
            ),
        ),
        Row(
            "the same of the liver, by a coded liver site",
            YES,
            Mark.LIVER,
            cases=("A confirmed liver metastasis is metastatic disease with liver options",),
        ),
        Row(
            "M0, or distant metastasis coded as absent, and nothing positive",
            NO,
            within=NEGATIVE_STAGING_WINDOW,
            cases=(
                "M0 of 180 days ago says there is no distant metastasis",
                "A scan of 180 days ago coded without metastasis counts",
            ),
        ),
        Row(
            "only an older or undated negative",
            UNKNOWN,
            Mark.STALE_NEGATIVE,
            cases=("M0 of 181 days ago says nothing any more",),
        ),
        Row(
            "intra-abdominal lymph node, which may be regional",
            UNKNOWN,
            Mark.N1,
            note="counts for nothing",
            cases=("A regional node alone says nothing about distant disease",),
        ),
        Row(
            "lymph node, site not stated, and no newer negative",
            UNKNOWN,
            Mark.NODE_UNSTATED,
            cases=("A lymph node without a site leaves the extent open",),
        ),
        Row(
            "words beside the tumour say metastatic, and no newer negative",
            UNKNOWN,
            Mark.WORDS_METASTATIC,
            cases=("Metastatic beside the name of the tumour leaves the extent open",),
        ),
        Row(
            "resolved or refuted metastasis",
            UNKNOWN,
            note="counts for nothing",
            cases=(
                "A refuted liver metastasis is no metastasis",
                "A resolved liver metastasis is history",
            ),
        ),
        Row(
            "a stage or M category not understood, newer than every negative",
            UNKNOWN,
            Mark.UNREAD_STAGE,
            cases=("An M category nobody understands unsettles an older M0",),
        ),
        Row(
            "a positive newer than every negative",
            YES,
            cases=("A metastasis one day newer than the negative stage decides",),
        ),
        Row(
            "a negative as new as the newest positive, or newer",
            UNKNOWN,
            Mark.CONFLICT,
            cases=(
                "A metastasis and a negative stage of the same day contradict each other",
                "A negative stage newer than the metastasis contradicts it",
            ),
        ),
        Row(
            "positive, with another active malignancy on the list",
            UNKNOWN,
            Mark.ATTRIBUTION,
            cases=("A liver metastasis next to another cancer cannot be attributed",),
        ),
        Row(
            "provisional, differential or unconfirmed, and no newer negative",
            UNKNOWN,
            Mark.POSSIBLE,
            cases=("A provisional liver metastasis leaves the extent open and is said",),
        ),
        Row(
            "negative only, but conditions, reports or observations could not be read whole",
            UNKNOWN,
            cases=("Refused reports leave the absence of metastasis unproven",),
        ),
        Row(
            "nothing recorded",
            UNKNOWN,
            cases=("A tumour without any statement on distant disease has an open extent",),
        ),
    ),
    tags={
        Mark.ATTRIBUTION: "metastasis is recorded beside another malignancy",
        Mark.CONFLICT: "statements on distant disease contradict each other",
        Mark.LIVER: "a liver metastasis is coded",
        Mark.N1: "a regional lymph node metastasis is recorded",
        Mark.NODE_UNSTATED: "a lymph node metastasis is recorded without its site",
        Mark.POSSIBLE: "metastasis is recorded as possible only",
        Mark.UNREAD_STAGE: "a stage or M category could not be understood",
        Mark.WORDS_METASTATIC: "words beside the tumour say metastatic",
        Mark.STALE_NEGATIVE: "only an outdated coded absence of distant disease is on record",
    },
    basis=("D07", "E63", "E79", "pathway-2 2.3", "decisions 18", "decisions 19", "decisions 30"),
    parameters=(NEGATIVE_STAGING_WINDOW,),
)
liver = tagged(mets, Mark.LIVER)

metastasis_attribution = tagged(mets, Mark.ATTRIBUTION)
metastasis_conflict = tagged(mets, Mark.CONFLICT)
metastasis_possible = tagged(mets, Mark.POSSIBLE)
node_unstated = tagged(mets, Mark.NODE_UNSTATED)
stage_not_understood = tagged(mets, Mark.UNREAD_STAGE)
stale_staging = tagged(mets, Mark.STALE_NEGATIVE)
