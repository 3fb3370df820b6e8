"""A second reading for resources of another shape than R4's.

STU3 and some R4 servers send an object where R4 has a list, a plain code where R4 has a
CodeableConcept, and null where FHIR has nothing (client-quirks C-E12, C-H2). The value is
brought into the shape of the struct, member by member; what cannot be is left as it is and
fails the conversion.
"""

from functools import cache
from typing import Any

from msgspec import inspect

from service.fhir.datatypes import CodeableConcept, Part


@cache
def _shape(struct: type[Part]) -> inspect.Type:
    return inspect.type_info(struct)


def reshaped(value: Any, struct: type[Part]) -> Any:
    """A JSON value with the members of ``struct``, in the shape the struct expects."""
    return _fit(value, _shape(struct))


def _fit(value: Any, shape: inspect.Type) -> Any:
    match shape:
        case inspect.UnionType():
            return _fit(value, next(t for t in shape.types if not isinstance(t, inspect.NoneType)))
        case inspect.VarTupleType():
            items = value if isinstance(value, list) else [value]
            return [_fit(item, shape.item_type) for item in items if item is not None]
        case inspect.StructType():
            return _fit_struct(value, shape)
    return value


def _fit_struct(value: Any, shape: inspect.StructType) -> Any:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str) and shape.cls is CodeableConcept:
        return {"coding": [{"code": value}]}
    if not isinstance(value, dict):
        return value
    present = {f.encode_name: f.type for f in shape.fields if value.get(f.encode_name) is not None}
    tag = {shape.tag_field: value[shape.tag_field]} if shape.tag_field and shape.tag_field in value else {}
    return {name: _fit(value[name], kind) for name, kind in present.items()} | tag
