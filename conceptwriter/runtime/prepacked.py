"""Copies of big graphs with their weights packed for this processor: written once, then memory-mapped.

ONNX Runtime repacks the weights of matrix products for the current processor each time a graph is loaded.
For a model of gigabytes that takes seconds and keeps the result in private memory. A packed copy in the
user's cache folder is mapped instead: it is available at once, and the system can drop its pages when memory
is short.

An entry is a folder named after everything its content depends on: the files of the graph (path, size,
modification time), ONNX Runtime's version and the processor. It is written next to its final place and
renamed when complete. An entry that is faulty in any way is rebuilt or skipped silently.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from conceptwriter.runtime.external_data import external_files

_FORMAT = 1
_RECORD = "entry.json"
_GRAPH = "graph.onnx"
_WEIGHTS = "graph.weights"
_GIVEN_UP = "given-up"
_DRAFT = "draft-"
_OLD = "old-"
_SPARE_BYTES = 1 << 30
_GROWTH = 2.3
"""A copy holds the weights packed and unpacked: twice their size, a little more where rows are padded."""
_SAMPLES = 64
_SAMPLE_BYTES = 4096
_LEFT_OVER_AFTER_S = 24 * 3600


def prepacked_folder() -> Path:
    """Where the entries are unless the caller passes another folder."""
    return platformdirs.user_cache_path("conceptwriter", appauthor=False) / "prepacked"


@dataclass(frozen=True, slots=True)
class PrepackedCache:
    """A folder of entries; graphs with fewer bytes of external weights than `threshold` need none."""

    folder: Path
    threshold: int = 200_000_000

    def entry_for(self, graph: Path, runtime: str) -> PrepackedGraph | None:
        """Where the copy of a graph is or would be; None when the graph is too small to need one.

        `runtime` is the version of ONNX Runtime.
        """
        try:
            sources = [graph, *external_files(graph)]
            size = sum(path.stat().st_size for path in sources[1:])
            if size < self.threshold:
                return None
            identity = _identity(sources)
        except (OSError, ValueError):
            return None  # loading the graph will report what is wrong with it
        made_for = {
            "format": _FORMAT,
            "source": str(graph.resolve()),
            "identity": identity,
            "runtime": runtime,
            "processor": processor(),
        }
        key = hashlib.sha256(json.dumps(made_for, sort_keys=True).encode()).hexdigest()[:32]
        return PrepackedGraph(self, self.folder / key, made_for, size)

    def size(self) -> int:
        """Bytes on the disk."""
        return sum(_size_of(entry) for entry in _folders(self.folder))

    def empty(self) -> int:
        """Remove everything; returns the bytes freed. On Windows, files mapped by another process stay."""
        before = self.size()
        for entry in _folders(self.folder):
            shutil.rmtree(entry, ignore_errors=True)
        return before - self.size()

    def clean(self, runtime: str) -> None:
        """Remove entries of deleted or changed bundles and of an older ONNX Runtime, and old drafts."""
        for entry in _folders(self.folder):
            if self._is_stale(entry, runtime):
                shutil.rmtree(entry, ignore_errors=True)

    def _is_stale(self, entry: Path, runtime: str) -> bool:
        if entry.name.startswith((_DRAFT, _OLD)):
            with contextlib.suppress(OSError):
                return time.time() - entry.stat().st_mtime > _LEFT_OVER_AFTER_S
            return False
        made_for = _read(entry / _RECORD).get("made_for")
        if not isinstance(made_for, dict) or made_for.get("format") != _FORMAT:
            return True
        try:
            folder = Path(made_for["source"]).parent
            files = [folder / name for name, _, _ in made_for["identity"]]
            changed = made_for["identity"] != _identity(files)
        except (OSError, ValueError, TypeError, KeyError, IndexError):
            return True
        # Several machines may share a home folder: another processor's entries are left to its machine.
        return changed or (made_for.get("processor") == processor() and made_for.get("runtime") != runtime)


@dataclass(frozen=True, slots=True)
class PrepackedGraph:
    """The packed copy of one graph, whether it exists yet or not."""

    cache: PrepackedCache
    folder: Path
    made_for: dict[str, Any]
    weight_bytes: int

    @property
    def graph(self) -> Path:
        """The optimised graph."""
        return self.folder / _GRAPH

    def is_sound(self) -> bool:
        """True when it is complete and, judging by samples, unchanged; avoids reading gigabytes."""
        record = _read(self.folder / _RECORD)
        try:
            return record.get("made_for") == self.made_for and record.get("files") == _states(self.folder)
        except OSError:
            return False

    @contextlib.contextmanager
    def draft(self) -> Iterator[PrepackedDraft | None]:
        """A place to write the copy to, removed afterwards unless published; None when the disk is full."""
        if (self.folder / _GIVEN_UP).exists():
            yield None
            return
        try:
            self.cache.folder.mkdir(parents=True, exist_ok=True)
            if not self._has_room(self.weight_bytes * _GROWTH):
                yield None
                return
            folder = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.cache.folder))
        except OSError:
            yield None
            return
        try:
            yield PrepackedDraft(self, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def discard(self) -> None:
        """Remove a copy that looked sound but was not."""
        with contextlib.suppress(OSError):
            _move_away(self.folder)

    def give_up(self) -> None:
        """Remember that this copy cannot be used, so that it is not made at every start.

        Not when a full disk may have been the cause.
        """
        self.discard()
        with contextlib.suppress(OSError):
            if not self._has_room(0):
                return
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / _RECORD).write_text(json.dumps({"made_for": self.made_for}), encoding="utf-8")
            (self.folder / _GIVEN_UP).touch()

    def _has_room(self, size: float) -> bool:
        return shutil.disk_usage(self.cache.folder).free >= size + _SPARE_BYTES


@dataclass(frozen=True, slots=True)
class PrepackedDraft:
    """An entry being written."""

    entry: PrepackedGraph
    folder: Path

    @property
    def graph(self) -> Path:
        """Where the optimised graph goes."""
        return self.folder / _GRAPH

    @property
    def weights(self) -> Path:
        """Where its weights go."""
        return self.folder / _WEIGHTS

    def publish(self) -> bool:
        """Move it into place, unless another process was faster; False when the copy is unusable."""
        try:
            record = {"made_for": self.entry.made_for, "files": _states(self.folder)}
            (self.folder / _RECORD).write_text(json.dumps(record), encoding="utf-8")
            if self.entry.is_sound():
                return True
            _move_away(self.entry.folder)
            self.folder.replace(self.entry.folder)
        except OSError:
            return self.entry.is_sound()
        return True


@functools.cache
def processor() -> str:
    """The processor and its features, as reported by the system: packing depends on its instruction set."""
    parts = [platform.system(), platform.machine(), platform.processor()]
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
            first = {
                line.partition(":")[0].strip(): line.partition(":")[2].strip() for line in reversed(lines)
            }
            parts += [first.get(name, "") for name in ("model name", "flags", "Features", "CPU part")]
    elif sys.platform == "darwin":
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            asked = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            parts.append(subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False).stdout)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _move_away(folder: Path) -> None:
    """Free a path at once, though the removal may take a while."""
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=_OLD, dir=folder.parent))
        folder.replace(old / folder.name)
        shutil.rmtree(old, ignore_errors=True)


def _identity(sources: list[Path]) -> list[list[Any]]:
    """Name relative to the graph, size and modification time of each file, the graph's own first."""
    folder = sources[0].parent
    states = [(path.relative_to(folder).as_posix(), path.stat()) for path in sources]
    return [[name, state.st_size, state.st_mtime_ns] for name, state in states]


def _states(folder: Path) -> dict[str, list[Any]]:
    """Size, and a hash of samples from beginning to end, of the two files."""
    return {name: _state(folder / name) for name in (_GRAPH, _WEIGHTS)}


def _state(path: Path) -> list[Any]:
    size = path.stat().st_size
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        last = max(0, size - _SAMPLE_BYTES)
        for place in sorted({last * number // (_SAMPLES - 1) for number in range(_SAMPLES)}):
            stream.seek(place)
            digest.update(stream.read(_SAMPLE_BYTES))
    return [size, digest.hexdigest()]


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _folders(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if entry.is_dir()]
    except OSError:
        return []


def _size_of(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(root, name).stat().st_size
    return total
