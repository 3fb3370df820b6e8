"""How the words of a case look in FHIR R4: small pieces shared by every resource of the builder."""

import re
from datetime import date, timedelta
from typing import Any

from tests.acceptance.facts import Dated, Entry
from tests.acceptance.vocabulary import HL7, UCUM, Code

TODAY = date(2026, 11, 20)
PATIENT = "nme-test"
SOMEBODY_ELSE = "somebody-else"

_QUANTITY = re.compile(r"(?P<comparator><=|>=|<|>)?\s*(?P<number>\d+(\.\d+)?)(\s+(?P<unit>\S+))?")


def days_before_today(days: int) -> str:
    """The calendar day that many days before the fixed day."""
    return (TODAY - timedelta(days=days)).isoformat()


def when(fact: Dated, default: int | None) -> str | None:
    """The date of a fact as the record writes it; None when the record has none."""
    return written(fact.date, default if fact.days_ago is None else fact.days_ago)


def written(text: str | None, days: int | None) -> str | None:
    """A date written out wins over an age in days; ``none`` is no date."""
    if text is not None:
        return None if text == "none" else text
    return None if days is None else days_before_today(days)


def at_eight(day: str | None) -> str | None:
    """A laboratory's timestamp: eight in the morning, unless the case wrote the date out."""
    return f"{day}T08:00:00Z" if day and len(day) == len("2026-11-20") else day


def at_time(day: str | None, time: str | None) -> str | None:
    """A timestamp with a time of day, UTC unless the time has its own offset; without one only the day."""
    if not day or not time:
        return day
    offset = "" if "+" in time or "-" in time else "Z"
    clock, plus, zone = time.partition("+")
    return f"{day}T{clock}:00{plus}{zone}{offset}"


def concept(code: Code) -> dict[str, Any]:
    """A CodeableConcept with its words, or words alone."""
    if not code.system:
        return {"text": code.display}
    return {"coding": [{"system": code.system, "code": code.code, "display": code.display}], "text": code.display}


def hl7(system: str, code: str) -> dict[str, Any]:
    """A CodeableConcept of one HL7 code."""
    return {"coding": [{"system": f"{HL7}/{system}", "code": code}]}


def number(text: str) -> int | float:
    """A JSON number written as the case writes it."""
    return float(text) if "." in text else int(text)


def quantity(text: str | None, unit: str | None = None) -> dict[str, Any] | None:
    """A Quantity from words; ``unit`` is used where the words have none. Raises ValueError."""
    if text is None:
        return None
    found = _QUANTITY.fullmatch(text)
    if found is None:
        raise ValueError(f"a quantity reads '> 600 ng/L', '45 pg/mL' or '45', not {text!r}")
    written_unit = found["unit"] or unit
    sign = {"comparator": found["comparator"]} if found["comparator"] else {}
    units = {"unit": written_unit, "system": UCUM, "code": written_unit} if written_unit else {}
    return {"value": number(found["number"]), **sign, **units}


def statuses(entry: Entry) -> dict[str, Any]:
    """The two statuses of a Condition, each left out when the case says ``none``."""
    both = {
        "clinicalStatus": ("condition-clinical", entry.clinical),
        "verificationStatus": ("condition-ver-status", entry.verification),
    }
    return {name: hl7(system, code) for name, (system, code) in both.items() if code != "none"}


def subject(another_patient: bool = False) -> dict[str, str]:
    """A reference to the patient of the case, or to somebody else."""
    return {"reference": f"Patient/{SOMEBODY_ELSE if another_patient else PATIENT}"}


class Record:
    """The resources of a patient so far. Ids tell only the type and the place in the record."""

    def __init__(self) -> None:
        self.resources: list[dict[str, Any]] = []

    def add(self, kind: str, /, **members: Any) -> str:
        """Write a resource, leaving out members without a value. Answers its reference."""
        name = f"{kind.lower()}-{len(self.resources) + 1}"
        given = {key: value for key, value in members.items() if value is not None}
        owner = {} if "patient" in given else {"subject": subject()}
        self.resources.append({"resourceType": kind, "id": name, **owner, **given})
        return f"{kind}/{name}"

    def observe(self, code: Code, **members: Any) -> str:
        """Write an Observation, final unless told otherwise."""
        return self.add("Observation", **{"status": "final", "code": concept(code), **members})
