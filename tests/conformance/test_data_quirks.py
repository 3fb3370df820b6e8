"""C.4 Untidy data: what may change a card does, what may not does not."""

import json
from typing import Any

import pytest

from tests.acceptance.build import Json, searchset
from tests.conformance.patients import above_1000, changed, found, in_words, rewritten, with_prefetch
from tests.conformance.server import Server


@pytest.mark.conformance("C.4-3")
@pytest.mark.parametrize("spelling", ["http://LOINC.org", "http://loinc.org/", "http://loinc.org "])
def test_the_spelling_of_a_system_changes_nothing(spelling: str, server: Server) -> None:
    request = rewritten(above_1000(), '"http://loinc.org"', f'"{spelling}"')
    assert in_words(server, request) == in_words(server, above_1000())


@pytest.mark.conformance("C.4-3")
def test_a_code_without_a_system_does_not_match(server: Server) -> None:
    request = rewritten(above_1000(), '"system": "http://loinc.org", ', "")
    assert server.ask(request).predicates["gt1000"] == "unknown"


@pytest.mark.conformance("C.4-3")
@pytest.mark.parametrize("code", ["C25.4", "C254", "c25.4", "C25.4 "])
def test_the_spelling_of_an_icd_code_changes_nothing(code: str, server: Server) -> None:
    tumour = {
        "resourceType": "Condition",
        "id": "tumour",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]},
    }
    conditions = searchset([*found(above_1000(), "conditions"), tumour])
    assert server.ask(with_prefetch(above_1000(), conditions=conditions)).predicates["tumour"] == "yes"


def in_text(value: Any) -> Json:
    """The chart with its glucagon result written otherwise."""

    def write(result: Json) -> None:
        del result["valueQuantity"]
        result.update(value)

    return changed(above_1000(), "observations", write)


@pytest.mark.conformance("C-AT2", "C.4-4")
@pytest.mark.parametrize("text", [">500 pg/mL", "GT 500 pg/mL", "> 500 pg/mL", "greater than 500 pg/mL"])
@pytest.mark.parametrize("member", ["valueCodeableConcept", "valueString"])
def test_a_result_in_words_is_a_bound(text: str, member: str, server: Server) -> None:
    """Above 500 for certain, above 1000 perhaps: the card for above 500 appears, the number 500 is no result."""
    reply = server.ask(in_text({member: {"text": text} if member == "valueCodeableConcept" else text}))
    assert (reply.state, reply.predicates["gt500"], reply.predicates["gt1000"]) == ("S03", "yes", "unknown")
    assert reply.codes == ["K02", "K03", "K10"]


@pytest.mark.conformance("C-AT2", "C.4-5")
@pytest.mark.parametrize("text", [">500", "GT 500", "500", "high", ""])
def test_words_without_a_unit_or_a_bound_decide_nothing(text: str, server: Server) -> None:
    reply = server.ask(in_text({"valueCodeableConcept": {"text": text}}))
    assert (reply.status, reply.predicates["gt500"]) == (200, "unknown")


@pytest.mark.conformance("C.4-4")
def test_a_comparator_that_leaked_from_v2_is_no_number(server: Server) -> None:
    leaked = in_text({"valueQuantity": {"value": 1600, "comparator": "<>", "unit": "pg/mL", "code": "pg/mL"}})
    assert server.ask(leaked).predicates["gt1000"] == "unknown"


@pytest.mark.conformance("C.4-5")
@pytest.mark.parametrize(
    ("units", "above"),
    [
        ({"unit": "pg/mL"}, "yes"),
        ({"code": "pg/mL"}, "yes"),
        ({"unit": "pg/ml"}, "yes"),
        ({}, "unknown"),
        ({"unit": "PG/ML"}, "unknown"),
        ({"unit": "furlong"}, "unknown"),
    ],
)
def test_a_number_counts_with_a_unit_that_is_known(units: Json, above: str, server: Server) -> None:
    assert server.ask(in_text({"valueQuantity": {"value": 1600, **units}})).predicates["gt1000"] == above


@pytest.mark.conformance("C.4-6")
@pytest.mark.parametrize(
    "value", [{}, {"dataAbsentReason": {"coding": [{"code": "unknown"}]}}, {"valueQuantity": {"unit": "pg/mL"}}]
)
def test_a_result_without_a_value_is_no_result(value: Json, server: Server) -> None:
    reply = server.ask(in_text(value))
    assert (reply.status, reply.predicates["elev"], reply.predicates["gt500"]) == (200, "unknown", "unknown")


