"""Requests, answers, errors, cancellation."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.engine import (
    BundleChoice,
    CodecError,
    Decode,
    DecodeOptions,
    Describe,
    EmptyText,
    Encode,
    Engine,
    EngineClosed,
    EngineError,
    ItemKind,
    LanguageNotInCodec,
    Request,
    Sample,
    SampleSettings,
    TextTooLong,
)
from conceptwriter.errors import JobCancelled
from conceptwriter.job import Job, JobProgress
from conceptwriter.runtime.errors import DeviceUnavailable
from conceptwriter.runtime.sessions import available_providers

WAIT = 30.0
HOURS_OF_WORK = np.ones((200_000, 16), np.float32)
"""Decoding this would take far longer than any test may wait."""


def test_encode_decode_and_sample(shared_engine: Engine) -> None:
    vectors = shared_engine.submit(Encode(("The boats came in.", "Nobody was there."), "eng_Latn")).result(
        WAIT
    )
    assert vectors.shape == (2, 16)
    decoded = shared_engine.submit(Decode(vectors, "fra_Latn", DecodeOptions(maximum_tokens=8))).result(WAIT)
    assert [type(found.text) for found in decoded] == [str, str]
    request = Sample(vectors, np.array([ItemKind.PLAN, ItemKind.CONCEPT]), 5, SampleSettings(), seed=4)
    sampled, again = (shared_engine.submit(request).result(WAIT) for _ in range(2))
    assert sampled.vectors.shape == (5, 16)
    assert sampled.scores.shape == (5,)
    np.testing.assert_array_equal(sampled.vectors, again.vectors)


def test_a_sample_names_its_variant(engine: Engine) -> None:
    """Each is loaded when it is first asked for; the default answers where none is named."""
    status = engine.submit(Describe()).result(WAIT)
    assert status.lcm is not None
    variants = status.lcm.variants
    assert [variant.name for variant in variants] == [
        "token",
        "base",
        "one_tower",
        "two_tower",
        "quant",
        "quant_continuous",
        "energy",
    ]
    vectors, kinds = np.ones((3, 16), np.float32), np.zeros(3, np.int64)
    loads: dict[str | None, list[str]] = {}

    def sampled(variant: str | None) -> np.ndarray:
        reports: list[str] = []
        request = Sample(vectors, kinds, 2, SampleSettings(guidance=2.0), variant=variant)
        answer = engine.submit(request, lambda progress: reports.append(progress.what)).result(WAIT)
        loads.setdefault(variant, []).extend(reports)
        knows = next(v for v in variants if v.name == (variant or "token")).settings
        assert answer.ignored == (() if "guidance" in knows else ("guidance",))
        return answer.vectors

    np.testing.assert_array_equal(sampled(None), sampled("token"))
    drawn = sampled("two_tower")
    np.testing.assert_array_equal(drawn, sampled("two_tower"))
    assert not np.array_equal(drawn, sampled("quant"))
    assert loads == {None: [], "token": [], "two_tower": ["load"] * 2, "quant": ["load"] * 2}


def test_variants_say_what_counts(shared_engine: Engine) -> None:
    status = shared_engine.submit(Describe()).result(WAIT)
    assert status.lcm is not None
    token, *_, two_tower, quant, _, energy = status.lcm.variants
    assert (token.kind, token.title, token.settings) == ("token", "Token-trained", ("reroll", "temperature"))
    assert token.recommended == {"reroll": 0, "temperature": 0.3}
    assert {"steps", "guidance", "eta"} <= set(two_tower.settings)
    assert two_tower.recommended["steps"] == 10
    assert quant.settings == ("reroll", "temperature", "top_k", "top_p")
    assert (energy.settings, energy.recommended["temperature"]) == (("reroll", "temperature"), 1.0)
    assert two_tower.size > token.size > 0


def test_an_unknown_variant_is_refused(shared_engine: Engine) -> None:
    request = Sample(np.ones((1, 16), np.float32), np.zeros(1, np.int64), 1, variant="best")
    with pytest.raises(BundleError, match="it has token, base"):
        shared_engine.submit(request).result(WAIT)
    assert shared_engine.submit(Encode(("fine",), "eng_Latn")).result(WAIT).shape == (1, 16)


def test_the_child_starts_with_the_first_request(engine: Engine) -> None:
    assert engine.status.pid is None
    status = engine.submit(Describe()).result(WAIT)
    assert status.codec is not None
    assert status.lcm is not None
    assert (status.codec.id, status.codec.dimension, status.codec.maximum_characters) == ("toy", 16, 250)
    assert (status.lcm.codec_id, status.lcm.codec_version) == ("toy", "0.0.1")
    assert status.codec.decoding == DecodeOptions(meaning=0.0)
    assert status.lcm.end_threshold == 0.5
    assert status.provider == "CPUExecutionProvider"
    assert status.precision == "int8"
    assert status.threads == 1
    assert status.notice.startswith("Running on the CPU")
    assert "CPUExecutionProvider" in status.available_providers
    now = engine.status
    assert now.pid == status.pid
    assert now.codec == status.codec
    assert now.rss_bytes is not None
    assert now.rss_bytes > 10_000_000


def test_the_child_gives_way_to_the_window(shared_engine: Engine) -> None:
    pid = shared_engine.submit(Describe()).result(WAIT).pid
    assert psutil.Process(pid).nice() == min(19, psutil.Process().nice() + 5)


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (Encode(("fine", " "), "eng_Latn"), EmptyText),
        (Encode(("x" * 300,), "eng_Latn"), TextTooLong),
        (Encode(("fine",), "zho_Hans"), LanguageNotInCodec),
        (Decode(np.ones((1, 3), np.float32), "eng_Latn"), CodecError),
        (Request(), EngineError),
    ],
)
def test_errors_keep_their_type_and_spare_the_child(
    shared_engine: Engine, request_: Request[object], error: type[Exception]
) -> None:
    failed = shared_engine.submit(request_)
    with pytest.raises(error) as caught:
        failed.result(WAIT)
    assert failed.exception() is caught.value
    if isinstance(caught.value, EmptyText):
        assert caught.value.index == 1
    pid = shared_engine.status.pid
    assert shared_engine.submit(Encode(("fine",), "eng_Latn")).result(WAIT).shape == (1, 16)
    assert shared_engine.status.pid == pid


def test_progress_and_callbacks_run_on_the_reader_thread(shared_engine: Engine) -> None:
    seen: list[tuple[JobProgress, str]] = []
    ended: list[tuple[Job[Any], str]] = []
    called = threading.Event()

    def note_end(job: Job[Any]) -> None:
        ended.append((job, threading.current_thread().name))
        called.set()

    job = shared_engine.submit(
        Decode(np.ones((40, 16), np.float32), "eng_Latn"),
        lambda progress: seen.append((progress, threading.current_thread().name)),
    )
    job.add_done_callback(note_end)
    job.result(WAIT)
    assert called.wait(WAIT)
    assert ended == [(job, "engine reader")]
    assert {name for _, name in seen} == {"engine reader"}
    assert seen[-1][0] == JobProgress(40, 40, "decode")
    late: list[Job[Any]] = []
    job.add_done_callback(late.append)
    assert late == [job]


def test_a_failing_callback_harms_nobody(shared_engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: object) -> None:
        raise ValueError("a bug in the caller")

    job = shared_engine.submit(Encode(("fine",), "eng_Latn"), fail)
    job.add_done_callback(fail)
    assert job.result(WAIT).shape == (1, 16)
    job.add_done_callback(fail)  # called at once: whether a job is done already must make no difference
    assert shared_engine.submit(Encode(("fine",), "eng_Latn")).result(WAIT).shape == (1, 16)
    assert "a bug in the caller" in caplog.text


def test_cancelling_frees_the_child_at_once(shared_engine: Engine) -> None:
    started = threading.Event()
    job = shared_engine.submit(
        Decode(HOURS_OF_WORK, "eng_Latn"), lambda progress: _when_decoding(progress, started)
    )
    assert started.wait(WAIT)
    job.cancel()
    with pytest.raises(JobCancelled):
        job.result(5.0)
    pid = shared_engine.status.pid
    assert shared_engine.submit(Encode(("next",), "eng_Latn")).result(5.0).shape == (1, 16)
    assert shared_engine.status.pid == pid
    job.cancel()  # again, after the end: nothing happens


def _when_decoding(progress: JobProgress, event: threading.Event) -> None:
    if progress.what == "decode":
        event.set()


def test_a_waiting_job_can_be_cancelled_while_another_works(shared_engine: Engine) -> None:
    first = shared_engine.submit(Decode(HOURS_OF_WORK, "eng_Latn"))
    second = shared_engine.submit(Encode(("second",), "eng_Latn"))
    third = shared_engine.submit(Encode(("third",), "eng_Latn"))
    second.cancel()
    with pytest.raises(JobCancelled):
        second.result(WAIT)
    assert not first.done()
    first.cancel()
    with pytest.raises(JobCancelled):
        first.result(WAIT)
    assert third.result(WAIT).shape == (1, 16)


def test_waiting_has_a_limit(shared_engine: Engine) -> None:
    job = shared_engine.submit(Decode(HOURS_OF_WORK, "eng_Latn"))
    with pytest.raises(TimeoutError):
        job.result(0.01)
    job.cancel()


def test_closing_fails_what_is_in_flight(toy_bundle: Path) -> None:
    engine = Engine(toy_bundle)
    pid = engine.submit(Describe()).result(WAIT).pid
    job = engine.submit(Decode(HOURS_OF_WORK, "eng_Latn"))
    engine.close()
    with pytest.raises(EngineClosed):
        job.result(0)
    assert not psutil.pid_exists(pid or 0)
    with pytest.raises(EngineClosed):
        engine.submit(Describe())
    engine.close()
    assert engine.status.pid is None


def test_an_engine_that_was_never_used_closes(toy_bundle: Path) -> None:
    Engine(toy_bundle).close()


def test_a_damaged_bundle_is_refused_by_file_name(toy_bundle: Path, tmp_path: Path) -> None:
    bundle = Path(shutil.copytree(toy_bundle, tmp_path / "damaged"))
    data = bytearray((bundle / "decoder_step.onnx").read_bytes())
    data[-1] ^= 255
    (bundle / "decoder_step.onnx").write_bytes(data)
    with Engine(bundle) as engine:
        for _ in range(2):
            with pytest.raises(BundleError, match=r"decoder_step\.onnx"):
                engine.submit(Encode(("hello",), "eng_Latn")).result(WAIT)


def test_a_folder_without_bundle_is_refused(tmp_path: Path) -> None:
    with Engine(tmp_path) as engine, pytest.raises(BundleError, match="not a model folder"):
        engine.submit(Describe()).result(WAIT)


def test_a_codec_alone_decodes_but_does_not_propose(toy_bundle: Path) -> None:
    with Engine(BundleChoice(toy_bundle)) as engine:
        assert engine.submit(Describe()).result(WAIT).lcm is None
        with pytest.raises(EngineError, match="No concept model is loaded"):
            engine.submit(Sample(np.ones((1, 16), np.float32), np.zeros(1, np.int64), 1)).result(WAIT)


def test_an_lcm_of_another_codec_is_refused(toy_bundle: Path, tmp_path: Path) -> None:
    from conceptwriter.bundles import load_manifest, save_manifest

    other = Path(shutil.copytree(toy_bundle, tmp_path / "other"))
    import msgspec

    save_manifest(msgspec.structs.replace(load_manifest(other), version="9.9.9"), other)
    with (
        Engine(BundleChoice(other, toy_bundle)) as engine,
        pytest.raises(BundleError, match="was trained with"),
    ):
        engine.submit(Describe()).result(WAIT)


def test_cuda_that_is_not_there_is_an_error_not_a_surprise(toy_bundle: Path) -> None:
    if "CUDAExecutionProvider" in available_providers():
        return
    with Engine(toy_bundle, device="cuda") as engine, pytest.raises(DeviceUnavailable, match="CUDA"):
        engine.submit(Describe()).result(WAIT)
