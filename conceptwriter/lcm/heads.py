"""Sampling from a state: one head per sampling method; `variants` maps variants to heads."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.lcm_part import DiffusionPart, LcmPart, QuantPart
from conceptwriter.lcm.contract import FloatArray, LcmError, SampleSettings
from conceptwriter.lcm.diffusion import DiffusionSettings, NoiseModel, sample_diffusion
from conceptwriter.lcm.energy import sample_energy
from conceptwriter.lcm.mixture import draw as draw_mixture
from conceptwriter.lcm.normaliser import Normaliser
from conceptwriter.lcm.residual import DrawSettings, draw_levels, from_residual
from conceptwriter.lcm.schedule import NoiseSchedule
from conceptwriter.lcm.sentences import EndSentence, drawn_without_ends
from conceptwriter.lcm.state import SequenceState
from conceptwriter.runtime.prepacked import PrepackedCache
from conceptwriter.runtime.sessions import Graph, Interrupt, Tensor

Used = Mapping[str, float]
"""Names and values of the settings a head uses."""


class Drawn(NamedTuple):
    """Output of a head."""

    vectors: FloatArray
    """(n, d) in the codec's space, not normalised."""
    scores: FloatArray
    """(n,)"""
    end_share: float | None = None
    """Share of the draws that would have ended the document; None from a head that draws no ends."""


class Head(Protocol):
    """Samples next vectors from a state."""

    def draw(self, state: SequenceState, n: int, used: Used, seed: int, interrupt: Interrupt | None) -> Drawn:
        """The same arguments give the same vectors; 0 is an ordinary seed."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class HeadSource:
    """What a head is opened from."""

    folder: Path
    part: LcmPart
    dimension: int
    context: Graph
    """The context graph."""
    providers: Sequence[str]
    threads: int
    prepacked: PrepackedCache | None = None

    def graph(self) -> Graph:
        """The head graph of the variant. Raises BundleError when it does not fit the context graph."""
        assert self.part.head is not None  # `VariantSpec.needs` saw to it
        graph = Graph(
            self.folder / self.part.head,
            providers=self.providers,
            threads=self.threads,
            prepacked=self.prepacked,
        )
        _require_fit(graph, self.context)
        return graph

    def arrays(self) -> Arrays:
        """The arrays of the variant. Raises BundleError."""
        assert self.part.arrays is not None  # `VariantSpec.needs` saw to it
        return load_arrays(self.folder / self.part.arrays, self.dimension)


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """The `.npz` of a variant."""

    normaliser: Normaliser
    codebooks: FloatArray | None
    """(levels, entries, d); stored in half precision"""
    end: FloatArray | None = None
    """(d,) the vector that ends a document, in the codec's space"""


class MixtureHead:
    """Samples from the context graph's output alone; no further graph runs."""

    def __init__(self, source: HeadSource) -> None:
        source.context.require([], ["candidates", "weights"])
        source.context.require_size("candidates", 3, source.dimension)
        self._residual_scale = source.part.residual_scale

    def draw(self, state: SequenceState, n: int, used: Used, seed: int, interrupt: Interrupt | None) -> Drawn:
        """Best first: by the probability of the head. See `mixture.draw`."""
        _check_of(interrupt)()
        settings = SampleSettings(temperature=used["temperature"], reroll=int(used["reroll"]))
        sampled = draw_mixture(state.prediction, n, settings, seed, self._residual_scale)
        return Drawn(sampled.vectors, sampled.scores)


