"""From the server to the models folder: what is recorded, asked, pinned and kept."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.install.installing import (
    ConversionFailed,
    DownloadFailed,
    InstallStep,
    LicenceNotAccepted,
    NotEnoughDisk,
    forget_pins,
    import_folder,
    pinned,
    unfinished,
)
from tests.install.installing.conftest import TERMS, Bench
from tests.install.stand_in_converter import write


def test_from_the_server_to_the_models_folder(bench: Bench) -> None:
    found = bench.install()
    assert found.folder == bench.places.models / "toy"
    assert found.manifest is not None
    assert found.manifest.name == "toy"
    assert bench.found() == ["toy"]
    stages = [stage for stage, _ in itertools.groupby(step.stage for step in bench.steps)]
    assert stages == ["download", "verify", "convert", "check", "install"]
    assert [path.name for path in bench.places.models.iterdir() if path.name.startswith(".inst")] == []
    assert unfinished(bench.entry(), bench.places) == 0
    assert not (bench.places.downloads / "toy").exists()


def test_the_record_says_what_it_was_made_from_and_what_was_accepted(bench: Bench) -> None:
    bench.install()
    record = bench.record()
    assert record["self_check"] == {"cosine": 0.9991, "resumed": False}
    (licence,) = record["licences"]
    assert licence["spdx"] == "LicenseRef-Tuesday"
    assert licence["text_sha256"] == hashlib.sha256(TERMS.encode()).hexdigest()
    assert licence["accepted"]
    assert record["files"][1] == {
        "name": "tokens.model",
        "url": bench.server.url("tokens"),
        "sha256": hashlib.sha256(b"tokens" * 100).hexdigest(),
    }


def test_the_converter_is_called_as_agreed(bench: Bench) -> None:
    bench.install(languages=["fra_Latn"], cut_head=True)
    words = json.loads((bench.places.models / "toy" / "arguments.json").read_bytes())
    assert words[0] == "sonar"
    options = {word: words[at + 1] for at, word in enumerate(words[:-1]) if word.startswith("--")}
    assert options["--encoder"].endswith("encoder.pt")
    assert options["--tokenizer"].endswith("tokens.model")
    assert (options["--name"], options["--precision"]) == ("toy", "int8")
    assert options["--languages"] == "fra_Latn"
    assert options["--licence-file"].endswith("t.txt")
    assert {"--cut-head", "--progress", "--out"} <= set(words)


def test_checks_of_the_catalogue_reach_the_converter(bench: Bench) -> None:
    entry = bench.entry()
    assert entry.conversion is not None
    conversion = msgspec.structs.replace(entry.conversion, checks={"cosine": 0.5})
    seen: list[Any] = []

    def on_progress(step: InstallStep) -> None:
        file = bench.places.models / ".installing-toy.checks.json"
        if file.exists():
            seen.append(json.loads(file.read_bytes()))

    bench.install(msgspec.structs.replace(entry, conversion=conversion), on_progress=on_progress)
    assert seen[0] == {"cosine": 0.5}
    words = json.loads((bench.places.models / "toy" / "arguments.json").read_bytes())
    assert words[words.index("--checks") + 1].endswith(".checks.json")


# Licences


def test_nothing_is_downloaded_before_the_licence_is_accepted(bench: Bench) -> None:
    with pytest.raises(LicenceNotAccepted, match="the weights LicenseRef-Tuesday"):
        bench.install(accepted=("MIT",))
    assert bench.server.seen == []


# Narrowing


def test_wrong_wishes_are_reported_before_the_download(bench: Bench) -> None:
    with pytest.raises(BundleError, match="does not know swh_Latn"):
        bench.install(languages=["swh_Latn"])
    with pytest.raises(BundleError, match="name the languages"):
        bench.install(cut_head=True)
    assert bench.server.seen == []


def test_an_lcm_needs_its_codec_first(bench: Bench) -> None:
    conversion = {
        "kind": "lcm",
        "arguments": {"model": "encoder.pt", "codec-bundle": "bundle:other", "name": "toy"},
    }
    with pytest.raises(BundleError, match="install other first"):
        bench.install(bench.entry(conversion=conversion))
    assert bench.server.seen == []
    other = bench.places.models / "other"
    other.mkdir(parents=True)
    write(other, "other", b"codec")
    bench.install(bench.entry(conversion=conversion))
    words = json.loads((bench.places.models / "toy" / "arguments.json").read_bytes())
    assert words[words.index("--codec-bundle") + 1] == str(other)


# Pins


def test_a_checksum_is_pinned_on_first_use_and_shown(bench: Bench) -> None:
    assert pinned(bench.entry(), bench.places) == {}
    bench.install()
    sha256 = hashlib.sha256(bench.server.files["/tokens"]).hexdigest()
    assert pinned(bench.entry(), bench.places)["tokens.model"] == sha256
    assert any(sha256 in step.what and "first download" in step.what for step in bench.steps)


def test_a_changed_file_is_refused_with_both_checksums_until_a_person_says_so(bench: Bench) -> None:
    bench.install()
    before = bench.content()
    old = hashlib.sha256(bench.server.files["/tokens"]).hexdigest()
    bench.server.files["/tokens"], bench.server.etag = b"new tokens", '"two"'
    with pytest.raises(DownloadFailed, match=old) as raised:
        bench.install()
    assert hashlib.sha256(b"new tokens").hexdigest() in str(raised.value)
    assert bench.content() == before
    forget_pins(bench.entry(), bench.places)
    bench.install()
    assert pinned(bench.entry(), bench.places)["tokens.model"] == hashlib.sha256(b"new tokens").hexdigest()


def test_what_did_not_become_a_bundle_is_not_pinned(bench: Bench) -> None:
    bench.wish("fail")
    with pytest.raises(ConversionFailed):
        bench.install()
    assert pinned(bench.entry(), bench.places) == {}


def test_a_checksum_of_the_catalogue_counts_more_than_any_pin(bench: Bench) -> None:
    entry = bench.entry()
    wrong = [msgspec.structs.replace(file, sha256="0" * 64) for file in entry.files]
    with pytest.raises(DownloadFailed, match=f"the catalogue lists {'0' * 64}"):
        bench.install(msgspec.structs.replace(entry, files=wrong))


def test_a_damaged_file_of_pins_lets_nothing_pass(bench: Bench) -> None:
    bench.places.pins.write_text("{")
    with pytest.raises(BundleError, match="damaged"):
        bench.install()


# Disk


def test_the_whole_of_it_must_fit_before_the_first_byte(bench: Bench) -> None:
    with pytest.raises(NotEnoughDisk, match="Toy needs"):
        bench.install(bench.entry(installed_bytes=10**18))
    assert bench.server.seen == []


# From a folder


def test_offline_from_a_folder(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "encoder.pt").write_bytes(bench.server.files["/encoder"])
    with pytest.raises(DownloadFailed, match=r"does not contain tokens\.model.*http"):
        bench.install(from_folder=folder)
    (folder / "tokens").write_bytes(bench.server.files["/tokens"])  # as its address calls it
    bench.install(from_folder=folder)
    assert bench.found() == ["toy"]
    assert bench.server.seen == []
    assert (folder / "encoder.pt").exists()
    (folder / "tokens").write_bytes(b"others")
    with pytest.raises(DownloadFailed, match="not the expected file"):
        bench.install(from_folder=folder)


def test_downloads_are_kept_when_asked(bench: Bench) -> None:
    bench.install(keep_downloads=True)
    assert unfinished(bench.entry(), bench.places) == sum(map(len, bench.server.files.values()))
    bench.install()
    assert len(bench.server.seen) == 2


# Ready bundles


def test_a_ready_bundle_is_downloaded_as_it_is(bench: Bench, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    ready.mkdir()
    write(ready, "toy", b"ready")
    names = [path.name for path in ready.iterdir()]
    bench.server.files |= {f"/{name}": (ready / name).read_bytes() for name in names}
    files = [{"name": name, "url": bench.server.url(name)} for name in names]
    bench.install(bench.entry(conversion=None, files=files))
    assert bench.content() == b"ready"


def test_a_bundle_folder_is_imported(bench: Bench, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    ready.mkdir()
    write(ready, "toy", b"ready")
    (ready / "notes.txt").write_text("not listed, not copied")
    found = import_folder(ready, bench.places)
    assert found.folder == bench.places.models / "toy"
    assert bench.content() == b"ready"
    assert not (found.folder / "notes.txt").exists()
    with pytest.raises(BundleError, match="is the folder of installed models"):
        import_folder(found.folder, bench.places)


def test_a_damaged_bundle_is_not_imported(bench: Bench, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    ready.mkdir()
    with pytest.raises(BundleError, match="not a model folder"):
        import_folder(ready, bench.places)
    write(ready, "toy", b"ready")
    (ready / "whole.bin").write_bytes(b"other")
    with pytest.raises(BundleError, match="damaged"):
        import_folder(ready, bench.places)
    (ready / "whole.bin").unlink()
    with pytest.raises(BundleError, match="incomplete"):
        import_folder(ready, bench.places)
    assert bench.found() == []


@pytest.mark.parametrize("name", ["..", "a/b", "", ".hidden"])
def test_a_bundle_cannot_name_its_way_out(bench: Bench, tmp_path: Path, name: str) -> None:
    ready = tmp_path / "ready"
    ready.mkdir()
    write(ready, name, b"ready")
    with pytest.raises(BundleError):
        import_folder(ready, bench.places)
