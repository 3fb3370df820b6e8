"""What a criterion looks at, gathered from its tree."""

from collections.abc import Iterator
from functools import cache

from hooks.clinical.criterion import Criterion, Leaf, Predicate, Tagged
from hooks.clinical.evidence import Need
from hooks.clinical.logic import AllOf, AnyOf, Is, IsNot, Not


def parts_of(criterion: Criterion) -> tuple[Criterion, ...]:
    """The nodes below a node: those it combines, or those a leaf consults."""
    match criterion:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Not(part) | Is(part) | IsNot(part) | Tagged(part):
            return (part,)
        case Leaf():
            return criterion.asks
    return ()


def predicates_of(criterion: Criterion) -> Iterator[Predicate]:
    """The predicates in a tree, from the top."""
    if isinstance(criterion, Predicate):
        yield criterion
    for part in parts_of(criterion):
        yield from predicates_of(part)


@cache
def needs(criterion: Criterion) -> frozenset[Need]:
    """Every data need of a criterion: its own and those of every node below."""
    own = criterion.needs if isinstance(criterion, Leaf) else frozenset()
    return own.union(*(needs(part) for part in parts_of(criterion)))
