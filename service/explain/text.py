"""An explanation for a person at a terminal: the verdict first, then the cards, in words."""

from collections.abc import Iterator

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from hooks.clinical.consultation import Consultation
from service.asking import Json
from service.explain.answered import Explained
from service.explain.why import Answered, Judged, Line, Reasons
from service.review.edition import Edition
from service.site import Site

WIDTH = 80
INDENT = 3
MORE = "--why shows every question with its facts, --all what was passed over too."
COLOURS = {"yes": "green", "no": "red", "unknown": "default"}


def show(explained: Explained, site: Site, console: Console, *, why: bool = False, everything: bool = False) -> None:
    """Print it. ``why`` adds the questions with what the record says, ``everything`` all and what was passed over."""
    edition = Edition(site)
    _verdict(explained, edition, console)
    for number, card in enumerate(explained.cards, 1):
        _card(number, card, console)
    if why or everything:
        consultation = Consultation(site.pathway, explained.case, site.overrides)
        _why(Reasons(consultation, edition), console, everything=everything)
    else:
        console.print(f"\n{MORE}", style="dim")


def _verdict(explained: Explained, edition: Edition, console: Console) -> None:
    state = next(s for s in edition.pathway.states if s.id == explained.answer.state)
    console.print(Text(f"State {state.id}: {edition.plain(state.title)}", style="bold"))
    cards = ", ".join(card["source"]["topic"]["code"] for card in explained.cards)
    console.print(f"{explained.service.id} on {explained.case.today}. Cards: {cards or 'none'}.", highlight=False)
    if explained.answer.overlays:
        console.print(f"Also: {', '.join(explained.answer.overlays)}", highlight=False)
    if not explained.cards:
        console.print("No cards.")
    for note in explained.notes:
        console.print(note, highlight=False)


def _card(number: int, card: Json, console: Console) -> None:
    topic, is_warning = card["source"]["topic"], card["indicator"] == "warning"
    console.print()
    console.print(Text(f"{number}. {card['summary']}", style="bold yellow" if is_warning else "bold"))
    kind = "Warning" if is_warning else "Information"
    console.print(Padding(Text(f"{kind} · {topic['code']} {topic['display']}", style="dim"), (0, 0, 1, INDENT)))
    console.print(Padding(Markdown(card.get("detail", "")), (0, 0, 0, INDENT)))
    for suggestion in card.get("suggestions", []):
        console.print(Padding(Text(f"Draft: {suggestion['label']}"), (0, 0, 0, INDENT)))


def _why(reasons: Reasons, console: Console, *, everything: bool) -> None:
    console.print()
    console.print(Text("Why", style="bold"))
    _judged(reasons.state(), console)
    console.print()
    for answered in reasons.predicates():
        if everything or answered.used or answered.not_used:
            _answered(answered, console)
    if everything:
        _passed_over("States that come first and do not hold", reasons.states_passed(), console)
        _passed_over("Cards of this state that were not brought", reasons.cards_not_brought(), console)


def _passed_over(heading: str, found: list[Judged], console: Console) -> None:
    if found:
        console.print()
        console.print(Text(heading, style="bold"))
        for judged in found:
            _judged(judged, console)


def _judged(judged: Judged, console: Console) -> None:
    console.print(Text(judged.title))
    for part in judged.parts:
        sign = "+" if part.holds else "-"
        console.print(Padding(Text(f"{sign} {part.words}"), (0, 0, 0, INDENT)))


def _answered(answered: Answered, console: Console) -> None:
    words = Text.assemble((f"{answered.truth:<8}", COLOURS[answered.truth]), f"{answered.words} ", (answered.id, "dim"))
    console.print(words)
    for line in _evidence(answered):
        console.print(Padding(Text(line), (0, 0, 0, 8)))


def _evidence(answered: Answered) -> Iterator[str]:
    yield from (_line(line) for line in answered.used)
    yield from (f"Not used: {_line(line)}" for line in answered.not_used)
    if answered.missing:
        yield f"Not found: {answered.missing}"


def _line(line: Line) -> str:
    return f"{line.words} ({line.source}){'; ' + line.note if line.note else ''}"
