"""Write openapi/cds-hooks.yaml: ``python -m tests.service.write_openapi``."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI

from service.http.app import create_app
from service.http.openapi import openapi_yaml
from service.settings import Settings
from tests.service.fake import Fake
from tests.service.ledger.keeping import new_ledger

KEPT = Path(__file__).parents[2] / "openapi" / "cds-hooks.yaml"


def application(folder: str) -> FastAPI:
    """The application with everything the document describes. Its ledger would be in the folder."""
    return create_app(Settings(), Fake(), ledger=new_ledger(f"sqlite:///{folder}/ledger.sqlite"))


if __name__ == "__main__":
    with TemporaryDirectory(prefix="nme-cds-") as place:
        KEPT.write_text(openapi_yaml(application(place)), encoding="utf-8")
