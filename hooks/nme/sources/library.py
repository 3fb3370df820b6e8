"""The statements, sources and open questions of this pathway: the reviewed data is in the two TOML files."""

from pathlib import Path

from hooks.clinical.library import parse

FILE = Path(__file__).with_name("statements.toml")
QUESTIONS = Path(__file__).with_name("open_questions.toml")
SIGNATURES = Path(__file__).with_name("signatures.toml")
"""Who approved which part: written by ``nme-cds review sign``."""

CONTENTS = parse(FILE.read_text(encoding="utf-8"), QUESTIONS.read_text(encoding="utf-8"))
SEEDS = CONTENTS.seeds
LIBRARY = CONTENTS.library
AGREEMENTS = CONTENTS.agreements
DIFFERENCES = CONTENTS.differences
