"""How much of what runs is signed, for those who start it and those who watch it."""

from dataclasses import dataclass

from service.review.edition import Edition
from service.review.sheet import sheets
from service.review.signatures import read
from service.settings import Settings
from service.site import Site


class UnsignedError(ValueError):
    """Signatures are demanded and some are missing. The message names the parts."""


@dataclass(frozen=True, slots=True)
class Signing:
    """How many parts there are, and which of them nobody signed as they are now."""

    parts: int
    unsigned: tuple[str, ...]

    def __str__(self) -> str:
        if not self.unsigned:
            return f"Signed: all {self.parts} parts of the pathway."
        return f"UNSIGNED: {len(self.unsigned)} of {self.parts} parts of the pathway; nme-cds review status names them."


def signing(settings: Settings, site: Site) -> Signing:
    """How it stands. Raises SignaturesError, and UnsignedError where the settings demand all and some are missing."""
    parts = sheets(Edition(site))
    unsigned = tuple(read(settings.signatures or site.pathway.signatures).unsigned(parts))
    if settings.require_signed and unsigned:
        raise UnsignedError(
            f"Not signed as they are now: {', '.join(unsigned)}. Sign them (nme-cds review sign), or start without "
            "NME_CDS_REQUIRE_SIGNED."
        )
    return Signing(len(parts), unsigned)
