"""``nme-cds doctor``: is everything there that the settings name, and what to do if not."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from importlib import import_module

import typer

from hooks.clinical.pathway import Pathway
from service.commands.terminal import say
from service.ledger.store import BehindError, LedgerDownError, Store
from service.outbound.database import ledger_url
from service.outbound.probe import ProbeError, probe
from service.settings import Settings, SettingsError, load
from service.site import SiteFileError, load_site
from service.trust.clients import Clients, read_clients
from service.trust.clients_file import ClientsFileError
from service.trust.production import production_problems
from service.trust.token import SKEW

PROBLEM = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``mend`` is the next step; empty: it is well."""

    what: str
    seen: str
    mend: str = ""

    def __str__(self) -> str:
        sign, then = ("!!", f"\n     Next: {self.mend}") if self.mend else ("ok", "")
        return f"{sign}   {self.what}: {self.seen}{then}"


def doctor(context: typer.Context) -> None:
    """Look at database, key hosts, FHIR bases, clock, site and clients files, and say the next step."""
    try:
        settings = load()
    except SettingsError as error:
        raise _ended([Finding("settings", "cannot be used", str(error))]) from None
    raise _ended(asyncio.run(_all(settings, import_module(context.obj).PATHWAY)))


def _ended(findings: list[Finding]) -> typer.Exit:
    for finding in findings:
        say(str(finding))
    return typer.Exit(PROBLEM if any(finding.mend for finding in findings) else 0)


async def _all(settings: Settings, pathway: Pathway) -> list[Finding]:
    found = [Finding("settings", "can be used"), _site(settings, pathway)]
    return [*found, *[finding async for finding in findings(settings)]]


def _site(settings: Settings, pathway: Pathway) -> Finding:
    try:
        site = load_site(pathway, settings.site_file)
    except SiteFileError as error:
        return Finding("site file", "cannot be used", str(error))
    return Finding("site file", f"{len(site.overrides)} numbers, {len(site.local_codes)} codes of the site")


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Everything there is to look at beside the files of the content."""
    if settings.today:
        yield Finding("day", f"fixed at {settings.today}", "Unset NME_CDS_TODAY, unless this is a demonstration.")
    yield await _ledger(settings)
    clients = None
    try:
        clients = read_clients(settings.clients, policy=settings.network_policy) if settings.clients else None
    except ClientsFileError as error:
        yield Finding("clients file", "cannot be used", str(error))
    if clients:
        yield Finding("clients file", f"{len(clients.all)} clients")
        for problem in production_problems(settings, (client.profile for client in clients.all)):
            yield Finding("production", "not as it has to be", problem)
    for what, address in _addresses(settings, clients):
        async for finding in _reached(what, address, settings):
            yield finding


async def _ledger(settings: Settings) -> Finding:
    url = ledger_url(settings.ledger_url)
    if url is None:
        return Finding("database", "none is set: nothing is kept")
    store = Store(url)
    try:
        await store.prepare()
    except BehindError as error:
        return Finding("database", "other tables", str(error))
    except LedgerDownError as error:
        return Finding("database", f"not reached ({error})", "Start it, or mend NME_CDS_LEDGER_URL.")
    finally:
        await store.aclose()
    return Finding("database", "reached, its tables up to date")


def _addresses(settings: Settings, clients: Clients | None) -> Iterator[tuple[str, str]]:
    profiles = [client.profile for client in clients.all] if clients else []
    for profile in profiles:
        if profile.jku:
            yield f"keys of {profile.name}", profile.jku
    bases = dict.fromkeys([*(settings.fhir_servers or ()), *(s for p in profiles for s in p.fhir_servers or ())])
    for base in bases:
        yield "FHIR server", base.rstrip("/") + "/metadata"


async def _reached(what: str, address: str, settings: Settings) -> AsyncIterator[Finding]:
    try:
        answer = await probe(address, settings.network_policy)
    except ProbeError as error:
        mend = "Check the address, the way there, NME_CDS_PRIVATE_NETWORKS and NME_CDS_CA_FILE."
        yield Finding(what, f"{address} was not reached ({error})", mend)
        return
    if answer.status < 500 and answer.status not in (404, 410):
        yield Finding(what, f"{address} answers {answer.status}")
    else:
        yield Finding(what, f"{address} answers {answer.status}", "Check the address with who runs that server.")
    if answer.ahead is not None and abs(answer.ahead) > SKEW:
        seen = f"{abs(answer.ahead):.0f} s {'behind' if answer.ahead > 0 else 'ahead of'} {address}"
        yield Finding("clock", seen, f"Set this machine's clock: tokens bear {SKEW} s.")
