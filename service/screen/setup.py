"""What every worker of a run has to know. Small and plain: it travels to other processes and machines."""

from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from hooks.clinical.pathway import Pathway
from hooks.clinical.service import Answers, HookService
from service.call import PathwayService
from service.settings import load
from service.site import Site, load_site, pathway_of


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """A run. ``content`` is the module whose ``PATHWAY`` is screened for.

    ``today`` is the day every patient is judged on, ``earlier`` the days replayed.

    ``site_files`` are those to judge by: the one in force, and the one compared with if there is one; "" is none.
    ``everyone`` judges every chart, without the scan.
    """

    content: str
    today: date
    time_zone: str = "UTC"
    site_files: tuple[str, ...] = ("",)
    earlier: tuple[date, ...] = ()
    everyone: bool = False

    @property
    def pathway(self) -> Pathway:
        """What is screened for. A worker loads it anew: criteria do not travel."""
        return pathway_of(self.content)

    @property
    def chart(self) -> HookService:
        """The service that answers when a chart is opened: a population has no orders."""
        return next(service for service in self.pathway.services if service.answers is Answers.CHART)

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites of the files."""
        return tuple(_site(self.content, file) for file in self.site_files)

    def service(self, site_file: str, day: date) -> PathwayService:
        """What answers the hook at a site on a day."""
        return _service(_site(self.content, site_file), day, self.time_zone)


def titles(site: Site) -> dict[str, str]:
    """The words for states and cards, with the site's numbers."""
    pathway = site.pathway
    numbers = {number.name: f"{site.overrides.get(number.name, number.value):f}" for number in pathway.parameters}
    states = {state.id: state.title.format_map(numbers) for state in pathway.states}
    return states | {card.id: card.name for card in pathway.recommendations.values()}


@cache
def _site(content: str, file: str) -> Site:
    return load_site(pathway_of(content), Path(file) if file else None)


@cache
def _service(site: Site, day: date, time_zone: str) -> PathwayService:
    return PathwayService(load(today=day, time_zone=time_zone), site)
