"""How much one call may read from its FHIR server, however many queries and pages that takes (D-12, D-31).

Bytes are counted twice: as they come over the wire, and once more after decompression. A server
that sends a megabyte of headers, interim responses (1xx) without end or a hundred large pages
costs the call its data, and the process neither memory nor time.
"""

from contextvars import ContextVar
from dataclasses import dataclass

CALL_BYTES = 48 * 1024 * 1024  # of all answers of a call
CALL_ANSWERS = 100  # of all queries and pages of a call
HEAD_BYTES = 128 * 1024  # before the final headers of one answer: its interim responses, and those headers


class SpentError(Exception):
    """The allowance is used up."""


@dataclass(slots=True)
class Allowance:
    """What is left for one call."""

    bytes_left: int = CALL_BYTES
    answers_left: int = CALL_ANSWERS

    def ask(self) -> None:
        """One more answer. Raises SpentError."""
        self.answers_left -= 1
        if self.answers_left < 0:
            raise SpentError

    def take(self, size: int) -> None:
        """So many bytes more. Raises SpentError."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise SpentError


@dataclass(slots=True)
class Reading:
    """One answer being read."""

    allowance: Allowance
    head_left: int = HEAD_BYTES
    _in_head: bool = True

    def take(self, size: int) -> None:
        """So many bytes came over the wire. Raises SpentError."""
        self.allowance.take(size)
        if self._in_head:
            self.head_left -= size
            if self.head_left < 0:
                raise SpentError

    async def trace(self, event: str, _info: object) -> None:
        """httpcore tells how far it is."""
        if event == "http11.receive_response_headers.complete":
            self._in_head = False


READING: ContextVar[Reading | None] = ContextVar("reading", default=None)
"""The answer that the task under way reads."""
