"""What holds for every record, whatever it says: order, units, time zones, errors, missing data."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hooks.nme.codes.parameters import GLUCAGON_PMOL
from tests.acceptance.build import OPTIONAL, Json, request, resources
from tests.acceptance.conftest import Ask
from tests.acceptance.facts import Case, Expected, Patient
from tests.acceptance.reply import Reply
from tests.acceptance.shapes import concept, hl7, subject
from tests.acceptance.strategies import patients
from tests.acceptance.vocabulary import DRUGS, SITES, TESTS, UCUM

pytestmark = pytest.mark.usefixtures("ask")
settings.register_profile(
    "acceptance", max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("acceptance")


def asked(patient: Patient, built: list[Json] | None = None) -> Json:
    """The patient-view request of a random patient."""
    return request(Case(name="A random patient", patient=patient, expect=Expected()), built)


def decided(reply: Reply) -> tuple[object, ...]:
    """Everything but the words."""
    assert reply.status in (200, 412), reply.body
    return reply.status, reply.state, sorted(reply.codes), sorted(reply.overlays), reply.predicates


@given(patient=patients, chance=st.randoms(use_true_random=False))
def test_the_order_of_the_record_does_not_matter(ask: Ask, patient: Patient, chance: Random) -> None:
    person, *rest = resources(patient)
    chance.shuffle(rest)
    assert decided(ask(asked(patient, [person, *rest]))) == decided(ask(asked(patient)))


@pytest.mark.parametrize("unit", ["ng/L", "pmol/L", "fmol/mL"])
@given(patient=patients)
def test_the_unit_of_glucagon_does_not_matter(ask: Ask, unit: str, patient: Patient) -> None:
    converted = [_in_unit(resource, unit) for resource in resources(patient)]
    assert decided(ask(asked(patient, converted))) == decided(ask(asked(patient)))


def _in_unit(resource: Json, unit: str) -> Json:
    if resource.get("code") != concept(TESTS["glucagon"]):
        return resource
    told = deepcopy(resource)
    told["valueQuantity"] = _converted(told["valueQuantity"], unit)
    for limit in told.get("referenceRange", []):
        limit["high"] = _converted(limit["high"], unit)
    if "mol" in unit:
        told["code"] = concept(TESTS["glucagon, molar"])
    return told


def _converted(quantity: Json, unit: str) -> Json:
    factor = GLUCAGON_PMOL.value if "mol" in unit else Decimal(1)
    return {"value": float(round(Decimal(quantity["value"]) / factor, 6)), "unit": unit, "system": UCUM, "code": unit}


@given(patient=patients, minutes=st.sampled_from([-480, -210, 60, 330, 720]))
def test_the_time_zone_of_a_timestamp_does_not_matter(ask: Ask, patient: Patient, minutes: int) -> None:
    """Zinc apart, which is read on the clock of the place where it was drawn (fhir-inputs D04)."""
    zone = timezone(timedelta(minutes=minutes))
    moved = [_elsewhere(resource, zone) for resource in resources(patient)]
    assert decided(ask(asked(patient, moved))) == decided(ask(asked(patient)))


def _elsewhere(resource: Json, zone: timezone) -> Json:
    drawn = str(resource.get("effectiveDateTime", ""))
    if "T" not in drawn or resource["code"] == concept(TESTS["zinc"]):
        return resource
    instant = datetime.fromisoformat(drawn).astimezone(UTC)
    return {**resource, "effectiveDateTime": instant.astimezone(zone).isoformat()}


def _in_error(kind: str, **members: Any) -> Json:
    return {"resourceType": kind, "id": f"wrong-{kind.lower()}", "subject": subject(), **members}


WRONG = (
    _in_error(
        "Observation",
        status="entered-in-error",
        code=concept(TESTS["glucagon"]),
        effectiveDateTime="2026-11-19T08:00:00Z",
        valueQuantity={"value": 2400, "unit": "pg/mL", "system": UCUM, "code": "pg/mL"},
    ),
    _in_error(
        "Condition",
        verificationStatus=hl7("condition-ver-status", "entered-in-error"),
        code=concept(SITES["liver"]),
        recordedDate="2026-11-19",
    ),
    _in_error(
        "MedicationRequest",
        status="entered-in-error",
        intent="order",
        medicationCodeableConcept=concept(DRUGS["octreotide LAR"]),
        authoredOn="2026-01-01",
    ),
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong["resourceType"]))
@given(patient=patients)
def test_a_resource_entered_in_error_changes_nothing_but_the_data_card(ask: Ask, wrong: Json, patient: Patient) -> None:
    without, with_error = (ask(asked(patient, built)) for built in (None, [*resources(patient), wrong]))
    assert with_error.state == without.state
    assert with_error.predicates == without.predicates
    assert _but(with_error.codes, "K17") == _but(without.codes, "K17")
    assert _but(with_error.overlays, "DATA_QUALITY") == _but(without.overlays, "DATA_QUALITY")


def _but(names: list[str], name: str) -> list[str]:
    return [one for one in names if one != name]


USED_WHEN_GIVEN = {"MedicationStatement", "MedicationAdministration"}
"""Orders are decisive for current treatment; these add to them when given (decisions 28)."""
DECIDING = [kind for kind in ("Patient", "Condition", "Observation", *OPTIONAL) if kind not in USED_WHEN_GIVEN]
NEVER_ASKED = [kind for kind in OPTIONAL if kind not in USED_WHEN_GIVEN | {"ServiceRequest"}]
"""An assessment stands by itself when nobody asks for orders, although an order could contradict it."""


@pytest.mark.parametrize("kind", DECIDING)
@given(patient=patients)
def test_a_refused_data_type_never_turns_unknown_into_no(ask: Ask, kind: str, patient: Patient) -> None:
    _assert_no_unknown_became_no(ask, patient, patient.model_copy(update={"unavailable": (kind,)}))


@pytest.mark.parametrize("kind", NEVER_ASKED)
@given(patient=patients)
def test_a_data_type_nobody_asked_for_never_turns_unknown_into_no(ask: Ask, kind: str, patient: Patient) -> None:
    _assert_no_unknown_became_no(ask, patient, patient.model_copy(update={"not_asked": (kind,)}))


def _assert_no_unknown_became_no(ask: Ask, whole: Patient, less: Patient) -> None:
    before, after = (ask(asked(patient)).predicates for patient in (whole, less))
    assert {name for name, truth in after.items() if truth == "no" and before.get(name) == "unknown"} == set()
