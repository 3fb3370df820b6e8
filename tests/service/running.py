"""An application on a real socket, served as ``nme-cds serve`` does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from service.http.server import OPTIONS

Address = tuple[str, int]


@contextmanager
def running(app: ASGIApp) -> Iterator[Address]:
    """Host and port of the application, on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, **OPTIONS))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()
    finally:
        server.should_exit = True
        thread.join()
