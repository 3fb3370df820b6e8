"""Errors as HTTP answers, each an OperationOutcome, and the last resort for what nobody foresaw (A-57)."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.observe import events
from service.observe.log import location
from service.protocol.errors import ServiceError, issue_outcome, outcome


def _response(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
    return Response(body, status, headers, media_type="application/json")


def error_response(error: ServiceError) -> Response:
    """The whole answer an error leads to."""
    return _response(error.status, outcome(error), error.headers)


async def answer_service_error(_request: Request, error: Exception) -> Response:
    """Exception handler for our own errors."""
    if not isinstance(error, ServiceError):
        raise error
    return refusal(error)


def refusal(error: ServiceError) -> Response:
    """The answer to a request that is refused, told to the log and the metrics."""
    events.REFUSED(status=error.status, reason=type(error).__name__)
    return error_response(error)


_HTTP_ISSUES = {404: ("not-found", "There is nothing at this address."), 405: ("not-supported", "Use another method.")}


async def answer_http_exception(_request: Request, error: Exception) -> Response:
    """Exception handler for what the router refuses: 404 and 405."""
    if not isinstance(error, HTTPException):
        raise error
    events.REFUSED(status=error.status_code, reason=type(error).__name__)
    code, diagnostics = _HTTP_ISSUES.get(error.status_code, ("processing", "The request was refused."))
    return _response(error.status_code, issue_outcome("error", code, diagnostics), error.headers)


_FAILURE = _response(500, issue_outcome("fatal", "exception", "The service failed. The failure has been logged."))


class LastResort:
    """ASGI middleware: whatever nobody foresaw becomes a bare 500 and a log line without values.

    Starlette's own handler raises on, and the server would then log the exception's text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # a failing start has to stop the server
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001 - the one place where anything is caught
            events.FAILED(status=500, type=type(error).__name__, at=location(error))
            if not started:
                await _FAILURE(scope, receive, send)
