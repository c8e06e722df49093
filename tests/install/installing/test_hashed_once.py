"""A file of a bundle is hashed when it is installed, and not again before it changes: counted in bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from conceptwriter.bundles import BundleError, check_before_loading, load_manifest, verify
from conceptwriter.bundles.places import FoundBundle, verification_record
from conceptwriter.install.installing import import_folder
from tests.install.installing.conftest import Bench
from tests.install.stand_in_converter import write

CONTENT = b"weights" * 100_000


@dataclass
class Counted:
    """How many bytes have been hashed."""

    bytes: int = 0

    def take(self) -> int:
        """Those since the last call."""
        counted, self.bytes = self.bytes, 0
        return counted


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Counts in both ways of hashing a file."""
    counted = Counted()
    real, real_file = hashlib.sha256, hashlib.file_digest

    class Digest:
        def __init__(self, content: bytes = b"") -> None:
            self._real = real()
            self.update(content)

        def update(self, content: bytes) -> None:
            counted.bytes += len(content)
            self._real.update(content)

        def hexdigest(self) -> str:
            return self._real.hexdigest()

    def file_digest(stream: IO[bytes], name: str) -> Any:
        start = stream.tell()
        found = real_file(stream, name)  # type: ignore[arg-type]
        counted.bytes += stream.tell() - start
        return found

    monkeypatch.setattr(hashlib, "sha256", Digest)
    monkeypatch.setattr(hashlib, "file_digest", file_digest)
    return counted


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    folder = tmp_path / "ready"
    folder.mkdir()
    write(folder, "toy", CONTENT)
    return folder


def downloaded(server: Any, tmp_path: Path, ready: Path) -> FoundBundle:
    bench = Bench(server, tmp_path)
    names = [path.name for path in ready.iterdir()]
    bench.server.files |= {f"/{name}": (ready / name).read_bytes() for name in names}
    return bench.install(
        bench.entry(conversion=None, files=[{"name": name, "url": bench.server.url(name)} for name in names])
    )


def load(found: FoundBundle) -> None:
    check_before_loading(found.folder, load_manifest(found.folder), verification_record())


def times(count: int) -> float:
    """How often the content was hashed; the rest of a bundle is small."""
    return round(count / len(CONTENT), 2)


def test_a_download_is_hashed_as_it_comes_and_when_it_is_whole(
    server: Any, tmp_path: Path, ready: Path, hashed: Counted
) -> None:
    found = downloaded(server, tmp_path, ready)
    assert times(hashed.take()) == 2
    load(found)
    assert hashed.take() == 0, "loading trusts what the installation has found"


def test_an_imported_folder_is_hashed_once(server: Any, tmp_path: Path, ready: Path, hashed: Counted) -> None:
    found = import_folder(ready, Bench(server, tmp_path).places)
    assert times(hashed.take()) == 1
    load(found)
    assert hashed.take() == 0


def test_a_person_who_asks_gets_a_real_answer(
    server: Any, tmp_path: Path, ready: Path, hashed: Counted
) -> None:
    found = import_folder(ready, Bench(server, tmp_path).places)
    hashed.take()
    assert verify(found.folder, verification_record()) == []
    assert times(hashed.take()) == 1


def test_a_file_that_changed_after_the_installation_is_hashed_and_refused(
    server: Any, tmp_path: Path, ready: Path, hashed: Counted
) -> None:
    found = import_folder(ready, Bench(server, tmp_path).places)
    hashed.take()
    (found.folder / "whole.bin").write_bytes(CONTENT[::-1])
    with pytest.raises(BundleError, match=r"whole\.bin"):
        load(found)
    assert times(hashed.take()) == 1


def test_a_bundle_that_replaces_another_is_known_and_the_other_is_not(
    server: Any, tmp_path: Path, ready: Path, hashed: Counted
) -> None:
    places = Bench(server, tmp_path).places
    import_folder(ready, places)
    write(ready, "toy", CONTENT[::-1])
    found = import_folder(ready, places)
    assert (found.folder / "whole.bin").read_bytes() == CONTENT[::-1]
    hashed.take()
    load(found)
    assert hashed.take() == 0
