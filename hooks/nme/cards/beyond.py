"""K21 beyond the seeds: newer options, for information only (pathway section 7). Off by default (decisions 12).

One line each, with its source; no suggestion. ENETS 2023 details on glucagonoma could not be
read in the original and are left out.
"""

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.sentence import line

BEYOND_THE_SEEDS = Recommendation(
    id="K21",
    name="Beyond the two texts",
    says=Wording(
        summary=(line("Newer options and context, not from the two source texts*; for information only"),),
        next=(line("For information only; nothing is drafted from it."),),
        also=(
            line("Functioning syndrome: clinical syndrome plus inappropriately raised hormone.", "E56"),
            line("NANETS consensus papers on surgery and on medical management of pancreatic NET exist.", "E57"),
            line(
                "Operation named by NCCN, as summarized: distal pancreatectomy with splenectomy and peripancreatic nodes.",
                "E58",
            ),
            line("Receptor PET is used to locate glucagonoma (strong receptor expression).", "E65"),
            line(
                "Before surgery: parenteral nutrition in severe weight loss, octreotide around surgery, zinc and amino "
                "acids for the rash.",
                "E59",
                "E09",
            ),
            line(
                "Venous thrombosis in about 30* %; one reference calls heparin prophylaxis around surgery mandatory.",
                "E59",
                "E07",
            ),
            line("The AHPBA has published on thrombosis prophylaxis in pancreatic surgery.", "E71"),
            line("Liver-directed therapy can release hormone: octreotide before, during and after.", "E59"),
            line("PRRT (Lu-177 dotatate): receptor-positive GEP-NET, adults and from 12 y*.", "E54", "E55b"),
            line(
                "Everolimus (RADIANT-3): longer progression-free survival; overall survival 44.0 months* against "
                "37.7 months*, not significant.",
                "E52",
            ),
            line(
                "Rash and stomatitis are common on everolimus; our inference: they can imitate a relapse of NME.", "E52"
            ),
            line("Sunitinib: US approval for progressive, well-differentiated, unresectable pancreatic NET.", "E53"),
            line(
                "Capecitabine and temozolomide (E2211 trial): median progression-free survival 22.7 months* against "
                "14.4 months* with temozolomide alone.",
                "E51",
            ),
            line(
                "Streptozocin and 5-FU (SEQTOR): response 30.3* % against 11.6* % with everolimus first, similar "
                "progression-free survival; contests the poor response StatPearls states, for pancreatic NET as a whole.",
                "E50",
            ),
            line("Cabozantinib: US approval for previously treated pancreatic NET, from 12 y*.", "E55"),
            line("Interferon: second line, slower and less well tolerated than an SSA.", "E49"),
            line(
                "Interferon, one series of 37*: 24* % stopped within 3 months*, 22* % had mild to moderate depression.",
                "E48",
            ),
            line(
                "Gallstones in 27* % of SSA-treated NET; cholecystectomy proposed when abdominal surgery is planned.",
                "E60",
            ),
            line("Octreotide is not compatible with parenteral nutrition solutions (label).", "E39"),
            line("Long follow-up after resection is proposed by an expert panel.", "E61"),
            line("MEN1 in up to about 10 to 20* % of glucagonomas.", "E65", "E74"),
            line("Glucagon as a drug: NME with continuous infusion; contraindicated in glucagonoma (label).", "E38"),
        ),
    ),
    never_says=("pathway recommends", "guideline"),
)
