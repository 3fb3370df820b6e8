"""The FHIR server of ``tests/fhir_server``: Medplum's router and in-memory repository in node."""

from pathlib import Path

from tests import npm

HOME = Path(__file__).parents[1] / "fhir_server"


def installed() -> Path:
    """The folder to start it in, its packages installed on first use. Skips the test where that cannot be."""
    return npm.installed(HOME)
