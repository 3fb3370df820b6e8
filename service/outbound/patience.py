"""Exchanges that may take hours: what is worth another try gets one, after the pause the server names.

ExchangeError    it cannot be had; the message holds nothing of the server's
└── NotNowError  worth another try
"""

import asyncio

import httpx
import stamina

from service.outbound.client import retry_after

SECONDS = 60.0  # without a byte
TRIES = 5
LONGEST_PAUSE = 300.0  # seconds


class ExchangeError(Exception):
    """What was asked for cannot be had."""


class NotNowError(ExchangeError):
    """Worth another try."""


patiently = stamina.retry(on=NotNowError, attempts=TRIES, timeout=None, wait_initial=1.0, wait_max=60.0)


async def wait_if_busy(response: httpx.Response) -> None:
    """Raises NotNowError for a status that may pass, after the pause the server names."""
    status = response.status_code
    if status in (429, 503):
        await asyncio.sleep(min(retry_after(response.headers.get("retry-after", "")) or 0.0, LONGEST_PAUSE))
    if status in (429, 500, 502, 503, 504):
        raise NotNowError(f"status {status}")
