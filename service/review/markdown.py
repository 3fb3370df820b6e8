"""Small pieces of GitHub-flavoured markdown."""

import re
from collections.abc import Iterable, Sequence

_MARKUP = re.compile(r"([\\`*<|])")


def escaped(text: str) -> str:
    """Text that stands for itself in a paragraph or a table cell."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bullets(lines: Iterable[str]) -> str:
    """A list; its lines are markdown already."""
    return "\n".join(f"- {line}" for line in lines)


def numbered(lines: Iterable[str]) -> str:
    """Several things in their order, inside one table cell."""
    items = list(lines)
    return items[0] if len(items) == 1 else "; ".join(f"({n}) {line}" for n, line in enumerate(items, 1))


def paragraphs(parts: Iterable[str]) -> str:
    """The parts that say something, one below the other."""
    return "\n\n".join(part for part in parts if part)


def slug(heading: str) -> str:
    """The anchor GitHub gives a heading."""
    plain = re.sub(r"[^\w\- ]", "", heading.lower())
    return plain.replace(" ", "-")


def link_to(heading: str) -> str:
    """A link to a heading of the same document."""
    return f"[{heading}](#{slug(heading)})"
