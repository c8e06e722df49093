"""A newer bundle in the place of an older one, two installations at once, and removing."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.bundles.places import find_bundles
from conceptwriter.install import placing
from conceptwriter.install.installing import (
    ConversionFailed,
    forget_pins,
    leftover_bytes,
    remove,
    remove_leftovers,
    unfinished,
)
from tests.install.installing.conftest import CONVERTER, TUESDAY, Bench, Crash
from tests.install.stand_in_converter import write

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
def test_a_killed_installation_continues_once_its_converter_has_ended(bench: Bench) -> None:
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


def test_only_what_a_newer_one_has_begun_is_removed(bench: Bench) -> None:
    bench.install()
    assert leftover_bytes(bench.entry(), bench.places) == 0
    forget_pins(bench.entry(), bench.places)
    bench.wish("fail")
    with pytest.raises(ConversionFailed):
        bench.install()
    count = leftover_bytes(bench.entry(), bench.places)
    assert count >= unfinished(bench.entry(), bench.places) > 0
    assert remove_leftovers(bench.entry(), bench.places) == count
    assert leftover_bytes(bench.entry(), bench.places) == 0
    assert bench.found() == ["toy"], "what is installed stays"


def test_what_is_being_installed_is_not_removed(bench: Bench) -> None:
    bench.places.models.mkdir(exist_ok=True)
    with placing.only_one(bench.places.models, "toy"), pytest.raises(BundleError, match="already"):
        remove_leftovers(bench.entry(), bench.places)


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
