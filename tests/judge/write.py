"""Makes the library of the pathway from its criteria tree, and its ELM: python -m tests.judge.write. Needs Node 20."""

import subprocess
import sys

from hooks.nme import PATHWAY
from service.export.library import library_name, pathway_library
from tests.judge import engine

TEXT = engine.CQL / f"{library_name(PATHWAY)}.cql"


def text() -> str:
    """The library as the tree gives it now."""
    return pathway_library(PATHWAY).text


def main() -> None:
    """Writes both into the folder of the hand-written libraries. Says how to get Node where it is missing."""
    TEXT.write_text(text(), encoding="utf-8")
    if not engine.has_node():
        sys.exit("The ELM was not remade: Node 20 and npm are needed. On Debian: apt-get install nodejs npm")
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=engine.HERE, check=True)  # noqa: S607
    engine.translate(engine.ELM)


if __name__ == "__main__":
    main()
