"""What goes wrong, as HTTP status and FHIR OperationOutcome (A-57).

    ServiceError
    ├── MalformedJSON        400  the body is not JSON, or is ambiguous (decisions 11)
    ├── Unauthorized         401  without a reason, byte for byte the same each time (A-113, D-8)
    ├── UnknownService       404
    ├── MethodNotAllowed     405  with Allow
    ├── BodyTimeout          408  the body did not arrive in time (D-16)
    ├── PreconditionFailed   412  required data neither sent nor reachable (A-32, decisions 1)
    ├── AnotherPatient       412  what was sent is about somebody else (decisions 1)
    ├── TooLarge             413  (D-14)
    ├── UnsupportedMedia     415
    ├── InvalidRequest       422  JSON, but not a valid call (decisions 11)
    ├── TooManyRequests      429  with Retry-After (D-24)
    └── Unavailable          503  with Retry-After (decisions 10)

Diagnostics are our own words. They never repeat anything of the request (D-26).
"""
# ruff: noqa: N818 - these are named after what the client is told

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec


class ServiceError(Exception):
    """An answer other than 200. ``code`` is a FHIR issue type, ``headers`` go on the response."""

    status: ClassVar[int]
    code: ClassVar[str]

    def __init__(self, diagnostics: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics
        self.headers = dict(headers or {})


class MalformedJSON(ServiceError):
    """The body cannot be read as JSON."""

    status, code = 400, "structure"


class Unauthorized(ServiceError):
    """The caller is not known or not proven."""

    status, code = 401, "login"

    def __init__(self) -> None:
        super().__init__("Authentication is required.", {"WWW-Authenticate": "Bearer"})


class UnknownService(ServiceError):
    """No CDS Service has this id."""

    status, code = 404, "not-found"

    def __init__(self) -> None:
        super().__init__("There is no CDS Service with this id. GET /cds-services lists them.")


class MethodNotAllowed(ServiceError):
    """The address exists and does not take this method."""

    status, code = 405, "not-supported"

    def __init__(self, *allowed: str) -> None:
        super().__init__(f"Use {' or '.join(allowed)} here.", {"Allow": ", ".join(allowed)})


class BodyTimeout(ServiceError):
    """The body did not arrive in time. The connection is closed: the rest of it is not wanted."""

    status, code = 408, "timeout"

    def __init__(self) -> None:
        super().__init__("The body did not arrive in time.", {"Connection": "close"})


class PreconditionFailed(ServiceError):
    """Required data could neither be taken from prefetch nor fetched. Names our prefetch keys.

    ``why`` tells what stood in the way of fetching them.
    """

    status, code = 412, "incomplete"

    def __init__(self, *keys: str, why: str = "") -> None:
        super().__init__(
            f"Required data are missing: {', '.join(keys)}. Send them as prefetch, or give access"
            f" to the FHIR server with fhirServer and fhirAuthorization.{' ' if why else ''}{why}"
        )
        self.keys = keys


class AnotherPatient(ServiceError):
    """Every Condition and Observation sent is another patient's (pathway-2 2.8)."""

    status, code = 412, "conflict"

    def __init__(self) -> None:
        super().__init__(
            "Every Condition and Observation of this call is of another patient than context.patientId names."
            " Send this patient's data."
        )


class TooLarge(ServiceError):
    """The body is larger than ``limit`` bytes. The connection is closed without reading it."""

    status, code = 413, "too-long"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body has more than {limit} bytes.", {"Connection": "close"})


class UnsupportedMedia(ServiceError):
    """The body is in a format or content coding we do not read."""

    status, code = 415, "not-supported"


class InvalidRequest(ServiceError):
    """The body is JSON but not a valid call."""

    status, code = 422, "invalid"


class TooManyRequests(ServiceError):
    """The caller's rate is above the agreed one."""

    status, code = 429, "throttled"

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many requests.", {"Retry-After": str(retry_after)})


class Unavailable(ServiceError):
    """Cannot be served just now. ``retry_after`` is in seconds."""

    status, code = 503, "transient"

    def __init__(self, diagnostics: str, retry_after: int, *, close: bool = False) -> None:
        closing = {"Connection": "close"} if close else {}  # the rest of the body is not wanted
        super().__init__(diagnostics, {"Retry-After": str(retry_after), **closing})


_Filled: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]
Severity: TypeAlias = Literal["fatal", "error"]


class Issue(msgspec.Struct, frozen=True):
    """What is wrong: a FHIR issue type, and a sentence that repeats nothing of the request."""

    severity: Severity
    code: _Filled
    diagnostics: _Filled


class OperationOutcome(msgspec.Struct, frozen=True, tag_field="resourceType", tag="OperationOutcome"):
    """Why there is no answer (A-57)."""

    issue: Annotated[tuple[Issue, ...], msgspec.Meta(min_length=1)]


def outcome(error: ServiceError) -> bytes:
    """The error as a FHIR OperationOutcome in JSON."""
    return issue_outcome("error", error.code, error.diagnostics)


def issue_outcome(severity: Severity, code: str, diagnostics: str) -> bytes:
    return msgspec.json.encode(OperationOutcome((Issue(severity, code, diagnostics),)))
