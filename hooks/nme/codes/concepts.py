"""The value sets each clinical idea is made of (fhir-inputs; value_sets.csv holds the codes)."""


def _set(*names: str) -> frozenset[str]:
    return frozenset(names)


NME = _set("nme")
GLUCAGONOMA = _set("glucagonoma", "malignant_glucagonoma")
PANCREATIC_NET = _set("pancreatic_net")
TUMOUR = GLUCAGONOMA | PANCREATIC_NET
HISTOLOGY = _set("histology_icdo3")
HISTOLOGY_IN_WORDS = _set("histology_nme")
HYPERGLUCAGONAEMIA = _set("hyperglucagonemia")
LIVER_METASTASIS = _set("metastasis_liver")
LIVER = "liver"  # a coded body site
DISTANT_METASTASIS = LIVER_METASTASIS | _set(
    "metastasis_any",
    "metastasis_bone",
    "metastasis_lung",
    "metastasis_lymph_node_distant",
    "metastasis_lymph_node_distant",
    "metastasis_peritoneum",
)
METASTASIS_ANYWHERE = _set("metastasis_unspecified")
"""Its absence is the absence of distant disease; the absence at one site is not."""

REGIONAL_NODE = _set("metastasis_lymph_node_regional")
NODE_UNSTATED = _set("metastasis_lymph_node_unstated")
OTHER_MALIGNANCY = _set("other_malignancy")
M_CATEGORY = _set("tnm_m_clinical", "tnm_m_pathologic", "tnm_m")
M1_ANSWER = _set("tnm_m1")
M0_ANSWER = _set("tnm_m0")
STAGE_GROUP = _set("tnm_stage_group")

GLUCAGON_TEST = _set("glucagon_serum_plasma", "glucagon_serum_plasma_fasting")
ZINC_TEST = _set("zinc_serum_plasma")
AMINO_ACID_PANEL = _set("amino_acids_plasma")
AMINO_ACID_SINGLE = frozenset(
    f"amino_acid_{name}"
    for name in [
        "alanine",
        "arginine",
        "citrulline",
        "glutamate",
        "glutamine",
        "glycine",
        "histidine",
        "isoleucine",
        "leucine",
        "lysine",
        "methionine",
        "ornithine",
        "proline",
        "serine",
        "threonine",
        "tryptophan",
        "tyrosine",
        "valine",
    ]
)
FATTY_ACID_RATIO = _set("essential_fatty_acids_ratio")
FATTY_ACID_PANEL = _set("essential_fatty_acids")
CBC = _set("cbc_panel")
ALBUMIN = _set("albumin")
CMP = _set("cmp_panel")
GLUCOSE = _set("glucose_serum_plasma", "glucose_blood", "glucose_fasting", "hba1c")
B12 = _set("vitamin_b12")
VITAMINS = B12 | _set("vitamin_a", "vitamin_e", "vitamin_d_25oh")
STOOL_FAT = _set("fecal_elastase")
EGFR = _set("egfr")
ECOG_GRADES = {f"ecog_{grade}": grade for grade in range(6)}
ASA_CLASSES = {f"asa_{number}": number for number in range(1, 5)}
ECOG = _set("ecog_performance_status", "ecog_observable", *ECOG_GRADES)
ASA = _set("asa_physical_status", *ASA_CLASSES)
PROGRESSION = _set("cancer_progression")
CANDIDACY = _set("surgical_candidacy")
PREGNANCY_STATUS = _set("pregnancy_status")

CT = _set("ct_abdomen", "ct_abdomen_pelvis", "ct_pancreas")
MRI = _set("mri_abdomen", "mri_pancreas")
CT_OR_MRI = CT | MRI
SRS = _set("somatostatin_receptor_scintigraphy")
RECEPTOR_PET = _set("receptor_pet")
RECEPTOR_IMAGING = SRS | RECEPTOR_PET
EUS = _set("endoscopic_ultrasound")
ULTRASOUND = _set("ultrasound_abdomen")
IMAGING = CT_OR_MRI | RECEPTOR_IMAGING | EUS | ULTRASOUND
PATHOLOGY = _set("pathology_report_generic")
SKIN_BIOPSY = _set("skin_biopsy")

RESECTION = _set("pancreatectomy", "distal_pancreatectomy", "pancreatic_lesion_excision")
RESECTION_HISTORY = _set("acquired_absence_pancreas")
LIVER_THERAPY = _set("liver_directed_therapy")
SURGERY_REFUSED = _set("surgery_refused")
SURGERY_CONTRAINDICATED = _set("surgery_contraindicated")
RESECTION_CONTRAINDICATED = SURGERY_CONTRAINDICATED | _set(
    "procedure_contraindicated", "procedure_not_done_contraindicated"
)
NOT_CARRIED_OUT = _set("procedure_not_carried_out")

