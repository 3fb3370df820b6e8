"""``nme-cds demo``."""

from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from service.commands.serve import check_port, settings_and_site
from service.demo.links import links
from service.demo.patients import patients
from service.http.server import serve as run_server
from service.main import build_demo


def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; another only in a container that shares it.")] = (
        "127.0.0.1"
    ),
) -> None:
    """Try it: the service and a FHIR server with example patients, on this machine only, nothing kept."""
    with TemporaryDirectory(prefix="nme-cds-demo-") as folder:
        ledger = f"sqlite:///{folder}/ledger.sqlite"
        settings, site = settings_and_site(
            context, host="127.0.0.1", port=port, clients=None, public_url=None, ledger_url=ledger
        )
        check_port(settings)
        first = next(iter(patients(site.pathway.examples, settings.current_day())))
        typer.echo(links(settings.base_url, first))
        run_server(build_demo(settings), host, settings.port)
