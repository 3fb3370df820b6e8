"""A criterion as a CQL expression: the second printer of criteria, its structure taken from the tree.

What CQL finds itself is a definition of the hand-written library; every other leaf is a question the caller
answers, a Boolean parameter named by the leaf's words. Three-valued logic is CQL's own: null is unknown.
"""

import re
from collections.abc import Iterable

from hooks.clinical.criterion import Always, Criterion, Leaf, Predicate, Tagged
from hooks.clinical.logic import AllOf, AnyOf, Is, IsNot, Not
from hooks.clinical.pathway import Pathway
from hooks.clinical.plain_words import in_words
from hooks.clinical.truth import NO, UNKNOWN, YES

FACTS = "Facts"
"""What the library of the predicates is called in the library of the pathway."""

_WIDTH = 100
_ONE = re.compile(rf'({FACTS}\.)?"(\\.|[^"\\])*"|\w+')
_TRUTHS = {YES: "true", NO: "false", UNKNOWN: "null"}


def quoted(name: str) -> str:
    """A CQL identifier."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def string(words: str) -> str:
    """A CQL string."""
    escaped = words.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def strings(words: Iterable[str]) -> str:
    """A CQL list of strings, in alphabetical order."""
    return "{ " + ", ".join(string(word) for word in sorted(words)) + " }"


class Printer:
    """Prints the criteria of one pathway. ``told`` are the leaves met that the caller has to tell, by their words."""

    def __init__(self, pathway: Pathway) -> None:
        written = pathway.written
        self._defined = written.defined if written else frozenset()
        self._named = {criterion: name for name, criterion in written.criteria.items()} if written else {}
        self.told: dict[str, Criterion] = {}

    def holds(self, criterion: Criterion) -> str:
        """The criterion is YES: true or false, never null."""
        printed = self.printed(criterion)
        return printed if isinstance(criterion, Always | Is | IsNot) else f"{bracketed(printed)} is true"

    def printed(self, criterion: Criterion) -> str:
        """The criterion as an expression that is true, false or null.

        Raises TypeError for a node without CQL, ValueError for two leaves of the same words.
        """
        name = self._named.get(criterion)
        return _fact(name) if name else self._by_kind(criterion)

    def _by_kind(self, criterion: Criterion) -> str:
        match criterion:
            case Always():
                printed = "true"
            case AllOf(parts):
                printed = joined("and", map(self.printed, parts))
            case AnyOf(parts):
                printed = joined("or", map(self.printed, parts))
            case Not(part):
                printed = f"not {bracketed(self.printed(part))}"
            case Is(part, truth):
                printed = f"{bracketed(self.printed(part))} is {_TRUTHS[truth]}"
            case IsNot(part, truth):
                printed = f"{bracketed(self.printed(part))} is not {_TRUTHS[truth]}"
            case Predicate(id=id_):
                printed = _fact(id_) if id_ in self._defined else self._asked(criterion, id_)
            case Leaf() | Tagged():
                printed = self._asked(criterion, in_words(criterion))
            case _:
                raise TypeError(f"no CQL for {type(criterion).__name__}")
        return printed

    def _asked(self, leaf: Criterion, words: str) -> str:
        if self.told.setdefault(words, leaf) != leaf:
            raise ValueError(f"two leaves are called {words!r}: one parameter cannot answer both")
        return quoted(words)


def joined(joint: str, printed: Iterable[str]) -> str:
    """The expressions joined by "and" or "or", each on a line of its own where they are long."""
    parts = list(printed)
    if len(parts) == 1:
        return parts[0]
    parts = [bracketed(part) for part in parts]
    line = f" {joint} ".join(parts)
    return line if len(line) <= _WIDTH and "\n" not in line else f"\n{joint} ".join(parts)


def bracketed(printed: str) -> str:
    """The expression in brackets, unless it is one name or word."""
    return printed if _ONE.fullmatch(printed) else "(" + printed.replace("\n", "\n  ") + ")"


def _fact(name: str) -> str:
    return f"{FACTS}.{quoted(name)}"
