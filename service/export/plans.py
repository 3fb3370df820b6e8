"""One PlanDefinition a hook: when the hook fires, which cards apply, on what they rest and what they may draft."""

from collections.abc import Iterator
from itertools import groupby

from fhir.resources.R4B.plandefinition import PlanDefinition

from hooks.clinical.advice import Proposal, Recommendation
from hooks.clinical.criterion import ALWAYS
from hooks.clinical.plain_words import in_words
from hooks.clinical.sentence import Line
from hooks.clinical.service import HookService
from service.export.evidence import ATTRIBUTES, citation
from service.export.library import HOOKS, Library
from service.export.publication import Json, Publication, built, capabilities

_TYPE = {"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "eca-rule"}
_PICK = {"groupingBehavior": "logical-group", "requiredBehavior": "could", "precheckBehavior": "no"}


def plan_resources(publication: Publication, made: Library) -> Iterator[Json]:
    """The plan of each service."""
    for service in publication.site.pathway.services:
        yield _resource(publication, service, made)


def _resource(publication: Publication, service: HookService, made: Library) -> Json:
    pathway = publication.site.pathway
    header = publication.header(
        "PlanDefinition",
        service.hook,
        service.title,
        service.description,
        profiles=("shareableplandefinition", "publishableplandefinition"),
    )
    members = {
        **header,
        **capabilities("shareable", "publishable", "computable", "executable"),
        "type": {"coding": [_TYPE]},
        "purpose": pathway.texts.intended_use,
        "usage": f"{service.usage_requirements} {pathway.texts.not_for}",
        "relatedArtifact": list(_related(publication)),
        "library": [publication.canonical("Library", made.name)],
        "action": [_fired(publication, made, service)],
    }
    return built(PlanDefinition, members)


def _fired(publication: Publication, made: Library, service: HookService) -> Json:
    """What the hook triggers: every card that applies."""
    kind = HOOKS[service.answers]
    return {
        "title": service.title,
        "trigger": [{"type": "named-event", "name": service.hook}],
        "groupingBehavior": "logical-group",
        "selectionBehavior": "any",
        "action": [_card(publication, made, kind, card) for card in _cards(publication, made, kind)],
    }


def _related(publication: Publication) -> Iterator[Json]:
    """The source texts, and the source attributes."""
    for seed in publication.site.pathway.sources.seeds:
        yield {"type": "derived-from", "label": seed.id, "display": seed.title, "url": f"https://{seed.address}"}
    attributes = publication.id(ATTRIBUTES)
    yield {"type": "documentation", "display": "source attributes", "url": f"DocumentReference/{attributes}"}


def _cards(publication: Publication, made: Library, hook: str) -> Iterator[Recommendation]:
    pathway = publication.site.pathway
    for card in (*pathway.recommendations.values(), *pathway.on_request):
        if (hook, card.id) in made.cards and card not in pathway.on_request:
            yield card
    yield from (card for card in pathway.on_request if (hook, card.id) in made.cards)


def _card(publication: Publication, made: Library, hook: str, card: Recommendation) -> Json:
    drafts = list(_drafts(publication, made, card))
    action: Json = {
        "id": card.id,
        "prefix": card.id,
        "title": card.name,
        "description": "\n".join(map(_said, (*card.says.next, *card.says.careful))) or card.name,
        "code": [{"coding": [{"system": publication.site.pathway.texts.topic_system, "code": card.id}]}],
        "documentation": [citation(publication, id_) for id_ in card.basis()],
        "condition": [_condition(publication, made, made.cards[hook, card.id])],
        "action": drafts,
    }
    if drafts:
        action |= {**_PICK, "selectionBehavior": "any", "cardinalityBehavior": "single"}
    return {name: value for name, value in action.items() if value != []}


def _said(line: Line) -> str:
    """A sentence the card can say, and when; names of facts and numbers stay in braces."""
    return line.text if line.when is ALWAYS else f"[{in_words(line.when)}] {line.text}"


def _condition(publication: Publication, made: Library, definition: str) -> Json:
    reference = publication.canonical("Library", made.name)
    expression = {"language": "text/cql-identifier", "expression": definition, "reference": reference}
    return {"kind": "applicability", "expression": expression}


def _drafts(publication: Publication, made: Library, card: Recommendation) -> Iterator[Json]:
    """The orders it may draft; alternatives of one choice stand under one action, at most one to pick."""
    proposals = {proposal.id: proposal for proposal in card.proposals}.values()
    for choice, group in groupby(proposals, key=lambda proposal: proposal.one_of):
        alternatives = [_draft(publication, made, card, proposal) for proposal in group]
        if choice:
            yield {"title": choice, **_PICK, "selectionBehavior": "at-most-one", "action": alternatives}
        else:
            yield from alternatives


def _draft(publication: Publication, made: Library, card: Recommendation, proposal: Proposal) -> Json:
    return {
        "title": proposal.label,
        "description": proposal.description,
        "condition": [_condition(publication, made, made.drafts[card.id, proposal.id])],
        "requiredBehavior": "could",
        "precheckBehavior": "no",
        "definitionCanonical": publication.canonical("ActivityDefinition", proposal.id),
    }
