"""The command line."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.commands.clients import app as clients_commands
from service.commands.config import config
from service.commands.doctor import doctor
from service.commands.ledger import app as ledger_commands
from service.commands.report import report
from service.commands.review import app as review_commands
from service.commands.screen import screen
from service.demo.links import links
from service.demo.patients import patients
from service.http.server import is_taken, run_workers
from service.http.server import serve as run_server
from service.main import build_app, build_demo
from service.review.signatures import SignaturesError
from service.review.signing import UnsignedError, signing
from service.settings import Settings, SettingsError, load
from service.site import Site, SiteFileError, load_site
from service.trust.clients import read_clients
from service.trust.clients_file import ClientsFileError
from service.trust.production import production_problems

app = typer.Typer(
    name="nme-cds",
    help=f"{PATHWAY.texts.title}.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(ledger_commands, name="ledger")
app.add_typer(clients_commands, name="clients")
app.command()(config)
app.command()(doctor)
app.add_typer(review_commands, name="review")
app.command()(report)
app.command()(screen)
PROBLEM = 2
CONTENT = "hooks.nme"
"""The module of the pathway, for commands whose work goes to other processes."""


@app.callback()
def _content(context: typer.Context) -> None:
    context.obj = CONTENT


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(PROBLEM)


def _settings(**changes: object) -> tuple[Settings, Site]:
    try:
        settings = load(**changes)
        return settings, load_site(PATHWAY, settings.site_file)
    except (SettingsError, SiteFileError) as error:
        raise _fail(str(error)) from None


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; NME_CDS_HOST, 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; NME_CDS_PORT, 8000.")] = None,
    require_signed: Annotated[bool | None, typer.Option("--require-signed", help="Only if all is signed.")] = None,
) -> None:
    """Start the service. NME_CDS_TODAY=YYYY-MM-DD fixes its day for a demonstration."""
    told = {"host": host, "port": port, "require_signed": require_signed}
    settings, site = _settings(**{name: value for name, value in told.items() if value is not None})
    _check_port(settings)
    typer.echo(f"Discovery: {settings.base_url}/cds-services    Review page: {settings.base_url}/review")
    try:
        _say_who_may_call(settings)
        typer.echo(str(signing(settings, site)), err=True)
        if settings.workers > 1:
            run_workers(settings)
        else:
            run_server(build_app(settings), settings.host, settings.port)
    except (ClientsFileError, SignaturesError, UnsignedError) as error:
        raise _fail(str(error)) from None


def _check_port(settings: Settings) -> None:
    """Raises typer.Exit when somebody listens there already."""
    if is_taken(settings.host, settings.port):
        raise _fail(f"Port {settings.port} is in use. Stop what listens there, or use --port {settings.port + 1}.")


def _say_who_may_call(settings: Settings) -> None:
    """Raises ClientsFileError, and typer.Exit when nobody may be let in from where we would listen (decisions 5)."""
    if settings.clients is not None:
        profiles = [client.profile for client in read_clients(settings.clients).all]
        if problems := list(production_problems(settings, profiles)):
            raise _fail("\n".join(problems))
        typer.echo(f"Clients: {', '.join(profile.name for profile in profiles)}", err=True)
        return
    if not settings.open_mode:
        raise _fail(
            "Without a clients file the service runs open, so it listens on loopback only, not on "
            f"{settings.host}. Set NME_CDS_CLIENTS (see docs/clients.md), or use --host 127.0.0.1."
        )
    typer.echo("OPEN MODE: no clients file is set, so anyone on this machine may call.", err=True)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Try it: the service and a FHIR server with example patients, on this machine only, nothing kept."""
    with TemporaryDirectory(prefix="nme-cds-demo-") as folder:
        ledger = f"sqlite:///{folder}/ledger.sqlite"
        settings, _ = _settings(host="127.0.0.1", port=port, clients=None, public_url=None, ledger_url=ledger)
        _check_port(settings)
        typer.echo(links(settings.base_url, next(iter(patients(PATHWAY.examples, settings.current_day())))))
        run_server(build_demo(settings), settings.host, settings.port)


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A hook request or a FHIR Bundle, as JSON.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Show the state, every predicate with its reason and data, and the cards for one patient."""
    from rich.console import Console  # noqa: PLC0415 - serve starts without it

    from service import explain as explaining  # noqa: PLC0415 - serve starts without it

    settings, site = _settings()
    try:
        explained = explaining.explain(file, PathwayService(settings, site))
    except explaining.ExplainError as error:
        raise _fail(str(error)) from None
    if as_json:
        sys.stdout.buffer.write(explaining.as_json(explained) + b"\n")
    else:
        explaining.show(explained, Console())


if __name__ == "__main__":
    app()
