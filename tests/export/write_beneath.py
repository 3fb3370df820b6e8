"""Writes the codes beneath the ICD-10-CM headers of exported value sets: python -m tests.export.write_beneath."""

import csv
import warnings
from io import StringIO

from hooks.clinical.codes import ICD10CM, INCLUDE
from hooks.nme import PATHWAY
from hooks.nme.codes.value_sets import BENEATH
from service.export.libraries import sources
from service.export.library import pathway_library
from service.export.publication import Publication
from service.export.value_sets import exported_concepts
from service.site import Site
from tests.export.write import BASE


def table() -> str:
    """The table as the tabular has it now; what is a row itself is not in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it reads its files in the way of old
        import simple_icd_10_cm as tabular  # noqa: PLC0415 - takes seconds, which only this is worth
    publication = Publication(Site(PATHWAY), BASE)
    concepts = exported_concepts(publication, sources(publication, pathway_library(PATHWAY)))
    rows = [row for row in PATHWAY.value_sets if row.system == ICD10CM.uri]
    headers = {row.code for row in rows if row.role == INCLUDE and row.concept in concepts}
    own = {row.code for row in rows}
    beneath = {code for header in headers for code in tabular.get_descendants(header)} - own
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["system", "code", "display"])
    lines.writerows([ICD10CM.uri, code, tabular.get_description(code)] for code in sorted(beneath))
    return text.getvalue()


if __name__ == "__main__":
    BENEATH.write_text(table(), encoding="utf-8")
