"""How many bytes of requests may be in memory at once: in all, and of one client (D-14).

A body counts from its first piece until its call is answered, since it is held for as long.
"""

from collections import Counter
from dataclasses import dataclass, field

from service.protocol.errors import Unavailable

IN_ALL = 96 * 1024 * 1024  # bytes; a process with this much in flight stays within the memory deploy/ gives it
RETRY_AFTER = 2  # seconds


@dataclass(slots=True)
class Bodies:
    """What is in flight, ``held`` bytes. One client may hold half of the most; in open mode everyone is one client and
    may hold all."""

    most: int = IN_ALL
    held: int = 0
    _by_client: Counter[str] = field(default_factory=Counter)

    def hold(self, client: str, size: int, share: int) -> None:
        """So many bytes more for a client that may hold ``share``. Raises Unavailable."""
        if self.held + size > self.most or self._by_client[client] + size > share:
            raise Unavailable("Too many bytes at once.", RETRY_AFTER, close=True)
        self.held += size
        self._by_client[client] += size

    def release(self, client: str, size: int) -> None:
        """They are not held any more."""
        self.held -= size
        self._by_client[client] -= size
        if not self._by_client[client]:
            del self._by_client[client]


@dataclass(slots=True)
class Body:
    """The body of one request. Used as a context: what it holds is released at the end."""

    bodies: Bodies
    client: str
    share: int
    size: int = 0

    def grow(self, size: int) -> None:
        """So many bytes more came. Raises Unavailable."""
        self.bodies.hold(self.client, size, self.share)
        self.size += size

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, *_: object) -> None:
        self.bodies.release(self.client, self.size)
