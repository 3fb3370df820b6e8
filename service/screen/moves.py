"""Who moves from which state and cards to which: another site file, or the results of another run."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from service.screen.judge import Judged, Verdict
from service.screen.tables import Row, read_csv

OUT = "out of scope"
HEAD = ("patient", "state", "cards", "state compared", "cards compared")


class Side(NamedTuple):
    """One answer: a state and the ids of its cards, separated by blanks."""

    state: str = OUT
    cards: str = ""


class Move(NamedTuple):
    """A patient whom two runs answer differently: ``here`` this one, ``there`` the one compared with."""

    patient: str
    here: Side
    there: Side

    def row(self) -> Row:
        """The move as a line of a table."""
        return dict(zip(HEAD, (self.patient, *self.here, *self.there), strict=True))


def between_sites(everyone: Iterator[tuple[str, Judged]]) -> Iterator[Move]:
    """The moves between the site in force and the one compared with."""
    for patient, judged in everyone:
        if judged.compared is not None:
            yield from _moved(patient, _side(judged.now), _side(judged.compared))


def from_results(everyone: Iterator[tuple[str, Judged]], file: Path) -> Iterator[Move]:
    """The moves between this run and the table of another. Patients have to go by the same names in both."""
    there = {row["patient"]: row for row in read_csv(file)}
    for patient, judged in everyone:
        yield from _moved(patient, _side(judged.now), _told(there.pop(patient, None)))
    for patient, row in there.items():
        yield from _moved(patient, Side(), _told(row))


def _moved(patient: str, here: Side, there: Side) -> Iterator[Move]:
    if here != there:
        yield Move(patient, here, there)


def _side(verdict: Verdict) -> Side:
    return Side(verdict.state, " ".join(verdict.cards)) if verdict.in_scope else Side()


def _told(row: Mapping[str, str] | None) -> Side:
    return Side() if row is None or row["state"] == "S00" else Side(row["state"], row["cards"])
