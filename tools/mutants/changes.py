"""The small changes that a mutation run makes: each replaces one expression or statement.

Left alone are annotations, docstrings, decorators, imports and the wording of error messages: a test that
failed for one of those would test spelling, not behaviour.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_GUARDS = ("strict", "uri")
"""Keywords that only guard: zip's, and sqlite3's where SQLite itself was built to read addresses."""

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_NAMES = {
    "all": "any",
    "any": "all",
    "endswith": "startswith",
    "lstrip": "rstrip",
    "max": "min",
    "min": "max",
    "rfind": "find",
    "rstrip": "lstrip",
    "startswith": "endswith",
}


class Mutant(NamedTuple):
    """One change of one module: the bytes from `start` to `end` of its source give way to `put`."""

    path: Path
    first_line: int
    last_line: int
    """The lines of the whole statement: whatever test runs one of them may notice."""
    line: int
    start: int
    end: int
    put: str

    def source(self) -> str:
        """The whole module with the change."""
        whole = self.path.read_bytes()
        return (whole[: self.start] + self.put.encode() + whole[self.end :]).decode()

    def unchanged(self) -> Mutant:
        """The mutant that puts the same again."""
        return self._replace(put=self.path.read_bytes()[self.start : self.end].decode())

    def changed_lines(self) -> tuple[str, str]:
        """The lines that differ, before and after, without their indentation."""
        before, after = self.path.read_text(encoding="utf-8").splitlines(), self.source().splitlines()
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        spans = [span for span in matcher.get_opcodes() if span[0] != "equal"]
        old = " ".join(line.strip() for _, low, high, _, _ in spans for line in before[low:high])
        new = " ".join(line.strip() for _, _, _, low, high in spans for line in after[low:high])
        return old, new

    def compiles(self) -> bool:
        """Whether Python accepts the changed module."""
        try:
            compile(self.source(), str(self.path), "exec")
        except SyntaxError:
            return False
        return True


def mutants(path: Path) -> list[Mutant]:
    """All mutants of a module, in the order of its text."""
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for statement in _statements(ast.parse(source)):
        first, last = _header_lines(statement)
        for node, put in _changes_of(statement):
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            found.append(Mutant(path, first, last, node.lineno, start, end, put))
    return sorted(set(found))


Place = ast.expr | ast.stmt
Change = tuple[Place, str]


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """Every statement that runs, with those inside it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.stmt):
            yield node
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _statements(node)


def _header_lines(statement: ast.stmt) -> tuple[int, int]:
    """The lines of a statement without the block it heads."""
    body = getattr(statement, "body", None)
    end = body[0].lineno - 1 if body else statement.end_lineno
    return statement.lineno, max(statement.lineno, end or 0)


def _changes_of(statement: ast.stmt) -> Iterator[Change]:
    """The changes of a statement and of the expressions in it, not of statements inside it."""
    if _has_no_effect(statement):
        return
    yield from _statement_changes(statement)
    expressions = _expressions(statement)
    for node in expressions:
        yield from _expression_changes(node)
        if isinstance(node, ast.Constant) and not isinstance(statement, ast.Raise | ast.Assert):
            yield from _constant_changes(node)


def _has_no_effect(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Global() | ast.Nonlocal():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]):
            return True
    return False


def _statement_changes(statement: ast.stmt) -> Iterator[Change]:
    match statement:
        case ast.Expr() | ast.Delete() | ast.Raise(exc=ast.expr()):
            yield statement, "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield statement, "pass"
        case ast.AugAssign(target, operator, value):
            yield statement, f"{ast.unparse(target)} = {ast.unparse(value)}"
            if type(operator) in _ARITHMETIC:
                swapped = ast.AugAssign(target, _ARITHMETIC[type(operator)](), value)
                yield statement, ast.unparse(swapped)
        case ast.Return(value=ast.expr() as value) if not (
            isinstance(value, ast.Constant) and not value.value
        ):
            yield statement, "return None"
        case ast.Break():
            yield statement, "continue"
        case ast.Continue():
            yield statement, "break"
        case ast.If(test=test) | ast.While(test=test):
            yield from _negated(test)


