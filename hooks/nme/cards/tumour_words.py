"""What several cards say of the tumour: how sure it is, whether it is over, its regional nodes."""

from hooks.clinical.logic import all_of, not_, not_yes, yes
from hooks.clinical.sentence import line
from hooks.nme.evidence.metastasis import (
    regional_node,
)
from hooks.nme.evidence.resection import resected, resection_unclear
from hooks.nme.evidence.tumour import presumptive, tumour, tumour_provisional, tumour_resolved

provisional = all_of(tumour_provisional, not_yes(tumour))
RECORDED = (
    line("{tumour.value} {tumour.date}", when=yes(tumour)),
    line("{tumour.value}, provisional, {tumour.date}", when=provisional),
)
"""The tumour of the record. An entry that is refuted, a lesion beside it, a scan without one are no tumour."""

PRESUMED = line("Tumour presumed from a coded lesion and glucagon above {glucagon_typical} pg/mL*.", when=presumptive)
PRESUMED_FROM = line("glucagon {glucagon.full}", when=presumptive)
unexplained = all_of(tumour_resolved, not_yes(resected))
"""Recorded as over, and nothing says how (decisions 50)."""

unlinked = all_of(unexplained, resection_unclear)
"""A resection is on record, and nothing says that it was for this tumour."""

RESOLVED = (
    line("The tumour is recorded as resolved; no resection found.", when=all_of(unexplained, not_(unlinked))),
    line("The tumour is recorded as resolved; the resection has no link to it.", when=unlinked),
)
NODE = line("Regional lymph node on record: no distant metastasis*.", "E63", when=regional_node)
