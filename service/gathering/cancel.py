"""Work that is given up when the client leaves (E-20)."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Left: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
"""Waits until the client leaves and then raises; how, only the HTTP shell knows."""


async def unless_left(work: Coroutine[Any, Any, T], left: Left | None) -> T:
    """The result of ``work``. When the client leaves first, ``work`` is cancelled and the error of ``left`` raised."""
    if left is None:
        return await work
    working, watching = asyncio.ensure_future(work), asyncio.ensure_future(left())
    try:
        await asyncio.wait((working, watching), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            watching.result()
        return await working
    finally:
        working.cancel()
        watching.cancel()
        await asyncio.wait((working, watching))
