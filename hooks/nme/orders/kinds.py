"""The orders the pathway knows, and how a stop is told from a start (pathway section 4)."""

from hooks.clinical.case import Draft, Medication
from hooks.clinical.criterion import Assessment
from hooks.clinical.orders import OrderKind
from hooks.nme.codes import concepts as c
from hooks.nme.evidence.medication import active_ssas

STOP_STATUSES = frozenset({"stopped", "cancelled", "on-hold"})

OCTREOTIDE_SHORT = OrderKind(
    "octreotide_short", "short-acting octreotide or octreotide of unknown form", c.OCTREOTIDE - {"octreotide_lar"}, True
)
OCTREOTIDE_LONG = OrderKind("octreotide_long", "long-acting octreotide", frozenset({"octreotide_lar"}), True)
LANREOTIDE = OrderKind("lanreotide", "lanreotide", c.LANREOTIDE, True)
SSA_STOP = OrderKind("ssa_stop", "stopping an SSA", c.SSA)
INTERFERON = OrderKind("interferon", "interferon alfa", c.INTERFERON, True)
CHEMOTHERAPY = OrderKind("chemotherapy", "streptozocin or fluorouracil", c.CHEMOTHERAPY, True)
ZINC = OrderKind("zinc", "zinc", c.ZINC_DRUG)
AMINO_ACIDS = OrderKind("amino_acids", "amino acid infusion", c.AMINO_ACID_DRUG | c.PARENTERAL_NUTRITION)
LIPIDS = OrderKind("lipids", "lipid emulsion", c.LIPID_DRUG | c.PARENTERAL_NUTRITION)
RESECTION = OrderKind("resection", "pancreatic resection", c.RESECTION)
LIVER_THERAPY = OrderKind("liver_therapy", "hepatic embolization or ablation", c.LIVER_THERAPY)
GLUCAGON_TEST = OrderKind("glucagon_test", "glucagon test", c.GLUCAGON_TEST)
CT = OrderKind("ct", "CT", c.CT, True)
MRI = OrderKind("mri", "MRI", c.MRI)
SRS = OrderKind("srs", "somatostatin receptor scintigraphy", c.SRS, True)
EUS = OrderKind("eus", "endoscopic ultrasound", c.EUS)
SKIN_BIOPSY = OrderKind("skin_biopsy", "skin biopsy", c.SKIN_BIOPSY)
GLUCAGON_DRUG = OrderKind("glucagon_drug", "glucagon as a drug", c.GLUCAGON_DRUG, True)

STARTS = (
    OCTREOTIDE_LONG,
    OCTREOTIDE_SHORT,
    LANREOTIDE,
    INTERFERON,
    CHEMOTHERAPY,
    ZINC,
    AMINO_ACIDS,
    LIPIDS,
    RESECTION,
    LIVER_THERAPY,
    GLUCAGON_TEST,
    CT,
    MRI,
    SRS,
    EUS,
    SKIN_BIOPSY,
    GLUCAGON_DRUG,
)
KINDS = (*STARTS, SSA_STOP)


def is_stop(assessment: Assessment, draft: Draft) -> bool:
    """Does the draft end a treatment? By its status, by doNotPerform, or by an end it sets.

    Prescriptions routinely carry an end of validity, so an end counts only where the draft edits
    an active order, bounds a course already running of a drug that is active (a renewal starts today), or is past.
    """
    order = draft.order
    if not isinstance(order, Medication):
        return False
    if order.status in STOP_STATUSES or order.do_not_perform:
        return True
    if draft.ends is None:
        return False
    active = [m for m in assessment.once(active_ssas) if same_product(m, order)]
    edits = any(m.source in draft.replaces for m in active)
    over = draft.ends.last <= assessment.case.today
    return bool(active) and (edits or draft.bounded or over)


def same_product(one: Medication, other: Medication) -> bool:
    """The same drug in the same form; a form not recorded may be either."""
    same_drug = any(one.concepts & drug and other.concepts & drug for drug in (c.OCTREOTIDE, c.LANREOTIDE))
    forms = [_form(m) for m in (one, other)]
    return same_drug and (None in forms or forms[0] == forms[1])


def _form(medication: Medication) -> str | None:
    if medication.concepts & c.SSA_LONG:
        return "long"
    return "short" if medication.concepts & c.SSA_SHORT else None


def kinds_of(assessment: Assessment, draft: Draft) -> list[OrderKind]:
    """The lines of the table the draft belongs to; none for an order the pathway does not know."""
    concepts = draft.order.concepts
    if is_stop(assessment, draft):
        return [SSA_STOP] if concepts & c.SSA else []
    if draft.topical and concepts & c.FLUOROURACIL:
        return []
    found = [kind for kind in STARTS if concepts & kind.concepts]
    if OCTREOTIDE_LONG in found and OCTREOTIDE_SHORT in found:
        found.remove(OCTREOTIDE_SHORT)  # the ingredient comes with the long-acting product
    return found


def stops(assessment: Assessment) -> list[Draft]:
    """Drafts that stop an SSA."""
    return [d for d in assessment.case.drafts if d.order.concepts & c.SSA and is_stop(assessment, d)]


def starts(assessment: Assessment) -> list[Draft]:
    """Drafts that start an SSA."""
    return [d for d in assessment.case.drafts if d.order.concepts & c.SSA and not is_stop(assessment, d)]


def staying_active(assessment: Assessment) -> list[Medication]:
    """Active SSAs that no draft stops."""
    stopped = [d.order for d in stops(assessment) if isinstance(d.order, Medication)]
    return [m for m in assessment.once(active_ssas) if not any(same_product(m, s) for s in stopped)]
