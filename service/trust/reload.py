"""The clients file is read again on SIGHUP, without dropping a call (E-26)."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from service.trust.gate import Gate


@contextmanager
def reload_on_hangup(gate: Gate) -> Iterator[None]:
    """Within this, SIGHUP reloads. Signals reach a process's main thread only; elsewhere nothing happens."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, gate.reload)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
