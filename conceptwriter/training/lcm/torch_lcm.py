"""A PyTorch model of the family used like the running program's :class:`conceptwriter.lcm.runtime.Lcm`.

The samplers are the program's own, with the PyTorch network as their callable: for figures during training,
and to hold exported graphs against the model they came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from torch import Tensor

from conceptwriter.bundles.manifest import CodecName, DiffusionPart, LcmPart, QuantPart
from conceptwriter.lcm.contract import FloatArray, LcmError, Sampled, SampleSettings
from conceptwriter.lcm.diffusion import DiffusionSettings, sample_diffusion
from conceptwriter.lcm.mixture import Prediction
from conceptwriter.lcm.mixture import draw as draw_mixture
from conceptwriter.lcm.normaliser import Normaliser
from conceptwriter.lcm.residual import DrawSettings, draw_levels, from_residual
from conceptwriter.lcm.sequence import Kinds, checked, fitted
from conceptwriter.lcm.state import State, answered
from conceptwriter.lcm.variants import settings_used
from conceptwriter.training.lcm.base import BaseLcm
from conceptwriter.training.lcm.blocks import Reading
from conceptwriter.training.lcm.noising import DiffusionLcm, noise_model
from conceptwriter.training.lcm.quant import QuantContinuousLcm, QuantLcm, ResidualLcm
from conceptwriter.training.lcm.token import TokenLcm
from conceptwriter.training.lcm.variant import LcmVariant

if TYPE_CHECKING:
    from numpy.typing import NDArray

Used = dict[str, float]


def diffusion_part(model: LcmVariant) -> DiffusionPart | None:
    """The noise a model was trained with and what is recommended for sampling; None for other variants."""
    if not isinstance(model, DiffusionLcm):
        return None
    config = model.noising.config
    schedule = noise_model(config).schedule
    return DiffusionPart(
        schedule=schedule.name,
        schedule_numbers=schedule.numbers,
        training_steps=schedule.training_steps,
        zero_terminal_snr=schedule.zero_terminal_snr,
        target=noise_model(config).target,
        steps=config.inference_steps,
        guidance=config.guidance,
        guidance_rescale=config.guidance_rescale,
        initial_noise=config.initial_noise,
        epsilon_scaling=config.epsilon_scaling,
    )


def quant_part(model: LcmVariant) -> QuantPart | None:
    """How a quantised model draws, with the beta it has learned; None for other variants."""
    if not isinstance(model, ResidualLcm):
        return None
    beta = model.beta() if isinstance(model, QuantContinuousLcm) else 1.0
    return QuantPart(beta=beta, top_k=model.config.top_k, top_p=model.config.top_p)


def described(model: LcmVariant, residual_scale: float = 0.5, vector_length: float = 0.0) -> LcmPart:
    """What a manifest says of a model, without files: the settings of sampling."""
    temperature = model.config.temperature if isinstance(model, ResidualLcm) else 0.3
    return LcmPart(
        graph="",
        codec=CodecName("", ""),
        residual_scale=residual_scale,
        maximum_context=model.context.config.longest,
        vector_length=vector_length,
        variant=model.name,
        temperature=temperature,
        diffusion=diffusion_part(model),
        quant=quant_part(model),
    )


class TorchLcm:
    """Next concepts after a sequence, from a model of any variant.

    Args:
        model: of any device and precision.
        part: settings as of a bundle; by default those of the model's configuration.
    """

    def __init__(self, model: LcmVariant, part: LcmPart | None = None) -> None:
        self.model = model
        self.part = part or described(model)
        self.dimension = model.context.config.dimension

    def prepare(self, vectors: NDArray[Any], kinds: NDArray[Any]) -> State:
        """The state after vectors (t, d) of kinds (t,); what is too long is cut. Raises LcmError."""
        items, what = checked(vectors, kinds, self.dimension)
        kept = fitted(what, self.part.maximum_context)
        return self._read(items[kept], what[kept], None)

    def extend(self, state: State, vector: NDArray[Any], kind: int) -> State:
        """The state after one more item, (d,). Raises LcmError."""
        items, what = checked(
            np.concatenate([state.vectors, np.asarray(vector, np.float32)[None]]),
            np.append(state.kinds, kind),
            self.dimension,
        )
        if len(what) > self.part.maximum_context:
            return self.prepare(items, what)
        return self._read(items, what, state)

    def sample(self, state: State, n: int, settings: SampleSettings | None = None, seed: int = 0) -> Sampled:
        """`n` next concepts, best first. The same arguments give the same vectors. Raises LcmError."""
        if n < 1:
            raise LcmError("At least one next concept must be requested.")
        wanted = settings or SampleSettings()
        used = settings_used(self.part, wanted)
        with torch.no_grad():
            vectors, scores = self._drawn(state, n, used, seed)
        return answered(self.part, state.prediction, vectors, scores, wanted)

    def _tensor(self, values: NDArray[Any]) -> Tensor:
        """On the model's device; floats in its precision."""
        weight = self.model.context.input_proj.weight
        tensor = torch.from_numpy(np.ascontiguousarray(values)).to(weight.device)
        return tensor.to(weight.dtype) if tensor.is_floating_point() else tensor

    @torch.no_grad()
    def _read(self, items: FloatArray, what: Kinds, before: State | None) -> State:
        start = 0 if before is None else len(before.kinds)
        if before is None:
            past = self.model.empty_past(1)
        else:
            past = self._tensor(before.past_key), self._tensor(before.past_value)
        reading = self.model.read(self._tensor(items[None, start:]), self._tensor(what[None, start:]), *past)
        candidates = np.zeros((0, self.dimension), np.float32)
        weights = np.zeros(0, np.float32)
        if isinstance(self.model, BaseLcm | TokenLcm):
            candidates, weights = (_array(x) for x in self.model.propose(reading.hidden[0, -1]))
        direction = None
        if isinstance(self.model, TokenLcm):
            direction = _array(self.model.towards(reading.hidden[0, -1]))
        prediction = Prediction(
            candidates, weights, float(reading.end[0, -1]), float(reading.document_end[0, -1]), direction
        )
        hidden = _array(reading.hidden[0])
        if before is not None:
            hidden = np.concatenate([before.hidden, hidden])
        return State(items, what, _array(reading.key), _array(reading.value), prediction, hidden)

    def _drawn(self, state: State, n: int, used: Used, seed: int) -> tuple[FloatArray, FloatArray]:
        generator = np.random.default_rng([seed, int(used["reroll"])])
        if isinstance(self.model, DiffusionLcm):
            return self._denoised(self.model, state, n, used, generator)
        if isinstance(self.model, ResidualLcm):
            return self._units(self.model, state, n, used, generator)
        settings = SampleSettings(temperature=used["temperature"], reroll=int(used["reroll"]))
        sampled = draw_mixture(state.prediction, n, settings, seed, self.part.residual_scale)
        return sampled.vectors, sampled.scores

    def _denoised(
        self, model: DiffusionLcm, state: State, n: int, used: Used, generator: np.random.Generator
    ) -> tuple[FloatArray, FloatArray]:
        hidden = self._tensor(state.hidden[None])
        nothing = hidden[..., 0]
        reading = Reading(
            hidden, nothing, nothing, self._tensor(state.past_key), self._tensor(state.past_value)
        )

        def denoise(noisy: NDArray[Any], step: NDArray[np.int64], use_context: NDArray[Any]) -> NDArray[Any]:
            found = model.denoise(self._tensor(noisy), self._tensor(step), reading, self._tensor(use_context))
            return _array(found)

        settings = DiffusionSettings(
            steps=int(used["steps"]),
            guidance=used["guidance"],
            guidance_rescale=used["guidance_rescale"],
            initial_noise=used["initial_noise"],
            epsilon_scaling=used["epsilon_scaling"],
            eta=used["eta"],
        )
        undone = noise_model(model.noising.config)
        found = sample_diffusion(denoise, undone, settings, n, self.dimension, generator)
        return self._normaliser().denormalise(found), np.full(n, 1 / n, np.float32)

    def _units(
        self, model: ResidualLcm, state: State, n: int, used: Used, generator: np.random.Generator
    ) -> tuple[FloatArray, FloatArray]:
        hidden = self._tensor(state.hidden[-1:].repeat(n, axis=0))
        network = model.logits if isinstance(model, QuantLcm) else cast("QuantContinuousLcm", model).residual

        def level_of(total: FloatArray, level: int) -> NDArray[Any]:
            levels = torch.full((n,), level, device=hidden.device)
            return _array(network(hidden, self._tensor(total), levels))

        books = model.arrays()["codebooks"]
        discrete = isinstance(model, QuantLcm)
        assert self.part.quant is not None  # described() gives every quantised model one
        logits_of = level_of if discrete else from_residual(level_of, books, self.part.quant.beta)
        settings = DrawSettings(used["temperature"], int(used["top_k"]), used["top_p"])
        found, scores = draw_levels(logits_of, books, n, settings, generator)
        best_first = np.argsort(-scores, kind="stable")
        return self._normaliser().denormalise(found[best_first]), scores[best_first]

    def _normaliser(self) -> Normaliser:
        arrays = self.model.context.normaliser.arrays()
        return Normaliser(arrays["centre"], arrays["scale"])


def _array(tensor: Tensor) -> FloatArray:
    """float32, wherever and whatever it was."""
    result: FloatArray = tensor.detach().float().cpu().numpy()
    return result
