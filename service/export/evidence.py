"""What the recommendations rest on: statements as Evidence, texts and source attributes as DocumentReferences.

R4 has no Citation, so a statement's text stands in a citation of its Evidence. R4 and R4B have different Evidence, and
fhir.resources has R4B's: this one resource is written as R4 (4.0.1) has it, unchecked by it.
"""

import base64
from collections.abc import Iterator

from fhir.resources.R4B.documentreference import DocumentReference

from hooks.clinical.evidence import Statement
from hooks.clinical.library import ExternalSource, Seed
from service.export.publication import Json, Publication, built
from service.review.attributes import of_service

ATTRIBUTES = "source-attributes"


def evidence_resources(publication: Publication) -> Iterator[Json]:
    """One Evidence a statement that a card rests on."""
    sources = publication.site.pathway.sources
    for statement in sources.library.statements.values():
        if not statement.meta:
            yield _evidence(publication, statement, _seed_of(publication, statement))


def document_resources(publication: Publication) -> Iterator[Json]:
    """One DocumentReference a source text, and one with the source attributes of decision support."""
    for seed in publication.site.pathway.sources.seeds:
        yield _text(publication, seed)
    yield _attributes(publication)


def citation(publication: Publication, id_: str) -> Json:
    """A statement or an external source as a related artefact."""
    library = publication.site.pathway.sources.library
    statement, source = library.statements.get(id_), library.sources.get(id_)
    if statement:
        seed = _seed_of(publication, statement)
        address = publication.canonical("Evidence", id_)
        return {"type": "citation", "label": id_, "citation": _cited(statement, seed), "resource": address}
    if source is None:
        return {"type": "citation", "label": id_, "display": id_}
    where = {"url": source.address} if isinstance(source, ExternalSource) and "://" in source.address else {}
    return {"type": "citation", "label": id_, "citation": ", ".join(filter(None, (source.title, source.year))), **where}


def _evidence(publication: Publication, statement: Statement, seed: Seed) -> Json:
    pathway = publication.site.pathway
    header = publication.header(
        "Evidence", statement.id, f"{statement.id}: {seed.name}", f"{statement.text} (In our words.)"
    )
    return {
        "resourceType": "Evidence",
        **{name: value for name, value in header.items() if name != "experimental"},
        "relatedArtifact": [
            {"type": "citation", "label": statement.id, "citation": _cited(statement, seed)},
            {"type": "derived-from", "label": seed.id, "display": seed.title},
        ],
        "exposureBackground": {"display": f"patients with {pathway.texts.disease}, as the text speaks of them"},
    }


def _cited(statement: Statement, seed: Seed) -> str:
    return f"{statement.text} {seed.name}: {seed.title}; {seed.dated}. {seed.review}"


def _seed_of(publication: Publication, statement: Statement) -> Seed:
    return next(s for s in publication.site.pathway.sources.seeds if statement.id.startswith(f"{s.id}."))


def _text(publication: Publication, seed: Seed) -> Json:
    members = {
        "id": publication.id(seed.id),
        "status": "current",
        "type": {"text": "source text"},
        "description": f"{seed.title}. {seed.identity} {seed.review}",
        "content": [{"attachment": {"title": seed.name, "url": f"https://{seed.address}"}}],
    }
    return built(DocumentReference, members)


def _attributes(publication: Publication) -> Json:
    """The attributes of 45 CFR 170.315(b)(11)(iv)(A) in plain text."""
    pathway = publication.site.pathway
    texts, stated = pathway.texts, pathway.sources.publication
    lines = [
        f"Developer: {stated.developer}",
        f"Funding: {stated.funding}",
        f"Released: {stated.released}",
        f"Intended use: {texts.intended_use}",
        f"Intended users: {texts.audience}",
        f"Not for: {texts.not_for}",
        *(f"Cannot see: {words}" for words in texts.cannot_see),
        *(f"{use.name}: {use.words}" for use in of_service(pathway)),
        *(f"Source: {seed.title}; {seed.dated}. {seed.review}" for seed in pathway.sources.seeds),
    ]
    text = base64.b64encode("\n".join(lines).encode()).decode()
    members = {
        "id": publication.id(ATTRIBUTES),
        "status": "current",
        "type": {"text": "source attributes of predictive and evidence-based decision support"},
        "description": "Source attributes (45 CFR 170.315(b)(11)(iv)(A)).",
        "content": [{"attachment": {"title": "Source attributes", "contentType": "text/plain", "data": text}}],
    }
    return built(DocumentReference, members)
