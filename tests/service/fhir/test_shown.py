"""What a card calls what the record names: its words, not a code nobody knows (conformance B-26)."""

from typing import Any

import msgspec
import pytest

from hooks.nme import PATHWAY
from service.fhir.concepts import shown
from service.fhir.datatypes import CodeableConcept

LOCAL = {"system": "urn:oid:1.2.840.114350.1.13", "code": "121000", "display": "Local name"}
BARE_LOCAL = {"system": "urn:oid:1.2.840.114350.1.13", "code": "121000"}
OCTREOTIDE = {"system": "http://www.whocc.no/atc", "code": "H01CB02"}
OCTREOTIDE_NAMED = OCTREOTIDE | {"display": "Oktreotid"}


@pytest.mark.parametrize(
    ("concept", "said"),
    [
        ({"text": "Sando LAR", "coding": [OCTREOTIDE_NAMED]}, "Sando LAR"),
        ({"coding": [LOCAL, OCTREOTIDE_NAMED]}, "Oktreotid"),
        ({"coding": [OCTREOTIDE_NAMED, LOCAL]}, "Oktreotid"),
        ({"coding": [OCTREOTIDE, LOCAL]}, "Local name"),
        ({"coding": [BARE_LOCAL, OCTREOTIDE]}, "octreotide"),
        ({"coding": [OCTREOTIDE | {"system": "urn:oid:2.16.840.1.113883.6.73"}]}, "octreotide"),
        ({"coding": [BARE_LOCAL]}, "121000"),
        ({"text": "", "coding": []}, ""),
        (None, ""),
    ],
)
def test_the_records_words_come_before_our_name_and_a_name_before_a_code(concept: Any, said: str) -> None:
    read = msgspec.convert(concept, CodeableConcept | None)
    assert shown(read, PATHWAY.codes) == said
