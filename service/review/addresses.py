"""Public addresses of sources, as links where they can be opened."""

import re
from collections.abc import Callable

_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"\bdoi (10\.[^\s;]+)"), lambda found: f"https://doi.org/{found}"),
    (re.compile(r"\b(PMC\d+)"), lambda found: f"https://www.ncbi.nlm.nih.gov/pmc/articles/{found}/"),
    (re.compile(r"\b(NBK\d+)"), lambda found: f"https://www.ncbi.nlm.nih.gov/books/{found}/"),
    (re.compile(r"\bPubMed (\d+)"), lambda found: f"https://pubmed.ncbi.nlm.nih.gov/{found}/"),
    (re.compile(r"^([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[^\s;]*)?)(?=$|;)"), lambda found: f"https://{found}"),
)


def link(address: str) -> str:
    """Where the address leads in a browser; empty when it is a citation only or shortened."""
    for kind, to in _KINDS:
        found = kind.search(address)
        if found and "..." not in found[1]:
            return to(found[1])
    return ""
