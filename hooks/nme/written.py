"""What the hand-written CQL of ``cql/`` defines and takes, in the words of this pathway (docs/cql.md)."""

from pathlib import Path

from hooks.clinical.criterion import tagged
from hooks.clinical.written import Written
from hooks.nme.codes import parameters as p
from hooks.nme.evidence.skin import nme_active_or_provisional
from hooks.nme.evidence.tags import Mark
from hooks.nme.evidence.tumour import tumour

WRITTEN = Written(
    folder=Path(__file__).parent / "cql",
    library="NMEPredicates",
    canonical="http://nme-cds.example",
    criteria={
        "nme active or provisional": nme_active_or_provisional,
        "tumour by imaging alone": tagged(tumour, Mark.BY_IMAGING),
    },
    numbers={
        "Glucagon Window": (p.GLUCAGON_WINDOW,),
        "Glucagon Suggestive": (p.GLUCAGON_TYPICAL,),
        "Glucagon Very High": (p.GLUCAGON_MOST,),
        "Glucagon Never Raised Below": (p.GLUCAGON_BELOW_ALL_LIMITS,),
        "Glucagon Always Raised Above": (p.GLUCAGON_ABOVE_ALL_LIMITS,),
        "Long Acting Reach": (p.SSA_LONG_AT_DRAW, p.DEPOT_WINDOW),
        "Short Acting Reach": (p.SSA_SHORT_AT_DRAW,),
        "Glucagon Drug Reach": (p.EXOGENOUS_WINDOW,),
        "Negative Finding Window": (p.NEGATIVE_STAGING_WINDOW, p.NEGATIVE_LOCALISING_WINDOW),
        "Surgical Assessment Window": (p.ASSESSMENT_WINDOW,),
        "ECOG Window": (p.ECOG_WINDOW,),
        "ASA Window": (p.ASA_WINDOW,),
        "ECOG Poor From": (p.ECOG_PROXY,),
        "ASA Poor From": (p.ASA_PROXY,),
        "Recurrence On SSA After": (p.RECURRENCE_ON_SSA,),
        "Recurrence After Resection After": (p.RECURRENCE_AFTER_RESECTION,),
        "Progression Window": (p.PROGRESSION_WINDOW,),
        "Zinc Window": (p.ZINC_WINDOW,),
        "Pregnancy Over After": (p.PREGNANCY_WINDOW,),
        "Adult From": (p.ADULT_AGE,),
    },
)
