"""All artefacts of a pathway: one transaction Bundle that puts them on a server, and a file each."""

import json
from collections.abc import Iterator
from pathlib import Path

from service.export.activities import activity_resources
from service.export.evidence import document_resources, evidence_resources
from service.export.libraries import library_resources, parameters_resource, sources
from service.export.library import pathway_library
from service.export.plans import plan_resources
from service.export.publication import Json, Publication
from service.export.value_sets import value_set_resources

BUNDLE = "bundle.json"
NUMBERS = "parameters.json"


def artefacts(publication: Publication) -> list[Json]:
    """Every resource, one that another names first. Raises NumbersError."""
    made = pathway_library(publication.site.pathway)
    return [
        *value_set_resources(publication, sources(publication, made)),
        *library_resources(publication, made),
        *evidence_resources(publication),
        *document_resources(publication),
        *activity_resources(publication),
        *plan_resources(publication, made),
    ]


def bundle(publication: Publication, resources: list[Json]) -> Json:
    """The resources as one transaction: each is put under its own id, so that to load it twice changes nothing."""
    return {
        "resourceType": "Bundle",
        "id": publication.id("artefacts"),
        "type": "transaction",
        "entry": [_entry(publication, resource) for resource in resources],
    }


def files(publication: Publication) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file; the same pathway and site give the same bytes. Raises NumbersError."""
    resources = artefacts(publication)
    yield BUNDLE, _bytes(bundle(publication, resources))
    yield NUMBERS, _bytes(parameters_resource(publication))
    for resource in resources:
        yield f"{resource['resourceType']}-{resource['id']}.json", _bytes(resource)


def write(publication: Publication, folder: Path) -> int:
    """Writes them into the folder, which is made where it is missing; their number. Raises NumbersError, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = dict(files(publication))
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return len(contents)


def _entry(publication: Publication, resource: Json) -> Json:
    place = f"{resource['resourceType']}/{resource['id']}"
    return {
        "fullUrl": f"{publication.base}/{place}",
        "resource": resource,
        "request": {"method": "PUT", "url": place},
    }


def _bytes(resource: Json) -> bytes:
    return (json.dumps(resource, indent=2, ensure_ascii=False) + "\n").encode()
