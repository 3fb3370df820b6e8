"""What prefetch did not bring and may be fetched: keys, further pages, Medications behind references."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

from hooks.clinical.case import Availability
from service.fhir.chart import source_of
from service.fhir.drafts import drugs
from service.fhir.gathered import Gathered
from service.fhir.models import Entry, Medication, MedicationRequest
from service.fhir.read import Answer
from service.outbound.address import Base

MAX_MEDICATIONS = 20  # Medications read for one call
_MEDICATION = re.compile(r"Medication/(?!\.+$)([A-Za-z0-9._~:+=@-]{1,512})")
_URGENCY = {"draft": 0, "active": 1}


def unanswered(found: Mapping[str, Answer], keys: Iterable[str]) -> tuple[str, ...]:
    """The keys to fetch: absent, failed, or with more pages.

    ``null`` and "there are none" are answers and not among them (A-30, A-31, A-33, A-34).
    """
    return tuple(key for key in keys if _is_wanting(found.get(key)))


def _is_wanting(answer: Answer | None) -> bool:
    return answer is None or answer.availability is Availability.UNAVAILABLE or answer.next_page is not None


def unresolved(gathered: Gathered, drafts: tuple[Entry, ...], base: Base) -> tuple[str, ...]:
    """Ids of the Medications that orders without a code point to and nobody sent (client-quirks C-E4).

    Drafts first, then active orders: there is a limit. References to other servers are not among them (D-10).
    """
    known = {source_of(drug) for drug in chain(gathered.of(Medication), drugs(drafts))}
    urls = {*gathered.full_urls, *(entry.full_url for entry in drafts if entry.full_url)}
    found = (m[1] for m in map(_MEDICATION.fullmatch, _references(gathered, drafts, base, urls)) if m)
    return tuple(islice((i for i in dict.fromkeys(found) if f"Medication/{i}" not in known), MAX_MEDICATIONS))


def _references(gathered: Gathered, drafts: tuple[Entry, ...], base: Base, urls: set[str]) -> Iterator[str]:
    """The references to follow, relative to the base and without a version."""
    drafted = (entry.resource for entry in drafts if isinstance(entry.resource, MedicationRequest))
    orders = sorted(chain(drafted, gathered.of(MedicationRequest)), key=lambda o: _URGENCY.get(o.status or "", 2))
    for order in orders:
        reference = (order.drug_reference.reference or "").strip() if order.drug_reference else ""
        if reference not in urls and not _is_coded(order):
            yield reference.removeprefix(f"{base.url}/").partition("/_history/")[0]


def _is_coded(order: MedicationRequest) -> bool:
    return order.drug is not None and bool(order.drug.coding)
