"""A circuit breaker: a FHIR server that cannot be reached is left alone for a while (E-7).

Each client and tenant has its own count for each FHIR base: whatever one of them brings about,
another keeps its cards.

Our own, because the libraries looked at either count by the wall clock (E-10) or keep the last
exception with its frames, and with them the access token (A-50).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

MOST = 10_000  # servers remembered; tenants are named by clients


class Server(NamedTuple):
    """A FHIR base as one client and tenant know it."""

    base: str
    asker: tuple[str, str]


@dataclass(slots=True)
class Breaker:
    """Counts the calls in a row that did not reach a server.

    After ``threshold`` of them the server is left alone for ``rest`` seconds, then tried with
    one call at a time until it answers.
    """

    threshold: int = 5
    rest: float = 30.0
    clock: Callable[[], float] = time.monotonic
    _failures: dict[Server, int] = field(default_factory=dict)
    _tried: dict[Server, float] = field(default_factory=dict)

    def allows(self, server: Server) -> bool:
        """May the server be called now? A yes after a rest is for this one call."""
        if self._failures.get(server, 0) < self.threshold:
            return True
        if self.clock() - self._tried[server] < self.rest:
            return False
        self._tried[server] = self.clock()
        return True

    def note(self, server: Server, *, answered: bool) -> None:
        """What became of a call."""
        if answered:
            self._failures.pop(server, None)
            self._tried.pop(server, None)
        else:
            self._failures[server] = self._failures.get(server, 0) + 1
            self._tried[server] = self.clock()
            if len(self._failures) > MOST:
                self._forget_oldest()

    def _forget_oldest(self) -> None:
        oldest = next(iter(self._failures))
        del self._failures[oldest], self._tried[oldest]
