"""The codes beneath a SNOMED CT code, from a terminology server: FHIR R4, ValueSet/$expand of an implicit value set.

Asked once, for a site's file; never while a call waits.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

import msgspec

from hooks.clinical.codes import SNOMED_CT
from service.outbound.address import Base
from service.outbound.client import FHIRCallError, FHIRClient

PAGE = 1_000  # codes asked for at once
MOST = 100_000  # codes beneath one of ours; more is a server that does not know what it was asked
SECONDS = 60.0  # for one page, its second try included


class TerminologyError(Exception):
    """The server did not say what lies beneath a code. The message names the code and the next step."""


class _Code(msgspec.Struct, frozen=True):
    system: str = ""
    code: str = ""
    abstract: bool = False
    contains: tuple["_Code", ...] = ()


class _Expansion(msgspec.Struct, frozen=True):
    total: int | None = None
    contains: tuple[_Code, ...] = ()


class _ValueSet(msgspec.Struct, frozen=True):
    expansion: _Expansion


_decoder = msgspec.json.Decoder(_ValueSet)


class TerminologyServer:
    """One server, by its FHIR base."""

    def __init__(self, base: Base, client: FHIRClient) -> None:
        self._base, self._client = base, client

    async def beneath(self, code: str) -> set[str]:
        """The descendants of a SNOMED CT code, itself not among them. Raises TerminologyError."""
        found: set[str] = set()
        async for page in self._pages(code):
            found.update(page)
        return found - {code}

    async def _pages(self, code: str) -> AsyncIterator[list[str]]:
        """Page by page: until all that the server counted has come, or a page brings nothing."""
        come = 0
        while come < MOST:
            expansion = await self._page(code, come)
            page = [*_codes(expansion.contains)]
            yield page
            come += len(page)
            if not page or come >= (expansion.total or 0):
                return
        raise TerminologyError(f"{code}: more than {MOST:,} codes beneath it. Is this a SNOMED CT server?")

    async def _page(self, code: str, come: int) -> _Expansion:
        descendants = quote(f"{SNOMED_CT.uri}?fhir_vs=ecl/<{code}", safe="")
        url = f"{self._base.url}/ValueSet/$expand?url={descendants}&count={PAGE}&offset={come}"
        try:
            answer = await self._client.get(url, None, asyncio.get_running_loop().time() + SECONDS)
            return _decoder.decode(answer).expansion
        except FHIRCallError as error:
            raise TerminologyError(f"{code}: no expansion, {error}. Try again, or another server.") from None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise TerminologyError(f"{code}: no expansion in the answer. Try another server.") from None


def _codes(contains: tuple[_Code, ...]) -> Iterator[str]:
    """The codes of SNOMED CT in an expansion, which may be nested."""
    waiting = [*contains]
    while waiting:
        one = waiting.pop()
        waiting.extend(one.contains)
        if one.code and not one.abstract and one.system.startswith(SNOMED_CT.uri):
            yield one.code
