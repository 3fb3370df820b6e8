"""``nme-cds serve``."""

from typing import Annotated

import typer

from hooks.clinical.pathway import Pathway
from service.commands.terminal import note
from service.http.server import is_taken, run_workers
from service.http.server import serve as run_server
from service.main import build_app
from service.outbound.terminology import TerminologyError
from service.review.signatures import SignaturesError
from service.review.signing import UnsignedError, signing
from service.settings import Settings, SettingsError, load
from service.site import Site, SiteFileError, expansion_to_make, load_site, pathway_of
from service.trust.clients import read_clients
from service.trust.clients_file import ClientsFileError
from service.trust.production import production_problems

PROBLEM = 2


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on; NME_CDS_HOST, 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; NME_CDS_PORT, 8000.")] = None,
    require_signed: Annotated[bool | None, typer.Option("--require-signed", help="Only if all is signed.")] = None,
) -> None:
    """Start the service. NME_CDS_TODAY=YYYY-MM-DD fixes its day for a demonstration."""
    told = {"host": host, "port": port, "require_signed": require_signed}
    settings, site = settings_and_site(context, **{name: value for name, value in told.items() if value is not None})
    check_port(settings)
    typer.echo(f"Discovery: {settings.base_url}/cds-services    Review page: {settings.base_url}/review")
    try:
        _say_who_may_call(settings)
        note(str(signing(settings, site)))
        if settings.workers > 1:
            run_workers(settings)
        else:
            run_server(build_app(settings), settings.host, settings.port)
    except (ClientsFileError, SignaturesError, UnsignedError) as error:
        raise fail(str(error)) from None


def fail(message: str) -> typer.Exit:
    """Say why it cannot be; what to raise then."""
    note(message)
    return typer.Exit(PROBLEM)


def settings_and_site(context: typer.Context, **changes: object) -> tuple[Settings, Site]:
    """What is set, with changes. Raises typer.Exit."""
    try:
        settings, pathway = load(**changes), pathway_of(context.obj)
        _make_missing_expansion(settings, pathway)
        return settings, load_site(pathway, settings.site_file)
    except (SettingsError, SiteFileError, TerminologyError) as error:
        raise fail(str(error)) from None


def _make_missing_expansion(settings: Settings, pathway: Pathway) -> None:
    """Ask the terminology server that the site file names, if the file of its answers is not there yet."""
    if wanted := expansion_to_make(settings.site_file):
        from service.commands.expand import make  # noqa: PLC0415 - few starts need it

        note(f"{wanted.file} is not there: asking {wanted.server}, once.")
        make(wanted, pathway.codes, settings.network_policy)


def check_port(settings: Settings) -> None:
    """Raises typer.Exit when somebody listens there already."""
    if is_taken(settings.host, settings.port):
        raise fail(f"Port {settings.port} is in use. Stop what listens there, or use --port {settings.port + 1}.")


def _say_who_may_call(settings: Settings) -> None:
    """Raises ClientsFileError, and typer.Exit when nobody may be let in from where we would listen (decisions 5)."""
    if settings.clients is not None:
        profiles = [client.profile for client in read_clients(settings.clients).all]
        if problems := list(production_problems(settings, profiles)):
            raise fail("\n".join(problems))
        note(f"Clients: {', '.join(profile.name for profile in profiles)}")
        return
    if not settings.open_mode:
        raise fail(
            "Without a clients file the service runs open, so it listens on loopback only, not on "
            f"{settings.host}. Set NME_CDS_CLIENTS (see docs/clients.md), or use --host 127.0.0.1."
        )
    note("OPEN MODE: no clients file is set, so anyone on this machine may call.")
