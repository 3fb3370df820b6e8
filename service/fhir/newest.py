"""Results nobody looks at, because there is a newer one: a long record costs no more than a short one.

Left out is only what is plain: a result by itself, without faults, of concepts of which nothing but the newest
that has a number is looked at. Whatever else it could tell, it is converted like any other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from datetime import UTC, datetime

from service.fhir import values
from service.fhir.chart import Chart, fault, source_of
from service.fhir.concepts import coded
from service.fhir.dates import when
from service.fhir.models import Observation
from service.fhir.observations import observed_on

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def without_older(
    results: list[Observation], concepts: frozenset[str], chart: Chart, *, listed: Set[str]
) -> Iterator[Observation]:
    """The results but those of ``concepts`` that are older than the newest of the same that has a number.

    ``listed`` are the sources of those that reports list: each of them is looked at.
    """
    kinds: dict[frozenset[str], list[Observation]] = defaultdict(list)
    for result in results:
        kind = coded(result.code, chart.codes)
        if kind and kind <= concepts and _is_plain(result, chart) and source_of(result) not in listed:
            kinds[kind].append(result)
    older = {id(result) for same in kinds.values() if len(same) > 1 for result in _older(same, chart)}
    return (result for result in results if id(result) not in older)


def _is_plain(result: Observation, chart: Chart) -> bool:
    has_parts = result.component or result.has_member
    in_words = result.value_string or result.value_codeable_concept
    return not (has_parts or in_words or fault(result, chart))


def _older(same: Iterable[Observation], chart: Chart) -> Iterator[Observation]:
    """Those before the newest that has a number. One of a day still to come is told elsewhere."""
    dated = {id(result): observed_on(result, chart) for result in same}
    past = [result for result in same if not ((on := dated[id(result)]) and on.is_future(chart.today))]

    def moment(result: Observation) -> tuple[datetime, datetime]:
        on = dated[id(result)]
        issued = on if result.issued == result.effective_date_time else when(result.issued, chart.zone)
        return (on.order() if on else LONG_AGO, issued.order() if issued else LONG_AGO)

    moments = {id(result): moment(result) for result in past}
    latest_first = sorted(past, key=lambda result: moments[id(result)], reverse=True)
    newest = next((moments[id(r)] for r in latest_first if values.reading(r) and not values.flaw(r)), None)
    return (result for result in past if newest is not None and moments[id(result)] < newest)
