"""Work-up and follow-up items: is one on record, and with what date (pathway 3.4, D17 to D20)."""

from collections.abc import Iterator

from hooks.clinical.case import Flag, Observed
from hooks.clinical.criterion import Assessment, Check, Rule
from hooks.clinical.evidence import Fact, Finding, Need
from hooks.clinical.logic import any_of
from hooks.clinical.truth import UNKNOWN, YES, known
from hooks.nme.codes import concepts as c
from hooks.nme.codes.parameters import EGFR_LOW
from hooks.nme.evidence.background import coded, diabetes
from hooks.nme.evidence.glucagon import elev
from hooks.nme.evidence.leaves import (
    RUNNING,
    Diagnosed,
    aged,
    answered,
    drafted,
    is_result,
    missing,
    on_record,
    treated,
    value_of,
)
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.nutrition import aa_low
from hooks.nme.evidence.select import fact, having, newest_first, observed
from hooks.nme.evidence.zinc import zinc_low

__all__ = ["aged", "drafted", "missing"]

CONDITIONS = frozenset({Need("Condition")})
WAS_GIVEN = RUNNING | {"stopped", "completed", "on-hold", "intended", "unknown", ""}
"""Every status but those of a drug that was never given."""
SCANS = ("DiagnosticReport", "Procedure")

glucagon_drafted = drafted("a glucagon test", c.GLUCAGON_TEST)

glucagon_item = answered(elev, "Glucagon", "glucagon")
distant_entry = answered(mets, "Distant disease", "entry on distant disease")
zinc_level = answered(zinc_low, "Zinc", "zinc", c.ZINC_TEST)
amino_acid_level = answered(aa_low, "Amino acids", "amino acids", c.AMINO_ACID_PANEL | c.AMINO_ACID_SINGLE)
cbc = on_record("Blood count", "complete blood count", c.CBC)
cmp = on_record("Metabolic panel", "comprehensive metabolic panel", c.CMP)
kidney_function = on_record("Estimated GFR", "kidney function", c.EGFR, ("Observation",))
glucose_or_hba1c = on_record("Glucose or HbA1c", "glucose or HbA1c", c.GLUCOSE)
vitamin_b12 = on_record("Vitamin level", "vitamin B12 or another vitamin level", c.VITAMINS)
stool_fat = on_record("Stool elastase", "check for fat malabsorption", c.STOOL_FAT)

ct_or_mri = on_record("CT or MRI", "CT or MRI", c.CT_OR_MRI, SCANS)
receptor_imaging = on_record("Somatostatin receptor imaging", "receptor study", c.RECEPTOR_IMAGING, SCANS)
eus = on_record("Endoscopic ultrasound", "endoscopic ultrasound", c.EUS, SCANS)
gallbladder_ultrasound = on_record("Abdominal ultrasound", "gallbladder ultrasound", c.ULTRASOUND, SCANS)
any_imaging = on_record("Imaging", "imaging", c.IMAGING, SCANS)
skin_biopsy = on_record("Skin biopsy", "skin biopsy", c.SKIN_BIOPSY, SCANS)


def _seen(concepts: frozenset[str]) -> Rule:
    """Any result, however old or unusable."""

    def seen(assessment: Assessment) -> Finding:
        return Finding(known(any(is_result(r) for r in observed(assessment, concepts))))

    return seen


def _kept(words: str, concepts: frozenset[str]) -> Check:
    return Check(f"any {words} result is on record", _seen(concepts), needs=frozenset({Need("Observation", concepts)}))


zinc_seen = _kept("zinc", c.ZINC_TEST)
amino_acids_seen = _kept("amino acid", c.AMINO_ACID_PANEL | c.AMINO_ACID_SINGLE)


def _low_vitamins(assessment: Assessment) -> Finding:
    """The newest level of each vitamin, where the laboratory flags it low."""
    newest = (newest_first(observed(assessment, frozenset({vitamin})))[:1] for vitamin in sorted(c.VITAMINS))
    low = [result for found in newest for result in found if result.flag is Flag.LOW]
    return Finding(known(bool(low)), tuple(fact(r, "Low vitamin level", value=value_of(r)) for r in low))


low_vitamins = Check(
    "a vitamin level is flagged low", _low_vitamins, needs=frozenset({Need("Observation", c.VITAMINS, newest=True)})
)
gallstones = Diagnosed("gallstones are recorded", "Gallstones", c.GALLSTONES, needs=CONDITIONS)
steatorrhoea = Diagnosed("steatorrhoea is recorded", "Steatorrhoea", c.STEATORRHOEA, needs=CONDITIONS)


short_acting_octreotide_on_record = treated(
    "short-acting octreotide is on record", "Short-acting octreotide", c.SSA_SHORT, WAS_GIVEN
)
parenteral_nutrition_active = treated("parenteral nutrition is active", "Parenteral nutrition", c.PARENTERAL_NUTRITION)
insulin_active = treated("insulin is active", "Insulin", c.INSULIN)
insulin_or_diabetes = any_of(diabetes, insulin_active)


def _newest_egfr(assessment: Assessment) -> list[Observed]:
    return [r for r in newest_first(observed(assessment, c.EGFR)) if r.reading][:1]


def _low_egfr(assessment: Assessment) -> Iterator[Fact]:
    limit = assessment.number(EGFR_LOW)
    for result in _newest_egfr(assessment):
        if result.reading and result.reading.comparator in (None, "<", "<=") and result.reading.value < limit:
            yield fact(result, "eGFR", value=f"estimated GFR {result.reading}")


def _renal(assessment: Assessment) -> Finding:
    facts = (*coded(assessment, frozenset({"renal_failure"}), "Renal failure").facts, *_low_egfr(assessment))
    return Finding(YES if facts else UNKNOWN, facts)


renal_impairment = Check(
    "renal failure, or an eGFR below {egfr_low}, is recorded",
    _renal,
    needs=CONDITIONS | {Need("Observation", c.EGFR)},
)


def _resection_ordered(assessment: Assessment) -> Finding:
    """Active orders only: a draft resection is what the consult of K06 is about."""
    ordered = [r for r in having(assessment.case.requests, c.RESECTION) if r.status == "active"]
    return Finding(known(bool(ordered)), tuple(fact(r, "Pancreatic resection ordered") for r in ordered))


resection_ordered = Check(
    "a pancreatic resection is ordered", _resection_ordered, needs=frozenset({Need("ServiceRequest")})
)


def _referred(assessment: Assessment) -> Finding:
    """An active or draft referral by code or phrase."""
    asked = [r for r in having(assessment.case.requests, c.SURGICAL_REFERRAL) if r.status in ("active", "draft")]
    return Finding(known(bool(asked)), tuple(fact(r, "Surgical referral") for r in asked))


surgical_referral = any_of(
    Check("a surgical referral is on record", _referred, needs=frozenset({Need("ServiceRequest")})),
    drafted("a surgical referral", c.SURGICAL_REFERRAL),
)
