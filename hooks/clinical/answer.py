"""What a service of a pathway answers for one case."""

from collections.abc import Mapping
from decimal import Decimal

from hooks.clinical.advice import Answer
from hooks.clinical.briefing import CHART, ORDERS
from hooks.clinical.called import Called
from hooks.clinical.case import Case
from hooks.clinical.consultation import Consultation
from hooks.clinical.order_cards import order_cards
from hooks.clinical.pathway import Pathway
from hooks.clinical.service import Answers, HookService
from hooks.clinical.truth import Truth


def answer(
    pathway: Pathway,
    service: HookService,
    case: Case,
    overrides: Mapping[str, Decimal],
    *,
    on_request: bool = False,
    supposed: Mapping[str, Truth] | None = None,
) -> Answer:
    """State, overlays, predicates and cards, with a site's numbers. Pure: the same case gives the same answer.

    With ``on_request`` the chart's cards end with those only some clients ask for, once the patient is on a
    branch (decisions 12). ``supposed`` are answers to predicates that count instead of the record's.
    """
    consultation = Consultation(pathway, case, overrides, supposed)
    if service.answers is Answers.ORDERS:
        return consultation.answer(order_cards(consultation), ORDERS)
    asked = pathway.on_request if on_request and consultation.decided else ()
    called = [*consultation.chart_cards(), *(Called(recommendation=card) for card in asked)]
    return consultation.answer(called, CHART)
