"""The access to its FHIR server that a client passes on (conformance A.6)."""

from typing import Annotated

import msgspec

from service.protocol.received import Received
from service.protocol.strict_json import NotACallError

MAX_TOKEN = 16_384  # characters; longer than any header a FHIR server would take

NO_TOKEN = "fhirAuthorization has no access_token."  # noqa: S105 - words about a token, not one
NOT_AN_OBJECT = "fhirAuthorization is not a JSON object."
UNUSABLE_TOKEN = "The access_token of fhirAuthorization cannot be sent as it is."  # noqa: S105
NOT_BEARER = "The token_type of fhirAuthorization is not Bearer."


class FHIRAuthorization(Received, frozen=True, kw_only=True):
    """The access token for ``fhirServer`` (A-45 to A-52). ``expires_in`` is in seconds.

    The standard requires every member but ``patient``; here the token and its type are enough. ``scope`` is never
    parsed: real clients send neither SMART version (A-49, C-E5).
    """

    access_token: Annotated[  # anything else could break or forge an outbound header (D-18)
        str, msgspec.Meta(pattern=r"^[\x21-\x7e]+$(?!\n)", max_length=MAX_TOKEN)
    ]
    token_type: Annotated[  # RFC 6749 section 7.1: any case
        str, msgspec.Meta(pattern=r"^[Bb][Ee][Aa][Rr][Ee][Rr]$(?!\n)", examples=["Bearer"])
    ]
    expires_in: int | None = None
    scope: str = ""
    subject: str = ""
    patient: str | None = None

    @classmethod
    def flaw(cls, name: str, value: msgspec.Raw | None) -> str:
        """What is wrong with the token or its type."""
        if name == "token_type":
            return NOT_BEARER
        return NO_TOKEN if value is None else UNUSABLE_TOKEN


_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def authorization(value: msgspec.Raw | None) -> tuple[FHIRAuthorization | None, str]:
    """The token if one was sent that can be used at all, and what is wrong with it otherwise, in our words.

    A broken authorisation does not cost a client its answer when prefetch is complete; if it
    is not, the 412 names what is missing (A-32, A-47). Clients of open servers send one without a token.
    """
    if value is None:
        return None, ""
    try:
        return FHIRAuthorization.read(_MEMBERS.decode(value)), ""
    except NotACallError as flaw:
        return None, str(flaw)
    except (msgspec.ValidationError, RecursionError):
        return None, NOT_AN_OBJECT
