"""The fixed words of a pathway: what it is called, what it is for, what every card repeats, what none may say."""

import re
from dataclasses import dataclass
from typing import NamedTuple


class OverrideReason(NamedTuple):
    """Why a professional did not follow a card. Codes are stable: sites map each of them.

    ``hl7`` is the code of the same meaning in HL7's NonAdherenceReasonCodes, empty where none has it.
    """

    code: str
    display: str
    hl7: str = ""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Words no card may use, and why."""

    name: str
    pattern: re.Pattern[str]
    why: str

    def found_in(self, text: str) -> bool:
        """Does the text use them?"""
        return self.pattern.search(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Texts:
    """What stands around the cards.

    ``title`` is the service's name (OpenAPI), ``disease`` the disease's in full (review page), ``cannot_see`` what no
    card knows of, ``topic_system`` the system of the recommendations' ids, ``source_label`` stands on every card.
    ``named`` leads from the beginning of a statement's id to the text it is from, as the card's last line names it;
    ``record_only`` stands there when no text is behind the card, ``other_only`` when one marked as another source is.
    ``delete_draft`` is the label of the one deletion a card may offer.
    """

    title: str
    disease: str
    intended_use: str
    audience: str
    not_for: str
    cannot_see: tuple[str, ...]
    source_label: str
    named: tuple[tuple[str, str], ...]
    record_only: str
    other_only: str
    topic_system: str
    override_system: str
    override_reasons: tuple[OverrideReason, ...]
    delete_draft: str
    forbidden: tuple[Forbidden, ...]
