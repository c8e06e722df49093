"""What the pages for engineers name exists: paths, modules, links, make targets, parts of packages."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest

import conceptwriter
from conceptwriter.cli.desktop import ICON_SIZES

ROOT = Path(__file__).resolve().parent.parent
AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *(ROOT / name for name in AT_THE_TOP)])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
AT_THE_ROOT = "conceptwriter|tests|tools|docs|resources|models|packaging|.github"
_PATH = re.compile(rf"(?<![\w./-])((?:{AT_THE_ROOT})/[\w./-]*\w/?)")
_MODULE = re.compile(r"\b(conceptwriter(?:\.\w+)+)\b")
_NOT_MODULES = {"conceptwriter.ico", "conceptwriter.icns", "conceptwriter.svg"}
_LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def paths_in(text: str) -> set[str]:
    return set(_PATH.findall(text))


def modules_in(text: str) -> set[str]:
    return set(_MODULE.findall(text)) - _NOT_MODULES


def is_there(module: str) -> bool:
    """Whether it is a module, or a name in one."""
    try:
        if importlib.util.find_spec(module) is not None:
            return True
    except ModuleNotFoundError:
        pass
    parent, _, name = module.rpartition(".")
    return "." in parent and hasattr(importlib.import_module(parent), name)


def test_names_are_found_in_a_page() -> None:
    text = "see `tests/test_docs.py`, docs/README.md and `conceptwriter.outline.tree`; not https://a.b/docs/x"
    assert paths_in(text) == {"tests/test_docs.py", "docs/README.md"}
    assert modules_in(text) == {"conceptwriter.outline.tree"}
    assert not is_there("conceptwriter.outline.no_such_module")


@pytest.mark.parametrize("name", NAMES)
def test_every_path_in_a_page_exists(name: str) -> None:
    missing = {path for path in paths_in(text_of(name)) if not (ROOT / path).exists()}
    assert not missing


@pytest.mark.parametrize("name", NAMES)
def test_every_module_in_a_page_exists(name: str) -> None:
    assert not {module for module in modules_in(text_of(name)) if not is_there(module)}


HOPS = re.findall(r"^\| `(conceptwriter/[\w/]+\.py)` \| `([\w.]+)` \|", text_of("docs/walks.md"), flags=re.M)


def defined_in(module: Path) -> set[str]:
    """Functions, classes and methods of a module, as `name` and `Class.name`."""
    found: set[str] = set()
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)
            }
    return found


def test_there_are_walks() -> None:
    assert len(HOPS) >= 30
    assert defined_in(ROOT / "tests" / "test_docs.py") >= {"defined_in", "test_there_are_walks"}


@pytest.mark.parametrize(("module", "hop"), HOPS)
def test_every_hop_of_a_walk_exists(module: str, hop: str) -> None:
    assert hop in defined_in(ROOT / module)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    local = {link for link in _LINK.findall(text_of(name)) if "://" not in link}
    assert not {link for link in local if not ((ROOT / name).parent / link).exists()}


@pytest.mark.parametrize("name", NAMES)
def test_every_make_target_in_a_page_exists(name: str) -> None:
    makefile = text_of("Makefile")
    for target in set(re.findall(r"(?:^|`)make ([a-z]+)", text_of(name), flags=re.M)):
        assert re.search(rf"^{target}:", makefile, flags=re.M), target


def test_every_page_can_be_reached() -> None:
    indexes = [ROOT / "docs" / "README.md", ROOT / "docs" / "how-to" / "README.md"]
    linked = {
        (index.parent / link).resolve()
        for index in indexes
        for link in _LINK.findall(index.read_text(encoding="utf-8"))
    }
    assert not set(ROOT.glob("docs/**/*.md")) - {*linked, *indexes}


def test_every_room_is_on_the_page_about_rooms() -> None:
    drawn = set(re.findall(r"^  (\w+)/ +\w", text_of("docs/architecture.md"), flags=re.M))
    package = ROOT / "conceptwriter"
    assert drawn == {folder.name for folder in package.iterdir() if (folder / "__init__.py").exists()}


def test_the_first_version_in_the_list_of_changes_is_the_present_one() -> None:
    headings = re.findall(r"^## (.+)$", text_of("CHANGELOG.md"), flags=re.M)
    assert conceptwriter.__version__ in headings[0]


def test_the_package_is_marked_as_typed() -> None:
    assert (ROOT / "conceptwriter" / "py.typed").is_file()


def test_the_packaged_app_takes_what_the_program_looks_for() -> None:
    settings = tomllib.loads(text_of("pyproject.toml"))["tool"]["briefcase"]["app"]["conceptwriter"]
    assert settings["sources"] == ["conceptwriter", "models", "resources"]
    for kind in (*(f"-{size}.png" for size in ICON_SIZES), ".ico", ".icns"):
        assert (ROOT / f"{settings['icon']}{kind}").is_file(), kind
    assert (ROOT / settings["linux"]["system"]["template"] / "cookiecutter.json").is_file()


def test_the_debian_package_asks_for_what_qt_loads() -> None:
    from conceptwriter.cli.system_needs import QT_LIBRARIES, XCB_LIBRARIES

    app = tomllib.loads(text_of("pyproject.toml"))["tool"]["briefcase"]["app"]["conceptwriter"]
    asked = set(app["linux"]["system"]["debian"]["system_runtime_requires"])
    assert asked == {need.debian for need in (QT_LIBRARIES | XCB_LIBRARIES).values()} | {"shared-mime-info"}


def test_the_starter_wheel_has_the_version_of_the_model() -> None:
    folder = ROOT / "packaging" / "starter"
    version = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
        "version"
    ]
    manifest = (folder / version["path"]).read_text(encoding="utf-8")
    found = re.search(version["pattern"], manifest, flags=re.M)
    assert found is not None
    assert found["version"] == json.loads(manifest)["version"]
