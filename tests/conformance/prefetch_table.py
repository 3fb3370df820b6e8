"""docs/prefetch.md: the prefetch table to print, for clients whose sites type it in by hand (client quirk C-E6)."""

from collections.abc import Iterable
from itertools import batched

from service.cds_hooks.discovery import ServiceDescription
from service.cds_hooks.prefetch import REQUIRED
from service.main import build_app
from service.settings import Settings
from tests.conformance.page import ROOT

PAGE = ROOT / "docs" / "prefetch.md"
