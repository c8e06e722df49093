"""Missing, cut and changed files are found, by name."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from conceptwriter.bundles import BundleError, check_before_loading, load_manifest, verify


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


def test_a_file_is_hashed_once_until_it_changes(copy: Path, tmp_path: Path) -> None:
    record = tmp_path / "cache" / "verified.json"
    manifest = load_manifest(copy)
    check_before_loading(copy, manifest, record)
    flip_a_byte(copy / "encoder.onnx")
    check_before_loading(copy, manifest, record)  # same size, same time: trusted
    os.utime(copy / "encoder.onnx", ns=(1, 1))
    with pytest.raises(BundleError, match=r"encoder\.onnx"):
        check_before_loading(copy, manifest, record)


def test_a_damaged_bundle_is_never_remembered_as_good(copy: Path, tmp_path: Path) -> None:
    record = tmp_path / "verified.json"
    flip_a_byte(copy / "encoder.onnx")
    for _ in range(2):
        with pytest.raises(BundleError):
            check_before_loading(copy, load_manifest(copy), record)


@pytest.mark.parametrize("content", [b"", b"not json", b"[1, 2]", b"\xff\xfe"])
def test_a_damaged_record_only_costs_time(copy: Path, tmp_path: Path, content: bytes) -> None:
    record = tmp_path / "verified.json"
    record.write_bytes(content)
    check_before_loading(copy, load_manifest(copy), record)
    assert str(copy.resolve()) in record.read_text(encoding="utf-8")
