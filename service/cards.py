"""Advice -> Card: the only translator.

Detail has four short parts and the fixed footer (pathway 3.4, section 8). Whatever the record
supplied is escaped here, once, on its way into markdown.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TypeAlias
from uuid import uuid4

from hooks.clinical.advice import Advice, Proposal, Say
from hooks.clinical.evidence import Fact, Library
from hooks.clinical.pathway import Pathway
from hooks.clinical.texts import Texts
from service.fhir.draft import Drafts
from service.protocol.response import Action, Card, CardSource, Coding, Link, Suggestion

MAX_TEXT = 120  # characters of one piece of the record
Lines: TypeAlias = Iterator[str]

_SCHEME = re.compile(r"(?i)(https?|ftp|mailto|xmpp|www)(?=[:.])")
_ADDRESS = re.compile(r"(?<=\w)\.(?=[^\W\d_])|(?<=/)/")  # some renderers link a bare evil.example or //localhost
_LIST = re.compile(r"^(\d*)([-+.])(?!\d)")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
DELETABLE = re.compile(r"[A-Za-z]+/[^/\s()]+")  # a draft without a usable id cannot be named in a delete
_MARKDOWN = str.maketrans(
    {c: f"\\{c}" for c in "\\`*_[]()#!|~"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64; "}
)


def escaped(text: str) -> str:
    """Text of the record, safe in markdown, HTML and GFM autolinking (D-21).

    Control, bidirectional and invisible characters go, runs of space fold, length is cut.
    """
    short = " ".join(_visible(text).split())
    if len(short) > MAX_TEXT:
        short = short[: MAX_TEXT - 1].rstrip() + "…"
    broken = _SCHEME.sub(r"\1 ", short)
    return _ADDRESS.sub(r"\\\g<0>", broken.translate(_MARKDOWN))


def _visible(text: str) -> str:
    """Printable characters that take up room; Unicode counts some fillers and selectors as letters or marks."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(" ", "".join(c if c.isprintable() else " " for c in text))


def _first_on_its_line(text: str) -> str:
    """Text of the record with which a line begins: no list, heading or rule starts there."""
    return _LIST.sub(r"\1\\\2", escaped(text))


def card(advice: Advice, drafts: Drafts, pathway: Pathway, public_url: str) -> Card:
    """The card of one advice, with fresh uuids."""
    texts = pathway.texts
    suggestions = tuple(_suggestions(advice, drafts, texts.delete_draft))
    recommendation = advice.recommendation
    page = f"{public_url}/recommendations/{recommendation.id}"
    return Card(
        uuid=str(uuid4()),
        summary=advice.summary,
        detail=detail(advice, pathway),
        indicator=advice.indicator.value,
        source=CardSource(
            label=texts.source_label,
            url=f"{public_url}/review",
            topic=Coding(system=texts.topic_system, code=recommendation.id, display=recommendation.name),
        ),
        suggestions=suggestions,
        selection_behavior="any" if suggestions else None,
        override_reasons=_override_reasons(texts),
        links=(Link(label=f"Why this card: {recommendation.name}", url=page, type="absolute"),),
    )


@cache
def _override_reasons(texts: Texts) -> tuple[Coding, ...]:
    return tuple(
        Coding(code=code, system=texts.override_system, display=display) for code, display in texts.override_reasons
    )


def limited(advice: tuple[Advice, ...], most: int | None) -> tuple[Advice, ...]:
    """The first ``most`` pieces of advice; the last one then names what was left out (decisions 2)."""
    if most is None or len(advice) <= most:
        return advice
    names = tuple(f"{a.recommendation.id} {a.recommendation.name}" for a in advice[most:])
    return (*advice[: most - 1], replace(advice[most - 1], left_out=names))


def detail(advice: Advice, pathway: Pathway) -> str:
    """The card's text: recorded, not found or not used, the sources, elsewhere, footer."""
    parts = [
        _part("About this order", map(_first_on_its_line, advice.about)),
        _part("Recorded", map(_fact_line, advice.recorded)),
        _part("Not found or not used", _missing_lines(advice)),
        _part("What the two sources say", map(_statement_line, advice.says)),
        _part(
            "From elsewhere, not from the two source texts",
            (_source_line(line, pathway.sources.library) for line in advice.elsewhere),
        ),
        f"_{pathway.texts.footer}_",
    ]
    return "\n\n".join(part for part in parts if part)


def _part(heading: str, lines: Iterable[str]) -> str:
    items = [f"- {line}" for line in lines]
    return "\n".join([f"**{heading}**", "", *items]) if items else ""


def _fact_line(fact: Fact) -> str:
    value = escaped(fact.value)
    what = f"{fact.label}: {value}" if value else fact.label
    dated = f"{what}, {fact.when}" if fact.when else f"{what}, no date"
    return f"{dated} ({escaped(fact.source)}){'; ' + _note(fact.note) if fact.note else ''}"


def _note(note: str) -> str:
    """Our own words, in which a unit or a term of the record may stand."""
    return escaped(note).replace("\\(", "(").replace("\\)", ")")


def _missing_lines(advice: Advice) -> Lines:
    if advice.not_found:
        yield f"Not found: {'; '.join(advice.not_found)}."
    if advice.open:
        yield f"Not found, and would change the branch: {'; '.join(advice.open)}."
    if advice.unread:
        yield f"{'; '.join(advice.unread)}."
    if advice.not_offered:
        yield f"Not offered by this server: {', '.join(advice.not_offered)}."
    yield from map(_fact_line, advice.not_used)
    if advice.left_out:
        yield f"Cards left out by this site's maximum: {'; '.join(advice.left_out)}."


def _statement_line(line: Say) -> str:
    return f"{line.text} ({', '.join(line.basis)})" if line.basis else line.text


def _source_line(line: Say, library: Library) -> str:
    return f"{line.text} ({'; '.join(_cited(id_, library) for id_ in line.basis)})" if line.basis else line.text


def _cited(source_id: str, library: Library) -> str:
    source = library.sources.get(source_id)
    if source is None:
        return source_id
    year = "" if source.year in source.title else f", {source.year}"
    return f"{source.id} {source.title}{year}"


def _suggestions(advice: Advice, drafts: Drafts, delete: str) -> Iterator[Suggestion]:
    for proposal in advice.proposals:
        yield _suggestion(proposal, drafts)
    for source in filter(DELETABLE.fullmatch, advice.deletes):
        action = Action(type="delete", description=delete, resource_id=source)
        yield Suggestion(label=delete, uuid=str(uuid4()), actions=(action,))


def _suggestion(proposal: Proposal, drafts: Drafts) -> Suggestion:
    action = Action(type="create", description=proposal.description, resource=drafts.resource(proposal))
    return Suggestion(label=proposal.label, uuid=str(uuid4()), actions=(action,))
