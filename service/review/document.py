"""The review as files: the core that is printed, the annexes behind it, the pictures."""

from collections.abc import Mapping
from pathlib import Path

from service.review.annexes import ANNEXES, annex
from service.review.cards import card_title
from service.review.core import Core
from service.review.diagram import pathway_svg
from service.review.edition import Edition
from service.review.markdown import slug
from service.review.overview import overview_svg
from service.review.signatures import Signatures
from service.site import Site

FOLDER = Path("docs/review")
CORE_FILE = FOLDER / "core.html"
PICTURE_FILE = Path("docs/pathway.svg")
MAP_FILE = Path("docs/pathway-map.svg")


def files(site: Site) -> Mapping[Path, str]:
    """Every file of the review by its place in the repository. Signatures are not in them: they come later."""
    edition = Edition(site)
    cards = {card.id: f"cards.md#{slug(card_title(card))}" for card in site.pathway.recommendations.values()}
    core = Core(site, Signatures(None)).page(lambda name: cards.get(name) or f"{name}.md")
    return {
        CORE_FILE: core,
        **{FOLDER / f"{name}.md": annex(name, edition) for name in ANNEXES},
        PICTURE_FILE: pathway_svg(edition),
        MAP_FILE: overview_svg(edition),
    }


def write_review(site: Site, root: Path) -> tuple[Path, ...]:
    """Write the files below ``root``; the files written."""
    contents = files(site)
    for file, text in contents.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return tuple(root / file for file in contents)
