"""Putting the service together from its settings."""

from fastapi import FastAPI

from service.app import create_app
from service.call import PathwayService
from service.settings import Settings
from service.site import load_site
from service.workbench.pages import page_routes


def build_app(settings: Settings) -> FastAPI:
    """The whole service. Raises SiteFileError when the site file cannot be used."""
    site = load_site(settings.site_file)
    return create_app(settings, PathwayService(settings, site), page_routes(site))
