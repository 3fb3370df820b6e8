"""Where the record names NME: the problem list and pathology reports (D01; pathway-2 1.2 to 1.6; decisions 48)."""

from datetime import date

from hooks.clinical.case import Diagnosis, Feature
from hooks.clinical.criterion import Assessment
from hooks.clinical.truth import YES
from hooks.clinical.when import When
from hooks.nme.codes.concepts import NME
from hooks.nme.evidence.select import diagnoses, is_active, is_possible, is_refuted, named, newest_first


def nme_entry(assessment: Assessment) -> Diagnosis | None:
    """The entry that counts: of those that stand the newest confirmed one, else the newest (decisions 57)."""
    standing = assessment.once(standing_entries)
    confirmed = [entry for entry in standing if not is_possible(entry)]
    return max(confirmed or standing or diagnoses(assessment, NME), key=_recency, default=None)


def standing_entries(assessment: Assessment) -> list[Diagnosis]:
    """The present entries that no resolved or refuted one is certainly newer than (decisions 57)."""
    entries = diagnoses(assessment, NME)
    over = [day for day in (recorded(entry) for entry in entries if not is_present(entry)) if day]
    return [entry for entry in entries if is_present(entry) and not _is_overtaken(entry, over)]


def overtaken_entries(assessment: Assessment) -> list[Diagnosis]:
    """The present entries that do not stand."""
    standing = {id(entry) for entry in assessment.once(standing_entries)}
    return [entry for entry in diagnoses(assessment, NME) if is_present(entry) and id(entry) not in standing]


def _is_overtaken(entry: Diagnosis, over: list[When]) -> bool:
    day = recorded(entry)
    return day is not None and any(newer.certainly_after(day) for newer in over)


def recorded(entry: Diagnosis) -> When | None:
    """The day an entry speaks of the disease: when it was recorded, else its date."""
    return entry.recorded or entry.when


def _recency(entry: Diagnosis) -> tuple[date, str]:
    day = recorded(entry)
    return day.last if day else date.min, entry.source


def is_present(entry: Diagnosis) -> bool:
    """Neither over nor refuted."""
    return is_active(entry) and not is_refuted(entry)


def nme_reports(assessment: Assessment) -> list[Feature]:
    """Pathology reports that name NME and that no entry decides over, newest first.

    An entry that stands decides over any report; one that is over silences reports up to its own day, included.
    """
    if assessment.once(standing_entries):
        return []
    over = [day for day in map(recorded, diagnoses(assessment, NME)) if day]
    return [r for r in newest_first(named(assessment, NME)) if not _is_silenced(r, over)]


def _is_silenced(report: Feature, over: list[When]) -> bool:
    return report.when is not None and any(report.when.on_or_before(day) is YES for day in over)


def is_named(assessment: Assessment) -> bool:
    """Is NME named in any status but refuted?"""
    entries = diagnoses(assessment, NME)
    return any(not is_refuted(d) for d in entries) or bool(assessment.once(nme_reports))
