"""The orders a card can draft (pathway 3.4). No dose, frequency or duration exists in any of them.

Codes are the shipped ones (decisions 27). Drugs carry an ingredient code only, because a product
code carries a strength. Where no code could be checked, the order is in words.
"""

from dataclasses import replace

from hooks.clinical.advice import Order, Proposal
from hooks.clinical.criterion import ALWAYS, Criterion
from hooks.clinical.logic import all_of, not_, not_yes, yes
from hooks.nme.codes import concepts as c
from hooks.nme.evidence.candidacy import recorded_unfeasible
from hooks.nme.evidence.exogenous import exogenous
from hooks.nme.evidence.items import resection_ordered, surgical_referral
from hooks.nme.evidence.leaves import allergic, drafted, missing
from hooks.nme.evidence.recent import recent_receptor_study, recently_imaged

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"


def if_missing(proposal: Proposal, item: Criterion) -> Proposal:
    """The proposal, made only while the item is not on record."""
    when = missing(item) if proposal.when is ALWAYS else all_of(proposal.when, missing(item))
    return replace(proposal, when=when)


def _service(
    name: str,
    label: str,
    text: str,
    coding: tuple[str, str, str] | None = None,
    concepts: frozenset[str] = frozenset(),
    one_of: str = "",
    when: Criterion = ALWAYS,
) -> Proposal:
    """The description repeats the order's words: some screens show nothing else."""
    return Proposal(name, label, f"Draft order: {text}", Order.SERVICE, text, coding, concepts, one_of, when)


GLUCAGON = _service(
    "glucagon",
    "Fasting glucagon",
    "Glucagon, fasting, plasma, same assay as any earlier result",
    (LOINC, "2338-2", "Glucagon [Mass/volume] in Serum or Plasma"),
    c.GLUCAGON_TEST,
    when=not_(yes(exogenous)),
)
"""Not while glucagon is given as a drug (pathway-2 4.2)."""

CBC = _service(
    "cbc",
    "Complete blood count",
    "Complete blood count",
    (LOINC, "58410-2", "CBC panel - Blood by Automated count"),
    frozenset({"cbc_panel"}),
)
CMP = _service(
    "cmp",
    "Comprehensive metabolic panel",
    "Comprehensive metabolic panel",
    (LOINC, "24323-8", "Comprehensive metabolic 2000 panel - Serum or Plasma"),
    frozenset({"cmp_panel"}),
)
ZINC_LEVEL = _service(
    "zinc-level",
    "Zinc level",
    "Zinc, serum or plasma, before any contrast imaging",
    (LOINC, "5763-8", "Zinc [Mass/volume] in Serum or Plasma"),
    c.ZINC_TEST,
)
AMINO_ACID_LEVEL = _service(
    "amino-acid-level",
    "Amino acid levels",
    "Amino acids, plasma",
    (LOINC, "35083-5", "Amino acids panel [Moles/volume] - Serum or Plasma"),
    c.AMINO_ACID_PANEL,
)
GLUCOSE_HBA1C = _service(
    "glucose-hba1c", "HbA1c", "HbA1c", (LOINC, "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"), c.GLUCOSE
)
VITAMIN_B12 = _service(
    "vitamin-b12",
    "Vitamin B12",
    "Vitamin B12",
    (LOINC, "2132-9", "Cobalamin (Vitamin B12) [Mass/volume] in Serum or Plasma"),
    c.B12,
)
STOOL_FAT = _service(
    "stool-fat",
    "Check for fat malabsorption",
    "Check for fat malabsorption: history, stool fat or elastase if needed",
    concepts=c.STOOL_FAT,
)

CT = _service(
    "ct",
    "One of: CT abdomen",
    "CT abdomen, question: pancreatic primary and extent",
    (LOINC, "41806-1", "CT Abdomen"),
    c.CT_OR_MRI,
    "CT or MRI",
    when=not_(recently_imaged),
)
MRI = _service(
    "mri",
    "One of: MRI abdomen",
    "MRI abdomen, question: pancreatic primary and extent",
    (LOINC, "24556-3", "MR Abdomen"),
    c.CT_OR_MRI,
    "CT or MRI",
    when=not_(recently_imaged),
)
SRS = _service(
    "srs",
    "Somatostatin receptor scintigraphy",
    "Somatostatin receptor scintigraphy",
    (LOINC, "39828-9", "NM Whole body Views for endocrine tumor W In-111 pentetreotide IV"),
    c.RECEPTOR_IMAGING,
    when=not_(recent_receptor_study),
)
EUS = _service("eus", "Endoscopic ultrasound", "Endoscopic ultrasound of the pancreas", concepts=c.EUS)
GALLBLADDER_US = _service(
    "gallbladder-us", "Gallbladder ultrasound", "Ultrasound of the gallbladder", concepts=c.ULTRASOUND
)
SKIN_BIOPSY = _service(
    "skin-biopsy",
    "Skin biopsy",
    "Skin biopsy of the rash, question: necrolytic migratory erythema",
    (SNOMED, "240977001", "Biopsy of skin"),
    c.SKIN_BIOPSY,
)

