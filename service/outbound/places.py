"""How many queries are under way at once, in all and on one server (E-3).

A server that hangs holds its queries until their deadline. It must not hold the connections that
calls to other servers, and calls of other clients, need. Whoever finds no place waits here and
not in httpcore's pool: that looks through every connection for each request that waits, each time
one comes or goes. With 660 waiting it kept the process from everything else for 12 s, with 1,100
for 43 s (measured).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import httpx

IN_ALL = 200
ON_ONE_SERVER = 50


class Places:
    """The places of one application."""

    def __init__(self) -> None:
        self._in_all = asyncio.Semaphore(IN_ALL)
        self._on = WeakValueDictionary[tuple[str, tuple[str, str]], asyncio.Semaphore]()

    @asynccontextmanager
    async def one(self, url: httpx.URL, asker: tuple[str, str]) -> AsyncIterator[None]:
        """A place on the server of this address for a client and tenant, given back at the end."""
        key = (str(url.copy_with(raw_path=b"/")), asker)
        server = self._on.setdefault(key, asyncio.Semaphore(ON_ONE_SERVER))
        async with server, self._in_all:
            yield
