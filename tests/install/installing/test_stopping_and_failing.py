"""Installations that are stopped, crash, or whose conversion fails."""

from __future__ import annotations

import msgspec
import psutil
import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.install.installing import ConversionFailed, InstallStep, forget_pins, unfinished
from tests.install.hostile_server import Reply
from tests.install.installing.conftest import Bench, Crash, Stop, stop_when

# Stopping and going on


def test_a_stop_while_downloading_continues_later(bench: Bench) -> None:
    bench.server.files["/tokens"] = b"tokens" * 100_000
    bench.server.script["/tokens"] = [Reply(stall_after=300_000)]

    def on_progress(step: InstallStep) -> None:
        if "tokens.model" in step.what and step.done >= 300_000:
            raise Stop

    with pytest.raises(Stop):
        bench.install(on_progress=on_progress)
    assert unfinished(bench.entry(), bench.places) == 300_000 + len(bench.server.files["/encoder"])
    assert bench.found() == []
    bench.install()
    assert [path for path in bench.server.paths() if path == "/encoder"] == ["/encoder"]
    assert bench.server.seen[-1].headers["range"] == "bytes=300000-"


def test_a_stop_while_converting_ends_the_converter_and_continues_later(bench: Bench) -> None:
    bench.wish("wait once")
    with pytest.raises(Stop):
        bench.install(on_progress=stop_when("Waiting to be stopped"))
    assert not psutil.pid_exists(int((bench.places.models / "pid").read_text()))
    assert bench.found() == []
    bench.install()
    assert bench.record()["self_check"]["resumed"] is True
    assert len(bench.server.seen) == 2


def test_finished_files_of_another_conversion_do_not_count(bench: Bench) -> None:
    bench.wish("wait once")
    with pytest.raises(Stop):
        bench.install(on_progress=stop_when("Waiting to be stopped"))
    with pytest.raises(Stop):
        bench.install(languages=["fra_Latn"], on_progress=stop_when("Waiting to be stopped"))


def test_progress_is_reported_while_the_converter_is_silent(bench: Bench) -> None:
    bench.wish("wait once")
    waiting = 0

    def on_progress(step: InstallStep) -> None:
        nonlocal waiting
        waiting += step.what == "Waiting to be stopped"
        if waiting == 3:
            raise Stop

    with pytest.raises(Stop):
        bench.install(on_progress=on_progress)


def test_a_crash_of_ours_while_converting_costs_nothing(bench: Bench) -> None:
    bench.wish("wait once")

    def on_progress(step: InstallStep) -> None:
        if "Waiting" in step.what:
            raise Crash

    with pytest.raises(Crash):
        bench.install(on_progress=on_progress)
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
