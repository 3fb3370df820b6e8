"""K21 beyond the seeds: newer options, for information only (pathway section 7). Off by default (decisions 12).

One line each, with its source; no suggestion. ENETS 2023 details on glucagonoma could not be
read in the original and are left out.
"""

from hooks.clinical.advice import Recommendation, say

BEYOND_THE_SEEDS = Recommendation(
    id="K21",
    name="Beyond the seeds",
    summary=(say("Newer options and context, not from the two source texts; for information only"),),
    elsewhere=(
        say("Functioning syndrome: clinical syndrome plus inappropriately raised hormone.", "E56"),
        say("NANETS consensus papers on surgery and on medical management of pancreatic NET exist.", "E57"),
        say(
            "Operation named by NCCN, as summarized: distal pancreatectomy with splenectomy and peripancreatic nodes.",
            "E58",
        ),
        say("Receptor PET is used to locate glucagonoma (strong receptor expression).", "E65"),
        say(
            "Before surgery: parenteral nutrition in severe weight loss, octreotide around surgery, zinc and amino "
            "acids for the rash.",
            "E59",
            "E09",
        ),
        say(
            "Venous thrombosis in about 30 %*; one reference calls heparin prophylaxis around surgery mandatory.",
            "E59",
            "E07",
        ),
        say("The AHPBA has published on thrombosis prophylaxis in pancreatic surgery.", "E71"),
        say("Liver-directed therapy can release hormone: octreotide before, during and after.", "E59"),
        say("PRRT (Lu-177 dotatate): receptor-positive GEP-NET, adults and from 12 y*.", "E54", "E55b"),
        say(
            "Everolimus (RADIANT-3): longer progression-free survival; overall survival 44.0 months* against "
            "37.7 months*, not significant.",
            "E52",
        ),
        say("Rash and stomatitis are common on everolimus; our inference: they can imitate a relapse of NME.", "E52"),
        say("Sunitinib: US approval for progressive, well-differentiated, unresectable pancreatic NET.", "E53"),
        say(
            "Capecitabine and temozolomide (E2211 trial): median progression-free survival 22.7 months* against "
            "14.4 months* with temozolomide alone.",
            "E51",
        ),
        say(
            "Streptozocin and 5-FU (SEQTOR): response 30.3 %* against 11.6 %* with everolimus first, similar "
            "progression-free survival; contests the poor response seed 1 states, for pancreatic NET as a whole.",
            "E50",
        ),
        say("Cabozantinib: US approval for previously treated pancreatic NET, from 12 y*.", "E55"),
        say("Interferon: second line, slower and less well tolerated than an SSA.", "E49"),
        say(
            "Interferon, one series of 37*: 24 %* stopped within 3 months*, 22 %* had mild to moderate depression.",
            "E48",
        ),
        say(
            "Gallstones in 27 %* of SSA-treated NET; cholecystectomy proposed when abdominal surgery is planned.", "E60"
        ),
        say("Octreotide is not compatible with parenteral nutrition solutions (label).", "E39"),
        say("Long follow-up after resection is proposed by an expert panel.", "E61"),
        say("MEN1 in up to about 10 to 20 %* of glucagonomas.", "E65", "E74"),
        say("Glucagon as a drug: NME with continuous infusion; contraindicated in glucagonoma (label).", "E38"),
    ),
    never_says=("pathway recommends", "guideline"),
)
