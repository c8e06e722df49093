"""The changes that a mutation run makes, and the list of those that change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.mutants.__main__ import explained
from tools.mutants.changes import mutants
from tools.mutants.patching import caches_in, functions_in, new_codes, patch

ROOT = Path(__file__).resolve().parent.parent.parent


def changes(tmp_path: Path, source: str) -> list[tuple[str, str]]:
    path = tmp_path / "module.py"
    path.write_text(source, encoding="utf-8")
    found = mutants(path)
    assert all(mutant.compiles() for mutant in found)
    return [mutant.changed_lines() for mutant in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = a < b", ["x = a <= b"]),
        ("x = 'é' in b", ["x = 'é' not in b", "x = 'XXé' in b"]),
        ("x = a and b", ["x = (a)", "x = (b)"]),
        ("x = not a", ["x = (a)"]),
        ("x = a + 1", ["x = (a - 1)", "x = a + 2"]),
        ("x = a[b:c]", ["x = a[:c]", "x = a[b:]"]),
        ("x = min(a, key=b)", ["x = max(a, key=b)", "x = min(a)"]),
        ("x = [a for a in b if c]", ["x = [a for a in b if True]"]),
        ("x = a if b else c", ["x = a if (not (b)) else c"]),
        ("x += a", ["x -= a", "x = a"]),
        ("x.y = a", ["pass"]),
        ("x: int = True", ["x: int = False"]),
        ("x = lambda: a", ["x = lambda: None"]),
        ("call(a)", ["pass"]),
        ("x = zip(a, b, strict=True)", []),
        ("x = sqlite3.connect(a, uri=True)", []),
        ("raise Error('no')", ["pass"]),
        ("x = cast('Some', a)", []),
        ("x = f'{a + b}'", []),
        ("X = Literal['a', 1]", []),
        ("'''Words.'''", []),
        ("import a", []),
        ("if TYPE_CHECKING: x = 1", []),
    ],
)
def test_what_is_changed_in_a_line(tmp_path: Path, line: str, expected: list[str]) -> None:
    assert sorted(new for _, new in changes(tmp_path, line)) == sorted(expected)


FUNCTION = '''
def first(a: int = 1) -> "int":
    """Words."""
    if a:
        return a
    for b in c:
        break
    return None
'''


def test_what_is_changed_in_a_function(tmp_path: Path) -> None:
    assert changes(tmp_path, FUNCTION) == [
        ('def first(a: int = 1) -> "int":', 'def first(a: int = 2) -> "int":'),
        ("if a:", "if (not (a)):"),
        ("return a", "return None"),
        ("break", "continue"),
    ]


def test_a_change_in_a_function_is_put_into_it_and_any_other_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("class A:\n    x = 1\n    def f(self, a=2):\n        return 3\n", encoding="utf-8")
    names = {mutant.put: new_codes(mutant) for mutant in mutants(path)}
    assert names["2"] is names["3"] is None
    assert [name for name, *_ in (key[1:] for key in names["4"] or {})] == ["A.f"]


def test_what_a_changed_function_has_answered_before_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "cached.py"
    path.write_text("from functools import cache\n@cache\ndef f():\n    return 3\n", encoding="utf-8")
    names: dict[str, Any] = {}
    exec(compile(path.read_bytes(), str(path), "exec"), names)
    assert names["f"]() == 3
    codes = next(new_codes(mutant) for mutant in mutants(path) if mutant.put == "4")
    assert codes is not None
    patch(codes, functions_in(tmp_path), caches_in(tmp_path))
    assert names["f"]() == 4


def test_every_explained_mutant_is_one_of_today() -> None:
    """Where a line has changed since, it has to be looked at again."""
    for module in {module for module, *_ in explained()}:
        path = ROOT / "conceptwriter" / module
        possible = {(module, *mutant.changed_lines()) for mutant in mutants(path)}
        assert not {one for one in explained() if one[0] == module} - possible
