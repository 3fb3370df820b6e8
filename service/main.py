"""Putting the service together from its settings."""

from fastapi import FastAPI

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.http.app import create_app
from service.ledger.ledger import Ledger
from service.outbound.database import ledger_url
from service.review.pages import page_routes
from service.settings import Settings, load
from service.site import load_site


def build_app(settings: Settings) -> FastAPI:
    """The whole service. Raises SiteFileError or ClientsFileError when a file cannot be used."""
    site = load_site(PATHWAY, settings.site_file)
    return create_app(settings, PathwayService(settings, site), page_routes(site), _ledger(settings))


def from_environment() -> FastAPI:
    """The whole service in a worker process: its settings come by the environment."""
    return build_app(load())


def _ledger(settings: Settings) -> Ledger | None:
    url, key = ledger_url(settings.ledger_url), settings.pseudonym_key
    return Ledger(url, key.get_secret_value() if key else None, PATHWAY.version) if url else None