SSA_LONG = _set("octreotide_lar", "lanreotide")
SSA_SHORT = _set("octreotide_sc_iv", "octreotide_oral")
OCTREOTIDE = _set("octreotide", "octreotide_lar", "octreotide_sc_iv", "octreotide_oral")
LANREOTIDE = _set("lanreotide")
SSA = OCTREOTIDE | LANREOTIDE
INTERFERON = _set(
    "interferon_alfa", "interferon_alfa_2a", "interferon_alfa_2b", "peginterferon_alfa_2a", "peginterferon_alfa_2b"
)
STREPTOZOCIN = _set("streptozocin")
FLUOROURACIL = _set("fluorouracil")
CHEMOTHERAPY = STREPTOZOCIN | FLUOROURACIL
ZINC_DRUG = _set(
    "zinc_sulfate",
    "zinc_sulfate_oral",
    "zinc_sulfate_iv",
    "zinc_gluconate",
    "zinc_gluconate_oral",
    "zinc_acetate",
    "zinc_acetate_oral",
    "zinc_chloride",
    "zinc_any",
    "zinc_other",
)
AMINO_ACID_DRUG = _set("amino_acids_parenteral")
LIPID_DRUG = _set("lipid_emulsion")
PARENTERAL_NUTRITION = _set("parenteral_nutrition")
GLUCAGON_DRUG = _set("glucagon_drug")
LUTETIUM = _set("lutetium_dotatate")
INSULIN = _set("insulin")
ANTICOAGULANT = _set("anticoagulant")
ANTICOAGULANT_USE = _set("anticoagulant_use")
EVEROLIMUS = _set("everolimus")
MEN1 = _set("men1")
ACROMEGALY = _set("acromegaly")
ALCOHOLIC_LIVER = _set("alcoholic_liver_disease")
WEIGHT_LOSS = _set("weight_loss")
STOMATITIS = _set("stomatitis", "glossitis", "cheilitis", "angular_cheilitis")
RASH = _set("rash_unexplained")
PANCREATIC_MASS = _set("pancreatic_mass")
SURGICAL_REFERRAL = _set("surgical_referral")

DIABETES = _set("diabetes", "diabetes_type1", "diabetes_type2", "diabetes_secondary")
LIVER_DISEASE = _set(
    "alcoholic_liver_disease",
    "chronic_hepatitis",
    "chronic_liver_disease",
    "cirrhosis",
    "cirrhosis_fibrosis",
    "haemochromatosis",
    "hepatic_failure",
    "liver_disease_unspecified",
    "steatotic_liver_disease",
)
BOWEL_DISEASE = _set("ibd", "crohn", "ulcerative_colitis")
MALABSORPTION = _set(
    "malabsorption",
    "celiac",
    "short_bowel",
    "chronic_pancreatitis",
    "exocrine_pancreatic_insufficiency",
    "cystic_fibrosis",
    "post_bariatric",
)
ZINC_DEFICIENCY = _set("zinc_deficiency")
DEFICIENCY = ZINC_DEFICIENCY | _set("malnutrition")
ASSOCIATED = LIVER_DISEASE | BOWEL_DISEASE | MALABSORPTION | DEFICIENCY
CONFOUNDER_CHRONIC = _set("renal_failure", "hepatic_failure", "cushing") | _set("cirrhosis", "cirrhosis_fibrosis")
SEPSIS = _set("sepsis")
CONFOUNDER_ACUTE = SEPSIS | _set("acute_pancreatitis", "ketoacidosis", "burns")
PREGNANCY = _set(
    "pregnancy", "pregnancy_weeks", "pregnancy_trimester_1", "pregnancy_trimester_2", "pregnancy_trimester_3"
)
DELIVERY = _set("delivery")
GALLSTONES = _set("cholelithiasis")
STEATORRHOEA = _set("steatorrhea")

WEIGHT_LOSS = _set("weight_loss")
STOMATITIS = _set("stomatitis", "glossitis", "cheilitis", "angular_cheilitis")
RASH = _set("rash_unexplained")
IN_SCOPE = NME | TUMOUR | GLUCAGON_TEST | RESECTION
"""One of these has to occur in the record at all before anything else can matter (pathway 3.1)."""

STAGING = DISTANT_METASTASIS | NODE_UNSTATED | M_CATEGORY | STAGE_GROUP | OTHER_MALIGNANCY
SURGICAL = CANDIDACY | ECOG | ASA | SURGERY_CONTRAINDICATED | NOT_CARRIED_OUT | SURGERY_REFUSED
TREATMENT = SSA | GLUCAGON_DRUG
NUTRIENTS = ZINC_TEST | AMINO_ACID_PANEL | AMINO_ACID_SINGLE | FATTY_ACID_PANEL | FATTY_ACID_RATIO
BACKGROUND = HYPERGLUCAGONAEMIA | ASSOCIATED | DIABETES | PROGRESSION | PREGNANCY | PREGNANCY_STATUS | DELIVERY
EVIDENCE = IN_SCOPE | STAGING | SURGICAL | TREATMENT | NUTRIENTS | BACKGROUND
"""What the predicates rest on: an entry about it that was dropped would have mattered (decisions 25)."""
