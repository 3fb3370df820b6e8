"""Where the record names NME: the problem list and pathology reports (D01; pathway-2 1.2 to 1.6; decisions 48)."""

from datetime import date

from hooks.clinical.case import Diagnosis, Feature
from hooks.clinical.criterion import Assessment
from hooks.clinical.truth import YES
from hooks.nme.codes.concepts import NME
from hooks.nme.evidence.select import diagnoses, is_active, is_possible, is_refuted, named, newest_first


def nme_entry(assessment: Assessment) -> Diagnosis | None:
    """The entry that counts: the newest recorded one; on one day an active one (pathway 3.6)."""
    return max(diagnoses(assessment, NME), key=_recency, default=None)


def _recency(entry: Diagnosis) -> tuple[date, bool, bool, str]:
    """On one day an active entry counts before one that is over, a confirmed one before a possible one."""
    recorded = entry.recorded or entry.when
    return (recorded.last if recorded else date.min, is_present(entry), not is_possible(entry), entry.source)


def is_present(entry: Diagnosis) -> bool:
    """Neither over nor refuted."""
    return is_active(entry) and not is_refuted(entry)


def nme_reports(assessment: Assessment) -> list[Feature]:
    """Pathology reports that name NME and that no entry decides over, newest first.

    A present entry decides over any report; one that is over silences reports up to its own day, included.
    """
    entry = assessment.once(nme_entry)
    if entry is None:
        return newest_first(named(assessment, NME))
    if is_present(entry):
        return []
    until = entry.recorded or entry.when
    silenced = [r for r in named(assessment, NME) if until and r.when and r.when.on_or_before(until) is YES]
    return [r for r in newest_first(named(assessment, NME)) if r not in silenced]


def is_named(assessment: Assessment) -> bool:
    """Is NME named in any status but refuted?"""
    entries = diagnoses(assessment, NME)
    return any(not is_refuted(d) for d in entries) or bool(assessment.once(nme_reports))
