"""Runs the tests of a package for each mutant, in forked processes.

Nothing is written to the source: a mutant lives in the memory of its process. Most are tried in forks of a
process in which pytest has collected all tests, so that one costs little more than the tests that notice it.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from tools.mutants.baseline import Baseline
from tools.mutants.changes import Mutant
from tools.mutants.children import ROOT, alone, run_pytest
from tools.mutants.patching import caches_in, functions_in, import_instead, new_codes, patch

LONGER = 10
PATIENCE = 20
"""A mutant whose tests work `LONGER` times as long as before, and this many seconds more, is in a loop."""
STUCK = 300
"""Extra seconds after which the tests of a mutant count as hanging."""


def preload(libraries: Iterable[str]) -> None:
    """Import the tests' other modules, once for all forks."""
    for name in sorted(libraries):
        with contextlib.suppress(Exception):
            importlib.import_module(name)


Report = Callable[[Mutant], None]


def try_all(
    mutants: Sequence[Mutant], before: Baseline, folder: Path, tests: Path, jobs: int, report: Report
) -> None:
    """Run, for each mutant, the tests that may detect it, and report those that no test detects."""
    patches = {mutant: new_codes(mutant) for mutant in mutants}
    imported = [mutant for mutant in mutants if patches[mutant] is None]
    mutant = _share_out(imported, before, jobs, report)
    if mutant is not None:
        code = 70
        try:
            import_instead(mutant, ROOT)
            chosen = before.tests_for(mutant)
            code = run_pytest(
                ["-x", *dict.fromkeys(test.partition("::")[0] for test in chosen)], _Chosen(chosen)
            )
        finally:
            os._exit(code)

    class Forks:
        """Takes the place of pytest's loop over all tests."""

        @pytest.hookimpl(wrapper=True)
        def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
            functions, caches = functions_in(folder), caches_in(folder)
            rest = [mutant for mutant in mutants if patches[mutant] is not None]
            mutant = _share_out(rest, before, jobs, report)
            if mutant is None:
                session.items.clear()
                return (yield)
            code = pytest.ExitCode.TESTS_FAILED
            try:
                patch(new_codes(mutant) or {}, functions, caches)
                session.items[:] = _in_order(session.items, before.tests_for(mutant))
                yield
                code = pytest.ExitCode.TESTS_FAILED if session.testsfailed else pytest.ExitCode.OK
            finally:
                os._exit(code)

    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        run_pytest(["-x", "-s", str(tests)], Forks())


def _share_out(mutants: Sequence[Mutant], before: Baseline, jobs: int, report: Report) -> Mutant | None:
    """Like `os.fork`: returns with each mutant in its own child, and finally with None in the parent.

    The first child gets a module without any change. Raises RuntimeError when its tests fail: then they would
    fail for every mutant.
    """
    tried = [mutant for mutant in mutants if before.tests_for(mutant)]
    waiting = [*reversed(tried), *(mutant.unchanged() for mutant in tried[:1])]
    running: dict[int, tuple[Mutant, float]] = {}
    scratch = Path(tempfile.mkdtemp(prefix="mutants-"))
    while waiting or running:
        if waiting and len(running) < jobs:
            mutant = waiting.pop()
            work = PATIENCE + LONGER * round(sum(before.seconds[test] for test in before.tests_for(mutant)))
            child = os.fork()
            if not child:
                alone(scratch / str(len(waiting)), work)
                return mutant
            running[child] = (mutant, time.monotonic() + work + STUCK)
            continue
        time.sleep(0.01)
        for child, survived in _ended(running):
            mutant, _ = running.pop(child)
            if mutant == mutant.unchanged():
                if not survived:
                    raise RuntimeError(f"tests fail without a change; see the logs in {scratch}")
            elif survived:
                report(mutant)
    shutil.rmtree(scratch, ignore_errors=True)
    for mutant in mutants:
        if not before.tests_for(mutant):
            report(mutant)
    return None


def _ended(running: dict[int, tuple[Mutant, float]]) -> Iterator[tuple[int, bool]]:
    """The children that ended or ran out of time, and whether no test of theirs failed."""
    for child, (mutant, deadline) in list(running.items()):
        ended, status = os.waitpid(child, os.WNOHANG)
        late = not ended and time.monotonic() > deadline
        if not ended and not late:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        if late:
            os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status) if ended else -1
        # A usage error means that a conftest cannot be imported: noticed. (The unchanged module has none.)
        if code == pytest.ExitCode.NO_TESTS_COLLECTED:
            raise RuntimeError(f"pytest found no test for {mutant.path}:{mutant.line}")
        yield child, code == pytest.ExitCode.OK


class _Chosen:
    """Runs the chosen tests only, in their order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.tests = tests

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = _in_order(items, self.tests)


def _in_order(items: Iterable[pytest.Item], tests: Sequence[str]) -> list[pytest.Item]:
    named = {item.nodeid: item for item in items}
    return [named[test] for test in tests if test in named]
