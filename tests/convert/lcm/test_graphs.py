"""The converted graphs against fairseq2's layers (by way of the golden values) and our PyTorch modules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from conceptwriter.convert.checkpoints import weights_of_arrays
from conceptwriter.convert.lcm.config import TWO_TOWER_TOY as TOY
from conceptwriter.convert.lcm.graphs import Model, write_context, write_head
from conceptwriter.lcm.diffusion import DiffusionSettings, NoiseModel, sample_diffusion
from conceptwriter.lcm.schedule import NoiseSchedule
from conceptwriter.runtime.sessions import Graph
from conceptwriter.training.lcm.published.stand_in import stand_in_weights

Arrays = dict[str, npt.NDArray[Any]]
GOLDENS = Path(__file__).parents[2] / "training" / "lcm" / "published" / "goldens.npz"
# Largest difference, as a share of the largest wanted number.
TOLERANCES = {"float32": 1e-4, "float16": 0.02, "int8": 0.12}


class Written:
    """Both graphs of the toy in one precision."""

    def __init__(self, folder: Path, precision: str) -> None:
        weights = weights_of_arrays(stand_in_weights(TOY))
        normaliser = [weights.get(f"sonar_normalizer.{end}") for end in ("center", "scale")]
        model = Model(weights, TOY, *normaliser)
        self.reports: list[str] = []
        write_context(model, folder / "context.onnx", precision, self.reports.append)
        write_head(model, folder / "head.onnx", precision, self.reports.append)
        self.context = Graph(folder / "context.onnx")
        self.head = Graph(folder / "head.onnx")
        self.tolerance = TOLERANCES[precision]

    def read(self, vectors: npt.NDArray[Any], past: Arrays | None = None) -> Arrays:
        if past is None:
            kind = self.context.input_types["past_key"]
            empty = np.zeros((1, TOY.context_layers, TOY.heads, 0, TOY.head_size), kind)
            past = {"past_key": empty, "past_value": empty.copy()}
        return self.context.run({"vectors": vectors[None], **past})

    def denoise(
        self, read: Arrays, noisy: npt.NDArray[Any], step: npt.NDArray[Any], use: npt.NDArray[Any]
    ) -> npt.NDArray[Any]:
        context = {name: read[name] for name in ("context_key", "context_value")}
        use = use.astype(np.float32)
        return self.head.run({"noisy": noisy, "step": step, "use_context": use, **context})["prediction"]

    def check(self, found: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> None:
        assert np.abs(found.astype(np.float64) - wanted).max() <= self.tolerance * np.abs(wanted).max()


@pytest.fixture(scope="module")
def goldens() -> Arrays:
    with np.load(GOLDENS) as stored:
        return dict(stored)


@pytest.fixture(scope="module", params=list(TOLERANCES))
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(tmp_path_factory.mktemp(request.param), request.param)


def test_denoising_with_and_without_context(written: Written, goldens: Arrays) -> None:
    read = written.read(goldens["vectors"][0, :7])
    rows, steps = goldens["rows"], goldens["row_steps"]
    both = written.denoise(
        read, np.concatenate([rows, rows]), np.concatenate([steps, steps]), np.repeat([1, 0], 4)
    )
    written.check(both[:4], goldens["with_context"])
    written.check(both[4:], goldens["without_context"])


def test_every_place_of_a_document(written: Written, goldens: Arrays) -> None:
    """As teacher forced: a place sees the zero vector and the concepts before it."""
    whole = written.read(goldens["vectors"][0, :7])
    for place in range(7):  # there is no context of no concepts: the first place looks away from one
        read = {name: whole[name][:, : max(1, place)] for name in ("context_key", "context_value")}
        noisy, steps = goldens["noisy"][0, place : place + 1], goldens["steps"][0, place : place + 1]
        found = written.denoise(read, noisy, steps, np.full(1, place > 0))
        written.check(found, goldens["teacher_forced"][0, place : place + 1])


def test_reading_on_is_reading_at_once(written: Written, goldens: Arrays) -> None:
    vectors = goldens["vectors"][0, :7]
    whole = written.read(vectors)
    parts: list[Arrays] = []
    past: Arrays | None = None
    for start, end in ((0, 3), (3, 4), (4, 7)):
        read = written.read(vectors[start:end], past)
        past = {f"past_{what}": read[f"present_{what}"] for what in ("key", "value")}
        parts.append(read)
    tolerance = 1e-4 if written.tolerance < 0.01 else 0.02
    for name in ("context_key", "context_value"):
        together = np.concatenate([part[name] for part in parts], axis=1)
        np.testing.assert_allclose(together, whole[name], atol=tolerance * np.abs(whole[name]).max())
    assert parts[-1]["present_key"].shape == whole["present_key"].shape


def test_a_whole_guided_drawing(written: Written, goldens: Arrays) -> None:
    """Our sampler on our graphs gives what diffusers gives on fairseq2's layers."""
    read = written.read(goldens["vectors"][0, :7])

    class Noise:
        def standard_normal(self, shape: tuple[int, ...]) -> npt.NDArray[Any]:
            return goldens["noise"].astype(np.float64)

    found = sample_diffusion(
        lambda noisy, step, use: written.denoise(read, noisy, step, use),
        NoiseModel(NoiseSchedule(), "x0"),
        DiffusionSettings(20, 1.5, 0.7, 0.6, 1.00045, guide_pure_noise=False),
        3,
        TOY.dimension,
        Noise(),  # type: ignore[arg-type]
    )
    written.check(found, goldens["drawn"])


def test_rows_do_not_depend_on_their_neighbours(written: Written, goldens: Arrays) -> None:
    """int8 too: every row has its own scale. Half precision may add up in another order."""
    read = written.read(goldens["vectors"][0, :7])
    rows, steps = goldens["rows"], goldens["row_steps"]
    outlier = np.concatenate([rows, 50 * rows])
    together = written.denoise(read, outlier, np.concatenate([steps, steps]), np.ones(8))
    alone = np.concatenate(
        [written.denoise(read, rows[i : i + 1], steps[i : i + 1], np.ones(1)) for i in range(4)]
    )
    tolerance = 1e-6 if written.tolerance != TOLERANCES["float16"] else 2e-3
    np.testing.assert_allclose(together[:4], alone, atol=tolerance * np.abs(alone).max())


def test_what_is_written_is_reported(written: Written) -> None:
    assert [what for what in written.reports if "layer" in what] == [
        "reading, layer 1",
        "reading, layer 2",
        "drawing, layer 1",
        "drawing, layer 2",
    ]
