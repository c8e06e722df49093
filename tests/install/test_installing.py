"""From the catalogue to a bundle: every way to stop it, to break it and to go on."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.bundles.places import FoundBundle, find_bundles
from conceptwriter.install import placing
from conceptwriter.install.catalogue import CatalogueEntry, read_catalogue
from conceptwriter.install.installing import (
    ConversionFailed,
    DownloadFailed,
    InstallFolders,
    InstallStep,
    LicenceNotAccepted,
    NotEnoughDisk,
    forget_pins,
    import_folder,
    install,
    pinned,
    remove,
    unfinished,
)
from conceptwriter.install.transfer import Patience
from tests.install.hostile_server import HostileServer, Reply, hostile_server
from tests.install.stand_in_converter import write

ROOT = Path(__file__).resolve().parent.parent.parent
CONVERTER = "tests.install.stand_in_converter"
HURRY = Patience(connect_seconds=5, stall_seconds=5, pauses=())
TUESDAY = "LicenseRef-Tuesday"
TERMS = "You may use this on Tuesdays.\n"


class Stop(Exception):
    """What a person's wish to stop raises."""


class Crash(BaseException):
    """The program ends in the middle of something."""


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child process finds the converter of the tests."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with hostile_server() as running:
        yield running


@dataclass
class Bench:
    """An entry "toy" in a catalogue, its server, and folders of its own."""

    server: HostileServer
    folder: Path
    steps: list[InstallStep] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = InstallFolders(
            self.folder / "downloads", self.folder / "models", self.folder / "pins.json"
        )
        self.wish("make")
        self.server.files["/tokens"] = b"tokens" * 100

    def wish(self, what: str) -> None:
        """What the converter will do."""
        self.server.files["/encoder"] = json.dumps({"do": what}).encode()

    def entry(self, **changes: Any) -> CatalogueEntry:
        entry = {
            "id": "toy",
            "title": "Toy",
            "summary": "",
            "version": "1.0",
            "kinds": ["codec"],
            "space": "toy-1",
            "languages": ["eng_Latn", "fra_Latn"],
            "licences": [
                {
                    "spdx": "LicenseRef-Tuesday",
                    "title": "Tuesdays",
                    "file": "t.txt",
                    "concerns": "the weights",
                }
            ],
            "files": [
                {"name": "encoder.pt", "url": self.server.url("encoder"), "size": None, "sha256": None},
                {"name": "tokens.model", "url": self.server.url("tokens"), "size": None, "sha256": None},
            ],
            "conversion": {
                "kind": "sonar",
                "arguments": {"encoder": "encoder.pt", "tokenizer": "tokens.model", "name": "toy"},
                "options": {"precision": "int8"},
            },
            "installed_bytes": 1000,
            "memory_bytes": 1000,
            "speed": "fast",
            **changes,
        }
        place = self.folder / "catalogue"
        place.mkdir(exist_ok=True)
        (place / "t.txt").write_text(TERMS, encoding="utf-8")
        (place / "c.json").write_text(json.dumps({"catalogue_version": "1.0", "entries": [entry]}))
        return read_catalogue(place / "c.json")[0]

    def install(
        self,
        entry: CatalogueEntry | None = None,
        *,
        tell: Callable[[InstallStep], None] | None = None,
        accepted: tuple[str, ...] = (TUESDAY,),
        **options: Any,
    ) -> FoundBundle:
        return install(
            entry or self.entry(),
            accepted=accepted,
            on_progress=tell or self.steps.append,
            places=self.places,
            patience=HURRY,
            converter=CONVERTER,
            **options,
        )

    def content(self) -> bytes:
        return (self.places.models / "toy" / "whole.bin").read_bytes()

    def found(self) -> list[str]:
        return [
            bundle.manifest.name
            for bundle in find_bundles([self.places.models])
            if bundle.manifest is not None
        ]

    def record(self) -> Any:
        return json.loads((self.places.models / "toy" / "installed.json").read_bytes())


@pytest.fixture
def bench(server: HostileServer, tmp_path: Path) -> Bench:
    return Bench(server, tmp_path)


def stop_when(words: str) -> Callable[[InstallStep], None]:
    def tell(step: InstallStep) -> None:
        if words in step.what:
            raise Stop

    return tell


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

    def tell(step: InstallStep) -> None:
        file = bench.places.models / ".installing-toy.checks.json"
        if file.exists():
            seen.append(json.loads(file.read_bytes()))

    bench.install(msgspec.structs.replace(entry, conversion=conversion), tell=tell)
    assert seen[0] == {"cosine": 0.5}
    words = json.loads((bench.places.models / "toy" / "arguments.json").read_bytes())
    assert words[words.index("--checks") + 1].endswith(".checks.json")


# Licences


def test_nothing_is_downloaded_before_the_licence_is_accepted(bench: Bench) -> None:
    with pytest.raises(LicenceNotAccepted, match="the weights LicenseRef-Tuesday"):
        bench.install(accepted=("MIT",))
    assert bench.server.seen == []


