"""Putting the service together from its settings."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.routing import BaseRoute

from hooks.clinical.pathway import Pathway
from hooks.nme import PATHWAY
from service.call import PathwayService
from service.demo.fhir_endpoint import FHIREndpoint, fhir_routes
from service.http.app import create_app
from service.ledger.ledger import Ledger
from service.outbound.database import ledger_url
from service.review.pages import page_routes
from service.review.signatures import read
from service.review.signing import signing
from service.settings import Settings, load
from service.site import load_site
from service.workbench.page import workbench_routes


def build_app(settings: Settings, more: Sequence[BaseRoute] = (), pathway: Pathway = PATHWAY) -> FastAPI:
    """The service, and ``more`` addresses.

    Raises SiteFileError, ClientsFileError or SignaturesError when a file cannot be used, UnsignedError.
    """
    site = load_site(pathway, settings.site_file)
    signed = signing(settings, site)
    machine = PathwayService(settings, site)
    workbench = workbench_routes(settings, machine, site) if settings.shows_workbench else []
    pages = [*page_routes(site, read(settings.signatures or pathway.signatures)), *workbench, *more]
    told = {"parts": signed.parts, "unsigned": len(signed.unsigned)}
    return create_app(settings, machine, pages, _ledger(settings, pathway.version), told)


def build_demo(settings: Settings) -> FastAPI:
    """The whole service with a FHIR server of example patients beside it. Raises SiteFileError."""
    endpoint = FHIREndpoint(PATHWAY.examples, settings.current_day)
    return build_app(settings, [fhir_routes(endpoint)])


def from_environment() -> FastAPI:
    """The whole service in a worker process: its settings come by the environment."""
    return build_app(load())


def _ledger(settings: Settings, version: str) -> Ledger | None:
    url, key = ledger_url(settings.ledger_url), settings.pseudonym_key
    return Ledger(url, key.get_secret_value() if key else None, version) if url else None
