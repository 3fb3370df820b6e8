"""A first look at a search answer full of Observations: which codes stand in it.

Reading a code as bytes and each different one once costs a third of reading every resource, and
nearly every call ends here (design, "Hot path"). Whatever is not plain is left to ``read``.
"""

import msgspec

from service.fhir.datatypes import CodeableConcept, Part
from service.fhir.read import UNREADABLE, has_token
from service.fhir.resources import Link

ABSENT = msgspec.Raw(b"null")


class GlimpsedComponent(Part, frozen=True):
    code: CodeableConcept | None = None


class GlimpsedObservation(Part, frozen=True, tag_field="resourceType", tag="Observation"):
    code: msgspec.Raw = ABSENT
    component: tuple[GlimpsedComponent, ...] = ()


class GlimpsedEntry(Part, frozen=True):
    resource: GlimpsedObservation


class GlimpsedBundle(Part, frozen=True, tag_field="resourceType", tag="Bundle"):
    entry: tuple[GlimpsedEntry, ...]
    link: tuple[Link, ...] = ()


_bundle = msgspec.json.Decoder(GlimpsedBundle)
_code = msgspec.json.Decoder(CodeableConcept | None)


def observation_labels(raw: msgspec.Raw | None) -> list[CodeableConcept] | None:
    """What the Observations of a whole, plain search answer are about, each different code once.

    None when the answer has to be read properly to know: absent, empty, of several pages, with
    other resources in it, or of another shape.
    """
    try:
        bundle = _bundle.decode(raw or ABSENT)
        resources = [entry.resource for entry in bundle.entry]
        written = {bytes(resource.code) for resource in resources}
        labels = [_code.decode(code) for code in written]
    except UNREADABLE:
        return None
    if not resources or any(link.relation != "self" or has_token(link.url or "") for link in bundle.link):
        return None
    labels += [part.code for resource in resources for part in resource.component]
    return [label for label in labels if label is not None]
