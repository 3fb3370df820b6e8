"""Is an entry of the last days there already? Then it is looked at, not ordered again (pathway-2 sections 4 and 6)."""

from dataclasses import dataclass

from hooks.clinical.case import Medication
from hooks.clinical.criterion import Assessment, Check, Leaf, Predicate
from hooks.clinical.evidence import Finding, Parameter
from hooks.clinical.logic import any_of
from hooks.clinical.truth import YES, known
from hooks.nme.codes import concepts as c
from hooks.nme.codes.parameters import GLUCAGON_REPEAT, RECENT_IMAGING
from hooks.nme.evidence.background import progression
from hooks.nme.evidence.glucagon import elev
from hooks.nme.evidence.items import CONDITIONS, SCANS, receptor_imaging
from hooks.nme.evidence.leaves import RUNNING, Diagnosed, OnRecord, on_record, treated
from hooks.nme.evidence.medication import MEDICATIONS
from hooks.nme.evidence.select import fact, having, newest_first


@dataclass(frozen=True)
class Recently(Leaf):
    """YES with the newest entry of the item when it is certainly within the window."""

    item: Leaf
    window: Parameter

    def settle(self, assessment: Assessment) -> Finding:
        """Its newest entry, by the day of the case."""
        today, days = assessment.case.today, assessment.days(self.window)
        newest = assessment.finding(self.item).facts[:1]
        fresh = tuple(f for f in newest if f.when and f.when.within(days, today) is YES)
        return Finding(known(bool(fresh)), fresh)


def recently(item: OnRecord | Predicate, window: Parameter) -> Recently:
    """The item has an entry within the window."""
    words = f"{item.sentence}, at most {{{window.name}}} d old"
    return Recently(words, item, window, asks=(item,))


ct_scan = on_record("CT", "CT of the abdomen", c.CT, SCANS)
mri_scan = on_record("MRI", "MRI of the abdomen", c.MRI, SCANS)
recent_ct = recently(ct_scan, RECENT_IMAGING)
recent_mri = recently(mri_scan, RECENT_IMAGING)
recent_course = recently(progression, RECENT_IMAGING)
"""A coded response assessment rests on a scan."""

recent_scan = any_of(recent_ct, recent_mri)
recently_imaged = any_of(recent_scan, recent_course)
recent_receptor_study = recently(receptor_imaging, RECENT_IMAGING)
recent_glucagon = recently(elev, GLUCAGON_REPEAT)
"""A usable result: only such results decide ``elev``."""

anticoagulant_drug = treated("an anticoagulant is active", "Anticoagulant", c.ANTICOAGULANT)
anticoagulant_use = Diagnosed(
    "long-term use of anticoagulants is recorded", "Anticoagulants", c.ANTICOAGULANT_USE, needs=CONDITIONS
)
everolimus_active = treated("everolimus is active", "Everolimus", c.EVEROLIMUS)
other_cause = Diagnosed(
    "acromegaly or alcoholic liver disease is recorded",
    "Other cause of raised glucagon*",
    c.ACROMEGALY | c.ALCOHOLIC_LIVER,
    needs=CONDITIONS,
)
liver_disease = Diagnosed("liver disease is recorded", "Liver disease", c.LIVER_DISEASE, needs=CONDITIONS)
men1 = Diagnosed("MEN1 is recorded", "MEN1", c.MEN1, needs=CONDITIONS)
stomatitis = Diagnosed("stomatitis, glossitis or cheilitis is recorded", "Stomatitis", c.STOMATITIS, needs=CONDITIONS)
weight_loss = Diagnosed("weight loss is recorded", "Weight loss", c.WEIGHT_LOSS, needs=CONDITIONS)
rash_recorded = Diagnosed("a rash of no stated kind is recorded", "Rash", c.RASH, needs=CONDITIONS)
pancreatic_mass = Diagnosed(
    "a pancreatic mass of no stated type is recorded", "Pancreatic mass", c.PANCREATIC_MASS, needs=CONDITIONS
)
"""It settles nothing, and everyone in the room knows of it (pathway-2 3.3)."""


def _lutetium(assessment: Assessment) -> Finding:
    """Active, or an order that waits for its signature."""
    drafted = [draft.order for draft in assessment.case.drafts if isinstance(draft.order, Medication)]
    found = having([*(assessment.case.medications or ()), *drafted], c.LUTETIUM)
    current = [m for m in found if m.status in (*RUNNING, "draft") and not m.do_not_perform]
    return Finding(known(bool(current)), tuple(fact(m, "Lu-177 dotatate") for m in newest_first(current)[:1]))


lutetium = Check("Lu-177 dotatate is active or planned", _lutetium, needs=MEDICATIONS)
