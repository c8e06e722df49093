"""Putting a mutant in place of the code it was made from.

Where the change is in a function, the function gets the new code and its module need not be imported again.
A change of what runs on import, of a default or of a class body needs a process that has not imported it yet.
"""

from __future__ import annotations

import functools
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tools.mutants.changes import Mutant

Name = tuple[str, str, int]
"""File, qualified name and first line of a function."""
Functions = dict[Name, list[FunctionType]]


def name_of(code: CodeType) -> Name:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def functions_in(folder: Path) -> Functions:
    """All functions that were made from the files of a folder, decorated ones and methods too."""
    found: Functions = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType and Path(thing.__code__.co_filename).is_relative_to(folder):
            found[name_of(thing.__code__)].append(thing)
    return found


def caches_in(folder: Path) -> list[Any]:
    """The functions of a folder that remember their answers."""
    return [
        thing
        for thing in gc.get_objects()
        if type(thing) is functools._lru_cache_wrapper
        and type(thing.__wrapped__) is FunctionType
        and Path(thing.__wrapped__.__code__.co_filename).is_relative_to(folder)
    ]


def new_codes(mutant: Mutant) -> dict[Name, CodeType] | None:
    """The functions that a mutant changes, with their new code; None where it changes more than functions."""
    file = str(mutant.path)
    before = compile(mutant.path.read_bytes(), file, "exec", dont_inherit=True)
    after = compile(mutant.source(), file, "exec", dont_inherit=True)
    found: dict[Name, CodeType] = {}
    return found if _pair(before, after, found) else None


def _pair(before: CodeType, after: CodeType, found: dict[Name, CodeType]) -> bool:
    if before == after:
        return True
    if before.co_flags & inspect.CO_OPTIMIZED:  # a function, not a module or the body of a class
        found[name_of(before)] = after
        return before.co_freevars == after.co_freevars
    both = (before, after)
    plain = [[repr(one) for one in code.co_consts if not isinstance(one, CodeType)] for code in both]
    old, new = ([one for one in code.co_consts if isinstance(one, CodeType)] for code in both)
    return (
        before.co_code == after.co_code
        and before.co_names == after.co_names
        and plain[0] == plain[1]
        and len(old) == len(new)
        and all(_pair(one, other, found) for one, other in zip(old, new, strict=True))
    )


def patch(codes: dict[Name, CodeType], functions: Functions, caches: Iterable[Any] = ()) -> None:
    """Give the functions their new code, and let those of their modules forget answers given before."""
    for name, code in codes.items():
        for function in functions.get(name, []):
            function.__code__ = code
    changed = {file for file, *_ in codes}
    for cached in caches:
        if cached.__wrapped__.__code__.co_filename in changed:
            cached.cache_clear()


def import_instead(mutant: Mutant, root: Path) -> None:
    """Let the next import of the module find the mutant."""
    sys.meta_path.insert(0, _Finder(mutant, root))


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant, root: Path) -> None:
        parts = mutant.path.relative_to(root).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.mutant = mutant

    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        """The changed module when its name is asked for."""
        if name != self.name:
            return None
        loader = _Loader(name, self.mutant)
        return importlib.util.spec_from_file_location(name, self.mutant.path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, mutant: Mutant) -> None:
        super().__init__(name, str(mutant.path))
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        """The changed code; nothing is cached on disk."""
        assert fullname == self.name
        return compile(self.mutant.source(), str(self.mutant.path), "exec", dont_inherit=True)
