"""Writes down what the export of this pathway is now: python -m tests.export.write."""

from hashlib import sha256
from pathlib import Path

from hooks.nme import PATHWAY
from service.export.files import files
from service.export.publication import Publication
from service.site import Site

GOLDEN = Path(__file__).with_name("golden.txt")
BASE = "http://nme-cds.example"


def digests(made: dict[str, bytes]) -> str:
    """A line a file: its digest and its name."""
    return "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in made.items())


if __name__ == "__main__":
    GOLDEN.write_text(digests(dict(files(Publication(Site(PATHWAY), BASE)))), encoding="utf-8")