def _expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement that run with it, outermost first."""
    match statement:
        case ast.FunctionDef(args=arguments) | ast.AsyncFunctionDef(args=arguments):
            roots = [*arguments.defaults, *(found for found in arguments.kw_defaults if found)]
        case ast.ClassDef():
            roots = []
        case ast.AnnAssign(value=value):
            roots = [value] if value else []
        case _:
            roots = [node for node in ast.iter_child_nodes(statement) if isinstance(node, ast.expr)]
            if isinstance(statement, ast.With):
                roots = [item.context_expr for item in statement.items]
    for root in roots:
        yield from _inside(root)


def _inside(expression: ast.expr) -> Iterator[ast.expr]:
    yield expression
    if isinstance(expression, ast.JoinedStr):  # positions inside one are not to be trusted before Python 3.12
        return
    if isinstance(expression, ast.Subscript) and ast.unparse(expression.value) == "Literal":
        return
    children: Iterator[ast.AST] = ast.iter_child_nodes(expression)
    if isinstance(expression, ast.Call) and ast.unparse(expression.func) == "cast":
        children = iter(expression.args[1:])
    if isinstance(expression, ast.Lambda):
        children = iter((*expression.args.defaults, expression.body))
    for child in children:
        if isinstance(child, ast.expr):
            yield from _inside(child)
        elif isinstance(child, ast.keyword) and child.arg not in _GUARDS:
            yield from _inside(child.value)
        elif isinstance(child, ast.comprehension):
            for part in (child.iter, *child.ifs):
                yield from _inside(part)


def _expression_changes(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.Compare(left, operators, comparators):
            for index, operator in enumerate(operators):
                swapped = [*operators]
                swapped[index] = _COMPARISONS[type(operator)]()
                yield node, ast.unparse(ast.Compare(left, swapped, comparators))
        case ast.BoolOp():
            yield from _without_one_condition(node)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.BinOp(left, operator, right) if type(operator) in _ARITHMETIC:
            yield node, f"({ast.unparse(ast.BinOp(left, _ARITHMETIC[type(operator)](), right))})"
        case ast.IfExp(test=test):
            yield from _negated(test)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield from ((condition, "True") for part in node.generators for condition in part.ifs)
        case ast.Subscript(slice=ast.Slice() as bounds):
            yield from _slice_changes(node, bounds)
        case ast.Call():
            yield from _call_changes(node)
        case ast.Lambda(body=body) if not _is_none(body):
            yield body, "None"


def _without_one_condition(node: ast.BoolOp) -> Iterator[Change]:
    for index in range(len(node.values)):
        rest = [*node.values[:index], *node.values[index + 1 :]]
        yield node, f"({ast.unparse(rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))})"


def _negated(test: ast.expr) -> Iterator[Change]:
    """A condition the other way round; comparisons and `not` are turned where they stand."""
    if not isinstance(test, ast.Compare | ast.Constant) and not (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    ):
        yield test, f"(not ({ast.unparse(test)}))"


def _slice_changes(node: ast.Subscript, bounds: ast.Slice) -> Iterator[Change]:
    for lower, upper in ((None, bounds.upper), (bounds.lower, None)):
        if (lower, upper) != (bounds.lower, bounds.upper):
            wider = ast.Slice(lower, upper, bounds.step)
            yield node, ast.unparse(ast.Subscript(node.value, wider, node.ctx))


def _call_changes(node: ast.Call) -> Iterator[Change]:
    for index, keyword in enumerate(node.keywords):
        if keyword.arg is not None and keyword.arg not in _GUARDS:
            rest = [*node.keywords[:index], *node.keywords[index + 1 :]]
            yield node, ast.unparse(ast.Call(node.func, node.args, rest))
    match node.func:
        case ast.Name(id=name) if name in _NAMES:
            yield node.func, _NAMES[name]
        case ast.Attribute(value=value, attr=name) if name in _NAMES:
            yield node.func, f"{ast.unparse(value)}.{_NAMES[name]}"


def _constant_changes(node: ast.Constant) -> Iterator[Change]:
    match node.value:
        case bool():
            yield node, repr(not node.value)
        case int():
            yield node, repr(node.value + 1)
        case str():
            yield node, repr(f"XX{node.value}")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
