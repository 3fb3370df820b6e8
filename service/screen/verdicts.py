"""What a label says about scope, decided once for each different one, by the functions of the hook's own scan."""

import msgspec

from hooks.clinical.codes import CodeIndex, normal_uri
from hooks.clinical.reading import ReadingRules
from service.fhir.concepts import words
from service.fhir.datatypes import CodeableConcept
from service.fhir.gathered import every_concept
from service.fhir.items import UNREADABLE
from service.fhir.lenient import reshaped

_concept: msgspec.json.Decoder[CodeableConcept | None] = msgspec.json.Decoder(CodeableConcept | None)
_any = msgspec.json.Decoder().decode
MOST = 50_000  # labels remembered
LONGEST = 2_000  # bytes of one that is remembered
READ = 20_000  # characters of a text (pathway-2 1.6)
NOTHING: frozenset[str] = frozenset()


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """The concepts of a label that matter, and its code systems if none of them is read."""

    concepts: frozenset[str] = NOTHING
    unread: frozenset[str] = NOTHING


NO_VERDICT = Verdict()


class Verdicts:
    """The verdicts of some sites. ``wanted`` are the concepts that make a patient worth judging.

    ``idle`` are the labels, as written, known to say nothing at all.
    """

    def __init__(
        self, wanted: frozenset[str], codes: tuple[CodeIndex, ...], readings: tuple[ReadingRules, ...]
    ) -> None:
        self._wanted, self._codes, self._readings = wanted, codes, readings
        self._systems = {normal_uri(uri) for index in codes for s in index.systems for uri in (s.uri, *s.aliases)}
        self._remembered: dict[bytes, Verdict] = {}
        self.idle: set[bytes] = set()

    def of(self, label: msgspec.Raw) -> Verdict:
        """The verdict on a label as written."""
        written = bytes(label)
        found = self._remembered.get(written)
        if found is None:
            found = self._on(_decoded(written))
            if len(written) <= LONGEST:
                self._remember(written, found)
        return found

    def told(self, text: str) -> frozenset[str]:
        """The concepts the text of a result or of a report names."""
        spoken = (set(reading.phrasebook.spoken((text,), reading.reports, READ)) for reading in self._readings)
        return self._wanted.intersection(set().union(*spoken))

    def _remember(self, written: bytes, found: Verdict) -> None:
        if len(self._remembered) >= MOST:
            self._remembered.clear()
            self.idle.clear()
        self._remembered[written] = found
        if found == NO_VERDICT:
            self.idle.add(written)

    def _on(self, label: CodeableConcept | None) -> Verdict:
        if label is None:
            return Verdict()
        coded = NOTHING.union(*(every_concept((label,), codes) for codes in self._codes))
        texts = words(label)
        spoken = (reading.phrasebook.named(texts, reading.names) for reading in self._readings)
        named = coded.union(*spoken)
        return Verdict(named & self._wanted, NOTHING if named else self._unread(label))

    def _unread(self, label: CodeableConcept) -> frozenset[str]:
        systems = {coding.system for coding in label.coding if coding.system}
        return NOTHING if any(normal_uri(s) in self._systems for s in systems) else frozenset(systems)


def _decoded(written: bytes) -> CodeableConcept | None:
    """The label, in another shape too; None where the hook could not read it either."""
    try:
        return _concept.decode(written)
    except UNREADABLE:
        return _reshaped(written)


def _reshaped(written: bytes) -> CodeableConcept | None:
    try:
        found: CodeableConcept = msgspec.convert(reshaped(_any(written), CodeableConcept), CodeableConcept)
    except UNREADABLE:
        return None
    return found
