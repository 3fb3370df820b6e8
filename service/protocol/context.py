"""The context of a call: who looks at whom, and which orders (conformance A.12)."""

from typing import Annotated, TypeAlias

import msgspec

from service.protocol.received import Received
from service.protocol.strict_json import NotACallError, is_object, is_text

MAX_ID = 512  # characters; Epic order ids have 194, FHIR's own limit of 64 is not kept (C-E1, decisions 9)

# FHIR search gives "," "|" "$" and "\" a meaning even when percent-encoded, so they are refused
# with everything that could change a path, a query or what a reader sees (decisions 9, D-13).
_ID = rf"(?!\.+$)[A-Za-z0-9._~:+=@-]{{1,{MAX_ID}}}"
_END = r"$(?!\n)"  # Python's $ also stands before a last line break

PatientId: TypeAlias = Annotated[str, msgspec.Meta(pattern=rf"^{_ID}{_END}")]
Clinician: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=rf"^(Practitioner|PractitionerRole)/{_ID}{_END}")
]
AnyUser: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=rf"^(Practitioner|PractitionerRole|Patient|RelatedPerson)/{_ID}{_END}")
]
_RESOURCE = {
    "type": "object",
    "required": ["resourceType"],
    "properties": {"resourceType": {"type": "string", "minLength": 1}},
}
DraftOrders: TypeAlias = Annotated[msgspec.Raw, msgspec.Meta(extra_json_schema=_RESOURCE)]

_WHY_OMITTED = (
    "Some clients leave it out when the app lacks the scopes for unsigned orders, or when the"
    " called URL is not exactly the registered one: check both in the client's configuration."
)
_PEOPLE = {
    "userId": "a reference of the form Type/id to a user this hook allows",
    "patientId": f"a bare id of at most {MAX_ID} letters, digits and . _ ~ : + = @ -",
}
_ORDERS = {"draftOrders": "a FHIR Bundle", "selections": "an array of strings"}


class PatientViewContext(Received, frozen=True, kw_only=True, rename="camel"):
    """Who looks at whom: a user as ``Type/id``, and a patient by a bare id that is safe to put in a URL."""

    user_id: AnyUser
    patient_id: PatientId
    encounter_id: str | None = None

    @property
    def is_clinician(self) -> bool:
        """Does a professional look? Patients and their relatives may call patient-view too (A-128)."""
        return self.user_id.startswith("Practitioner")

    @classmethod
    def flaw(cls, name: str, value: msgspec.Raw | None) -> str:
        """What is wrong with the user or the patient."""
        is_odd = value is not None and is_text(value)
        return f"context.{name} is not {_PEOPLE[name]}." if is_odd else super().flaw(name, value)


class OrderContext(PatientViewContext, frozen=True, kw_only=True):
    """Which clinician is about to sign orders for whom. Odd entries among the drafts do no harm (A-134)."""

    user_id: Clinician
    draft_orders: DraftOrders

    def __post_init__(self) -> None:
        if not is_object(self.draft_orders):
            raise NotACallError(self.flaw("draftOrders", self.draft_orders))

    @property
    def selections(self) -> tuple[str, ...] | None:
        """None: every draft counts, and what is sent under this name is ignored (decisions 3, Q-ORD-030)."""
        return None

    @classmethod
    def flaw(cls, name: str, value: msgspec.Raw | None) -> str:
        """What is wrong with the orders or the people."""
        if name not in _ORDERS:
            return super().flaw(name, value)
        what = f"is missing. {_WHY_OMITTED}" if value is None else f"has to be {_ORDERS[name]}."
        return f"context.{name} {what}"


class OrderSelectContext(OrderContext, frozen=True, kw_only=True):
    """Which clinician is choosing orders for whom. ``selections`` names drafts as ``Type/id`` (A-133)."""

    selections: tuple[str, ...]
