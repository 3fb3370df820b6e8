"""Conditions that the state table and the cards share (pathway 3.1, 3.2)."""

from hooks.clinical.case import Feature
from hooks.clinical.criterion import Assessment, Check
from hooks.clinical.evidence import Finding, Need
from hooks.clinical.logic import all_of, any_of, no, not_yes, yes
from hooks.clinical.truth import NO, UNKNOWN, YES, known
from hooks.nme.codes.concepts import IMAGING, LIVER_THERAPY, RESECTION, SRS, TUMOUR
from hooks.nme.codes.parameters import GLUCAGON_AFTER_RESECTION
from hooks.nme.evidence.background import associated
from hooks.nme.evidence.glucagon import elev, glucagon_on_record, gt500
from hooks.nme.evidence.glucagon_samples import glucagon_results, selection
from hooks.nme.evidence.imaging import concluded, present
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.metastasis_seen import metastasis_evidence
from hooks.nme.evidence.resection import resected, resection_dates, resection_on_record
from hooks.nme.evidence.select import fact
from hooks.nme.evidence.skin import nme_active_or_provisional, recur
from hooks.nme.evidence.tumour import no_tumour_by_imaging, tumour, tumour_recorded_or_provisional

in_scope = any_of(nme_active_or_provisional, tumour_recorded_or_provisional, yes(resected), glucagon_on_record)
"""Pathway 3.1. NME resolved counts only together with a tumour, which is in scope by itself."""

possible_pseudoglucagonoma = all_of(
    nme_active_or_provisional, yes(associated), any_of(no(elev), no_tumour_by_imaging), not_yes(gt500)
)
"""S09 of the state table; the rows for glucagon above the cut-off come before it."""

associated_condition = yes(associated)


def _tumour_order(assessment: Assessment) -> Finding:
    """An order that only a tumour explains: resection, liver-directed therapy, receptor scintigraphy."""
    drafts = [draft.order for draft in assessment.case.drafts]
    requests = [*(assessment.case.requests or ()), *(assessment.case.procedures or ()), *drafts]
    return Finding(known(any(request.concepts & (RESECTION | LIVER_THERAPY | SRS) for request in requests)))


tumour_order = Check(
    "a resection, a liver therapy or a receptor scan is ordered or done",
    _tumour_order,
    needs=frozenset({Need("ServiceRequest"), Need("Procedure")}),
)
other_evidence_in_scope = any_of(glucagon_on_record, resection_on_record, all_of(yes(ssa), tumour_order))
"""What keeps a patient in scope when the problem list could not be read (decisions 1)."""


def _late_raised_glucagon(assessment: Assessment) -> Finding:
    """Raised on a sample drawn long enough after the newest resection (pathway 3.2, S08)."""
    dates, finding = assessment.once(resection_dates), assessment.finding(elev)
    if finding.truth is not YES or not dates:
        return Finding(known(False))
    wait = assessment.days(GLUCAGON_AFTER_RESECTION)
    draws = [s.result.when for s in assessment.once(selection).deciding]
    late = any(draw is not None and draw.days_after(dates[-1], wait - 1) is YES for draw in draws)
    return Finding(known(late), finding.facts)


raised_after_resection = Check(
    "glucagon is raised on a sample drawn {glucagon_after_resection} d or more after resection",
    _late_raised_glucagon,
    asks=(elev, resected),
)


def _late_lesion(assessment: Assessment) -> Finding:
    dates = assessment.once(resection_dates)
    found = [
        *concluded(assessment, IMAGING, TUMOUR, "Lesion after resection"),
        *present(assessment, TUMOUR, "Lesion after resection"),
    ]
    facts = tuple(note for feature, note in found if dates and _after(feature, assessment))
    return Finding(known(bool(facts)), facts)


def _after(feature: Feature, assessment: Assessment) -> bool:
    dates = assessment.once(resection_dates)
    return feature.when is not None and feature.when.certainly_after(dates[-1])


lesion_after_resection = Check("imaging after resection codes a lesion", _late_lesion, asks=(resected, tumour))


def _late_liver(assessment: Assessment) -> Finding:
    """Contested, possible, provisional or beside another malignancy: it leaves distant disease open (pathway-2 2.5)."""
    if assessment.truth(mets) is not UNKNOWN:
        return Finding(NO)
    dates, evidence = assessment.once(resection_dates), assessment.once(metastasis_evidence)
    seen = [s for s in (*evidence.positive, *evidence.possible) if s.liver]
    facts = tuple(s.fact for s in seen if dates and s.when and s.when.certainly_after(dates[-1]))
    return Finding(known(bool(facts)), facts)


liver_after_resection = Check(
    "a liver metastasis newer than the resection leaves distant disease open", _late_liver, asks=(mets, resected)
)
finding_after_resection = any_of(yes(recur), raised_after_resection, lesion_after_resection, liver_after_resection)


def _before_the_operation(assessment: Assessment) -> Finding:
    """The newest result from before the first resection, whatever its age (pathway 2.2; pathway-2 section 7)."""
    dates = assessment.once(resection_dates)
    earlier = [r for r in assessment.once(glucagon_results) if r.when and dates and dates[0].certainly_after(r.when)]
    today = assessment.case.today
    facts = [
        fact(r, "Glucagon before the operation", f"{r.when.age(today)} d old" if r.when else "", str(r.reading))
        for r in earlier[:1]
        if r.reading
    ]
    return Finding(known(bool(facts)), tuple(facts))


preoperative_glucagon = Check(
    "a glucagon from before the resection is on record", _before_the_operation, asks=(glucagon_on_record, resected)
)
