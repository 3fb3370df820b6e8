"""Work-up and follow-up items: is one on record, and with what date (pathway 3.4, D17 to D20).

An item is YES with its newest entry, or UNKNOWN with the words for what was not found. It is
never NO: that nothing was found does not mean that nothing was done.
"""

from collections.abc import Callable, Iterator
from datetime import date

from hooks.clinical.case import Act, Availability, Feature, Flag, Medication, Observed, Reason, Report
from hooks.clinical.criterion import Assessment, Criterion, Finding, Need, Predicate, any_of
from hooks.clinical.evidence import Fact
from hooks.clinical.truth import UNKNOWN, YES, known
from hooks.nme.codes import concepts as c
from hooks.nme.codes.parameters import EGFR_LOW
from hooks.nme.evidence.background import coded, diabetes
from hooks.nme.evidence.glucagon import elev
from hooks.nme.evidence.medication import ENDED, MEDICATIONS
from hooks.nme.evidence.nutrition import aa_low, zinc_low
from hooks.nme.evidence.select import early_words, fact, having, newest_first, observed, withheld

CONDITIONS = frozenset({Need("Condition")})
NEVER_GIVEN = {"cancelled", "draft", "not-done", "not-taken"}
RUNNING = {"active", "in-progress"}


def missing(item: Criterion) -> Criterion:
    """YES when the item is UNKNOWN: not found."""

    def evaluate(assessment: Assessment) -> Finding:
        return Finding(known(assessment.truth(item) is UNKNOWN))

    return Criterion(f"not found: {item.missing or item.sentence}", evaluate, parts=(item,))


def drafted(words: str, concepts: frozenset[str]) -> Criterion:
    """YES when a draft order of this hook is in the concepts and ends no treatment; never UNKNOWN."""

    def evaluate(assessment: Assessment) -> Finding:
        begun = (draft.order for draft in assessment.case.drafts if not _ends(draft.order))
        return Finding(known(any(order.concepts & concepts for order in begun)))

    return Criterion(f"{words} is being ordered", evaluate)


def _ends(order: Medication | Act) -> bool:
    return isinstance(order, Medication) and (order.status in ENDED or order.do_not_perform)


def on_record(
    label: str, missing: str, concepts: frozenset[str], kinds: tuple[str, ...] = ("Observation", "DiagnosticReport")
) -> Criterion:
    """YES with the newest result, report or completed procedure; UNKNOWN with the missing words.

    Preliminary entries are not used and said (fhir-inputs, "Status").
    """

    def evaluate(assessment: Assessment) -> Finding:
        newest = newest_first(_entries(assessment, concepts))[:1]
        facts = tuple(fact(entry, label, value=_value(entry)) for entry in newest)
        return Finding(YES if facts else UNKNOWN, facts, _early(assessment, label, concepts))

    needs = frozenset(Need(kind, concepts if kind == "Observation" else frozenset()) for kind in kinds)
    return Criterion(f"{label} is on record", evaluate, needs, missing=missing)


def _entries(assessment: Assessment, concepts: frozenset[str]) -> Iterator[Feature]:
    yield from (r for r in observed(assessment, concepts) if _has_result(r))
    yield from having(assessment.case.reports, concepts)
    yield from (p for p in having(assessment.case.procedures, concepts) if p.status == "completed")


def _has_result(result: Observed) -> bool:
    return bool(result.reading or result.flag or result.text_value or result.answers or result.members)


def _value(entry: Feature) -> str:
    if isinstance(entry, Observed) and (entry.reading or entry.text_value):
        return str(entry.reading or entry.text_value)
    if isinstance(entry, Report) and entry.conclusion_display:
        return ": ".join(words for words in (entry.display, entry.conclusion_display) if words)
    return entry.display


def _early(assessment: Assessment, label: str, concepts: frozenset[str]) -> tuple[Fact, ...]:
    found = withheld(assessment, concepts, Reason.PRELIMINARY, Reason.NO_STATUS)
    return tuple(Fact(label, w.source, "", w.when, early_words(w.reason)) for w in found)


def _answered(predicate: Predicate, label: str, missing: str, early: frozenset[str] = frozenset()) -> Criterion:
    """YES with what the predicate rests on, whichever way it was answered (its window applies)."""

    def evaluate(assessment: Assessment) -> Finding:
        finding = assessment.finding(predicate)
        unused = (*finding.unused, *_early(assessment, label, early))
        return Finding(YES if finding.facts else UNKNOWN, finding.facts, unused)

    return Criterion(f"{label} is on record", evaluate, parts=(predicate,), missing=missing)


def aged(item: Criterion) -> Criterion:
    """The item with the age of its entries, as the row on zinc orders asks (pathway section 4)."""

    def evaluate(assessment: Assessment) -> Finding:
        finding = assessment.finding(item)
        return finding._replace(facts=tuple(_with_age(entry, assessment.case.today) for entry in finding.facts))

    return Criterion(item.sentence, evaluate, parts=(item,), missing=item.missing)


def _with_age(entry: Fact, today: date) -> Fact:
    age = f"{entry.when.age(today)} d old" if entry.when else ""
    return entry._replace(note="; ".join(words for words in (age, entry.note) if words))


