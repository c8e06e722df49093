"""Which test runs which line of a package, and how long: measured once, with the unchanged code."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import coverage
import pytest

from tools.mutants.changes import Mutant
from tools.mutants.children import ROOT, alone, run_pytest

SLOWEST = 3.0
"""Seconds of work: a test that takes more (it kills programs hundreds of times) is not run for mutants."""

SLOWEST_FOR_ALL = 0.3
"""The same, where any test of the package may detect it: code run on import is not distinguished further."""


@dataclass
class Baseline:
    """What the tests of a package did with the code as it is."""

    seconds: dict[str, float] = field(default_factory=dict)
    """Node id -> how long the test worked, with the processes that it started."""
    runs: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    """File and line -> the tests that ran it; "" is what runs on import."""
    failed: list[str] = field(default_factory=list)
    libraries: set[str] = field(default_factory=set)
    """Modules imported besides the program."""

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
        slowest = SLOWEST
        if found == {""}:  # a table or a default: every importer
            found, slowest = set(self.seconds), SLOWEST_FOR_ALL
        own = f"/test_{mutant.path.stem.strip('_')}.py"
        quick = [test for test in found if 0 <= self.seconds.get(test, -1) <= slowest]
        return sorted(quick, key=lambda test: (own not in test, self.seconds[test]))

    def of_file(self, file: str) -> Baseline:
        """What the tests of one file did."""
        runs = {
            place: {test for test in found if not test or _file_of(test) == file}
            for place, found in self.runs.items()
        }
        return Baseline(
            {test: seconds for test, seconds in self.seconds.items() if _file_of(test) == file},
            {place: found for place, found in runs.items() if found},
            [test for test in self.failed if _file_of(test) == file],
            self.libraries,
        )


def _file_of(test: str) -> str:
    return test.partition("::")[0]


def baseline(folder: Path, tests: Path, jobs: int) -> Baseline:
    """Run the tests of a package as they are; unchanged files of tests are not run again."""
    shared = [
        *folder.rglob("*.py"),
        *(path for path in tests.rglob("*.py") if not path.name.startswith("test_")),
    ]
    code = _digest(sorted(shared))
    files = {
        path.relative_to(ROOT).as_posix(): code + _digest([path]) for path in sorted(tests.rglob("test_*.py"))
    }
    remembered = ROOT / ".mutants_cache" / f"{tests.relative_to(ROOT).as_posix().replace('/', '-')}.pickle"
    known: dict[str, Baseline] = pickle.loads(remembered.read_bytes()) if remembered.exists() else {}
    missing = [file for file, key in files.items() if key not in known]
    if missing:
        fresh = _measured(folder, missing, jobs)
        known |= {files[file]: fresh.of_file(file) for file in missing}
    known = {key: known[key] for key in files.values()}
    remembered.parent.mkdir(exist_ok=True)
    remembered.write_bytes(pickle.dumps(known))
    found = Baseline()
    for part in known.values():
        found.update(part)
    return found


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _measured(folder: Path, files: Sequence[str], jobs: int) -> Baseline:
    """Run the tests in these files in `jobs` processes."""
    found = Baseline()
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        answers = [Path(scratch) / str(share) for share in range(jobs)]
        children = []
        for share, answer in enumerate(answers):
            child = os.fork()
            if not child:
                try:
                    alone(answer)
                    _record(folder, files, share, jobs, answer)
                finally:
                    os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        for answer in answers:
            found.update(pickle.loads(answer.with_suffix(".pickle").read_bytes()))
    return found


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


def _record(folder: Path, files: Sequence[str], share: int, jobs: int, answer: Path) -> None:
    measured = coverage.Coverage(data_file=None, config_file=False, include=[f"{folder}/*"])
    recorder = _Recorder(measured, share, jobs)
    measured.start()
    run_pytest(files, recorder)
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
