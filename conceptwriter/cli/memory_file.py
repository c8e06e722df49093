"""Which translation memory a command works with, and opening it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli.console import WrongUsage

if TYPE_CHECKING:
    from conceptwriter.memory import Memory

OWN = "own"
"""What `--memory` may be given for the user's own memory, beside files."""


def add_memory(parser: argparse.ArgumentParser) -> None:
    """The memory, or (for looking up) several."""
    parser.add_argument(
        "--memory",
        metavar="FILE",
        action="append",
        help="a memory (.memory), or a project (.concept) for the memory beside it; `own` is your own "
        "(default); to search in several, repeat it",
    )


def memory_paths(names: Sequence[str] | None) -> list[Path]:
    """The files that `--memory` names."""
    from conceptwriter.memory.places import memory_path, user_memory

    return [user_memory() if name == OWN else memory_path(Path(name)) for name in names or [OWN]]


@contextmanager
def opened_memory(
    names: Sequence[str] | None, *, read_only: bool = False, must_exist: bool = False
) -> Iterator[Memory]:
    """The one memory that is meant. Raises WrongUsage for several, TranslationMemoryError."""
    from conceptwriter.memory import Memory

    paths = memory_paths(names)
    if len(paths) > 1:
        raise WrongUsage("Name one memory. Only `search` and `translate` look in several.")
    if must_exist:
        _check_exists(paths[0])
    with Memory(paths[0], read_only=read_only) as memory:
        yield memory


@contextmanager
def memories_to_search(names: Sequence[str] | None) -> Iterator[list[Memory]]:
    """All the memories that are meant, read-only. Those that are named must exist."""
    from conceptwriter.memory import Memory

    with ExitStack() as stack:
        yield [stack.enter_context(Memory(path, read_only=True)) for path in memory_paths(names)]


@contextmanager
def memories_of(project: Path, names: Sequence[str] | None) -> Iterator[list[Memory]]:
    """The named memories; without names, those of the project and of the user that there are.

    Raises TranslationMemoryError.
    """
    from conceptwriter.memory import Memory
    from conceptwriter.memory.places import project_memory, user_memory

    paths = memory_paths(names) if names else [project_memory(project), user_memory()]
    with ExitStack() as stack:
        yield [stack.enter_context(Memory(path, read_only=True)) for path in paths if names or path.exists()]


def _check_exists(path: Path) -> None:
    from conceptwriter.memory import TranslationMemoryError

    if not path.exists():
        raise TranslationMemoryError(f"There is no translation memory {path}.")
