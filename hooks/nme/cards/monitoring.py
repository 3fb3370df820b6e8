"""What the cards of follow-up share: the statements, the orders, and the entries with their last dates."""

from dataclasses import replace

from hooks.clinical.advice import Order, Proposal, say
from hooks.nme.cards.proposals import CT, GALLBLADDER_US, GLUCAGON, GLUCOSE_HBA1C, MRI, STOOL_FAT, VITAMIN_B12
from hooks.nme.evidence.items import gallbladder_ultrasound, glucagon_item, glucose_or_hba1c, stool_fat, vitamin_b12

ADVERSE_EFFECTS = ("S2.42", "S2.43", "S2.44", "S2.45")
ADVERSE_EFFECTS_TEXT = (
    "Seed 2, adverse effects: fat malabsorption, gallstones, vitamin deficiencies, glucose abnormalities."
)
FOLLOW_UP = ("S2.36", "S2.37", "S2.38")
REGULAR_FOLLOW_UP = say(
    "Seed 2, regular follow-up: glucagon, imaging for tumour response, skin. No interval in either source.", *FOLLOW_UP
)

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

MONITORING = (
    (GLUCAGON, glucagon_item),
    (GLUCOSE_HBA1C, glucose_or_hba1c),
    (GALLBLADDER_US, gallbladder_ultrasound),
    (VITAMIN_B12, vitamin_b12),
    (STOOL_FAT, stool_fat),
)
"""What is looked at before and during an SSA, with the entry that shows its last date (D20)."""
