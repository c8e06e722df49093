"""Runs the tests of a room in forked processes: once as the code is, then once for each mutant.

Nothing is written to the source: a mutant lives in the memory of its process. Most are tried in forks of a
process in which pytest has collected all tests, so that one costs little more than the tests that notice it.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import coverage
import pytest
from hypothesis import HealthCheck, Phase, settings

from tools.mutants.changes import Mutant
from tools.mutants.patching import functions_in, import_instead, new_codes, patch

ROOT = Path(__file__).resolve().parent.parent.parent
SLOWEST = 3.0
"""Seconds of work: a test that takes more (it kills programs hundreds of times) is not run for mutants."""
LONGER = 10
PATIENCE = 20
"""A mutant whose tests work `LONGER` times as long as before, and this many seconds more, is in a loop."""
STUCK = 300
"""Seconds: after so many more the tests of a mutant wait for something that will not come."""
MEMORY = 8 << 30


@dataclass
class Baseline:
    """What the tests of a room did with the code as it is."""

    seconds: dict[str, float] = field(default_factory=dict)
    """Node id -> how long the test worked, with the processes that it started."""
    runs: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    """File and line -> the tests that ran it; "" is what runs on import."""
    failed: list[str] = field(default_factory=list)
    libraries: set[str] = field(default_factory=set)

    def update(self, other: Baseline) -> None:
        """Take in what another process found."""
        self.seconds |= other.seconds
        self.failed += other.failed
        self.libraries |= other.libraries
        for place, tests in other.runs.items():
            self.runs[place] |= tests

    def tests_for(self, mutant: Mutant) -> list[str]:
        """The tests that may notice a mutant, those written for its module first, then the quickest."""
        places = [(str(mutant.path), line) for line in range(mutant.first_line, mutant.last_line + 1)]
        found = set().union(*(self.runs.get(place, set()) for place in places))
        if found == {""}:  # a table or a default: whoever imports it
            found = set(self.seconds)
        own = f"/test_{mutant.path.stem.strip('_')}.py"
        quick = [test for test in found if 0 <= self.seconds.get(test, -1) <= SLOWEST]
        return sorted(quick, key=lambda test: (own not in test, self.seconds[test]))


def baseline(folder: Path, tests: Path, jobs: int) -> Baseline:
    """Run all tests of a room, as they are, in `jobs` processes."""
    found = Baseline()
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        answers = [Path(scratch) / str(share) for share in range(jobs)]
        children = []
        for share, answer in enumerate(answers):
            child = os.fork()
            if not child:
                try:
                    _alone(answer)
                    _record(folder, tests, share, jobs, answer)
                finally:
                    os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        for answer in answers:
            found.update(pickle.loads(answer.with_suffix(".pickle").read_bytes()))
    return found


def preload(libraries: Iterable[str]) -> None:
    """Import what the tests import besides the program, once for all forks."""
    for name in sorted(libraries):
        with contextlib.suppress(Exception):
            importlib.import_module(name)


Tell = Callable[[Mutant], None]


def try_all(
    mutants: Sequence[Mutant], before: Baseline, folder: Path, tests: Path, jobs: int, tell: Tell
) -> None:
    """Run for each mutant the tests that may notice it, and tell of those that none of them notices."""
    patches = {mutant: new_codes(mutant) for mutant in mutants}
    imported = [mutant for mutant in mutants if patches[mutant] is None]
    mutant = _share_out(imported, before, jobs, tell)
    if mutant is not None:
        code = 70
        try:
            import_instead(mutant, ROOT)
            chosen = before.tests_for(mutant)
            code = _pytest(
                ["-x", *dict.fromkeys(test.partition("::")[0] for test in chosen)], _Chosen(chosen)
            )
        finally:
            os._exit(code)

    class Forks:
        """Takes the place of pytest's loop over all tests."""

        @pytest.hookimpl(wrapper=True)
        def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
            functions = functions_in(folder)
            rest = [mutant for mutant in mutants if patches[mutant] is not None]
            mutant = _share_out(rest, before, jobs, tell)
            if mutant is None:
                session.items.clear()
                return (yield)
            code = pytest.ExitCode.TESTS_FAILED
            try:
                patch(patches[mutant] or {}, functions)
                session.items[:] = _in_order(session.items, before.tests_for(mutant))
                yield
                code = pytest.ExitCode.TESTS_FAILED if session.testsfailed else pytest.ExitCode.OK
            finally:
                os._exit(code)

    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        _pytest(["-x", "-s", str(tests)], Forks())