glucagon_drafted = drafted("a glucagon test", c.GLUCAGON_TEST)

glucagon_item = _answered(elev, "Glucagon", elev.missing)
zinc_level = _answered(zinc_low, "Zinc", "zinc level", c.ZINC_TEST)
amino_acid_level = _answered(aa_low, "Amino acids", "amino acid level", c.AMINO_ACID_PANEL | c.AMINO_ACID_SINGLE)
cbc = on_record("Blood count", "complete blood count", c.CBC)
cmp = on_record("Metabolic panel", "comprehensive metabolic panel", c.CMP)
glucose_or_hba1c = on_record("Glucose or HbA1c", "glucose or HbA1c", c.GLUCOSE)
vitamin_b12 = on_record("Vitamin level", "vitamin B12 or another vitamin level", c.VITAMINS)
stool_fat = on_record("Stool elastase", "check for fat malabsorption", c.STOOL_FAT)

SCANS = ("DiagnosticReport", "Procedure")
ct_or_mri = on_record("CT or MRI", "CT or MRI of the abdomen", c.CT_OR_MRI, SCANS)
receptor_imaging = on_record(
    "Somatostatin receptor imaging", "somatostatin receptor imaging", c.RECEPTOR_IMAGING, SCANS
)
eus = on_record("Endoscopic ultrasound", "endoscopic ultrasound", c.EUS, SCANS)
gallbladder_ultrasound = on_record("Abdominal ultrasound", "gallbladder ultrasound", c.ULTRASOUND, SCANS)
any_imaging = on_record("Imaging", "localising imaging", c.IMAGING, SCANS)
skin_biopsy = on_record("Skin biopsy", "skin biopsy", c.SKIN_BIOPSY, SCANS)


def _diagnosed(sentence: str, label: str, concepts: frozenset[str]) -> Criterion:
    return Criterion(f"{sentence} recorded", lambda a: coded(a, concepts, label), CONDITIONS)


def _low_vitamins(assessment: Assessment) -> Finding:
    """The newest level of each vitamin, where the laboratory flags it low."""
    newest = (newest_first(observed(assessment, frozenset({vitamin})))[:1] for vitamin in sorted(c.VITAMINS))
    low = [result for found in newest for result in found if result.flag is Flag.LOW]
    return Finding(known(bool(low)), tuple(fact(r, "Low vitamin level", value=_value(r)) for r in low))


low_vitamins = Criterion("a vitamin level is flagged low", _low_vitamins, frozenset({Need("Observation", c.VITAMINS)}))
gallstones = _diagnosed("gallstones are", "Gallstones", c.GALLSTONES)
steatorrhoea = _diagnosed("steatorrhoea is", "Steatorrhoea", c.STEATORRHOEA)


def _treated(sentence: str, label: str, concepts: frozenset[str], counts: Callable[[Medication], bool]) -> Criterion:
    """YES with the medications; UNKNOWN when none is found in data that were not told completely."""

    def evaluate(assessment: Assessment) -> Finding:
        found = [m for m in having(assessment.case.medications, concepts) if counts(m) and not m.do_not_perform]
        if found or _told(assessment):
            return Finding(known(bool(found)), tuple(fact(m, label) for m in newest_first(found)[:1]))
        return Finding(UNKNOWN)

    return Criterion(sentence, evaluate, MEDICATIONS, missing=label.lower())


def _told(assessment: Assessment) -> bool:
    """Decisions 28: MedicationRequest is the decisive type."""
    case = assessment.case
    return case.medications is not None and case.available("MedicationRequest") is Availability.GIVEN


short_acting_octreotide_on_record = _treated(
    "short-acting octreotide is on record",
    "Short-acting octreotide",
    c.SSA_SHORT,
    lambda m: m.status not in NEVER_GIVEN,
)
parenteral_nutrition_active = _treated(
    "parenteral nutrition is active", "Parenteral nutrition", c.PARENTERAL_NUTRITION, lambda m: m.status in RUNNING
)
insulin_active = _treated("insulin is active", "Insulin", c.INSULIN, lambda m: m.status in RUNNING)
insulin_or_diabetes = any_of(diabetes, insulin_active)


def _newest_egfr(assessment: Assessment) -> list[Observed]:
    return [r for r in newest_first(observed(assessment, c.EGFR)) if r.reading][:1]


def _low_egfr(assessment: Assessment) -> Iterator[Fact]:
    limit = assessment.number(EGFR_LOW)
    for result in _newest_egfr(assessment):
        if result.reading and result.reading.comparator in (None, "<", "<=") and result.reading.value < limit:
            yield fact(result, "eGFR", value=str(result.reading))


def _renal(assessment: Assessment) -> Finding:
    facts = (*coded(assessment, frozenset({"renal_failure"}), "Renal failure").facts, *_low_egfr(assessment))
    return Finding(YES if facts else UNKNOWN, facts)


renal_impairment = Criterion(
    "renal failure, or an eGFR below {egfr_low}, is recorded",
    _renal,
    CONDITIONS | {Need("Observation", c.EGFR)},
)
