"""The device is chosen visibly."""

from __future__ import annotations

import pytest

from conceptwriter.runtime.device import (
    CPU,
    CUDA,
    after_fallback,
    after_out_of_memory,
    choose_device,
    default_threads,
    provider_options,
    unsuited,
)
from conceptwriter.runtime.errors import DeviceUnavailable


def test_auto_takes_cuda_when_it_is_there() -> None:
    choice = choose_device("auto", [CUDA, CPU])
    assert choice.providers == (CUDA, CPU)
    assert "CUDA" in choice.reason


def test_an_int8_bundle_stays_on_the_cpu_and_says_so() -> None:
    choice = choose_device("auto", [CUDA, CPU], "int8")
    assert choice.providers == (CPU,)
    assert "int8" in choice.reason
    insisted = choose_device("cuda", [CUDA, CPU], "int8")
    assert insisted.provider == CUDA
    assert "float16 model is faster" in insisted.reason


def test_a_float16_bundle_goes_to_the_gpu_or_says_what_would_be_faster() -> None:
    assert choose_device("auto", [CUDA, CPU], "float16").reason == "Running on the GPU (CUDA)."
    for available, wanted in (([CPU], "auto"), ([CUDA, CPU], "cpu")):
        choice = choose_device(wanted, available, "float16")
        assert choice.provider == CPU
        assert "int8 model is faster" in choice.reason


@pytest.mark.parametrize("precision", ["float32", "int4"])
def test_other_precisions_suit_both(precision: str) -> None:
    assert choose_device("auto", [CUDA, CPU], precision).provider == CUDA
    assert unsuited(precision, CPU) == unsuited(precision, CUDA) == ""


def test_the_memory_of_the_gpu_grows_by_need() -> None:
    assert provider_options(CUDA)["arena_extend_strategy"] == "kSameAsRequested"
    assert provider_options(CPU) == {}


def test_after_a_full_gpu_the_reason_is_reported() -> None:
    choice = after_out_of_memory()
    assert choice.providers == (CPU,)
    assert "GPU ran out of memory" in choice.reason


def test_auto_without_cuda_says_so() -> None:
    choice = choose_device("auto", ["AzureExecutionProvider", CPU])
    assert choice.providers == (CPU,)
    assert "does not support CUDA" in choice.reason


def test_cpu_is_respected() -> None:
    assert choose_device("cpu", [CUDA, CPU]).providers == (CPU,)


def test_cuda_by_name_is_never_replaced_silently() -> None:
    with pytest.raises(DeviceUnavailable, match="doctor --install-cuda"):
        choose_device("cuda", [CPU])
    with pytest.raises(DeviceUnavailable, match="did not start"):
        after_fallback(choose_device("cuda", [CUDA, CPU]), [CPU], "cuda")


def test_a_fallback_of_the_runtime_is_reported() -> None:
    choice = after_fallback(choose_device("auto", [CUDA, CPU]), [CPU], "auto")
    assert choice.provider == CPU
    assert "did not start" in choice.reason
    unchanged = choose_device("auto", [CPU])
    assert after_fallback(unchanged, [CPU], "auto") == unchanged


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(DeviceUnavailable, match="auto, cpu, cuda"):
        choose_device("tpu", [CPU])


def test_threads_are_few_and_at_least_one() -> None:
    assert 1 <= default_threads() <= 8
