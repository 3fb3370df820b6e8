"""Proposal -> draft FHIR resource.

Each proposal becomes a template once at start, built and validated with fhir.resources; a call
only adds the patient and the reason. There is no dose, frequency or duration to fill in:
a Proposal has no member for it (pathway 3.4).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.nutritionorder import NutritionOrder
from fhir.resources.R4B.servicerequest import ServiceRequest

from hooks.clinical.advice import Order, Proposal

ANYBODY = "Patient/template"
COMMON = {"status": "draft", "intent": "proposal"}


class Drafts:
    """Draft resources for one patient, one reason and one day."""

    def __init__(self, patient_id: str, reason: str | None, today: date) -> None:
        self._subject = {"reference": f"Patient/{patient_id}"}
        self._reason = {"reference": reason} if reason else None
        self._today = today.isoformat()

    def resource(self, proposal: Proposal) -> dict[str, Any]:
        """The draft, ready for an action. R4 NutritionOrder has no reason and needs a date."""
        resource = dict(template(proposal))
        if proposal.order is Order.NUTRITION:
            return resource | {"patient": self._subject, "dateTime": self._today}
        resource["subject"] = self._subject
        return resource | {"reasonReference": [self._reason]} if self._reason else resource


@cache
def template(proposal: Proposal) -> Mapping[str, Any]:
    """The proposal as a validated resource for nobody in particular.

    Raises pydantic.ValidationError when it is no valid R4B resource.
    """
    return _BUILDERS[proposal.order](proposal)


def prepare(proposals: Iterable[Proposal]) -> None:
    """Build and validate every draft a call could need. Raises pydantic.ValidationError."""
    for proposal in proposals:
        template(proposal)


def _codeable(proposal: Proposal) -> dict[str, Any]:
    if proposal.coding is None:
        return {"text": proposal.text}
    system, code, display = proposal.coding
    return {"coding": [{"system": system, "code": code, "display": display}], "text": proposal.text}


def _service(proposal: Proposal) -> Mapping[str, Any]:
    body = {**COMMON, "code": _codeable(proposal), "subject": {"reference": ANYBODY}}
    return _plain(ServiceRequest.model_validate(body))


def _medication(proposal: Proposal) -> Mapping[str, Any]:
    body = {**COMMON, "medicationCodeableConcept": _codeable(proposal), "subject": {"reference": ANYBODY}}
    return _plain(MedicationRequest.model_validate(body))


def _nutrition(proposal: Proposal) -> Mapping[str, Any]:
    supplement = [{"type": _codeable(proposal)}]
    body = {**COMMON, "supplement": supplement, "patient": {"reference": ANYBODY}, "dateTime": "2026-01-01"}
    return _plain(NutritionOrder.model_validate(body))


def _plain(resource: ServiceRequest | MedicationRequest | NutritionOrder) -> Mapping[str, Any]:
    """Plain values only, so that a call encodes them without fhir.resources."""
    return resource.model_dump(mode="json", by_alias=True, exclude_none=True)


_BUILDERS = {Order.SERVICE: _service, Order.MEDICATION: _medication, Order.NUTRITION: _nutrition}
