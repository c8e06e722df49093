"""A GPU that is full: the models move to the CPU once, the request is answered, and the writer is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conceptwriter.codec.runtime import Codec
from conceptwriter.engine import service
from conceptwriter.engine.requests import BundleChoice, Decode, Describe, Encode, EngineStatus
from conceptwriter.engine.service import Service
from conceptwriter.engine.wire import Setup
from conceptwriter.runtime.device import CPU, CUDA, DeviceChoice
from conceptwriter.runtime.errors import DeviceOutOfMemory
from conceptwriter.runtime.prepacked import PrepackedCache
from conceptwriter.runtime.sessions import Interrupt

TEXTS = ("The boats came in at dawn.",)


def ignore(done: int, total: int, what: str) -> None:
    pass


class SmallGpu:
    """Stands in for a GPU: which devices codecs were opened on, and where memory runs out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, full_at: str) -> None:
        self.opened: list[str] = []
        self.codecs: list[Codec] = []
        gpu = self
        real = Codec

        def open_codec(folder: Path, manifest: Any, *, providers: Any, **named: Any) -> Codec:
            gpu.opened.append(providers[0])
            if full_at == "load" and providers[0] == CUDA:
                raise DeviceOutOfMemory("full")
            codec = real(folder, manifest, **named)
            codec._encoder.providers = list(providers)
            if full_at == "use" and providers[0] == CUDA:
                monkeypatch.setattr(codec, "encode", gpu.fail)
            return codec

        def choose(wanted: str, available: Any, precision: str) -> DeviceChoice:
            on_gpu = DeviceChoice((CUDA, CPU), "Running on the GPU (CUDA).")
            return DeviceChoice((CPU,), "set") if wanted == "cpu" else on_gpu

        monkeypatch.setattr(service, "Codec", open_codec)
        monkeypatch.setattr(service, "choose_device", choose)

    def fail(self, *arguments: object, **named: object) -> None:
        raise DeviceOutOfMemory("full")


@pytest.mark.parametrize("full_at", ["load", "use"])
@pytest.mark.parametrize("wanted", ["auto", "cuda"])
def test_the_request_is_answered_on_the_cpu(
    toy_bundle: Path, monkeypatch: pytest.MonkeyPatch, full_at: str, wanted: str
) -> None:
    gpu = SmallGpu(monkeypatch, full_at)
    reports: list[EngineStatus] = []
    served = Service(Setup(BundleChoice(toy_bundle), wanted, 1), reports.append)
    vectors = served.answer(Encode(TEXTS, "eng_Latn"), Interrupt(), ignore)
    assert vectors.shape == (1, 16)
    assert gpu.opened == [CUDA, CPU]
    assert reports[-1].provider == CPU
    assert "GPU ran out of memory" in reports[-1].notice
    status = served.answer(Describe(), Interrupt(), ignore)
    assert "GPU ran out of memory" in status.notice
    assert gpu.opened == [CUDA, CPU]


def test_it_moves_only_once(toy_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = SmallGpu(monkeypatch, "load")
    served = Service(Setup(BundleChoice(toy_bundle), "auto", 1), lambda _: None)
    served.answer(Describe(), Interrupt(), ignore)
    monkeypatch.setattr(Codec, "encode", gpu.fail)
    with pytest.raises(DeviceOutOfMemory):
        served.answer(Encode(TEXTS, "eng_Latn"), Interrupt(), ignore)


def test_loading_tells_how_far_it_is(toy_bundle: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    served = Service(Setup(BundleChoice(toy_bundle), "cpu", 1), lambda _: None)
    served.answer(Describe(), Interrupt(), lambda *step: seen.append(step))
    assert {what for _, _, what in seen} == {"load"}
    assert [(done, total) for done, total, _ in seen][1:3] == [(0, 3), (1, 3)]
    assert seen[-1][:2] == (1, 1)
    seen.clear()
    decode = Decode(np.ones((1, 16), np.float32), "eng_Latn")
    served.answer(decode, Interrupt(), lambda *step: seen.append(step))
    assert seen[0] == (1, 3, "load"), "the decoder comes when it is needed"


def test_big_graphs_are_kept_ready_in_the_folder_given(toy_bundle: Path, tmp_path: Path) -> None:
    cache = PrepackedCache(tmp_path / "prepacked", threshold=1)
    setup = Setup(BundleChoice(toy_bundle, toy_bundle), "cpu", 1)
    first = service.load_models(setup, prepacked=cache)
    assert cache.size() > 0
    second = service.load_models(setup, prepacked=cache)
    np.testing.assert_array_equal(
        first.codec.encode(TEXTS, "eng_Latn"), second.codec.encode(TEXTS, "eng_Latn")
    )
    size = cache.size()
    service.load_models(setup, prepacked=cache)
    assert cache.size() == size
