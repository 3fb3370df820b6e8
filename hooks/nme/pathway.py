"""The pathway put together: one value that holds all of it."""

from datetime import date
from pathlib import Path

from hooks.clinical.advice import Wording
from hooks.clinical.companions import Companions, Together
from hooks.clinical.limits import DataLimits
from hooks.clinical.pathway import Pathway, WiderScope
from hooks.clinical.sentence import line
from hooks.nme.added import ADDED
from hooks.nme.cards.beyond import BEYOND_THE_SEEDS
from hooks.nme.cards.catalogue import RECOMMENDATIONS
from hooks.nme.cards.data import DATA_LIMITS, DUPLICATE_SSA
from hooks.nme.cards.screen import SCREEN
from hooks.nme.cards.wording import TEXTS
from hooks.nme.codes.bounds import BOUNDS
from hooks.nme.codes.code_systems import SYSTEMS
from hooks.nme.codes.concepts import (
    ASA,
    DIABETES,
    ECOG,
    HISTOLOGY_IN_WORDS,
    IN_SCOPE,
    PREGNANCY_STATUS,
    RASH,
    SSA,
    STOMATITIS,
    WEIGHT_LOSS,
)
from hooks.nme.codes.parameters import (
    ALL,
    COMPANIONS_BY_REPORT,
    COMPANIONS_NEEDED,
    COMPANIONS_ON_CHART,
    COMPANIONS_ON_ORDERS,
)
from hooks.nme.codes.reading import READING
from hooks.nme.codes.value_sets import BENEATH, CODES, rows
from hooks.nme.evidence.companions import SIGNS, companions_at_all
from hooks.nme.evidence.skin import nme
from hooks.nme.evidence.tumour import tumour
from hooks.nme.examples import EXAMPLES
from hooks.nme.orders.table import ORDERS
from hooks.nme.overlays import OVERLAYS, UNDECIDED_STATES
from hooks.nme.pictures import PHASES, TRENDS
from hooks.nme.predicates import PREDICATES
from hooks.nme.quality import ISSUES, any_issue, conditions_unread
from hooks.nme.services import SERVICES
from hooks.nme.sources.library import CONTENTS, SIGNATURES
from hooks.nme.states import STATES
from hooks.nme.written import WRITTEN

GROUPS = (DIABETES, WEIGHT_LOSS, STOMATITIS)
COMPANIONS = Companions(
    when=companions_at_all,
    signs=SIGNS,
    together=(Together(RASH, GROUPS, int(COMPANIONS_NEEDED.value)), Together(HISTOLOGY_IN_WORDS, GROUPS, 1)),
)

PATHWAY = Pathway(
    id="nme",
    version="2.0.0",
    dated=date(2026, 11, 28),
    texts=TEXTS,
    services=SERVICES,
    states=STATES,
    out_of_scope="S00",
    undecided=UNDECIDED_STATES,
    overlays=OVERLAYS,
    added=ADDED,
    predicates=PREDICATES,
    recommendations=RECOMMENDATIONS,
    variants={DATA_LIMITS.id: DUPLICATE_SSA},
    on_request=(BEYOND_THE_SEEDS,),
    orders=ORDERS,
    limits=DataLimits(
        card=DATA_LIMITS,
        issues=ISSUES,
        any=any_issue,
        unread=conditions_unread,
        not_compared=Wording(careful=(line("{order}: this order was not compared with the two sources."),)),
    ),
    screen=SCREEN,
    drafts_for=(tumour, nme),
    sources=CONTENTS,
    parameters=ALL,
    bounds=BOUNDS,
    codes=CODES,
    value_sets=rows(),
    systems=SYSTEMS,
    reading=READING,
    scope=IN_SCOPE,
    scope_when_unread=SSA,
    companions=COMPANIONS,
    wider_scope=(
        WiderScope(COMPANIONS_ON_ORDERS, RASH, orders=True),
        WiderScope(COMPANIONS_ON_CHART, RASH),
        WiderScope(COMPANIONS_BY_REPORT, HISTOLOGY_IN_WORDS),
    ),
    examples=EXAMPLES,
    phases=PHASES,
    trends=TRENDS,
    signatures=SIGNATURES,
    home=Path(__file__).parent,
    written=WRITTEN,
    beneath=BENEATH,
    assessments={"pregnancy status": PREGNANCY_STATUS, "ECOG": ECOG, "ASA class": ASA},
)
