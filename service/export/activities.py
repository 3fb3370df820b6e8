"""The orders a card may draft as ActivityDefinitions: what is ordered, never how much, how often or how long."""

from collections.abc import Iterator, Mapping

from fhir.resources.R4B.activitydefinition import ActivityDefinition

from hooks.clinical.advice import Order, Proposal
from service.export.publication import Json, Publication, built, capabilities


def activity_resources(publication: Publication) -> Iterator[Json]:
    """One ActivityDefinition a proposal, by its id."""
    for _, proposal in sorted(activities(publication).items()):
        yield _resource(publication, proposal)


def activities(publication: Publication) -> Mapping[str, Proposal]:
    """The proposals by id; those of one id differ only in when they are made."""
    return {proposal.id: proposal for proposal in reversed(publication.site.pathway.proposals)}


def _resource(publication: Publication, proposal: Proposal) -> Json:
    pathway = publication.site.pathway
    header = publication.header(
        "ActivityDefinition",
        proposal.id,
        proposal.label,
        f"{proposal.description}. A proposal without dose, frequency or duration: the prescriber completes it.",
    )
    members = {
        **header,
        **capabilities("shareable", "publishable"),
        "usage": pathway.texts.not_for,
        "kind": proposal.order.value,
        "intent": "proposal",
        **_ordered(proposal),
    }
    return built(ActivityDefinition, members)


def _ordered(proposal: Proposal) -> Json:
    """What is ordered. A nutrition order has neither code nor product that fits: its words are the description."""
    concept: Json = {"text": proposal.text}
    if proposal.coding is not None:
        system, code, display = proposal.coding
        concept["coding"] = [{"system": system, "code": code, "display": display}]
    if proposal.order is Order.MEDICATION:
        return {"productCodeableConcept": concept}
    return {"code": concept}
