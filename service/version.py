"""Which version of the software this is."""

from importlib.metadata import PackageNotFoundError, version


def _software_version() -> str:
    try:
        return version("nme-cds")
    except PackageNotFoundError:
        return "unpackaged"


SOFTWARE_VERSION = _software_version()
