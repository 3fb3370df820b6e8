"""The value sets that the libraries and the order table name, expanded from the rows of the pathway.

Rows of a hierarchy are headers: their children are listed too, as far as the pathway ships them.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5

from fhir.resources.R4B.valueset import ValueSet

from hooks.clinical.codes import INCLUDE, CodeIndex, ValueSetRow
from hooks.clinical.pathway import Pathway
from service.export.libraries import Source
from service.export.publication import Json, Publication, built, capabilities

_NAMED = re.compile(r"/ValueSet/(\w+)'")
_WARNING = "http://hl7.org/fhir/StructureDefinition/valueset-warning"
_CHECKED = (
    "No terminology server was asked: the expansion lists the rows of the pathway and, beneath ICD-10-CM headers, the "
    "codes of its tabular. In other hierarchies a header stands for itself only: expand it again before use."
)


def value_set_resources(publication: Publication, sources: Iterable[Source]) -> Iterator[Json]:
    """One ValueSet a concept, in alphabetical order."""
    pathway, codes = publication.site.pathway, publication.site.codes
    members: dict[str, list[ValueSetRow]] = {}
    for row in _candidates(pathway, codes):
        for concept in codes.concepts(row.system, row.code):
            members.setdefault(concept, []).append(row)
    for concept in sorted(
        exported_concepts(publication, sources) & members.keys()
    ):  # what has no code is found by its words only
        yield _resource(publication, concept, members[concept])


def exported_concepts(publication: Publication, sources: Iterable[Source]) -> set[str]:
    """The concepts the libraries name, and those by which orders are recognised."""
    named = {concept for source in sources for concept in _NAMED.findall(source.cql)}
    return named | {concept for kind in publication.site.pathway.orders.kinds for concept in kind.concepts}


def _candidates(pathway: Pathway, codes: CodeIndex) -> Iterator[ValueSetRow]:
    """Every code there is to be in a value set, once: those of the rows, and those beneath their headers."""
    seen = set()
    for row in (*codes.rows, *_beneath(pathway)):
        if (row.system, row.code) not in seen:
            seen.add((row.system, row.code))
            yield row


def _beneath(pathway: Pathway) -> Iterator[ValueSetRow]:
    if pathway.beneath is not None:
        with pathway.beneath.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                yield ValueSetRow("", INCLUDE, line["system"], line["code"], line["display"])


def _resource(publication: Publication, concept: str, members: list[ValueSetRow]) -> Json:
    pathway = publication.site.pathway
    title = concept.replace("_", " ")
    header = publication.header(
        "ValueSet",
        concept,
        f"{pathway.texts.disease}: {title}",
        f"Codes that mean: {title}.",
        profiles=("shareablevalueset", "publishablevalueset", "expandedvalueset"),
    )
    members_of = {
        **header,
        "extension": [
            *capabilities("shareable", "publishable", "executable")["extension"],
            {"url": _WARNING, "valueMarkdown": _CHECKED},
        ],
        "compose": {"include": list(_by_system(members))},
        "expansion": {
            "identifier": f"urn:uuid:{uuid5(NAMESPACE_URL, publication.canonical('ValueSet', concept))}",
            "timestamp": pathway.dated.isoformat(),
            "total": len(members),
            "contains": [{"system": row.system, "code": row.code, **_display(row)} for row in members],
        },
    }
    return built(ValueSet, members_of)


def _by_system(members: Iterable[ValueSetRow]) -> Iterator[Json]:
    """Every code itself, so that a server that expands again comes to the same."""
    systems: dict[str, list[Json]] = {}
    for row in members:
        systems.setdefault(row.system, []).append({"code": row.code, **_display(row)})
    for system, concepts in systems.items():
        yield {"system": system, "concept": concepts}


def _display(row: ValueSetRow) -> Json:
    return {"display": row.display} if row.display else {}
