"""``POST /cds-services/{id}/feedback`` (A-90)."""

from collections.abc import Collection

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.http.routes import AnswerService, body_of, read_json_body
from service.ledger.feedback import QuotaError
from service.ledger.ledger import Ledger
from service.ledger.store import LedgerDownError
from service.protocol.errors import (
    InvalidRequest,
    MalformedJSON,
    MethodNotAllowed,
    ServiceError,
    TooManyRequests,
    Unavailable,
    UnknownService,
)
from service.protocol.feedback import TooManyItemsError, parse
from service.protocol.strict_json import NotACallError, NotJSONError
from service.trust.caller import Caller, caller_of

BODY_BYTES = 2 * 1024 * 1024  # of a post; 500 items with a page of comment each
RETRY_AFTER = 30  # seconds


class TooManyItems(ServiceError):  # noqa: N818 - named after what the client is told
    """The post holds more items than are taken at once."""

    status, code = 413, "too-long"


class FeedbackCall:
    """Feedback on the cards of any service. It is durable before it is answered."""

    def __init__(self, ledger: Ledger, services: Collection[str]) -> None:
        self.ledger = ledger
        self.services = frozenset(services)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        service_id = scope["path_params"]["service_id"]
        if service_id not in self.services:
            raise UnknownService
        if scope["method"] != "POST":
            raise MethodNotAllowed("POST")
        try:
            with body_of(scope) as held:
                body = await read_json_body(scope, receive, BODY_BYTES, held)
                await self._keep(body, caller_of(scope), service_id)
        except ClientDisconnect:
            return
        await Response(b"{}", media_type="application/json")(scope, receive, send)

    async def _keep(self, body: bytes, caller: Caller, service_id: str) -> None:
        try:
            await self.ledger.keep(caller, service_id, parse(body))
        except NotJSONError as error:
            raise MalformedJSON(str(error)) from None
        except NotACallError as error:
            raise InvalidRequest(str(error)) from None
        except TooManyItemsError as error:
            raise TooManyItems(str(error)) from None
        except QuotaError as error:
            raise TooManyRequests(error.seconds) from None
        except LedgerDownError:
            raise Unavailable("Feedback cannot be kept just now. Send it again.", RETRY_AFTER) from None


def feedback_routes(answer: AnswerService, ledger: Ledger | None) -> list[Route]:
    """The address of feedback on any service; none when nothing is kept."""
    if ledger is None:
        return []
    services = [service.id for service in answer.services]
    return [Route("/cds-services/{service_id}/feedback", FeedbackCall(ledger, services))]
