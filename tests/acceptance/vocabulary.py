"""The words of the patient cases and the codes an EHR would write for them (fhir-inputs)."""

from typing import NamedTuple

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
UCUM = "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem"
OURS = "urn:nme-cds:surgical-assessment"


class Code(NamedTuple):
    """A code, or words alone when ``system`` is empty."""

    system: str
    code: str
    display: str


def words(text: str) -> Code:
    """A concept the EHR holds as text only."""
    return Code("", "", text)


NME = words("Necrolytic migratory erythema")
NME_CODED = Code("http://purl.obolibrary.org/obo/hp.owl", "HP:0031181", "Necrolytic migratory erythema")

TUMOURS = {
    "glucagonoma": Code(SNOMED, "302823005", "Glucagonoma"),
    "malignant glucagonoma": Code(SNOMED, "1187521002", "Malignant glucagonoma of pancreas"),
    "pancreatic NET": Code(SNOMED, "717919005", "Neuroendocrine tumor of pancreas"),
    "glucagonoma in words": words("Glucagonoma"),
    "metastatic in words": words("Metastatic glucagonoma"),
    "endocrine pancreas cancer": Code(ICD10CM, "C25.4", "Malignant neoplasm of endocrine pancreas"),
}
SITES = {
    "liver": Code(SNOMED, "94381002", "Secondary malignant neoplasm of liver"),
    "lung": Code(SNOMED, "94391008", "Secondary malignant neoplasm of lung"),
    "bone": Code(SNOMED, "94222008", "Metastatic malignant neoplasm to bone"),
    "peritoneum": Code(SNOMED, "94627008", "Metastatic malignant neoplasm to peritoneum"),
    "node": Code(SNOMED, "94392001", "Secondary malignant neoplasm of lymph node"),
    "regional node": Code(ICD10CM, "C77.2", "Secondary malignant neoplasm of intra-abdominal lymph nodes"),
    "neck node": Code(ICD10CM, "C77.0", "Secondary malignant neoplasm of lymph nodes of head, face and neck"),
    "distant node": Code(ICD10CM, "C7B.01", "Secondary carcinoid tumors of distant lymph nodes"),
    "any": Code(SNOMED, "128462008", "Metastatic malignant neoplasm"),
}
BODY_SITES = {
    "liver": Code(SNOMED, "10200004", "Liver structure"),
    "lung": Code(SNOMED, "39607008", "Lung structure"),
}
CONDITIONS = {
    "diabetes": Code(SNOMED, "44054006", "Diabetes mellitus type 2"),
    "cirrhosis": Code(SNOMED, "19943007", "Cirrhosis of liver"),
    "chronic liver disease": Code(SNOMED, "328383001", "Chronic liver disease"),
    "inflammatory bowel disease": Code(SNOMED, "24526004", "Inflammatory bowel disease"),
    "Crohn disease": Code(SNOMED, "34000006", "Crohn's disease"),
    "coeliac disease": Code(SNOMED, "396331005", "Celiac disease"),
    "short bowel syndrome": Code(SNOMED, "26629001", "Short bowel syndrome"),
    "malabsorption": Code(SNOMED, "32230006", "Malabsorption syndrome"),
    "chronic pancreatitis": Code(SNOMED, "235494005", "Chronic pancreatitis"),
    "chronic viral hepatitis C": Code(ICD10CM, "B18.2", "Chronic viral hepatitis C"),
    "cystic fibrosis": Code(ICD10CM, "E84.0", "Cystic fibrosis with pulmonary manifestations"),
    "colon cancer": Code(ICD10CM, "C18.9", "Malignant neoplasm of colon, unspecified"),
    "renal failure": Code(ICD10CM, "N18.5", "Chronic kidney disease, stage 5"),
    "sepsis": Code(ICD10CM, "A41.9", "Sepsis, unspecified organism"),
    "raised glucagon secretion": Code(ICD10CM, "E16.3", "Increased secretion of glucagon"),
    "surgery contraindicated": Code(SNOMED, "275935009", "Surgery contraindicated"),
    "resection refused": Code(ICD10CM, "Z53.20", "Distal pancreatectomy not carried out, patient's decision"),
    "procedure refused": Code(ICD10CM, "Z53.20", "Procedure not carried out, patient's decision"),
    "necrolytic acral erythema": Code(SNOMED, "762543009", "Necrolytic acral erythema"),
    "normal pregnancy": Code(SNOMED, "72892002", "Normal pregnancy"),
    "pregnant state, incidental": Code(ICD10CM, "Z33.1", "Pregnant state, incidental"),
    "pregnancy, first trimester": Code(ICD10CM, "Z34.81", "Supervision of other normal pregnancy, first trimester"),
    "pregnancy, second trimester": Code(ICD10CM, "Z34.82", "Supervision of other normal pregnancy, second trimester"),
    "pregnancy, third trimester": Code(ICD10CM, "Z34.83", "Supervision of other normal pregnancy, third trimester"),
    "pancreas partly absent": Code(ICD10CM, "Z90.411", "Acquired partial absence of pancreas"),
    "gallstones": Code(ICD10CM, "K80.20", "Calculus of gallbladder without cholecystitis without obstruction"),
    "steatorrhoea": Code(SNOMED, "27868004", "Chronic steatorrhea"),
    "dermatitis": Code(ICD10CM, "L30.9", "Dermatitis, unspecified"),
    "weight loss": Code(ICD10CM, "R63.4", "Abnormal weight loss"),
    "stomatitis": Code(ICD10CM, "K12.1", "Other forms of stomatitis"),
    "glossitis": Code(ICD10CM, "K14.0", "Glossitis"),
    "zinc deficiency": Code(ICD10CM, "E60", "Dietary zinc deficiency"),
    "haemochromatosis": Code(ICD10CM, "E83.110", "Hereditary hemochromatosis"),
    "bariatric surgery": Code(ICD10CM, "Z98.84", "Bariatric surgery status"),
    "delivery": Code(ICD10CM, "Z37.0", "Single live birth"),
}
SCANS = {
    "CT": Code(LOINC, "41806-1", "CT Abdomen"),
    "MRI": Code(LOINC, "24556-3", "MR Abdomen"),
    "receptor scintigraphy": Code(LOINC, "39828-9", "Somatostatin receptor scintigraphy"),
    "receptor PET": words("Ga-68 DOTATATE PET/CT"),
    "endoscopic ultrasound": Code(LOINC, "100229-4", "Endoscopic ultrasound study"),
    "ultrasound": words("US abdomen"),
    "pathology": Code(LOINC, "22637-3", "Pathology report final diagnosis"),
}
DRUGS = {
    "octreotide LAR": Code(RXNORM, "898589", "octreotide 20 MG Injection"),
    "octreotide short-acting": Code(RXNORM, "312069", "1 ML octreotide 0.1 MG/ML Injection"),
    "octreotide": Code(RXNORM, "7617", "octreotide"),
    "lanreotide": Code(RXNORM, "68092", "lanreotide"),
    "interferon alfa": Code(RXNORM, "5880", "interferon alfa-2b"),
    "streptozocin": Code(RXNORM, "10114", "streptozocin"),
    "fluorouracil": Code(RXNORM, "4492", "fluorouracil"),
    "zinc sulfate": Code(RXNORM, "313773", "Zinc Sulfate 220 MG Oral Capsule"),
    "amino acids": Code(ATC, "B05BA01", "amino acids"),
    "lipid emulsion": Code(ATC, "B05BA02", "fat emulsions"),
    "parenteral nutrition": Code(ATC, "B05BA10", "combinations"),
    "insulin": Code(RXNORM, "274783", "insulin glargine"),
    "glucagon": Code(RXNORM, "4832", "glucagon"),
    "glucagon emergency kit": Code(RXNORM, "310497", "Glucagon Emergency Kit"),
    "Lu-177 dotatate": Code(RXNORM, "1999687", "lutetium Lu 177 dotatate Injection"),
    "a drug not sent": words(""),
    "paracetamol": Code(RXNORM, "161", "acetaminophen"),
    "warfarin": Code(RXNORM, "11289", "warfarin"),
}
RESECTIONS = {
    "distal pancreatectomy": Code(SNOMED, "401004", "Distal subtotal pancreatectomy"),
    "pancreatectomy": Code(SNOMED, "33149006", "Pancreatectomy"),
    "pancreatic lesion excision": Code(SNOMED, "47789005", "Excision of lesion of pancreas"),
}
SERVICES = RESECTIONS | {
    "hepatic embolization": Code(SNOMED, "314617008", "Chemoembolization of liver metastases"),
    "radiofrequency ablation": Code(SNOMED, "428115007", "Thermal ablation of single lesion of liver"),
    "glucagon test": Code(LOINC, "2338-2", "Glucagon [Mass/volume] in Serum or Plasma"),
    "zinc level": Code(LOINC, "5763-8", "Zinc [Mass/volume] in Serum or Plasma"),
    "endoscopic ultrasound": SCANS["endoscopic ultrasound"],
    "CT": SCANS["CT"],
    "MRI": SCANS["MRI"],
    "receptor scintigraphy": SCANS["receptor scintigraphy"],
    "skin biopsy": Code(SNOMED, "240977001", "Biopsy of skin"),
}
ASSESSMENTS = {
    "fit": Code(OURS, "fit", "Fit for resection"),
    "unfit": Code(OURS, "unfit", "Not fit for resection"),
    "unresectable": Code(OURS, "unresectable", "Not resectable"),
}
NOT_DONE = {
    "declined": Code(SNOMED, "183944003", "Procedure refused"),
    "contraindicated": Code(SNOMED, "762450006", "Procedure not done because contraindicated"),
    "called off": Code(ICD10CM, "Z53.09", "Procedure not carried out because of other contraindication"),
}
COURSES = {
    "worsened": Code(SNOMED, "271299001", "Patient's condition worsened"),
    "stable": Code(SNOMED, "359746009", "Patient's condition stable"),
    "improved": Code(SNOMED, "268910001", "Patient's condition improved"),
    "not detected": Code(SNOMED, "260415000", "Not detected"),
}
AMINO_ACIDS = {
    "glycine": Code(LOINC, "20644-1", "Glycine [Moles/volume] in Serum or Plasma"),
    "alanine": Code(LOINC, "20636-7", "Alanine [Moles/volume] in Serum or Plasma"),
    "serine": Code(LOINC, "20656-5", "Serine [Moles/volume] in Serum or Plasma"),
}
PREGNANCY = {
    "pregnant": Code(LOINC, "LA15173-0", "Pregnant"),
    "not pregnant": Code(LOINC, "LA26683-5", "Not pregnant"),
}
TESTS = {
    "pregnancy": Code(LOINC, "82810-3", "Pregnancy status"),
    "glucagon": Code(LOINC, "2338-2", "Glucagon [Mass/volume] in Serum or Plasma"),
    "glucagon, molar": Code(LOINC, "15073-0", "Glucagon [Moles/volume] in Serum or Plasma"),
    "zinc": Code(LOINC, "5763-8", "Zinc [Mass/volume] in Serum or Plasma"),
    "zinc, molar": Code(LOINC, "14955-9", "Zinc [Moles/volume] in Serum or Plasma"),
    "amino acids": Code(LOINC, "35083-5", "Amino acids panel [Moles/volume] - Serum or Plasma"),
    "fatty acid ratio": Code(LOINC, "35411-8", "Trienoate/Arachidonate [Ratio] in Serum or Plasma"),
    "eGFR": Code(LOINC, "98979-8", "Glomerular filtration rate/1.73 sq M.predicted (CKD-EPI 2021)"),
    "albumin": Code(LOINC, "1751-7", "Albumin [Mass/volume] in Serum or Plasma"),
    "fasting": Code(LOINC, "49541-6", "Fasting status - Reported"),
    "M category": Code(LOINC, "21907-1", "Distant metastases.clinical [Class] Cancer"),
    "stage": Code(LOINC, "21908-9", "Stage group.clinical Cancer"),
    "ECOG": Code(LOINC, "89247-1", "ECOG Performance Status score"),
    "ASA": Code(LOINC, "97816-3", "American Society of Anesthesiologists morbidity state"),
    "surgeon": Code(OURS, "surgical-candidacy", "Surgical candidacy assessment"),
    "course": Code(LOINC, "97509-4", "Cancer disease progression"),
}
ASA_CLASSES = {
    1: Code(SNOMED, "413495001", "American Society of Anesthesiologists physical status class 1"),
    2: Code(SNOMED, "413496000", "American Society of Anesthesiologists physical status class 2"),
    3: Code(SNOMED, "413497009", "American Society of Anesthesiologists physical status class 3"),
    4: Code(SNOMED, "413498004", "American Society of Anesthesiologists physical status class 4"),
}
ABSENT = Code(SNOMED, "2667000", "Absent")
