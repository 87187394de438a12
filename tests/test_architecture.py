"""The public face, the direction of imports, and what may be imported where."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa

PACKAGE = Path(qa.__file__).parent
# Each room may import from itself and from the rooms of the layers before it.
LAYERS = [
    {"errors", "types"},
    {"settings", "plain"},
    {"ingest", "facts"},
    {"store"},
    {"reader"},
    {"retrieve", "dialogue", "citing", "spelling"},
    {"support", "fitting", "difference", "yes_no", "train"},
    {"factual"},
    {"choosing", "followup"},
    {"engine"},
    {"batch", "evaluation"},
    {"terminal"},
    {"cli"},
    {"__main__"},
]
ONLY_IN = {
    "rich": {"terminal", "cli"},
    "prompt_toolkit": {"terminal", "cli"},
    "typer": {"terminal", "cli"},
    "faiss": {"store", "reader", "train"},
    "tantivy": {"store"},
    "onnxruntime": {"store", "reader", "train"},
    "torch": {"store", "reader", "train"},
    "transformers": {"store", "reader", "train"},
    "sentence_transformers": {"store", "reader"},
}


def room(path: Path) -> str:
    """The room of a file; training, which asks its questions of an index, is above retrieval."""
    parts = path.relative_to(PACKAGE).parts
    return "train" if parts[:2] == ("reader", "train") else parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            if node.module == "qa":
                yield from ((node.lineno, f"qa.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module or ""


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    level = {name: number for number, names in enumerate(LAYERS) for name in names}
    own = room(path)
    assert own in level, f"{own} has no place in the layers"
    for line, name in imports(path):
        top, _, rest = name.partition(".")
        if top == "qa" and rest:
            other = rest.split(".")[0]
            public = other in qa.__all__ or other == "__version__"
            allowed = public or other == own or level[other] < level[own]
            assert allowed, f"{path}:{line}: {own} imports {other}"
        if top in ONLY_IN:
            assert own in ONLY_IN[top], f"{path}:{line}: {top} is not for {own}"


def test_the_public_names() -> None:
    assert sorted(qa.__all__) == [
        "Answer",
        "Citation",
        "Engine",
        "Filters",
        "Hit",
        "QAError",
        "Settings",
        "Verdict",
    ]
    assert all(hasattr(qa, name) for name in qa.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = qa.Nothing


def loaded(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stdout.split())


HEAVY = {"torch", "sentence_transformers", "transformers", "scipy", "sklearn", "pandas"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    light = HEAVY | {"numpy", "faiss", "tantivy", "tokenizers", "rich", "typer", "sqlite3"}
    assert not loaded("import qa") & light


def test_answering_loads_neither_torch_nor_scipy(tmp_path: Path) -> None:
    from qa.store.indexer import index_paths

    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "salt.txt").write_text("Marl sold 12 tonnes of salt.", encoding="utf-8")
    settings = qa.Settings(index=str(tmp_path / "index"))
    index_paths([tmp_path / "docs"], settings)
    code = f"import qa; qa.Engine.open({settings.index!r}).ask('How much salt did Marl sell?')"
    assert not loaded(code) & HEAVY
