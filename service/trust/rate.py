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
        """Seconds until the client may call; 0: now, and the call is counted."""
        now = self.clock()
        full_at = max(self._full_at.get(name, now), now) + 60 / per_minute
        wait = full_at - now - 60
        if wait > 1e-6:
            return wait
        self._full_at[name] = full_at
        return 0.0