class DiffusionHead:
    """Many steps of the head graph, all candidates in one batch."""

    def __init__(self, source: HeadSource, looks_at: Sequence[tuple[str, ...]]) -> None:
        """Choose the part of a state that the denoiser reads.

        `looks_at`: the parts that it may read; the first that its graph accepts is used, else the last.
        """
        part, arrays, graph = source.part, source.arrays(), source.graph()
        assert part.diffusion is not None  # `VariantSpec.needs` saw to it
        self._graph = graph
        self._context = next((names for names in looks_at if names[0] in graph.inputs), looks_at[-1])
        graph.require(["noisy", "step", "use_context", *self._context], ["prediction"])
        graph.require_size("prediction", 1, source.dimension)
        self._dimension = source.dimension
        self._normaliser = arrays.normaliser
        self._model = NoiseModel(noise_schedule(part.diffusion), part.diffusion.target)
        self._guide_pure_noise = part.diffusion.guide_pure_noise
        self._end: EndSentence | None = None
        if part.end_cosine > 0 and arrays.end is not None:
            self._end = EndSentence(arrays.end, part.end_cosine)

    def draw(self, state: SequenceState, n: int, used: Used, seed: int, interrupt: Interrupt | None) -> Drawn:
        """Draw vectors; all draws are equally good, so that each has the score 1 / n.

        Those that end the document are drawn again (see `drawn_without_ends`).
        """
        source = generator(seed, used)
        context = {name: self._graph.place(_context_of(state, name)) for name in self._context}

        def draw(count: int) -> FloatArray:
            return self._drawn(context, count, used, source, interrupt)

        vectors, share = (draw(n), None) if self._end is None else drawn_without_ends(draw, n, self._end)
        return Drawn(vectors, np.full(len(vectors), 1 / n, np.float32), share)

    def _drawn(
        self,
        context: Mapping[str, Tensor],
        n: int,
        used: Used,
        source: np.random.Generator,
        interrupt: Interrupt | None,
    ) -> FloatArray:
        """(n, d), in the codec's space."""

        def denoise(
            noisy: npt.NDArray[Any], step: npt.NDArray[np.int64], use_context: npt.NDArray[Any]
        ) -> npt.NDArray[Any]:
            feeds: dict[str, Tensor] = {
                "noisy": noisy,
                "step": step,
                "use_context": use_context,
                **context,
            }
            found: npt.NDArray[Any] = self._graph.run_resident(feeds, (), interrupt)["prediction"]
            return found

        found = sample_diffusion(
            denoise,
            self._model,
            DiffusionSettings(
                steps=int(used["steps"]),
                guidance=used["guidance"],
                guidance_rescale=used["guidance_rescale"],
                initial_noise=used["initial_noise"],
                epsilon_scaling=used["epsilon_scaling"],
                eta=used["eta"],
                guide_pure_noise=self._guide_pure_noise,
            ),
            n,
            self._dimension,
            source,
            dtype=self._graph.input_types["noisy"],
            check=_check_of(interrupt),
        )
        return self._normaliser.denormalise(found)


class QuantHead:
    """One run of the head graph per codebook level, all candidates in one batch."""

    def __init__(self, source: HeadSource, *, continuous: bool = False) -> None:
        """`continuous`: the graph outputs the remaining residual, not the logits of the entries."""
        part, arrays, graph = source.part, source.arrays(), source.graph()
        assert part.quant is not None  # `VariantSpec.needs` saw to it
        if arrays.codebooks is None:
            raise BundleError(f"{part.arrays} has no codebooks, which the concept model {part.name!r} needs.")
        self._graph = graph
        self._continuous = continuous
        self._output = "residual" if continuous else "logits"
        graph.require(["hidden", "partial", "level"], [self._output])
        graph.require_size(self._output, 1, source.dimension if continuous else arrays.codebooks.shape[1])
        self._codebooks = arrays.codebooks
        self._normaliser = arrays.normaliser
        self._part: QuantPart = part.quant

    def draw(self, state: SequenceState, n: int, used: Used, seed: int, interrupt: Interrupt | None) -> Drawn:
        """Best first: by the mean probability of the entries drawn."""
        hidden = np.repeat(state.hidden[-1:], n, axis=0)

        def level_of(total: FloatArray, level: int) -> npt.NDArray[Any]:
            feeds: dict[str, npt.NDArray[Any]] = {
                "hidden": hidden,
                "partial": total,
                "level": np.full(n, level, np.int64),
            }
            return self._graph.run(feeds, interrupt)[self._output]

        books = self._codebooks
        found, scores = draw_levels(
            from_residual(level_of, books, self._part.beta) if self._continuous else level_of,
            books,
            n,
            DrawSettings(used["temperature"], int(used["top_k"]), used["top_p"]),
            generator(seed, used),
            _check_of(interrupt),
        )
        best_first = np.argsort(-scores, kind="stable")
        return Drawn(self._normaliser.denormalise(found[best_first]), scores[best_first])