def _share_out(mutants: Sequence[Mutant], before: Baseline, jobs: int, tell: Tell) -> Mutant | None:
    """Like `os.fork`: returns with each mutant in a child of its own, and at last with None in the parent."""
    waiting = list(reversed(mutants))
    running: dict[int, tuple[Mutant, float]] = {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        while waiting or running:
            if waiting and len(running) < jobs:
                mutant = waiting.pop()
                chosen = before.tests_for(mutant)
                if not chosen:
                    tell(mutant)
                    continue
                work = PATIENCE + LONGER * round(sum(before.seconds[test] for test in chosen))
                child = os.fork()
                if not child:
                    _alone(Path(scratch) / str(len(waiting)), work)
                    return mutant
                running[child] = (mutant, time.monotonic() + work + STUCK)
                continue
            time.sleep(0.01)
            for child, survived in _ended(running):
                mutant, _ = running.pop(child)
                if survived:
                    tell(mutant)
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
        if code in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
            raise RuntimeError(f"pytest could not be started for {mutant.path}:{mutant.line} ({code})")
        yield child, code == pytest.ExitCode.OK


def _alone(place: Path, seconds: int = resource.RLIM_INFINITY) -> None:
    """Set a child apart: its own process group and temporary files, nothing printed, limited work."""
    place.mkdir(parents=True, exist_ok=True)
    os.setsid()
    quiet = os.open(place.with_suffix(".log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    os.environ["TMPDIR"] = tempfile.tempdir = str(place)


def _pytest(arguments: Sequence[str], plugin: object) -> int:
    """Pytest with the same examples each time, and without looking for the smallest that fails."""
    settings.register_profile(
        "mutants",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    plain = ("-q", "--assert=plain", "-p", "no:randomly", "-p", "no:cacheprovider")
    os.chdir(ROOT)
    return int(
        pytest.main(
            [*plain, "--hypothesis-profile=mutants", "--hypothesis-seed=0", *arguments], plugins=[plugin]
        )
    )


class _Recorder:
    """Takes every `jobs`-th test and notes which lines it runs and how long it takes."""

    def __init__(self, measured: coverage.Coverage, share: int, jobs: int) -> None:
        self.measured, self.share, self.jobs = measured, share, jobs
        self.found = Baseline()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = items[self.share :: self.jobs]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.measured.switch_context(item.nodeid)
        started = _worked()
        answer = yield
        self.found.seconds[item.nodeid] = _worked() - started
        self.measured.switch_context("")
        return answer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.found.failed.append(report.nodeid)


def _record(folder: Path, tests: Path, share: int, jobs: int, answer: Path) -> None:
    measured = coverage.Coverage(data_file=None, config_file=False, include=[f"{folder}/*"])
    recorder = _Recorder(measured, share, jobs)
    measured.start()
    _pytest([str(tests)], recorder)
    measured.stop()
    data, found = measured.get_data(), recorder.found
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            found.runs[file, line] = set(contexts)
    found.libraries = {name for name, module in sys.modules.items() if _is_library(name, module)}
    answer.with_suffix(".pickle").write_bytes(pickle.dumps(found))


def _worked() -> float:
    """Seconds of work of this process and of those it has waited for."""
    return sum(os.times()[:4])


def _is_library(name: str, module: ModuleType) -> bool:
    top = name.partition(".")[0]
    return getattr(module, "__spec__", None) is not None and top not in {"conceptwriter", "tests", "tools"}


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
