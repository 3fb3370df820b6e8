"""A CDS Service as content: which hook it answers, what it asks for, what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from hooks.clinical.advice import Advice, Answer
from hooks.clinical.case import Case
from hooks.clinical.criterion import Need


@dataclass(frozen=True, slots=True, kw_only=True)
class HookService:
    """One service. ``scope`` names the concepts of which one has to occur in the record at all
    before anything else can matter; ``needs`` is what the prefetch templates ask for.

    ``answer`` takes the case and the site's numbers. It is pure: the same case gives the same answer.
    ``on_request`` gives the cards only some clients ask for.
    """

    id: str
    hook: Literal["patient-view", "order-select", "order-sign"]
    title: str
    description: str
    usage_requirements: str
    needs: frozenset[Need]
    scope: frozenset[str]
    answer: Callable[[Case, Mapping[str, Decimal]], Answer]
    on_request: Callable[[Case, Mapping[str, Decimal]], tuple[Advice, ...]] | None = None
