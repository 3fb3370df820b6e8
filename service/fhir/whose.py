"""Another patient's resources among what was told: never silent (R4, pathway-2 2.8)."""

from dataclasses import dataclass

from service.fhir.chart import is_patient, reference_tail, source_of
from service.fhir.gathered import Gathered
from service.fhir.models import Condition, Known, Observation, Patient


@dataclass(frozen=True, slots=True)
class Foreign:
    """How many resources are another patient's, and whether every Condition and Observation is."""

    count: int = 0
    is_all: bool = False


def foreign(gathered: Gathered, patient: str) -> Foreign:
    """Count them; a resource that names nobody is this patient's."""
    everything = [resource for found in gathered.resources.values() for resource in found]
    named = {_named(resource) for resource in everything} - {""}  # most of a record names one patient in one way
    sources = {url: source_of(resource) for url, resource in gathered.full_urls.items() if url in named}
    others = {name for name in named if not is_patient(sources.get(name) or reference_tail(name), patient)}
    theirs = [resource for resource in everything if _named(resource) in others] if others else []
    patients = sum(one.id not in (None, patient) for one in gathered.of(Patient))
    clinical = len(gathered.of(Condition)) + len(gathered.of(Observation))
    clinical_theirs = sum(isinstance(resource, (Condition, Observation)) for resource in theirs)
    return Foreign(patients + len(theirs), is_all=clinical_theirs > 0 and clinical_theirs == clinical)


def _named(resource: Known) -> str:
    """Whom it says it is about, as it is written; empty where it says nothing."""
    return (resource.subject.reference or "").strip() if resource.subject else ""
