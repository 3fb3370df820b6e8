"""Values made by the dozen in every call: frozen for whoever writes code with them, without the price when it runs.

A frozen dataclass sets each member through a function, four times as dear as an assignment, and a fact has twenty.
The type checker refuses a change to these just the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]:
    """A dataclass with slots, compared and hashed by its members, that nothing may change."""
    return dataclass(unsafe_hash=True, slots=True, kw_only=kw_only)
