"""The command line. A command's module is imported when that command is run, so that help is there at once."""

import gc
from importlib import import_module
from typing import Annotated, Any, NamedTuple, TypeAlias, cast

import typer
from typer.core import TyperCommand, TyperGroup

CONTENT = "hooks.nme"
"""The module of the pathway, for commands and for work that goes to other processes."""


Command: TypeAlias = TyperCommand | TyperGroup


class Lazy(NamedTuple):
    """Where a command is, and its line in the list."""

    module: str
    name: str
    help: str


COMMANDS = {
    "demo": Lazy(
        "service.commands.demo",
        "demo",
        "Try it: the service and a FHIR server with example patients, on this machine only, nothing kept.",
    ),
    "serve": Lazy(
        "service.commands.serve",
        "serve",
        "Start the service. NME_CDS_TODAY=YYYY-MM-DD fixes its day for a demonstration.",
    ),
    "explain": Lazy("service.commands.explain", "explain", "Show one patient's state and cards in words, and why."),
    "screen": Lazy(
        "service.commands.screen",
        "screen",
        "Judge every patient of a population as the hook would: for whom would it have spoken?",
    ),
    "report": Lazy(
        "service.commands.report",
        "report",
        "Show what became of the cards: rates with intervals, reasons, time to answer, what to look at.",
    ),
    "review": Lazy("service.commands.review", "app", "Read, sign and compare the pathway."),
    "export": Lazy("service.commands.export", "app", "Write the pathway as standard artefacts: FHIR R4, CQL and ELM."),
    "config": Lazy(
        "service.commands.config",
        "config",
        "Print every setting in effect, secrets hidden; a line that begins with # was not set.",
    ),
    "doctor": Lazy(
        "service.commands.doctor",
        "doctor",
        "Look at database, key hosts, FHIR bases, clock, site and clients files, and say the next step.",
    ),
    "expand": Lazy(
        "service.commands.expand",
        "expand",
        "Ask a terminology server, once, for the SNOMED CT codes beneath ours.",
    ),
    "clients": Lazy("service.commands.clients", "app", "Who may call."),
    "ledger": Lazy("service.commands.ledger", "app", "What is kept of cards and feedback."),
}


class Commands(TyperGroup):
    """The commands by name: listed from the table above, imported one by one."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as click calls it
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Command | None:  # noqa: ARG002 - likewise
        """A stand-in that knows its line of help."""
        lazy = COMMANDS.get(cmd_name)
        return TyperCommand(cmd_name, help=lazy.help) if lazy else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """The command itself, with what is left of the arguments. Raises UsageError for an unknown one."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, loaded(COMMANDS[name]) if name in COMMANDS else None, rest


def loaded(lazy: Lazy) -> Command:
    """The command, its module imported. Nothing of that is garbage, so none is looked for: a fifth of the start."""
    gc.disable()
    try:
        found = getattr(import_module(lazy.module), lazy.name)
    finally:
        gc.freeze()  # or the collector goes through all of it as soon as it may
        gc.enable()
    if isinstance(found, typer.Typer):
        return cast("Command", typer.main.get_command(found))
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(lazy.name)(found)
    return cast("Command", typer.main.get_command(alone))


app = typer.Typer(
    name="nme-cds",
    cls=Commands,
    help="CDS Hooks service for necrolytic migratory erythema (NME) and glucagonoma.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from service.version import SOFTWARE_VERSION  # noqa: PLC0415 - other commands start without it

        typer.echo(f"nme-cds {SOFTWARE_VERSION}")
        raise typer.Exit


@app.callback()
def _content(
    context: typer.Context,
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    context.obj = CONTENT


if __name__ == "__main__":
    app()