class EnergyHead:
    """One run of the head graph, all candidates in one batch."""

    def __init__(self, source: HeadSource) -> None:
        arrays, graph = source.arrays(), source.graph()
        graph.require(["noise", "hidden"], ["sample"])
        graph.require_size("sample", 1, source.dimension)
        self._graph = graph
        (self._noise_size,) = graph.sizes("noise", [1])
        self._normaliser = arrays.normaliser

    def draw(self, state: SequenceState, n: int, used: Used, seed: int, interrupt: Interrupt | None) -> Drawn:
        """Draw vectors; all draws are equally good, so that each has the score 1 / n."""

        def generate(noise: FloatArray) -> npt.NDArray[Any]:
            return self._graph.run({"noise": noise, "hidden": state.hidden[-1:]}, interrupt)["sample"]

        found = sample_energy(generate, n, self._noise_size, used["temperature"], generator(seed, used))
        return Drawn(self._normaliser.denormalise(found), np.full(n, 1 / n, np.float32))


def noise_schedule(part: DiffusionPart) -> NoiseSchedule:
    """The schedule a manifest names."""
    return NoiseSchedule(
        part.schedule, tuple(part.schedule_numbers), part.training_steps, part.zero_terminal_snr
    )


def generator(seed: int, used: Used) -> np.random.Generator:
    """Random generator of one draw, from the seed and the number of the re-roll."""
    return np.random.default_rng([seed, int(used["reroll"])])


def load_arrays(path: Path, dimension: int) -> Arrays:
    """Read a `.npz`. Raises BundleError when it is damaged or of another dimension."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            found = {name: stored[name] for name in stored.files}
        normaliser = Normaliser(found["centre"].astype(np.float32), found["scale"].astype(np.float32))
    except (OSError, ValueError, LookupError, zipfile.BadZipFile, LcmError) as error:
        raise BundleError(f"{path} cannot be used ({error}). Install the model again.") from error
    codebooks = found.get("codebooks")
    end = found.get("end")
    if (
        len(normaliser.centre) != dimension
        or (codebooks is not None and (codebooks.ndim != 3 or codebooks.shape[2] != dimension))
        or (end is not None and end.shape != (dimension,))
    ):
        raise BundleError(f"{path} is for vectors of another dimension than {dimension}.")
    return Arrays(
        normaliser,
        None if codebooks is None else codebooks.astype(np.float32),
        None if end is None else end.astype(np.float32),
    )


def _context_of(state: SequenceState, name: str) -> npt.NDArray[Any]:
    found = state.hidden[None] if name == "states" else getattr(state, name)
    assert isinstance(found, np.ndarray)  # `_require_fit` saw to it
    return found


def _require_fit(graph: Graph, context: Graph) -> None:
    """Whether the context graph's output has the sizes that the head graph takes."""
    for name, given, axis, wanted in (
        ("states", "hidden", 2, 2),
        ("hidden", "hidden", 2, 1),
        *((name, name, axis, axis) for name in ("context_key", "context_value") for axis in (2, 3, 4)),
    ):
        if name not in graph.inputs:
            continue
        context.require([], [given])
        size = context.output_sizes[given][axis]
        if graph.fixed_sizes(name).get(wanted, size) != size:
            raise BundleError(f"{graph.path} does not fit the context graph: another width of {name}.")


def _check_of(interrupt: Interrupt | None) -> Callable[[], None]:
    return (lambda: None) if interrupt is None else interrupt.check
