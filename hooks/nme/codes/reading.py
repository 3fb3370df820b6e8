"""What this pathway reads of a record besides codes, and where (fhir-inputs, "Words" and "The facts").

The phrases stand in ``terms.csv``, one a line: concept, language, phrase, how it matches, how far a
word of grammar reaches, which words have to stand beside it, where it was seen. A name ships when it
was seen in a published text; words of grammar ship with the names of their language, and those marked
so still need a native reader (terminology-notes-2).
"""

import csv
import re
from functools import lru_cache
from pathlib import Path

from hooks.clinical.phrasebook import Phrasebook
from hooks.clinical.phrases import Term
from hooks.clinical.reading import ReadingRules
from hooks.clinical.truth import NO, YES
from hooks.nme.codes import concepts

FILE = Path(__file__).with_name("terms.csv")

MASS, MOLAR = False, True
RESECTION_IN_WORDS = concepts.RESECTION
IMAGING_IN_WORDS = concepts.ULTRASOUND | concepts.RECEPTOR_PET
COMPANIONS_IN_WORDS = frozenset({"stomatitis", "weight_loss"})
NODES_IN_WORDS = frozenset({"metastasis_lymph_node_distant", "metastasis_lymph_node_regional"})


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """Every phrase of the shipped table, for the review page."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Term(**line) for line in csv.DictReader(file))


READING = ReadingRules(
    phrasebook=Phrasebook(
        terms(),
        guards={"pancreatectomy_never": RESECTION_IN_WORDS},
        qualifiers=frozenset({"metastatic"}),
    ),
    conditions=concepts.NME
    | {"glucagonoma", "pancreatic_net", "pancreatic_mass"}
    | RESECTION_IN_WORDS
    | NODES_IN_WORDS
    | COMPANIONS_IN_WORDS,
    acts=RESECTION_IN_WORDS | concepts.LIVER_THERAPY | IMAGING_IN_WORDS | {"surgical_referral"},
    imaging_reports=IMAGING_IN_WORDS | {"skin_biopsy_report"},
    medications=concepts.SSA | concepts.EVEROLIMUS | concepts.LUTETIUM,
    service_orders=RESECTION_IN_WORDS
    | concepts.LIVER_THERAPY
    | {"glucagon_serum_plasma", "endoscopic_ultrasound", "skin_biopsy", "surgical_referral"},
    medication_orders=concepts.SSA
    | concepts.CHEMOTHERAPY
    | concepts.AMINO_ACID_DRUG
    | concepts.LIPID_DRUG
    | concepts.GLUCAGON_DRUG
    | {"interferon_alfa", "zinc_any"},
    reports=concepts.NME | {"histology_nme"},
    report_kinds=concepts.PATHOLOGY | concepts.SKIN_BIOPSY | {"skin_biopsy_report", "pathology_report_skin"},
    report_categories=frozenset({"SP", "PAT", "PATH"}),
    report_history="report_history",
    molar={"15073-0": MOLAR, "14955-9": MOLAR, "2338-2": MASS, "5763-8": MASS}
    | dict.fromkeys(("59053-9", "59054-7", "59055-4", "59056-2", "59057-0", "59577-7", "59578-5"), MASS),
    abnormal_is_high=concepts.GLUCAGON_TEST,
    fasting_question="fasting_status",
    drawn_fasting="glucagon_serum_plasma_fasting",
    present={"present": YES, "absent": NO},
    fasted={"fasting": YES, "not_fasting": NO},
    class_questions={"ecog_": "ecog_performance_status", "asa_": "asa_physical_status"},
    grades=re.compile(r"(?:ecog|ecog_answer|asa)_([0-9])"),
    coded_names=frozenset({"metastasis_any"}),
    unless_coded={
        "metastasis_any": concepts.DISTANT_METASTASIS | concepts.REGIONAL_NODE | concepts.NODE_UNSTATED,
    },
    past_is_doubt=concepts.DISTANT_METASTASIS | concepts.REGIONAL_NODE,
    past_is_done=concepts.RESECTION | concepts.RESECTION_HISTORY | {"post_bariatric"},
    histology=frozenset({"http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"}),
    imaging=concepts.IMAGING,
    refusable=concepts.RESECTION | concepts.SURGERY_REFUSED,
    with_site={"radiofrequency_ablation": (concepts.LIVER, "liver_directed_therapy")},
    topical_words=frozenset({"topical"}),
    topical_routes=frozenset({"topical_route"}),
    weeks=("pregnancy_weeks", re.compile(r"Z3A\.?([0-9]{2})")),
    scanned=("Condition", "Observation", "DiagnosticReport", "Procedure"),
)
"""The rules for reading; a site's own phrases are added with ``READING.with_terms``."""
