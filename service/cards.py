"""Advice -> Card: the only translator (cards-2, "The form").

Whatever the record supplied is made safe here, once, on its way to the screen.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import uuid4

from hooks.clinical.advice import Advice, Answer, Evidence, Proposal
from hooks.clinical.evidence import Fact
from hooks.clinical.pathway import Pathway
from hooks.clinical.sentence import Quoted, Said, Sentence
from hooks.clinical.texts import OverrideReason, Texts
from service import record_text
from service.fhir.draft import Drafts
from service.protocol.response import Action, Card, CardSource, Coding, Link, Suggestion

EVIDENCE = "nme-cds.org/evidence"
"""The extension of each card (docs/spec/cards.md, "Machine-readable evidence")."""

SAME_AS = "nme-cds.org/same-as"
HL7_REASONS = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
"""The extension of an override reason for clients that wish it, and the code system it names (docs/clients.md)."""

OTHER_SOURCE = "* other source."
VERIFY = "Verify before use."
DELETABLE = re.compile(r"[A-Za-z]+/[^/\s()]+")  # a draft without a usable id cannot be named in a delete
LABELS = (("Next", "next"), ("Why", "why"), ("Careful", "careful"), ("Also", "also"))


def cards(
    answer: Answer,
    drafts: Drafts,
    pathway: Pathway,
    public_url: str,
    *,
    fixed_day: date | None = None,
    hl7_reasons: bool = False,
) -> tuple[Card, ...]:
    """The cards of one answer, in screen order, with HL7's codes beside our override reasons for who asks.

    A ``fixed_day`` is said on each (decisions 15).
    """
    label = pathway.texts.source_label + (f"; fixed day {fixed_day}" if fixed_day else "")
    return tuple(
        card(advice, answer, drafts, pathway, public_url, label, is_first=position == 0, hl7_reasons=hl7_reasons)
        for position, advice in enumerate(answer.advice)
    )


def card(
    advice: Advice,
    answer: Answer,
    drafts: Drafts,
    pathway: Pathway,
    public_url: str,
    label: str,
    *,
    is_first: bool,
    hl7_reasons: bool = False,
) -> Card:
    """The card of one advice, with fresh uuids. ``label`` names its sources."""
    texts = pathway.texts
    source, links = _origin(texts, advice.recommendation.id, advice.recommendation.name, public_url, label)
    suggestions = tuple(_suggestions(advice, drafts, texts.delete_draft))
    return Card(
        uuid=str(uuid4()),
        summary=summary(advice),
        detail=detail(advice, texts, is_first=is_first),
        indicator=advice.indicator.value,
        source=source,
        suggestions=suggestions,
        selection_behavior="any" if suggestions else None,
        override_reasons=_override_reasons(texts, hl7=hl7_reasons),
        links=links,
        extension={EVIDENCE: evidence(advice, answer, pathway.version)},
    )


@cache
def _origin(texts: Texts, identity: str, name: str, public_url: str, label: str) -> tuple[CardSource, tuple[Link, ...]]:
    """Where a card is from: the same whoever it is about."""
    topic = Coding(system=texts.topic_system, code=identity, display=name)
    source = CardSource(label=label, url=f"{public_url}/sources", topic=topic)
    return source, (Link(label="Why this card", url=f"{public_url}/why/{identity}", type="absolute"),)


@cache
def _override_reasons(texts: Texts, *, hl7: bool) -> tuple[Coding, ...]:
    return tuple(
        Coding(
            code=reason.code,
            system=texts.override_system,
            display=reason.display,
            extension=_same_as(reason, wished=hl7),
        )
        for reason in texts.override_reasons
    )


def _same_as(reason: OverrideReason, *, wished: bool) -> dict[str, Any] | None:
    """HL7's coding of the same meaning, where there is one."""
    return {SAME_AS: {"system": HL7_REASONS, "code": reason.hl7}} if wished and reason.hl7 else None


def summary(advice: Advice) -> str:
    """One line without markdown: the finding with its value, a colon, one step."""
    return capital("".join(record_text.plain(one) if isinstance(one, Quoted) else one for one in advice.summary))


