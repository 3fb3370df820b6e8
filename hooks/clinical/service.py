"""A CDS Service as content: which hook it answers, and what discovery says of it."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal


class Answers(Enum):
    """What a service speaks about."""

    CHART = "every card of the patient's state and overlays"
    ORDERS = "the cards about the orders that are being chosen or signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HookService:
    """One service, as discovery shows it (CDS Hooks 2.0, Discovery)."""

    id: str
    hook: Literal["patient-view", "order-select", "order-sign"]
    title: str
    description: str
    usage_requirements: str
    answers: Answers
