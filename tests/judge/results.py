"""The value of a result: a number that came as text becomes a quantity, a contradiction is named (R7)."""

import re
from typing import Any

from tests.judge.codes import Resource, texts

NUMBER = re.compile(r"\s*(>=|<=|>|<|GT|LT)?\s*(-?\d+(?:\.\d+)?)\s*(\S+)?\s*", re.IGNORECASE)


def read_value(result: Resource) -> bool:
    """Puts the value of an Observation into valueQuantity where it is a number.

    Returns:
        True if the result contradicts itself or has a form that cannot be read.
    """
    values = [key for key in result if key.startswith("value")]
    quantity = result.get("valueQuantity")
    number = _number(result)
    if quantity is not None:
        _as_number(quantity)
        return _contradicts(result, [key for key in values if key != "valueQuantity"], number)
    if number and (number[3] or "referenceRange" in result):
        for key in values:
            del result[key]
        result["valueQuantity"] = _quantity(number, result)
    return any(key in {"valueRange", "valueRatio", "valueSampledData"} for key in values)


def _number(result: Resource) -> re.Match[str] | None:
    said = result.get("valueString") or " ".join(texts(result.get("valueCodeableConcept"))[:1])
    return NUMBER.fullmatch(str(said))


def _as_number(quantity: Resource) -> None:
    value = quantity.get("value")
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", value.strip()):
        quantity["value"] = float(value)


def _contradicts(result: Resource, others: list[str], number: re.Match[str] | None) -> bool:
    value = result["valueQuantity"].get("value")
    agrees = not others or (number is not None and not number[1] and float(number[2]) == value)
    for key in others:
        del result[key]
    return "dataAbsentReason" in result or not isinstance(value, int | float) or value < 0 or not agrees


def _quantity(number: re.Match[str], result: Resource) -> Resource:
    ranges: list[Resource] = result.get("referenceRange", [])
    ends: list[dict[str, Any]] = [one[end] for one in ranges for end in ("high", "low") if end in one]
    unit = number[3] or next((end.get("code") or end.get("unit") for end in ends), None)
    sign = {"gt": ">", "lt": "<"}.get((number[1] or "").lower(), number[1])
    return {"value": float(number[2]), "unit": unit} | ({"comparator": sign} if sign else {})