ONCOLOGY_CONSULT = _service(
    "oncology-consult", "Oncology consult", "Oncology consult: pancreatic neuroendocrine tumour, treatment options"
)
LIVER_CONSULT = _service(
    "liver-consult",
    "Oncology consult (liver options)",
    "Oncology consult, liver options: embolization, radiofrequency ablation, chemotherapy",
)
DIETITIAN = _service("dietitian", "Dietitian referral", "Dietitian referral: nutritional assessment in NME")
SKIN_CARE = _service(
    "skin-care",
    "Skin care",
    "Skin care: topical emollients, wound care for erosions, prevention of secondary infection",
)
UNDERLYING_CONDITION_CONSULT = _service(
    "underlying-condition-consult",
    "Hepatology or gastroenterology consult",
    "Hepatology or gastroenterology consult: evaluation of the recorded condition",
)
SPECIALIST_CONSULT = _service(
    "specialist-consult",
    "Specialist consult",
    "Specialist consult: NME or its tumour work-up in a child or in pregnancy",
)
REVIEW_SSA = _service(
    "review-ssa", "Review SSA treatment", "Review SSA treatment: administration dates first, then dosing"
)


resection_drafted = drafted("a pancreatic resection", c.RESECTION)


SURGICAL_CONSULT = replace(
    _service(
        "surgical-consult", "Surgical consult", "Surgical consult: assessment for resection of a pancreatic tumour"
    ),
    when=all_of(
        not_yes(resection_ordered), not_(resection_drafted), not_yes(surgical_referral), not_(recorded_unfeasible)
    ),
)
"""Not while a current explicit "unfit" stands, or a referral or a resection is there (pathway-2 4.6)."""

ssa_allergy = allergic(c.SSA, "an SSA")
octreotide_allergy = allergic(c.OCTREOTIDE, "octreotide")
lanreotide_allergy = allergic(c.LANREOTIDE, "lanreotide")
zinc_allergy = allergic(c.ZINC_DRUG, "zinc")
amino_acid_allergy = allergic(c.AMINO_ACID_DRUG, "amino acid infusion")
lipid_allergy = allergic(c.LIPID_DRUG, "lipid emulsion")


def _palliative(
    name: str, label: str, text: str, coding: tuple[str, str, str], counts: frozenset[str], allergy: Criterion
) -> Proposal:
    """One of the alternatives of K07, in the order of the sources (X2, X4)."""
    return Proposal(
        name,
        f"One of: {label}",
        f"Draft {label} without dose or frequency: the prescriber completes it",
        Order.MEDICATION,
        text,
        coding,
        counts,
        "SSA",
        not_yes(allergy),
    )


OCTREOTIDE_CODE = (RXNORM, "7617", "Octreotide")
OCTREOTIDE_SHORT = _palliative(
    "octreotide-short",
    "octreotide, short-acting",
    "Octreotide, short-acting",
    OCTREOTIDE_CODE,
    c.SSA_SHORT,
    octreotide_allergy,
)
OCTREOTIDE_LONG = _palliative(
    "octreotide-long",
    "octreotide, long-acting",
    "Octreotide, long-acting",
    OCTREOTIDE_CODE,
    frozenset({"octreotide_lar"}),
    octreotide_allergy,
)
LANREOTIDE = _palliative(
    "lanreotide",
    "lanreotide, long-acting",
    "Lanreotide, long-acting",
    (RXNORM, "68092", "lanreotide"),
    c.LANREOTIDE,
    lanreotide_allergy,
)
ZINC_DRUG = Proposal(
    "zinc",
    "Zinc supplement",
    "Draft a zinc supplement without dose or frequency: the prescriber completes it",
    Order.MEDICATION,
    "Zinc supplement",
    (RXNORM, "11416", "Zinc"),
    c.ZINC_DRUG,
    when=not_yes(zinc_allergy),
)
AMINO_ACIDS = Proposal(
    "amino-acids",
    "Amino acid infusion",
    "Draft an amino acid infusion without dose or frequency: the prescriber completes it",
    Order.MEDICATION,
    "Amino acid infusion",
    (ATC, "B05BA01", "amino acids"),
    c.AMINO_ACID_DRUG | c.PARENTERAL_NUTRITION,
    when=not_yes(amino_acid_allergy),
)
FATTY_ACIDS = Proposal(
    "fatty-acids",
    "Essential fatty acid supplement",
    "Draft an oral essential fatty acid supplement without amount or frequency: the prescriber completes it",
    Order.NUTRITION,
    "Essential fatty acid supplement, oral",
    concepts=c.LIPID_DRUG | c.PARENTERAL_NUTRITION,
    when=not_yes(lipid_allergy),
)