# Narrowing


def test_wrong_wishes_are_told_before_the_download(bench: Bench) -> None:
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


# Stopping and going on


def test_a_stop_while_downloading_goes_on_later(bench: Bench) -> None:
    bench.server.files["/tokens"] = b"tokens" * 100_000
    bench.server.script["/tokens"] = [Reply(stall_after=300_000)]

    def tell(step: InstallStep) -> None:
        if "tokens.model" in step.what and step.done >= 300_000:
            raise Stop

    with pytest.raises(Stop):
        bench.install(tell=tell)
    assert unfinished(bench.entry(), bench.places) == 300_000 + len(bench.server.files["/encoder"])
    assert bench.found() == []
    bench.install()
    assert [path for path in bench.server.paths() if path == "/encoder"] == ["/encoder"]
    assert bench.server.seen[-1].headers["range"] == "bytes=300000-"


def test_a_stop_while_converting_ends_the_converter_and_goes_on_later(bench: Bench) -> None:
    bench.wish("wait once")
    with pytest.raises(Stop):
        bench.install(tell=stop_when("Waiting to be stopped"))
    assert not psutil.pid_exists(int((bench.places.models / "pid").read_text()))
    assert bench.found() == []
    bench.install()
    assert bench.record()["self_check"]["resumed"] is True
    assert len(bench.server.seen) == 2


def test_finished_files_of_another_conversion_do_not_count(bench: Bench) -> None:
    bench.wish("wait once")
    with pytest.raises(Stop):
        bench.install(tell=stop_when("Waiting to be stopped"))
    with pytest.raises(Stop):
        bench.install(languages=["fra_Latn"], tell=stop_when("Waiting to be stopped"))


def test_progress_is_told_while_the_converter_is_silent(bench: Bench) -> None:
    bench.wish("wait once")
    waiting = 0

    def tell(step: InstallStep) -> None:
        nonlocal waiting
        waiting += step.what == "Waiting to be stopped"
        if waiting == 3:
            raise Stop

    with pytest.raises(Stop):
        bench.install(tell=tell)


def test_a_crash_of_ours_while_converting_costs_nothing(bench: Bench) -> None:
    bench.wish("wait once")

    def tell(step: InstallStep) -> None:
        if "Waiting" in step.what:
            raise Crash

    with pytest.raises(Crash):
        bench.install(tell=tell)
    assert bench.found() == []
    bench.install()
    assert bench.found() == ["toy"]


# Failing conversions


def test_the_converters_sentence_is_passed_on(bench: Bench) -> None:
    bench.wish("fail")
    with pytest.raises(ConversionFailed, match=r"failed: The encoder has no tensor named 'encoder"):
        bench.install()
    assert bench.found() == []


def test_a_converter_that_dies(bench: Bench) -> None:
    bench.wish("die")
    with pytest.raises(ConversionFailed, match=r"exit code 9.*memory"):
        bench.install()


def test_what_libraries_print_does_not_matter(bench: Bench) -> None:
    bench.wish("babble")
    bench.install()
    assert bench.found() == ["toy"]


def test_a_bundle_that_is_not_what_its_manifest_says_is_not_installed(bench: Bench) -> None:
    bench.install()
    before = bench.content()
    bench.wish("lie")
    forget_pins(bench.entry(), bench.places)
    with pytest.raises(BundleError, match=r"whole\.bin"):
        bench.install()
    assert bench.content() == before


def test_a_bundle_of_another_name_is_not_installed(bench: Bench) -> None:
    entry = bench.entry()
    assert entry.conversion is not None
    arguments = {**entry.conversion.arguments, "name": "other"}
    conversion = msgspec.structs.replace(entry.conversion, arguments=arguments)
    with pytest.raises(ConversionFailed, match="is called 'other'"):
        bench.install(msgspec.structs.replace(entry, conversion=conversion))


def test_a_converter_that_cannot_be_started(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(bench.folder / "no-python"))
    with pytest.raises(ConversionFailed, match="could not be started"):
        bench.install()


# Replacing


def test_a_newer_one_replaces_the_older(bench: Bench) -> None:
    bench.install()
    bench.wish("babble")
    forget_pins(bench.entry(), bench.places)
    bench.install()
    assert bench.content() == b"whole of babble"
    assert sorted(path.name for path in bench.places.models.iterdir()) == [".lock-toy", "toy"]


@pytest.mark.parametrize("move", [1, 2])
def test_a_crash_while_replacing_leaves_the_old_or_the_new(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, move: int
) -> None:
    bench.install()
    forget_pins(bench.entry(), bench.places)
    bench.wish("babble")
    rename, moves = Path.rename, iter(range(1, 9))

    def crashing(self: Path, target: Path) -> Path:
        if next(moves) == move:
            raise Crash
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", crashing)
        with pytest.raises(Crash):
            bench.install()
    (found,) = find_bundles([bench.places.models])
    assert found.manifest is not None
    assert (found.folder / "whole.bin").read_bytes() == b"whole of make"
    bench.install()
    assert bench.content() == b"whole of babble"
    assert bench.found() == ["toy"]


