"""What every artefact of one export has in common: its address, its version, who stands for it."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from fhir.resources.R4B.fhirresourcemodel import FHIRResourceModel

from service.site import Site

Json: TypeAlias = dict[str, Any]

_CRMI = "http://hl7.org/fhir/uv/crmi/StructureDefinition/crmi-"
_CAPABILITY = "http://hl7.org/fhir/uv/cpg/StructureDefinition/cpg-knowledgeCapability"


@dataclass(frozen=True)
class Publication:
    """One pathway at one site, published under a base address."""

    site: Site
    base: str

    @property
    def prefix(self) -> str:
        """What ids begin with, so that artefacts of several pathways can stand on one server."""
        return self.site.pathway.id

    def id(self, name: str) -> str:
        """The id of an artefact. FHIR ids have no underscore."""
        return f"{self.prefix}-{name}".replace("_", "-").replace(".", "-")

    def url(self, kind: str, name: str) -> str:
        """Its canonical address."""
        return f"{self.base}/{kind}/{name}"

    def canonical(self, kind: str, name: str) -> str:
        """Its canonical address with the version of the pathway."""
        return f"{self.url(kind, name)}|{self.site.pathway.version}"

    def header(self, kind: str, name: str, title: str, description: str, *, profiles: tuple[str, ...] = ()) -> Json:
        """The members every artefact begins with."""
        pathway = self.site.pathway
        claimed = [f"{_CRMI}{profile}" for profile in profiles]
        return {
            "id": self.id(name),
            **({"meta": {"profile": claimed}} if claimed else {}),
            "url": self.url(kind, name),
            "version": pathway.version,
            "name": computer_name(f"{self.prefix} {name}"),
            "title": title,
            "status": "draft",
            "experimental": False,
            "date": pathway.dated.isoformat(),
            "publisher": pathway.sources.publication.developer,
            "description": description,
        }


def capabilities(*codes: str) -> Json:
    """What the artefact can be used for, in the words of CPG."""
    return {"extension": [{"url": _CAPABILITY, "valueCode": code} for code in codes]}


def computer_name(words: str) -> str:
    """The words as one name that programs can use."""
    parts = "".join(c if c.isalnum() else " " for c in words).split()
    return "".join(part[:1].upper() + part[1:] for part in parts)


def built(model: type[FHIRResourceModel], members: Json) -> Json:
    """The resource, checked, its members in the order of FHIR. Raises pydantic.ValidationError."""
    made: Json = model.model_validate(members).model_dump(mode="json", by_alias=True, exclude_none=True)
    return made
