"""What was found wrong in a source, each kind a sentence, each case with its file and line."""

from enum import Enum
from typing import NamedTuple


class Fault(Enum):
    """A kind of damage: what is printed, and after it what was done about it."""

    BROKEN = "a line that is not one FHIR resource: set aside"
    TOO_LONG = "a line longer than 64 MiB: set aside"
    TRUNCATED = "a compressed file that ends too early: read as far as it goes"
    UNREADABLE = "a file that cannot be read: left out"
    NOBODYS = "a resource that names no patient: left out"
    NO_PERSON = "a resource of a patient with no Patient resource: judged all the same, age and sex not known"
    TWO_PERSONS = "two different Patient resources of one id: judged together, what they differ in is not known"
    TWO_VERSIONS = "two versions of one resource: the one updated last counts"
    ANOTHERS = "a Bundle's entry of another patient: left out"
    NO_PATIENT = "a Bundle without a Patient that has an id: set aside"
    SEVERAL = "a Bundle of several patients: set aside"
    NOT_EXPORTED = "something the server could not export, as it says itself: no list of any type is whole"
    OTHER_FILE = "a file of another kind: not read"
    NOT_GIVEN = 'a resource type with no file: not given, never "none"'

    @property
    def leaves_a_gap(self) -> bool:
        """Is something lost that may have been about a patient's list? Then the list is not whole (R2)."""
        return self in _GAPS


_GAPS = {
    *(Fault.BROKEN, Fault.TOO_LONG, Fault.TRUNCATED, Fault.UNREADABLE),
    *(Fault.SEVERAL, Fault.NO_PATIENT, Fault.NOT_EXPORTED),
}


class Damage(NamedTuple):
    """One case. ``kind`` is the resource type and ``patient`` the id, as far as they are known; line 0 is the file."""

    fault: Fault
    file: str
    line: int = 0
    kind: str = ""
    patient: str = ""