def test_an_old_one_that_cannot_be_moved_stays_in_use(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows while the engine has its files open."""
    bench.install()
    forget_pins(bench.entry(), bench.places)
    bench.wish("babble")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", _busy)
        with pytest.raises(BundleError, match="close the program"):
            bench.install()
    assert bench.content() == b"whole of make"


def test_a_finished_conversion_is_not_made_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """When only the change of folders failed, the next try makes only that."""
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", _busy)
        with pytest.raises(BundleError, match="start again"):
            bench.install()
    bench.steps.clear()
    bench.install()
    assert "convert" not in {step.stage for step in bench.steps}
    assert bench.record()["self_check"]["cosine"] == 0.9991


def _busy(self: Path, target: Path) -> Path:
    raise PermissionError(13, "in use")


def test_a_crash_while_deleting_leaves_no_half_bundle(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.install()

    def crashing(folder: Path) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", crashing)
        with pytest.raises(Crash):
            remove("toy", bench.places)
    assert bench.found() == []
    bench.install()
    assert bench.found() == ["toy"]


# Two at once


def test_a_second_installation_of_the_same_is_refused(bench: Bench) -> None:
    refused = pytest.raises(BundleError, match=rf"being installed or removed \(by process {os.getpid()}\)")
    with placing.only_one(bench.places.models, "toy"), refused:
        bench.install()
    bench.install()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a lock is not inherited")
def test_a_killed_installation_goes_on_once_its_converter_has_ended(bench: Bench) -> None:
    """The converter outlives its parent by a moment: until then nobody else may write into its folder."""
    bench.wish("wait once")
    entry = bench.entry()
    script = f"""
from pathlib import Path
from conceptwriter.install.catalogue import read_catalogue
from conceptwriter.install.installing import InstallFolders, install
folder = Path({str(bench.folder)!r})
places = InstallFolders(folder / "downloads", folder / "models", folder / "pins.json")
entry = read_catalogue(folder / "catalogue" / "c.json")[0]
tell = lambda step: print(step.what, flush=True)
install(entry, accepted={{{TUESDAY!r}}}, on_progress=tell, places=places, converter={CONVERTER!r})
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any("Waiting to be stopped" in line for line in process.stdout)
        process.kill()
    orphan = psutil.Process(int((bench.places.models / "pid").read_text()))
    with pytest.raises(BundleError, match="already"):
        bench.install(entry)
    orphan.kill()
    psutil.wait_procs([orphan], timeout=10)
    bench.install(entry)
    assert bench.record()["self_check"]["resumed"] is True


def test_a_lock_whose_owner_has_died_is_taken_over(bench: Bench) -> None:
    bench.places.models.mkdir()
    (bench.places.models / ".lock-toy").write_text(' {"pid": 1}')
    bench.install()
    assert bench.found() == ["toy"]


def test_without_locks_the_process_id_decides(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def unsupported(*arguments: object) -> None:
        raise OSError(errno.ENOTSUP, "no locks here")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    bench.places.models.mkdir()
    lock = bench.places.models / ".lock-toy"
    lock.write_text(" " + json.dumps({"pid": os.getpid(), "since": time.time()}))
    with pytest.raises(BundleError, match="already"):
        bench.install()
    lock.write_text(" " + json.dumps({"pid": os.getpid(), "since": 1e9}))
    bench.install()
    lock.write_text(" " + json.dumps({"pid": 2**22 + 7}))
    bench.install()
    assert bench.found() == ["toy"]


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


# Removing


def test_removing(bench: Bench) -> None:
    bench.install(keep_downloads=True)
    assert remove("toy", bench.places) == bench.places.models / "toy"
    assert bench.found() == []
    assert unfinished(bench.entry(), bench.places) == 0
    with pytest.raises(BundleError, match="no installed model called 'toy'"):
        remove("toy", bench.places)


def test_removing_what_was_only_begun(bench: Bench) -> None:
    bench.wish("fail")
    with pytest.raises(ConversionFailed):
        bench.install()
    assert unfinished(bench.entry(), bench.places) > 0
    remove("toy", bench.places)
    assert unfinished(bench.entry(), bench.places) == 0
    assert [path.name for path in bench.places.models.iterdir()] == [".lock-toy"]


def test_what_comes_with_the_program_is_not_removed(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped" / "starter"
    shipped.mkdir(parents=True)
    write(shipped, "starter", b"shipped")
    monkeypatch.setattr("conceptwriter.install.installing.models_folder", lambda: tmp_path / "shipped")
    with pytest.raises(BundleError, match="comes with the program"):
        remove("starter", bench.places)
    assert (shipped / "whole.bin").exists()
    with pytest.raises(BundleError):
        remove("../shipped/starter", bench.places)
