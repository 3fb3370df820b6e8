"""A service call, read from the bytes of its body.

Only the members we use are decoded. Prefetch values and draft orders stay bytes
(``msgspec.Raw``) for the FHIR boundary to read (performance rules 2 and 4).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeAlias

import msgspec

from service.protocol.strict_json import (
    MAX_MEMBERS,
    Members,
    NotACallError,
    decoded,
    given,
    is_object,
    members_of,
    object_member,
    plain_length,
    text,
    text_or_none,
    utf8,
)

MAX_ID = 512  # characters; Epic order ids have 194, FHIR's own limit of 64 is not kept (C-E1, decisions 9)
MAX_TOKEN = 16_384  # characters; longer than any header a FHIR server would take

Hook: TypeAlias = Literal["patient-view", "order-select", "order-sign"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FHIRAuthorization:
    """The passed access token (A-45 to A-52). ``expires_in`` is in seconds, None when not usable.

    ``scope`` is kept as written and never parsed strictly: real clients send neither SMART
    version (A-49, C-E5).
    """

    access_token: str = field(repr=False)
    expires_in: int | None = None
    scope: str = ""
    subject: str = field(default="", repr=False)
    patient: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientViewContext:
    """Who looks at whom. ``user_id`` is ``Type/id``, ``patient_id`` a bare id safe to put in a URL."""

    user_id: str = field(repr=False)
    patient_id: str = field(repr=False)
    encounter_id: str | None = field(default=None, repr=False)

    @property
    def is_clinician(self) -> bool:
        """Does a professional look? Patients and their relatives may call patient-view too (A-128)."""
        return self.user_id.startswith("Practitioner")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderContext(PatientViewContext):
    """As above, with the unsigned orders. ``selections`` is None on order-sign: every draft counts."""

    draft_orders: msgspec.Raw = field(repr=False)
    selections: tuple[str, ...] | None = None


_STRINGS = msgspec.json.Decoder(tuple[str, ...])
ABSENT = msgspec.Raw(b"")

Context: TypeAlias = PatientViewContext | OrderContext


@dataclass(frozen=True, slots=True, kw_only=True)
class HookRequest:
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
    prefetch: Members = field(default_factory=dict, repr=False)
    fhir_server: str | None = field(default=None, repr=False)
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
    authorization = given(envelope, "fhirAuthorization")
    usable, flaw = (None, "") if authorization is None else _fhir_authorization(authorization)
    if text(envelope, "hook") != hook:
        raise NotACallError(f"hook has to be '{hook}' at this service.")
    return HookRequest(
        hook=hook,
        size=len(body),
        hook_instance=_hook_instance(envelope),
        context=_CONTEXTS[hook](object_member(envelope, "context")),
        prefetch=prefetch,
        fhir_server=text_or_none(envelope, "fhirServer"),
        fhir_authorization=usable,
        broken_authorization=flaw not in ("", NO_TOKEN),
        authorization_flaw=flaw,
    )


# --- members of the envelope -------------------------------------------------------------------


def _hook_instance(envelope: Members) -> str:
    """Any short printable string: real clients send values that are not UUIDs (C-I4)."""
    value = text(envelope, "hookInstance")
    if len(value) > MAX_ID or not value.isprintable():
        raise NotACallError(f"hookInstance has to be printable and at most {MAX_ID} characters long.")
    return value


class _Plain(msgspec.Struct, rename="camel"):
    """The members of a call that hold bytes, and its prefetch looked into on the way."""

    hook: msgspec.Raw = ABSENT
    hook_instance: msgspec.Raw = ABSENT
    context: msgspec.Raw = ABSENT
    prefetch: dict[str, msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET
    fhir_server: msgspec.Raw = msgspec.field(name="fhirServer", default=ABSENT)
    fhir_authorization: msgspec.Raw = msgspec.field(name="fhirAuthorization", default=ABSENT)


_PLAIN = msgspec.json.Decoder(_Plain)
_NAMES = dict(zip(_Plain.__struct_encode_fields__, _Plain.__struct_fields__, strict=True))


def _envelope(body: bytes) -> tuple[Members, Members]:
    """The members of the call and those of its prefetch, in one pass over a body where all of it is plain."""
    try:
        plain = _PLAIN.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _closely(body)
    prefetch = plain.prefetch
    if prefetch is msgspec.UNSET or len(prefetch) > MAX_MEMBERS:
        return _closely(body)
    found = ((name, getattr(plain, field)) for name, field in _NAMES.items() if name != "prefetch")
    envelope = {name: value for name, value in found if value is not ABSENT}
    length = plain_length(envelope) + len('"prefetch":,') + plain_length(prefetch)
    return (envelope, prefetch) if length == len(body) else _closely(body)


def _closely(body: bytes) -> tuple[Members, Members]:
    """The same of any body, level by level. Raises NotJSONError and NotACallError."""
    envelope = members_of(body, "the request")
    prefetch = given(envelope, "prefetch")
    return envelope, {} if prefetch is None else members_of(prefetch, "prefetch")


_BEARER_TOKEN = re.compile(r"[\x21-\x7e]+")  # anything else could break or forge an outbound header (D-18)


NO_TOKEN = "fhirAuthorization has no access_token."  # noqa: S105 - words about a token, not one
NOT_AN_OBJECT = "fhirAuthorization is not a JSON object."
UNUSABLE_TOKEN = "The access_token of fhirAuthorization cannot be sent as it is."  # noqa: S105
NOT_BEARER = "The token_type of fhirAuthorization is not Bearer."


def _fhir_authorization(value: msgspec.Raw) -> tuple[FHIRAuthorization | None, str]:
    """The token if it can be used at all, else what is wrong with it.

    A broken authorisation does not cost a client its answer when prefetch is complete; if it
    is not, the 412 names what is missing (A-32, A-47). Clients of open servers send one without a token.
    """
    members = decoded(value)
    flaw = _flaw(members)
    return (None, flaw) if flaw or not isinstance(members, dict) else (_usable(members), "")


def _flaw(members: object) -> str:
    if not isinstance(members, dict):
        return NOT_AN_OBJECT
    token, kind = members.get("access_token"), members.get("token_type")
    if token in (None, ""):
        return NO_TOKEN
    if not (isinstance(token, str) and len(token) <= MAX_TOKEN and _BEARER_TOKEN.fullmatch(token)):
        return UNUSABLE_TOKEN
    is_bearer = isinstance(kind, str) and kind.lower() == "bearer"  # RFC 6749 section 7.1: any case
    return "" if is_bearer else NOT_BEARER


def _usable(members: dict[str, Any]) -> FHIRAuthorization:
    return FHIRAuthorization(
        access_token=members["access_token"],
        expires_in=_seconds(members.get("expires_in")),
        scope=_string(members.get("scope")),
        subject=_string(members.get("subject")),
        patient=_string(members.get("patient")) or None,
    )


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _seconds(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


# --- context, one reader per hook --------------------------------------------------------------

# FHIR search gives "," "|" "$" and "\" a meaning even when percent-encoded, so they are refused
# with everything that could change a path, a query or what a reader sees (decisions 9, D-13).
PATIENT_ID = rf"(?!\.+$)[A-Za-z0-9._~:+=@-]{{1,{MAX_ID}}}"
CLINICIAN = rf"(Practitioner|PractitionerRole)/{PATIENT_ID}"
ANY_USER = rf"(Practitioner|PractitionerRole|Patient|RelatedPerson)/{PATIENT_ID}"

_WHY_OMITTED = (
    "Some clients leave it out when the app lacks the scopes for unsigned orders, or when the"
    " called URL is not exactly the registered one: check both in the client's configuration."
)


def _patient_view(context: Members) -> PatientViewContext:
    return PatientViewContext(**_people(context, ANY_USER))


def _order_select(context: Members) -> OrderContext:
    drafts, selections = _draft_orders(context), _selections(context)
    return OrderContext(**_people(context, CLINICIAN), draft_orders=drafts, selections=selections)


def _order_sign(context: Members) -> OrderContext:
    """``selections`` is not defined on order-sign and ignored when sent (decisions 3, Q-ORD-030)."""
    return OrderContext(**_people(context, CLINICIAN), draft_orders=_draft_orders(context))


_CONTEXTS: Mapping[Hook, Callable[[Members], Context]] = {
    "patient-view": _patient_view,
    "order-select": _order_select,
    "order-sign": _order_sign,
}


def _people(context: Members, user: str) -> dict[str, Any]:
    return {
        "user_id": _matching(context, "userId", user),
        "patient_id": _matching(context, "patientId", PATIENT_ID),
        "encounter_id": text_or_none(context, "encounterId"),
    }


_compiled = cache(re.compile)


def _matching(context: Members, name: str, pattern: str) -> str:
    value = text(context, name)
    if not _compiled(pattern).fullmatch(value):
        raise NotACallError(f"context.{name} is not {_EXPECTED[name]}.")
    return value


_EXPECTED = {
    "userId": "a reference of the form Type/id to a user this hook allows",
    "patientId": f"a bare id of at most {MAX_ID} letters, digits and . _ ~ : + = @ -",
}


def _draft_orders(context: Members) -> msgspec.Raw:
    """The Bundle as bytes; odd entries are the FHIR boundary's to judge (A-134)."""
    value = given(context, "draftOrders")
    if value is None:
        raise NotACallError(f"context.draftOrders is missing. {_WHY_OMITTED}")
    if not is_object(value):
        raise NotACallError("context.draftOrders has to be a FHIR Bundle.")
    return value


def _selections(context: Members) -> tuple[str, ...]:
    """Strings as sent: bare ids and absolute URLs just match nothing (A-133)."""
    value = given(context, "selections")
    if value is None:
        raise NotACallError(f"context.selections is missing. {_WHY_OMITTED}")
    try:
        return _STRINGS.decode(value)
    except (msgspec.ValidationError, RecursionError):
        raise NotACallError("context.selections has to be an array of strings.") from None
