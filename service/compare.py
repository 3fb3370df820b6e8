"""Two editions of a pathway compared: which parts changed, in words, and which patients get other cards.

An edition is what runs at a site: the shipped pathway, or that with a site file, or one that another version of
the software saved. This is what a committee asks before an upgrade.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec

from service.call import PathwayService
from service.explain.answered import ExplainError, content_of, explained
from service.review.edition import Edition
from service.review.sheet import sheets
from service.review.signatures import difference
from service.settings import Settings
from service.site import Site

NONE = "no card"


class CompareError(ValueError):
    """An edition cannot be read. The message says what it should be."""


class Part(msgspec.Struct, frozen=True):
    """A part of the pathway as it is signed."""

    title: str
    lines: tuple[str, ...]


class Cards(msgspec.Struct, frozen=True):
    """What one patient gets."""

    state: str
    cards: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.state}: {', '.join(self.cards) or NONE}"


class Kept(msgspec.Struct, frozen=True):
    """An edition, and the cards of the charts it was put to, by file, on a day; ``skipped`` files were no charts."""

    version: str
    day: date
    parts: dict[str, Part]
    charts: dict[str, Cards] = {}
    skipped: int = 0


def kept(settings: Settings, site: Site, charts: Path | None) -> Kept:
    """An edition as it is now."""
    parts = {sheet.id: Part(sheet.title, sheet.lines) for sheet in sheets(Edition(site)).values()}
    found, skipped = _charts(PathwayService(settings, site), charts)
    return Kept(site.pathway.version, settings.current_day(), parts, found, skipped)


def _charts(machine: PathwayService, folder: Path | None) -> tuple[dict[str, Cards], int]:
    found, skipped = {}, 0
    for file in sorted(folder.rglob("*.json")) if folder else ():
        try:
            answer = explained(content_of(str(file)), str(file), machine).answer
        except ExplainError:
            skipped += 1
            continue
        cards = tuple(f"{a.recommendation.id} {a.indicator.value}" for a in answer.advice)
        found[file.relative_to(folder).as_posix() if folder else file.name] = Cards(answer.state, cards)
    return found, skipped


def write(edition: Kept, file: Path) -> None:
    """Keep an edition for a later comparison. It holds the names of the charts' files and nothing else of them."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(edition)))


def read(file: Path) -> Kept:
    """An edition that was kept. Raises CompareError."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Kept)
    except OSError as error:
        raise CompareError(f"{file}: {error.strerror}.") from None
    except msgspec.DecodeError as error:
        raise CompareError(f"{file} was not written by 'nme-cds review save': {error}.") from None


def compared(old: Kept, new: Kept) -> Iterator[str]:
    """The differences, a line each."""
    yield f"Pathway {old.version} of {old.day} against {new.version} of {new.day}."
    yield from _parts(old.parts, new.parts)
    both = [file for file in old.charts if file in new.charts]
    if both:
        yield from _patients({file: (old.charts[file], new.charts[file]) for file in both})
    elif old.charts or new.charts:
        yield "No chart was put to both editions."


def _parts(old: Mapping[str, Part], new: Mapping[str, Part]) -> Iterator[str]:
    """What changed in words, part by part."""
    nothing = Part("", ())
    changed = [id_ for id_ in dict.fromkeys((*old, *new)) if old.get(id_) != new.get(id_)]
    yield f"{len(changed)} parts changed{': ' if changed else '.'}{', '.join(changed)}"
    for id_ in changed:
        before, after = old.get(id_, nothing), new.get(id_, nothing)
        yield f"\n{id_} {after.title or before.title}"
        yield from (f"    {line}" for line in difference(before.lines, after.lines))


def _patients(pairs: Mapping[str, tuple[Cards, Cards]]) -> Iterator[str]:
    """Who gets other cards, and how many gain and lose each."""
    moved = {file: pair for file, pair in pairs.items() if pair[0] != pair[1]}
    yield f"\n{len(moved)} of {len(pairs)} patients get other cards."
    lost = Counter(card for before, after in moved.values() for card in set(before.cards) - set(after.cards))
    gained = Counter(card for before, after in moved.values() for card in set(after.cards) - set(before.cards))
    yield from (f"    {card}: {lost[card]} lose it, {gained[card]} gain it" for card in sorted(lost | gained))
    yield from (f"    {file}: {before} -> {after}" for file, (before, after) in moved.items())
