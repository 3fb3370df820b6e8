"""What the cards of follow-up share: the statements, the orders, and the entries with their last dates."""

from dataclasses import replace

from hooks.clinical.advice import Order, Proposal
from hooks.clinical.logic import all_of, not_
from hooks.clinical.sentence import line
from hooks.nme.cards.proposals import (
    CT,
    GALLBLADDER_US,
    GLUCAGON,
    GLUCOSE_HBA1C,
    MRI,
    STOOL_FAT,
    VITAMIN_B12,
    if_missing,
)
from hooks.nme.evidence.items import (
    gallbladder_ultrasound,
    glucagon_item,
    glucose_or_hba1c,
    stool_fat,
    vitamin_b12,
)
from hooks.nme.evidence.recent import recent_glucagon, recent_scan

ADVERSE_EFFECTS = ("S2.42", "S2.43", "S2.44", "S2.45")
FOLLOW_UP = ("S2.36", "S2.37", "S2.38")

SKIN_REVIEW = Proposal(
    "skin-review",
    "Skin review",
    "Arrange a skin review for NME",
    Order.SERVICE,
    "Skin review: necrolytic migratory erythema",
)
FOLLOW_UP_SCANS = (
    replace(CT, text="CT abdomen, follow-up of a pancreatic neuroendocrine tumour"),
    replace(MRI, text="MRI abdomen, follow-up of a pancreatic neuroendocrine tumour"),
)
REPEAT_GLUCAGON = replace(GLUCAGON, when=all_of(GLUCAGON.when, not_(recent_glucagon)))
"""Not while a usable result is 30 days old or newer (pathway-2 4.8)."""

MONITORING = (
    (GLUCAGON, glucagon_item),
    (GALLBLADDER_US, gallbladder_ultrasound),
    (GLUCOSE_HBA1C, glucose_or_hba1c),
    (VITAMIN_B12, vitamin_b12),
    (STOOL_FAT, stool_fat),
)
"""What is looked at before and during an SSA, with the entry that shows its last date (D20)."""

ADVERSE_EFFECT_TESTS = tuple(if_missing(proposal, item) for proposal, item in MONITORING[1:])

NOT_READ_SCAN = line("{scan.label} of {scan.date} is on record, its text not read.", when=recent_scan)
