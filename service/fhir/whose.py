"""Another patient's resources among what was told: never silent (R4, pathway-2 2.8)."""

from dataclasses import dataclass

from service.fhir.chart import is_patient, reference_tail, source_of, subject_of
from service.fhir.gathered import Gathered
from service.fhir.models import Condition, Known, Observation, Patient


@dataclass(frozen=True, slots=True)
class Foreign:
    """How many resources are another patient's, and whether every Condition and Observation is."""

    count: int = 0
    is_all: bool = False


def foreign(gathered: Gathered, patient: str) -> Foreign:
    """Count them; a resource that names nobody is this patient's."""
    sources = {url: source_of(resource) for url, resource in gathered.full_urls.items()}
    theirs = [r for found in gathered.resources.values() for r in found if not _is_of(r, patient, sources)]
    clinical = len(gathered.of(Condition)) + len(gathered.of(Observation))
    clinical_theirs = sum(isinstance(r, Condition | Observation) for r in theirs)
    return Foreign(len(theirs), is_all=clinical_theirs > 0 and clinical_theirs == clinical)


def _is_of(resource: Known, patient: str, sources: dict[str, str]) -> bool:
    if isinstance(resource, Patient):
        return resource.id in (None, patient)
    subject = subject_of(resource)
    written = (subject.reference or "").strip() if subject else ""
    return not written or is_patient(sources.get(written) or reference_tail(written), patient)
