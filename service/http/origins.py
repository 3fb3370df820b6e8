"""Browser origins that may call (D-20)."""

from collections.abc import Iterator, Sequence
from typing import overload

from service.trust.gate import Gate


class Origins(Sequence[str]):
    """Browser origins that may call: the site's, and those of the clients of the moment (D-20)."""

    def __init__(self, listed: Sequence[str], gate: Gate | None) -> None:
        self._listed, self._gate = tuple(listed), gate

    def _all(self) -> tuple[str, ...]:
        clients = self._gate.clients.all if self._gate else ()
        return (*self._listed, *(origin for client in clients for origin in client.profile.origins))

    def __contains__(self, origin: object) -> bool:
        return origin in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())