@pytest.mark.conformance("C.4-7")
@pytest.mark.parametrize(
    ("status", "above", "said"),
    [
        ("final", "yes", "1600 pg/mL"),
        ("amended", "yes", "1600 pg/mL"),
        ("corrected", "yes", "1600 pg/mL"),
        ("preliminary", "unknown", "preliminary result exists, not used"),
        ("registered", "unknown", "preliminary result exists, not used"),
        ("entered-in-error", "unknown", "entered in error, ignored"),
        (None, "unknown", "a result exists without a status, not used"),
    ],
)
def test_the_status_of_a_result_decides_whether_it_counts(
    status: str | None, above: str, said: str, server: Server
) -> None:
    reply = server.ask(changed(above_1000(), "observations", lambda result: result.update(status=status)))
    assert reply.predicates["gt1000"] == above
    assert said in json.dumps(reply.body)  # in the evidence of the card when it was not used (cards, "Evidence")
    assert ("1600" in reply.text) == (above == "yes")


@pytest.mark.conformance("C.4-8")
@pytest.mark.parametrize(
    ("member", "value", "above"),
    [
        ("effectiveDateTime", "2026-11-14", "yes"),
        ("effectiveDateTime", "2026-11", "yes"),
        ("effectiveDateTime", "2026", "unknown"),
        ("effectiveInstant", "2026-11-14T08:00:00Z", "yes"),
        ("effectivePeriod", {"start": "2026-11-14"}, "yes"),
        ("effectiveTiming", {"event": ["2026-11-14"]}, "yes"),
        ("issued", "2026-11-14T08:00:00.000+02:00", "yes"),
        ("effectiveDateTime", "2026-11-14T08:00", "yes"),
        ("effectiveDateTime", "1901-01-01", "unknown"),
        ("effectiveDateTime", "yesterday", "unknown"),
    ],
)
def test_a_rule_about_time_holds_for_every_day_a_date_can_mean(
    member: str, value: object, above: str, server: Server
) -> None:
    def write(result: Json) -> None:
        del result["effectiveDateTime"]
        result[member] = value

    reply = server.ask(changed(above_1000(), "observations", write))
    assert (reply.status, reply.predicates["gt1000"]) == (200, above)


@pytest.mark.conformance("C.4-9")
def test_a_future_result_is_not_used_and_said(server: Server) -> None:
    tomorrow = changed(above_1000(), "observations", lambda result: result.update(effectiveDateTime="2026-11-22"))
    reply = server.ask(tomorrow)
    assert (reply.predicates["gt1000"], "K17" in reply.codes) == ("unknown", True)
    assert "future" in reply.text


def shaped(shape: str) -> Json:
    """The chart with its Conditions in another wrapping."""
    (condition,) = found(above_1000(), "conditions")
    entries = {"entry": [{"resource": condition}]}
    shapes: dict[str, object] = {
        "no type": {"resourceType": "Bundle", **entries},
        "collection": {"resourceType": "Bundle", "type": "collection", **entries},
        "wrong total": {"resourceType": "Bundle", "type": "searchset", "total": 0, **entries},
        "single resource": condition,
        "list": [condition],
    }
    return with_prefetch(above_1000(), conditions=shapes[shape])


@pytest.mark.conformance("C.4-1")
@pytest.mark.parametrize("shape", ["no type", "collection", "wrong total", "single resource", "list"])
def test_the_wrapping_of_resources_changes_nothing(shape: str, server: Server) -> None:
    assert in_words(server, shaped(shape)) == in_words(server, above_1000())


@pytest.mark.conformance("C.4-1")
@pytest.mark.parametrize(
    "value", [searchset([above_1000()["prefetch"]["patient"]]), [above_1000()["prefetch"]["patient"]]]
)
def test_a_patient_in_a_bundle_is_read(value: Json, server: Server) -> None:
    assert in_words(server, with_prefetch(above_1000(), patient=value)) == in_words(server, above_1000())


@pytest.mark.conformance("C.4-2")
@pytest.mark.parametrize(
    "member",
    [
        {"meta": {"tag": [{"code": "SUBSETTED"}]}},
        {"extension": [{"url": "urn:x", "valueString": "x"}]},
        {"_status": {"extension": [{"url": "urn:x"}]}},
        {"contained": [{"resourceType": "Patient", "id": "p"}]},
        {"nobody-knows": {"a": [1]}},
    ],
)
def test_extensions_tags_and_contained_resources_change_nothing(member: Json, server: Server) -> None:
    request = changed(above_1000(), "observations", lambda result: result.update(member))
    assert in_words(server, request) == in_words(server, above_1000())


@pytest.mark.conformance("C.4-2")
def test_a_resource_whose_meaning_an_unknown_extension_may_change_is_not_used(server: Server) -> None:
    modifier = {"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}
    request = changed(above_1000(), "observations", lambda result: result.update(modifier))
    assert server.ask(request).predicates["gt1000"] == "unknown"
