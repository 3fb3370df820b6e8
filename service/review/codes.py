"""The codes of the review document, by concept."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from hooks.clinical.codes import INCLUDE, ValueSetRow
from service.review.edition import Edition
from service.review.markdown import escaped, paragraphs, table

SINGLE_SOURCE = "SINGLE-SOURCE"
NOTE = (
    "A code means something only together with its system. An ICD or ATC code covers the codes beneath it; the "
    "longest one that fits decides. Codes of SNOMED CT, LOINC, RxNorm and HPO are flat: only the code itself counts, "
    "unless the site gives the SNOMED CT codes beneath. VERIFIED: met with the same meaning in two published "
    "artefacts. "
    f"**{SINGLE_SOURCE}**: met in one, confirm before clinical use. UNVERIFIED codes: none ship."
)
GUARDS = "Codes seen mistaken for a concept, or parts of a header that do not belong. They never count as it."


def codes_section(edition: Edition) -> str:
    """The codes that count, a site's own, and the guards against traps."""
    shipped, names = edition.pathway.value_sets, {system.uri: system.name for system in edition.pathway.systems}
    return paragraphs(
        (
            NOTE,
            table(["Concept", "System", "Code", "Display", "Status"], _included(shipped, names)),
            "### Codes of this site",
            _local(edition.site.local_codes, names),
            "### Traps left out",
            GUARDS,
            table(["Concept", "Never counts"], _guards(shipped, names)),
        )
    )


def _included(shipped: tuple[ValueSetRow, ...], names: Mapping[str, str]) -> Iterator[list[str]]:
    """One line a code; the concept is named on its first line only."""
    included = [row for row in shipped if row.role == INCLUDE]
    for concept, group in groupby(included, key=lambda row: row.concept):
        for number, row in enumerate(group):
            yield [f"`{concept}`" if number == 0 else "", *_code(row, names)]


def _code(row: ValueSetRow, names: Mapping[str, str]) -> list[str]:
    status = f"**{row.status}**" if row.status == SINGLE_SOURCE else row.status
    return [escaped(names.get(row.system, row.system)), escaped(row.code), escaped(row.display), status]


def _local(local: tuple[ValueSetRow, ...], names: Mapping[str, str]) -> str:
    if not local:
        return "None."
    return table(
        ["Concept", "System", "Code", "Display", "Status"], ([f"`{row.concept}`", *_code(row, names)] for row in local)
    )


def _guards(shipped: tuple[ValueSetRow, ...], names: Mapping[str, str]) -> Iterator[list[str]]:
    excluded = [row for row in shipped if row.role != INCLUDE]
    for concept, group in groupby(excluded, key=lambda row: row.concept):
        yield [f"`{concept}`", "; ".join(_trap(row, names) for row in group)]


def _trap(row: ValueSetRow, names: Mapping[str, str]) -> str:
    return escaped(f"{names.get(row.system, row.system)} {row.code} {row.display}")
