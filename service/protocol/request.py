"""A service call, read from the bytes of its body.

Only the members we use are decoded. Prefetch values and draft orders stay bytes
(``msgspec.Raw``) for the FHIR boundary to read (performance rules 2 and 4).
"""

from collections.abc import Mapping
from typing import Annotated, Generic, Literal, TypeAlias, TypeVar

import msgspec

from service.protocol.authorization import NO_TOKEN, FHIRAuthorization, authorization
from service.protocol.context import MAX_ID, OrderContext, OrderSelectContext, PatientViewContext
from service.protocol.received import Received
from service.protocol.strict_json import (
    MAX_MEMBERS,
    Members,
    NotACallError,
    given,
    is_text,
    members_of,
    plain_length,
    utf8,
)

Hook: TypeAlias = Literal["patient-view", "order-select", "order-sign"]
Context: TypeAlias = PatientViewContext | OrderContext

H = TypeVar("H")
C = TypeVar("C")

HookInstance: TypeAlias = Annotated[
    str, msgspec.Meta(min_length=1, max_length=MAX_ID, extra_json_schema={"pattern": "^[ -~]+$"})
]
"""Any short printable string: real clients send values that are not UUIDs (C-I4)."""
_ODD_INSTANCE = f"hookInstance has to be printable and at most {MAX_ID} characters long."


class _Call(Received, Generic[H, C], frozen=True, kw_only=True, rename="camel"):
    """The members of a call. A prefetch key that is absent was not answered; ``null`` means "no data"."""

    hook: H
    hook_instance: HookInstance
    context: C
    prefetch: Members | None = None
    fhir_server: str | None = None
    fhir_authorization: FHIRAuthorization | None = None
    extension: Members | None = None

    def __post_init__(self) -> None:
        if not self.hook_instance.isprintable():
            raise NotACallError(_ODD_INSTANCE)

    @classmethod
    def flaw(cls, name: str, value: msgspec.Raw | None) -> str:
        """What is wrong with the hook or its instance, or what is missing."""
        if value is None or not is_text(value):
            return super().flaw(name, value)
        return _ODD_INSTANCE if name == "hookInstance" else f"hook has to be '{_HOOKS[cls]}' at this service."


class PatientViewRequest(_Call[Literal["patient-view"], PatientViewContext], frozen=True):
    """A patient's record is opened."""


class OrderSelectRequest(_Call[Literal["order-select"], OrderSelectContext], frozen=True):
    """Orders are chosen and not yet signed."""


class OrderSignRequest(_Call[Literal["order-sign"], OrderContext], frozen=True):
    """Orders are about to be signed."""


CALLS: Mapping[Hook, type[PatientViewRequest | OrderSelectRequest | OrderSignRequest]] = {
    "patient-view": PatientViewRequest,
    "order-select": OrderSelectRequest,
    "order-sign": OrderSignRequest,
}
_HOOKS: Mapping[type[Received], Hook] = {kind: hook for hook, kind in CALLS.items()}


class HookRequest(Received, frozen=True, kw_only=True):
    """One service call. A prefetch key that is absent was not answered; ``null`` means "no data".

    ``broken_authorization`` tells an authorisation that cannot be used from one that was not sent, and
    ``authorization_flaw`` what is wrong with it, in our words: one without a token is as good as none was sent;
    ``size`` is that of the body in bytes, ``asker`` are client and tenant, as the gate knows them,
    ``server_is_listed`` says that the agreement with this client names its FHIR server (D-9), and
    ``beyond_seeds`` that it asks for card K21 (decisions 12), ``hl7_reasons`` for HL7's override codes beside ours.
    """

    hook: Hook
    hook_instance: str
    context: Context
    prefetch: Members = msgspec.field(default_factory=dict)
    fhir_server: str | None = None
    fhir_authorization: FHIRAuthorization | None = None
    broken_authorization: bool = False
    authorization_flaw: str = ""
    size: int = 0
    server_is_listed: bool = False
    asker: tuple[str, str] = ("anyone", "")
    beyond_seeds: bool = False
    hl7_reasons: bool = False


def parse(body: bytes, hook: Hook) -> HookRequest:
    """The call in ``body``, made to a service of ``hook``.

    Raises strict_json.NotJSONError or NotACallError; neither message repeats anything of the body.
    """
    envelope, prefetch = _envelope(utf8(body))
    usable, flaw = authorization(given(envelope, "fhirAuthorization"))
    call = CALLS[hook].read(envelope, prefetch=prefetch, fhir_authorization=usable)
    return HookRequest(
        hook=hook,
        size=len(body),
        hook_instance=call.hook_instance,
        context=call.context,
        prefetch=prefetch,
        fhir_server=call.fhir_server,
        fhir_authorization=usable,
        broken_authorization=flaw not in ("", NO_TOKEN),
        authorization_flaw=flaw,
    )


# --- the envelope: every member as bytes, its prefetch looked into on the way -------------------

_ABSENT = msgspec.Raw(b"")
_NAMES = tuple(f.encode_name for f in msgspec.structs.fields(PatientViewRequest) if f.name != "prefetch")
_PREFETCH = ("prefetch", dict[str, msgspec.Raw] | msgspec.UnsetType, msgspec.UNSET)
_PLAIN = msgspec.json.Decoder(
    msgspec.defstruct("_Plain", [*((name, msgspec.Raw, _ABSENT) for name in _NAMES), _PREFETCH])
)


def _envelope(body: bytes) -> tuple[Members, Members]:
    """The members of the call and those of its prefetch, in one pass over a body where all of it is plain."""
    try:
        *values, prefetch = msgspec.structs.astuple(_PLAIN.decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _closely(body)
    if prefetch is msgspec.UNSET or len(prefetch) > MAX_MEMBERS:
        return _closely(body)
    envelope = {name: value for name, value in zip(_NAMES, values, strict=True) if value is not _ABSENT}
    length = plain_length(envelope) + len('"prefetch":,') + plain_length(prefetch)
    return (envelope, prefetch) if length == len(body) else _closely(body)


def _closely(body: bytes) -> tuple[Members, Members]:
    """The same of any body, level by level. Raises NotJSONError and NotACallError."""
    envelope = members_of(body, "the request")
    prefetch = given(envelope, "prefetch")
    return envelope, {} if prefetch is None else members_of(prefetch, "prefetch")
