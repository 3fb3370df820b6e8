"""``nme-cds ledger``: migrate and prune."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from sqlalchemy import URL

from service.ledger.prune import prune as delete_old
from service.ledger.store import LedgerDownError, Store
from service.outbound.database import ledger_url
from service.settings import SettingsError, load

T = TypeVar("T")
PATIENCE = 600.0  # seconds; a person waits, no client does
PROBLEM = 2

app = typer.Typer(help="What is kept of cards and feedback.", no_args_is_help=True)


@app.command()
def migrate() -> None:
    """Bring the ledger's tables up to date. SQLite does so by itself at start."""
    on_store(lambda store: store.migrate())
    typer.echo("The ledger's tables are up to date.")


@app.command()
def prune(
    older_than: Annotated[int, typer.Option(min=1, help="Age in days.")] = 400,
) -> None:
    """Delete cards and feedback older than so many days."""
    cards, apart = on_store(lambda store: delete_old(store, older_than))
    typer.echo(f"Deleted {cards} cards with their feedback, and {apart} events on unknown cards.")


def on_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """The result of work on the site's ledger. Ends the command with a message when that cannot be."""
    try:
        return asyncio.run(_on_store(_url(), work))
    except (LedgerDownError, SettingsError) as error:
        typer.echo(f"The ledger cannot be used: {error}", err=True)
        raise typer.Exit(PROBLEM) from None


def _url() -> URL:
    url = ledger_url(load().ledger_url)
    if url is None:
        raise LedgerDownError("NME_CDS_LEDGER_URL is none, so nothing is kept.")
    return url


async def _on_store(url: URL, work: Callable[[Store], Awaitable[T]]) -> T:
    store = Store(url, PATIENCE)
    try:
        return await work(store)
    finally:
        await store.aclose()
