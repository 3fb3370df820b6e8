"""Could a patient be in scope at all? Nearly every call ends here: it is the only work done for another disease."""

from collections.abc import Iterable

from hooks.clinical.case import Availability
from hooks.clinical.service import HookService
from hooks.clinical.words import LONGEST_TEXT
from service.fhir.concepts import words
from service.fhir.datatypes import CodeableConcept
from service.fhir.gathered import Gathered, every_concept
from service.fhir.pathology import LONGEST_CONCLUSION
from service.gathering.scan import scan
from service.protocol.errors import PreconditionFailed
from service.protocol.prefetch import KEYS, REQUIRED
from service.protocol.request import HookRequest
from service.site import Site

SCANNED = tuple(KEYS[kind] for kind in ("Condition", "Observation", "DiagnosticReport", "Procedure"))
"""The data types of which one entry can bring a patient into scope (pathway 3.1)."""
UNREADABLE = (Availability.UNAVAILABLE, Availability.NOT_OFFERED)  # of Conditions, both leave nothing decided


class Scope:
    """What brings a patient into scope of each service of a site."""

    def __init__(self, site: Site) -> None:
        self._site, self._pathway = site, site.pathway
        self._concepts = {s.id: self._pathway.scope_of(s, site.overrides) for s in self._pathway.services}

    def has_nothing(self, service: HookService, request: HookRequest, *, may_fetch: bool) -> bool:
        """Does a scan of the codes already leave nothing? If not, everything has to be read, or fetched first."""
        scope = self._concepts[service.id]
        labels: list[CodeableConcept] = []
        texts: list[str] = []
        for key in SCANNED:
            raw = request.prefetch.get(key)
            found = None if raw is None else scan(raw, request.context.patient_id)
            if found is None and (raw is not None or may_fetch or key in REQUIRED):
                return False
            if found and not scope.isdisjoint(every_concept(found.labels, self._site.codes)):
                return False
            labels += found.labels if found else ()
            texts += found.texts if found else ()
        return KEYS["Patient"] in request.prefetch and not self._may_name(service, labels, texts)

    def _may_name(self, service: HookService, labels: Iterable[CodeableConcept], texts: Iterable[str]) -> bool:
        """Could the words of the labels or the texts of results name what brings a patient into scope?"""
        reading, scope = self._site.reading, self._concepts[service.id]
        spoken = "\n".join(text[:LONGEST_TEXT] for label in labels for text in words(label))
        reported = "\n".join(text[:LONGEST_CONCLUSION] for text in texts)
        return any(
            reading.phrasebook.may_name(text, names & scope, len(text))
            for text, names in ((spoken, reading.names), (reported, reading.reports))
        )

    def may_matter(self, service: HookService, gathered: Gathered) -> bool:
        """Does anything occur in the whole record? Raises PreconditionFailed where the problem list was to tell."""
        scope, codes, reading = self._concepts[service.id], self._site.codes, self._site.reading
        if any(not scope.isdisjoint(found) for found in gathered.concepts_in_turn(codes, reading)):
            return True
        if gathered.availability.get("Condition") not in UNREADABLE:
            return False
        if gathered.concepts(codes, reading) & self._pathway.scope_when_unread:
            return True
        raise PreconditionFailed("conditions")
