"""The pages alone, read as a browser reads them."""

import asyncio

import httpx
from starlette.applications import Starlette

from service.http.errors import answer_service_error
from service.protocol.errors import ServiceError
from service.review.pages import page_routes
from service.review.signatures import Signatures
from service.site import Site


class Pages:
    """The pages alone, with the service's own way of answering errors."""

    def __init__(self, site: Site, signatures: Signatures | None = None) -> None:
        routes = page_routes(site, signatures)
        self._app = Starlette(routes=routes, exception_handlers={ServiceError: answer_service_error})

    def get(self, address: str, **headers: str) -> httpx.Response:
        """What a browser gets."""
        return asyncio.run(self._get(address, {name.replace("_", "-"): value for name, value in headers.items()}))

    async def _get(self, address: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://pages") as browser:
            return await browser.get(address, headers=headers)
