"""What the form asks for: whose record, which hook, which order, and what is supposed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from hooks.clinical.truth import Truth

Hook: TypeAlias = Literal["patient-view", "order-select", "order-sign"]
HOOKS: tuple[Hook, ...] = ("patient-view", "order-select", "order-sign")
AS_RECORDED = ""
SUPPOSE = "suppose"
"""A button's field: ``predicate:truth``, laid over the answers that are chosen already."""


_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wishes:
    """One sending of the form. ``record`` is what was pasted or uploaded, and counts before ``patient``.

    ``answers`` are supposed truths by predicate, ``numbers`` supposed results by name, ``unread`` the fields whose
    number cannot be read.
    """

    patient: str = ""
    record: bytes = field(default=b"", repr=False)
    hook: Hook = "patient-view"
    order: str = ""
    answers: Mapping[str, Truth] = field(default_factory=dict)
    numbers: Mapping[str, Decimal] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @property
    def is_supposing(self) -> bool:
        """Is anything supposed that the record does not say?"""
        return bool(self.answers or self.numbers)


def read(fields: Iterable[tuple[str, str]], record: bytes = b"") -> Wishes:
    """The wishes in the fields of the form, whatever they hold. Unknown fields and values are left alone."""
    sent = list(fields)
    plain = dict(sent)
    numbers = {name: _number(text) for name, text in _of(sent, "result") if text.strip()}
    return Wishes(
        patient=plain.get("patient", ""),
        record=record or plain.get("record", "").strip().encode(),
        hook=next((hook for hook in HOOKS if hook == plain.get("hook")), HOOKS[0]),
        order=plain.get("order", ""),
        answers=_answers(sent),
        numbers={name: number for name, number in numbers.items() if number is not None},
        unread=tuple(name for name, number in numbers.items() if number is None),
    )


def _of(fields: Iterable[tuple[str, str]], group: str) -> list[tuple[str, str]]:
    return [(name.removeprefix(f"{group}."), value) for name, value in fields if name.startswith(f"{group}.")]


def _answers(fields: list[tuple[str, str]]) -> dict[str, Truth]:
    chosen = [*_of(fields, "answer"), *(_pair(value) for name, value in fields if name == SUPPOSE)]
    truths = {truth.value: truth for truth in Truth}
    last = dict(chosen)
    return {predicate: truths[value] for predicate, value in last.items() if value in truths}


def _pair(text: str) -> tuple[str, str]:
    predicate, _, value = text.partition(":")
    return predicate, value


def _number(text: str) -> Decimal | None:
    """A number above or at zero, with a point or a comma; None for anything else."""
    plain = text.strip().replace(",", ".")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None
