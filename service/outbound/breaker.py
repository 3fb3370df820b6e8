"""A circuit breaker: a FHIR server that is down is left alone for a while (E-7).

Our own, because the libraries looked at either count by the wall clock (E-10) or keep the last
exception with its frames, and with them the access token (A-50).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Breaker:
    """Counts the calls in a row that got nothing from a server, by its origin.

    After ``threshold`` of them the server is left alone for ``rest`` seconds, then tried with
    one call at a time until it answers.
    """

    threshold: int = 5
    rest: float = 30.0
    clock: Callable[[], float] = time.monotonic
    _failures: dict[str, int] = field(default_factory=dict)
    _tried: dict[str, float] = field(default_factory=dict)

    def allows(self, origin: str) -> bool:
        """May the server be called now? A yes after a rest is for this one call."""
        if self._failures.get(origin, 0) < self.threshold:
            return True
        if self.clock() - self._tried[origin] < self.rest:
            return False
        self._tried[origin] = self.clock()
        return True

    def note(self, origin: str, *, answered: bool) -> None:
        """What became of a call."""
        if answered:
            self._failures.pop(origin, None)
            self._tried.pop(origin, None)
        else:
            self._failures[origin] = self._failures.get(origin, 0) + 1
            self._tried[origin] = self.clock()
