"""What every worker of a run has to know. Small and plain: it travels to other processes and machines."""

from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from hooks import SERVICES
from hooks.nme.cards.catalogue import RECOMMENDATIONS
from hooks.nme.codes.parameters import BY_NAME
from hooks.nme.states import STATES
from service.call import PathwayService
from service.settings import load
from service.site import Site, load_site

CHART = next(service for service in SERVICES if service.hook == "patient-view")
"""The service that answers when a chart is opened: a population has no orders."""


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """A run. ``today`` is the day every patient is judged on, ``earlier`` the days replayed.

    ``site_files`` are those to judge by: the one in force, and the one compared with if there is one; "" is none.
    ``everyone`` judges every chart, without the scan.
    """

    today: date
    time_zone: str = "UTC"
    max_cards: int | None = None
    site_files: tuple[str, ...] = ("",)
    earlier: tuple[date, ...] = ()
    everyone: bool = False

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites of the files."""
        return tuple(map(_site, self.site_files))

    def service(self, site_file: str, day: date) -> PathwayService:
        """What answers the hook at a site on a day."""
        return _service(site_file, day, self.time_zone, self.max_cards)


def titles(site: Site) -> dict[str, str]:
    """The words for states and cards, with the site's numbers."""
    numbers = {name: f"{site.overrides.get(name, parameter.value):f}" for name, parameter in BY_NAME.items()}
    states = {state.id: state.title.format_map(numbers) for state in STATES}
    return states | {card.id: card.name for card in RECOMMENDATIONS.values()}


@cache
def _site(file: str) -> Site:
    return load_site(Path(file) if file else None)


@cache
def _service(site_file: str, day: date, time_zone: str, max_cards: int | None) -> PathwayService:
    return PathwayService(load(today=day, time_zone=time_zone, max_cards=max_cards), _site(site_file))
