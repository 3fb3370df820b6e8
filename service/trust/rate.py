"""Calls a minute of one client (D-24).

The token bucket is ours: the libraries looked at count by the wall clock (E-10) or wait instead
of saying how long.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class RateLimits:
    """A bucket per client: a minute's calls may come at once, and refill over a minute.

    Each worker process counts for itself.
    """

    clock: Callable[[], float] = time.monotonic
    _full_at: dict[str, float] = field(default_factory=dict)

    def wait(self, name: str, per_minute: int) -> float:
        """Seconds until the client may call; 0: now."""
        wait = self._next_full_at(name, per_minute) - self.clock() - 60
        return wait if wait > 1e-6 else 0.0

    def spend(self, name: str, per_minute: int) -> None:
        """Count a call."""
        self._full_at[name] = self._next_full_at(name, per_minute)

    def _next_full_at(self, name: str, per_minute: int) -> float:
        now = self.clock()
        return max(self._full_at.get(name, now), now) + 60 / per_minute
