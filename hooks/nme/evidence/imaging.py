"""Coded imaging findings (fhir-inputs D07, D17). The free text of a report is never read."""

from collections.abc import Iterator

from hooks.clinical.case import Feature, Observed
from hooks.clinical.criterion import Assessment
from hooks.clinical.evidence import Fact
from hooks.clinical.truth import NO, YES, Truth
from hooks.nme.codes.concepts import DISTANT_METASTASIS, TUMOUR
from hooks.nme.evidence.select import fact, having, newest_first, observed

CODED_FINDINGS = TUMOUR | DISTANT_METASTASIS


def concluded(
    assessment: Assessment, kinds: frozenset[str], concepts: frozenset[str], label: str
) -> list[tuple[Feature, Fact]]:
    """Reports of these kinds whose coded conclusion is in the concepts, newest first."""
    reports = [r for r in having(assessment.case.reports, kinds) if r.conclusions & concepts]
    return [
        (r, fact(r, label, f"concluded by {r.display}" if r.display else "", r.concluded(concepts)))
        for r in newest_first(reports)
    ]


def _findings(assessment: Assessment, concepts: frozenset[str], answer: Truth) -> Iterator[Observed]:
    for found in newest_first(observed(assessment, concepts)):
        if found.imaging and found.present is answer:
            yield found


def present(assessment: Assessment, concepts: frozenset[str], label: str) -> list[tuple[Feature, Fact]]:
    """Imaging findings coded as present."""
    return [(f, fact(f, label, "coded as present")) for f in _findings(assessment, concepts, YES)]


def absent(assessment: Assessment, concepts: frozenset[str], label: str) -> list[tuple[Feature, Fact]]:
    """Imaging findings coded as absent. The words of the code name what is absent, so they are not shown."""
    return [(f, fact(f, label, "coded as absent", "")) for f in _findings(assessment, concepts, NO)]
