"""Project rules, run as tests: lint, format, types, allowed imports, the cost of imports."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "conceptwriter"


def run(*command: str) -> str:
    """Run a tool of this environment at the root; fail with what it printed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    printed = (done.stdout + done.stderr).strip()
    assert done.returncode == 0, f"{' '.join(command)}\n{printed}"
    return printed


def test_ruff_check() -> None:
    run(sys.executable, "-m", "ruff", "check", ".")


def test_ruff_format() -> None:
    run(sys.executable, "-m", "ruff", "format", "--check", ".")


def test_types() -> None:
    run(sys.executable, "-m", "mypy")


def test_nothing_is_kept_that_nothing_calls() -> None:
    run(sys.executable, "-m", "vulture")


def test_imports_respect_the_contracts() -> None:
    run(
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())",
    )


def module_imports() -> dict[str, set[str]]:
    """Which modules each module of ours imports, inside functions too; what only types need is left out."""
    paths = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in PACKAGE.rglob("*.py")
    }

    def imports(node: ast.AST) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                continue
            if isinstance(child, ast.Import):
                yield from (alias.name for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                whole = [f"{child.module}.{alias.name}" for alias in child.names]
                yield from (name if name in paths else str(child.module) for name in whole)
            yield from imports(child)

    return {
        name: {found for found in imports(ast.parse(path.read_text(encoding="utf-8"))) if found in paths}
        for name, path in paths.items()
    }


def test_no_module_imports_itself_through_others() -> None:
    TopologicalSorter(module_imports()).prepare()  # raises CycleError, which names the modules


def test_no_package_has_more_than_a_quarter_of_the_code() -> None:
    lines = {
        package.name: sum(
            len(path.read_text(encoding="utf-8").splitlines()) for path in package.rglob("*.py")
        )
        for package in PACKAGE.iterdir()
        if package.is_dir()
    }
    most = max(lines, key=lines.__getitem__)
    assert lines[most] <= sum(lines.values()) / 4, most


@pytest.mark.parametrize(
    ("module", "banned"),
    [
        ("conceptwriter.outline", {"PySide6", "torch", "onnxruntime", "spacy", "numpy"}),
        ("conceptwriter.interchange", {"PySide6", "torch", "onnxruntime", "docx", "lxml"}),
        ("conceptwriter.storage", {"PySide6", "torch", "onnxruntime", "spacy"}),
        ("conceptwriter.spelling", {"PySide6", "torch", "onnxruntime", "hunspell", "numpy"}),
        ("conceptwriter.engine", {"PySide6", "torch", "onnxruntime"}),
        ("conceptwriter.assistant", {"PySide6", "torch", "onnxruntime"}),
        ("conceptwriter.gui.application", {"PySide6.QtPrintSupport", "torch", "onnxruntime", "docx", "lxml"}),
        ("conceptwriter.cli.main", {"PySide6", "torch", "onnxruntime", "spacy", "numpy"}),
    ],
)
def test_importing_a_package_stays_cheap(module: str, banned: set[str]) -> None:
    """A package does not load what only others need."""
    loaded = run(sys.executable, "-c", f"import sys, {module}; print(*sorted(sys.modules))").split()
    assert not banned & set(loaded)


DISTRIBUTIONS = {
    "PySide6": "pyside6-essentials",
    "docx": "python-docx",
    "google": "protobuf",
    "huggingface_hub": "huggingface-hub",
    "hunspell": "chunspell",
    "importlinter": "import-linter",
    "markdown_it": "markdown-it-py",
    "pytestqt": "pytest-qt",
    "shiboken6": "pyside6-essentials",
}


def imported_distributions(folder: Path) -> dict[str, Path]:
    """Distribution name -> a file under `folder` importing it (no standard library, not us)."""
    found: dict[str, Path] = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                continue
            for top in (
                {name.partition(".")[0] for name in names} - {"conceptwriter"} - set(sys.stdlib_module_names)
            ):
                found[DISTRIBUTIONS.get(top, top.replace("_", "-")).lower()] = path
    return found


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower() for line in lines}


def test_every_import_is_a_declared_dependency() -> None:
    """The wheel asks for exactly what the program imports; measuring and training for their extras."""
    extras = {
        "training": ("train", "evaluate", "shards", "sonar"),
        "evaluation": ("evaluate",),
        "translators": ("translators",),
    }
    for package in sorted(path for path in PACKAGE.iterdir() if path.is_dir()):
        allowed = declared(*extras.get(package.name, ()))
        found = imported_distributions(package)
        assert not {name: str(path) for name, path in found.items() if name not in allowed}
    unused = declared() - set(imported_distributions(PACKAGE))
    assert not unused, f"declared but never imported: {sorted(unused)}"


def test_the_wheel_has_all_resources_but_the_pictures() -> None:
    """Each folder is named in pyproject.toml, so that a new one is not forgotten."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    taken = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    there = {f"resources/{path.name}" for path in (ROOT / "resources").iterdir()}
    assert set(taken) == there - {"resources/screenshots"}
    assert all(place == f"conceptwriter/_shipped/{source}" for source, place in taken.items())
