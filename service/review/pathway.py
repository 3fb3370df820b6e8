"""The state table and the overlays, as sections of the review document."""

from hooks.clinical.pathway import Overlay, State
from hooks.clinical.texts import Texts
from service.review.appearances import all_added, cards_of_overlay, where
from service.review.cards import card_title
from service.review.edition import Edition, only_if
from service.review.markdown import bullets, escaped, numbered, paragraphs, table

READ_DOWN = "Read from the top: the first row whose condition holds is the patient's one state."
ORDER_ON_SCREEN = (
    "On the screen: K17 first when it leaves open what could change the branch, then the cards of the state in the "
    "order of its row, then the added ones in this order, K17 last when it changes nothing."
)


def states_section(edition: Edition) -> str:
    """The state table in words, in its order."""
    head = ["", "State", "Condition", "Cards in order", "Named when not found", "Must not be said"]
    rows = [_state(number, state, edition) for number, state in enumerate(edition.pathway.states, 1)]
    return paragraphs((READ_DOWN, table(head, rows), "On no card, in no state:", _forbidden(edition.pathway.texts)))


def _state(number: int, state: State, edition: Edition) -> list[str]:
    cards = [only_if(edition, card_title(brings.recommendation), brings.when) for brings in state.cards]
    return [
        str(number),
        f"**{state.id}** {edition.text(state.title)}",
        edition.when(state.when),
        numbered(cards) if cards else "none",
        escaped("; ".join(dict.fromkeys(question.missing for question in state.asks))),
        escaped("; ".join(state.must_not_say)),
    ]


def _forbidden(texts: Texts) -> str:
    return bullets(f"“{escaped(words.name)}”: {escaped(words.why)}" for words in texts.forbidden)


def overlays_section(edition: Edition) -> str:
    """The overlay table, and the cards that are added to a state."""
    overlays = [_overlay(overlay, edition) for overlay in edition.pathway.overlays]
    added = [
        [card_title(a.card), f"in {where(a, edition.pathway)}", edition.when(a.when)]
        for a in all_added(edition.pathway)
    ]
    return paragraphs(
        (
            "Any number of these stand beside a state.",
            table(["Overlay", "Holds if", "Brings"], overlays),
            "Cards added to a state:",
            table(["Card", "Where", "If"], added),
            ORDER_ON_SCREEN,
        )
    )


def _overlay(overlay: Overlay, edition: Edition) -> list[str]:
    name = f"**{overlay.id}** {edition.text(overlay.title)}"
    return [name, edition.when(overlay.when), ", ".join(cards_of_overlay(overlay, edition.pathway))]
