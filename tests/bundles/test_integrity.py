"""Missing, cut and changed files are found, by name."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from conceptwriter.bundles import (
    BundleError,
    check_before_loading,
    integrity,
    load_manifest,
    verified_files,
    verify,
)


@pytest.fixture
def copy(toy_bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(toy_bundle, tmp_path / "copy"))


def flip_a_byte(file: Path) -> None:
    """Change the content, keep size and modification time."""
    times = file.stat()
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_an_untouched_bundle_has_no_findings(toy_bundle: Path) -> None:
    assert verify(toy_bundle) == []


def test_each_kind_of_damage_is_found(copy: Path) -> None:
    (copy / "encoder.onnx").unlink()
    (copy / "lcm-token.onnx").write_bytes((copy / "lcm-token.onnx").read_bytes()[:-10])
    flip_a_byte(copy / "embedding.bin")
    found = {finding.file.name: finding.problem for finding in verify(copy)}
    assert set(found) == {"encoder.onnx", "lcm-token.onnx", "embedding.bin"}
    assert found["encoder.onnx"] == "missing."
    assert "bytes" in found["lcm-token.onnx"]
    assert "SHA-256" in found["embedding.bin"]


def test_a_folder_in_place_of_a_file_is_found(copy: Path) -> None:
    (copy / "encoder.onnx").unlink()
    (copy / "encoder.onnx").mkdir()
    assert [finding.file.name for finding in verify(copy)] == ["encoder.onnx"]


@pytest.mark.parametrize(
    "name", ["encoder.onnx", "tokenizer.model", "LICENSE.txt", "lcm-quant.npz", "lcm-one_tower-head.onnx"]
)
def test_loading_names_the_damaged_file(copy: Path, name: str) -> None:
    flip_a_byte(copy / name)
    with pytest.raises(BundleError, match=name):
        check_before_loading(copy, load_manifest(copy))


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are hashed."""
    names: list[str] = []
    real = integrity.sha256_of

    def sha256_of(path: Path) -> str:
        names.append(path.name)
        return real(path)

    monkeypatch.setattr(integrity, "sha256_of", sha256_of)
    return names


def test_a_file_is_hashed_once_until_it_changes(copy: Path, tmp_path: Path, hashed: list[str]) -> None:
    record = tmp_path / "cache" / "verified.json"
    manifest = load_manifest(copy)
    check_before_loading(copy, manifest, record)
    assert sorted(hashed) == sorted(Path(entry.path).name for entry in manifest.files)
    hashed.clear()
    check_before_loading(copy, manifest, record)
    assert hashed == []
    os.utime(copy / "encoder.onnx", ns=(1, 1))
    check_before_loading(copy, manifest, record)
    assert hashed == ["encoder.onnx"]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file's status has no time of its own")
def test_a_file_whose_time_was_set_back_is_hashed_again(copy: Path, tmp_path: Path) -> None:
    record = tmp_path / "verified.json"
    manifest = load_manifest(copy)
    check_before_loading(copy, manifest, record)
    flip_a_byte(copy / "encoder.onnx")  # same size, same time
    with pytest.raises(BundleError, match=r"encoder\.onnx"):
        check_before_loading(copy, manifest, record)


def test_a_file_that_took_the_place_of_another_is_hashed_again(copy: Path, tmp_path: Path) -> None:
    record, encoder = tmp_path / "verified.json", copy / "encoder.onnx"
    check_before_loading(copy, load_manifest(copy), record)
    other = Path(shutil.copy2(encoder, copy / "other"))
    flip_a_byte(other)
    other.replace(encoder)
    with pytest.raises(BundleError, match=r"encoder\.onnx"):
        check_before_loading(copy, load_manifest(copy), record)


def test_verifying_reads_everything_and_corrects_the_record(
    copy: Path, tmp_path: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "verified.json"
    manifest = load_manifest(copy)
    monkeypatch.setattr(verified_files, "state_of", lambda file: (1, 2, 3, 4))  # a disk that decays by itself
    monkeypatch.setattr(integrity, "state_of", lambda file: (1, 2, 3, 4))
    assert verify(copy, record) == []
    assert len(hashed) == len(manifest.files)
    flip_a_byte(copy / "encoder.onnx")
    check_before_loading(copy, manifest, record)
    assert [finding.file.name for finding in verify(copy, record)] == ["encoder.onnx"]
    with pytest.raises(BundleError, match=r"encoder\.onnx"):
        check_before_loading(copy, manifest, record)


def test_files_that_are_gone_leave_the_record(copy: Path, tmp_path: Path) -> None:
    record = tmp_path / "verified.json"
    other = Path(shutil.copytree(copy, tmp_path / "other"))
    check_before_loading(copy, load_manifest(copy), record)
    shutil.rmtree(copy)
    check_before_loading(other, load_manifest(other), record)
    kept = json.loads(record.read_bytes())
    assert {Path(file).parent for file in kept} == {other.resolve()}


def test_a_damaged_bundle_is_never_remembered_as_good(copy: Path, tmp_path: Path) -> None:
    record = tmp_path / "verified.json"
    flip_a_byte(copy / "encoder.onnx")
    for _ in range(2):
        with pytest.raises(BundleError):
            check_before_loading(copy, load_manifest(copy), record)


@pytest.mark.parametrize(
    "content", [b"", b"not json", b"[1, 2]", b"\xff\xfe", b'{"/a|1|2": "of an earlier version"}']
)
def test_a_damaged_record_only_costs_time(copy: Path, tmp_path: Path, content: bytes) -> None:
    record = tmp_path / "verified.json"
    record.write_bytes(content)
    check_before_loading(copy, load_manifest(copy), record)
    assert str(copy.resolve()) in record.read_text(encoding="utf-8")
