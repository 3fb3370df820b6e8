"""A pathway's predicates written a second time, in CQL (docs/cql.md): which definition there stands for what here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hooks.clinical.criterion import Criterion
from hooks.clinical.evidence import Parameter

_DEFINITION = re.compile(r'^define "([^"]+)":', re.MULTILINE)


@dataclass(frozen=True, kw_only=True, eq=False)
class Written:
    """The hand-written libraries in ``folder``, of which ``library`` holds the predicates by their ids.

    ``criteria`` are other criteria it defines, by the definition's name, ``numbers`` what it takes as parameters, by
    the parameter's name: one number there may stand for several here. ``canonical`` is the base address of its
    value sets.
    """

    folder: Path
    library: str
    canonical: str
    criteria: Mapping[str, Criterion]
    numbers: Mapping[str, tuple[Parameter, ...]]

    @cached_property
    def defined(self) -> frozenset[str]:
        """The names of its definitions."""
        text = (self.folder / f"{self.library}.cql").read_text(encoding="utf-8")
        return frozenset(_DEFINITION.findall(text))
