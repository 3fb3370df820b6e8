"""Who may import what (ARCHITECTURE, "What never happens"): a new file or folder cannot escape the contracts."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
PLANTED = {
    "a new file of service that names the disease": ("service/trust/shortcut.py", "from hooks.nme import PATHWAY"),
    "a new folder of service that names it": ("service/gathering/deep/shortcut.py", "import hooks.nme.codes.concepts"),
    "a new room that nobody placed": ("service/attic/__init__.py", "ROOM = 1"),
    "a new folder of content that nobody placed": ("hooks/attic/__init__.py", "ROOM = 1"),
    "a new file of the vocabulary that names it": ("hooks/clinical/shortcut.py", "from hooks.nme import PATHWAY"),
    "a new file that opens a connection": ("service/review/shortcut.py", "import httpx"),
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The source and its contracts, in a place where a test may plant something."""
    for name in ("hooks", "service"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def linted(root: Path) -> subprocess.CompletedProcess[str]:
    """What lint-imports says of this copy."""
    return subprocess.run([LINT, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.parametrize(("path", "line"), PLANTED.values(), ids=PLANTED)
def test_a_planted_import_breaks_a_contract(path: str, line: str, copied: Path) -> None:
    file = copied / path
    file.parent.mkdir(parents=True, exist_ok=True)
    (file.parent / "__init__.py").touch()
    file.write_text(f"{line}\n", encoding="utf-8")
    broken = linted(copied)
    assert broken.returncode == 1, broken.stdout
    assert "BROKEN" in broken.stdout or file.parent.name in broken.stdout + broken.stderr


def test_without_a_plant_every_contract_is_kept(copied: Path) -> None:
    assert "0 broken" in linted(copied).stdout


def test_the_content_imports_the_standard_library_only() -> None:
    foreign = {
        (str(file.relative_to(ROOT)), name)
        for file in (ROOT / "hooks").rglob("*.py")
        for name in _imported(file)
        if name not in sys.stdlib_module_names | {"hooks"}
    }
    assert foreign == set()


def _imported(file: Path) -> set[str]:
    """The top-level names of what a file imports."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name.partition(".")[0] for name in plain | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}}
