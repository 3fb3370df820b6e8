"""What the service rests on: the texts, the other sources, and the 13 source attributes (cards, "Sources page")."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec

from hooks.clinical.pathway import Pathway
from service.pages.render import rendered, table
from service.review.addresses import link
from service.review.attributes import Use, of_cards, of_service

PURPOSE = "Not a CE-marked device. Used beside, not instead of, clinical judgement."
MARK = "Lines and numbers marked * come from neither text."


def sources_page(pathway: Pathway, parts: int, unsigned: int) -> str:
    """The page, with how many of the pathway's parts nobody signed as they are now."""
    return rendered(
        "sources.html",
        title="Sources",
        pathway=pathway,
        texts=pathway.texts,
        purpose=PURPOSE,
        mark=MARK,
        attributes=table(("", "Attribute", "This service"), _attributes(pathway)),
        by_card=table(("Card", "Texts and other sources", "Of the patient, used"), _by_card(pathway)),
        link=link,
        parts=parts,
        unsigned=unsigned,
    )


def _attributes(pathway: Pathway) -> list[tuple[str, str, str]]:
    published, texts = pathway.sources.publication, pathway.sources.seeds
    told = [
        ("Bibliographic citation", f"{'; '.join(text.name for text in texts)}; other sources by card, below"),
        ("Developer", published.developer),
        ("Funding of the implementation", published.funding),
        (
            "Release and revision",
            f"pathway {pathway.version}, {published.released}; {'; '.join(f'{t.name}: {t.dated}' for t in texts)}",
        ),
        *((use.name, f"{use.words}{_cards_with(use, pathway)}") for use in of_service(pathway)),
    ]
    return [(str(number), name, words) for number, (name, words) in enumerate(told, 1)]


def _cards_with(use: Use, pathway: Pathway) -> str:
    """The cards that use it."""
    found = [
        id_ for id_, card_uses in of_cards(pathway).items() for one in card_uses if one.name == use.name and one.by
    ]
    return f" ({', '.join(found)})" if found else ""


def _by_card(pathway: Pathway) -> list[tuple[str, str, str]]:
    return [
        (f"{id_} {pathway.recommendations[id_].name}", ", ".join(_cited(pathway, id_)) or "none", _used(uses))
        for id_, uses in of_cards(pathway).items()
    ]


def _cited(pathway: Pathway, card: str) -> list[str]:
    """The texts a card's statements are from, and the ids of the other sources it cites."""
    basis = pathway.recommendations[card].basis()
    texts = [seed.name for seed in pathway.sources.seeds if any(i.startswith(f"{seed.id}.") for i in basis)]
    return [*texts, *sorted(i for i in basis if i in pathway.sources.library.sources)]


def _used(uses: tuple[Use, ...]) -> str:
    return "; ".join(f"{use.name} ({', '.join(use.by)})" for use in uses if use.by) or "nothing"


def as_json(pathway: Pathway, parts: int, unsigned: int) -> str:
    """The same as JSON: texts, sources, purpose, what is signed, attributes of the service and of each card."""
    published, texts = pathway.sources.publication, pathway.texts
    content = {
        "purpose": [texts.intended_use, texts.audience, texts.not_for, PURPOSE],
        "texts": [asdict(seed) for seed in pathway.sources.seeds],
        "sources": [asdict(source) for source in pathway.sources.library.sources.values()],
        "signed": {"parts": parts, "unsigned": unsigned},
        "developer": published.developer,
        "funding": published.funding,
        "release": {"pathway": pathway.version, "released": published.released},
        "attributes": _as_members(of_service(pathway)),
        "cards": {
            id_: {"citations": _cited(pathway, id_), "attributes": _as_members(uses)}
            for id_, uses in of_cards(pathway).items()
        },
    }
    return msgspec.json.format(msgspec.json.encode(content)).decode()


def _as_members(uses: tuple[Use, ...]) -> Mapping[str, Any]:
    return {use.name: {"used": bool(use.by), "by": list(use.by)} for use in uses}