def detail(advice: Advice, texts: Texts, *, is_first: bool) -> str:
    """Next, Why, Careful, Also, and the line of sources, in markdown."""
    parts = [_part(label, _joined(label, getattr(advice, part))) for label, part in LABELS]
    return "\n\n".join([*filter(None, parts), sources_line(advice, texts, is_first=is_first)])


def _part(label: str, text: str) -> str:
    return f"**{label}:** {text}" if text else ""


def _joined(label: str, said: Sequence[Said]) -> str:
    if label != "Why":
        return " ".join(capital(_markdown(one.sentence)) for one in said)
    facts = "; ".join(_markdown(one.sentence) for one in said)
    return f"{capital(facts)}." if facts else ""


def _markdown(sentence: Sentence) -> str:
    return "".join(record_text.markdown(piece) if isinstance(piece, Quoted) else piece for piece in sentence)


def capital(text: str) -> str:
    """The text, its first letter a capital."""
    return text[:1].upper() + text[1:]


def sources_line(advice: Advice, texts: Texts, *, is_first: bool) -> str:
    """Which texts the card's statements are from, on the first card; where the texts differ, on any."""
    said = [*advice.said(), *advice.differs]
    named = [*_texts(advice, said, texts)] if is_first else []
    differs = [_markdown(one.sentence) for one in advice.differs]
    return " ".join([*named, VERIFY, *differs])


def _texts(advice: Advice, said: Iterable[Said], texts: Texts) -> Iterator[str]:
    recommendation = advice.recommendation
    said_by = (source_id for one in said for source_id in one.basis)
    cited = {*said_by, *recommendation.statements, *recommendation.texts}
    named = [name for prefix, name in texts.named if any(i.startswith(prefix) for i in cited)]
    marked = "*" in "".join("".join(one.sentence) for one in advice.said())
    if named:
        yield f"{'; '.join(named)}."
        if marked:
            yield OTHER_SOURCE
    else:
        yield recommendation.outside or (texts.other_only if marked else texts.record_only)


def evidence(advice: Advice, answer: Answer, version: str) -> dict[str, Any]:
    """What the card rests on, for machines and for ``explain --why``. Empty members are left out (A-5)."""
    rests = advice.evidence
    told = {
        "version": version,
        "state": answer.state,
        "also": list(advice.also_carries),
        "predicates": {name: answer.predicates[name].truth.value for name in rests.predicates},
        "used": [_fact(fact) for fact in rests.used],
        "not_used": [_fact(fact) for fact in rests.not_used],
        "missing": list(rests.missing),
        "statements": _ids(rests, "S"),
        "external": _ids(rests, "E"),
        "parameters": rests.parameters,
    }
    return {name: value for name, value in told.items() if value}


def _ids(rests: Evidence, letter: str) -> list[str]:
    return [i for i in rests.basis if i.startswith(letter)]


def _fact(fact: Fact) -> dict[str, str]:
    value = fact.value.removesuffix(fact.unit).strip() if fact.unit else fact.value
    told = {
        "label": fact.label,
        "value": value,
        "unit": fact.unit,
        "limit": fact.limit,
        "date": str(fact.when or ""),
        "reference": fact.source,
        "note": fact.note,
    }
    return {name: words for name, words in told.items() if words}


def _suggestions(advice: Advice, drafts: Drafts, delete_draft: str) -> Iterator[Suggestion]:
    for source, name in advice.deletes:
        if DELETABLE.fullmatch(source):
            label = f"{delete_draft}: {record_text.plain(name)}" if name else delete_draft
            action = Action(type="delete", description=label, resource_id=source)
            yield Suggestion(label=label, uuid=str(uuid4()), actions=(action,))
    for proposal in advice.proposals[: 4 - len(advice.deletes)]:
        yield _suggestion(proposal, drafts)


def _suggestion(proposal: Proposal, drafts: Drafts) -> Suggestion:
    action = Action(type="create", description=proposal.description, resource=drafts.resource(proposal))
    return Suggestion(label=proposal.label, uuid=str(uuid4()), actions=(action,))
