"""The command line's part about clients."""

import os
from pathlib import Path
from typing import Annotated

import typer

from service.trust.clients import Client, FixedKeys, read_clients
from service.trust.clients_file import ClientsFileError
from service.trust.keys import TrustedKey

PROBLEM = 2

app = typer.Typer(help="Who may call.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps ``check`` a command of its own, though it is the only one."""


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="A clients file; NME_CDS_CLIENTS when left out.")] = None,
) -> None:
    """Print what a clients file trusts, or what is wrong with it. Connects to nowhere."""
    path = file or Path(os.environ.get("NME_CDS_CLIENTS") or "")
    try:
        clients = read_clients(path)
    except ClientsFileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(PROBLEM) from None
    for client in clients.all:
        typer.echo("\n".join(described(client)))


def described(client: Client) -> list[str]:
    """What is trusted, a line each."""
    profile, wishes = client.profile, client.profile.wishes
    told = {
        "issuer": profile.issuer,
        "keys": profile.jku or _fixed(client),
        "algorithms": ", ".join(profile.algorithms),
        "also for": ", ".join(profile.audiences),
        "tenants": ", ".join(profile.tenants) or "any",
        "FHIR servers": "as the site allows" if profile.fhir_servers is None else ", ".join(profile.fhir_servers),
        "origins": ", ".join(profile.origins),
        "tokens": f"at most {profile.token_seconds} s, {'once each' if profile.once_only else 'MAY BE USED AGAIN'}",
        "rate": f"{profile.rate_per_minute} calls a minute",
        "prefetch keys": ", ".join(f"{theirs} = {ours}" for theirs, ours in wishes.prefetch_keys.items()),
        "wishes": ", ".join(
            name for name in ("system_actions", "beyond_seeds", "hl7_reasons") if getattr(wishes, name)
        ),
    }
    heading = f"{profile.name}{'  TEST: published keys are accepted' if profile.test else ''}"
    return [heading, *(f"  {name + ':':<15}{value or 'none'}" for name, value in told.items())]


def _fixed(client: Client) -> str:
    keys = client.keys.keys.values() if isinstance(client.keys, FixedKeys) else ()
    return "; ".join(map(_told, keys))


def _told(key: TrustedKey) -> str:
    return f"{key.kid} ({key.algorithm}, thumbprint {key.thumbprint})"
