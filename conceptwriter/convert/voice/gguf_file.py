"""A language model in a GGUF file: its hyperparameters, and its weights one at a time.

`gguf_header` reads what precedes the weights; the package `gguf` decodes weights of few bits. Names of keys
and tensors are those of llama.cpp's converter. Three similar architectures are supported: `llama` (Llama 1 to
3, Mistral, SmolLM 1 and 2, TinyLlama), `qwen2` (biases on query, key and value) and `qwen3` (a norm for each
head of queries and keys).
"""

from __future__ import annotations

import math
import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt

from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.voice.gguf_header import (
    DamagedHeader,
    Header,
    TensorPlace,
    UnreadableText,
    read_header,
)

Array = npt.NDArray[Any]
ARCHITECTURES = ("llama", "qwen2", "qwen3")
_PAIRS_SIDE_BY_SIDE = frozenset({"llama"})
"""Architectures whose rotary positions rotate neighbouring pairs in a head; the others rotate halves."""
_EXTRA_FACTORS = "rope_freqs.weight"
_LEAST_FACTOR = 1e-3
"""Minimum scaling factor of positions: below 1 they would shrink, which no model does."""
_MAXIMUM_LAYERS = 512
_SHOWN = 40
"""Characters of an invalid text quoted in an error."""
_PLAIN: dict[gguf.GGMLQuantizationType, Any] = {
    gguf.GGMLQuantizationType.F32: np.dtype("<f4"),
    gguf.GGMLQuantizationType.F16: np.dtype("<f2"),
}
_BYTES_AT_A_TIME = 1 << 18
"""Block size for dequantising a weight: the result stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class VoiceShape:
    """Hyperparameters of a Llama-like language model."""

    architecture: str
    layers: int
    width: int
    heads: int
    """Of queries."""
    key_heads: int
    """Of keys and values; each serves `heads / key_heads` query heads (Ainslie et al. 2023)."""
    head_size: int
    inner: int
    """Inner width of the gated feed-forward part."""
    vocabulary: int
    context: int
    """Context length it was trained with, in tokens."""
    rotary_base: float
    rotary_scale: float
    """Factor applied to positions (1 except for models extended by linear scaling)."""
    epsilon: float
    """Of the RMS norms."""

    @property
    def group(self) -> int:
        """Query heads that share a key head."""
        return self.heads // self.key_heads

    @property
    def interleaved(self) -> bool:
        """Whether rotary positions rotate neighbouring pairs in a head rather than its halves."""
        return self.architecture in _PAIRS_SIDE_BY_SIDE


class GgufFile:
    """An opened GGUF file. Raises ConversionError for one that is damaged or unsupported."""

    def __init__(self, path: Path) -> None:
        self.path = path
        header = self._opened()
        self._keys, self._tensors = header.keys, header.tensors
        self.shape = self._shape()
        self._check_tensors()

    def _opened(self) -> Header:
        try:
            with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                return read_header(mapped)
        except FileNotFoundError as error:
            raise ConversionError(f"{self.path} does not exist.") from error
        except (OSError, ValueError) as error:  # an empty file cannot be mapped: ValueError
            reason = error if isinstance(error, DamagedHeader) else f"it cannot be read: {error}"
            raise ConversionError(
                f"{self.path} is not a GGUF file, or is damaged ({reason}). Download it again."
            ) from error

    # Keys

    def value(self, key: str, default: Any = None) -> Any:
        """A key's value as Python data; `default` where the file does not have it."""
        found = self._keys.get(key, default)
        if isinstance(found, UnreadableText):
            raise ConversionError(f"{self.path} is damaged: {key} cannot be read ({found.why}).")
        return found.tolist() if isinstance(found, np.ndarray) else found

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number. Raises ConversionError where there is none and no default."""
        found = self.value(key, default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise ConversionError(f"{self.path} does not tell {key}, which a conversion needs.")
        if not math.isfinite(found):
            raise ConversionError(f"{self.path} is damaged: {key} is {found}.")
        return found

    def text(self, key: str, default: str = "") -> str:
        """A text; `default` where the file does not have it. Raises ConversionError for another value."""
        found = self.value(key, default)
        if not isinstance(found, str):
            raise ConversionError(f"{self.path} is damaged: {key} is no text.")
        return found

    # Weights

    def has(self, name: str) -> bool:
        """Whether there is such a tensor."""
        return name in self._tensors

    def get(self, name: str) -> npt.NDArray[np.float32]:
        """A weight as float32: matrices (out, in). Raises ConversionError for an unsupported type."""
        place = self._tensors[name]
        try:
            stored = np.fromfile(self.path, np.uint8, place.length, offset=place.start)
            if stored.size != place.length:
                raise ConversionError(f"{self.path} has become shorter meanwhile. Convert it again.")
            with np.errstate(all="ignore"):  # non-finite values are reported below
                found = _whole(stored, place).reshape(place.shape)
        except (NotImplementedError, ValueError, AttributeError) as error:
            raise ConversionError(
                f"{self.path}: {name} is stored as {place.kind.name}, which cannot be read. Take a file of "
                "the same model as Q8_0, Q4_K_M or F16."
            ) from error
        if not math.isfinite(found.max(initial=0)) or not math.isfinite(found.min(initial=0)):
            raise ConversionError(f"{self.path} is damaged: {name} holds values that are not numbers.")
        return found

    def rotary_frequencies(self) -> npt.NDArray[np.float64]:
        """(head size / 2,) angle of each pair at position 1, Llama 3's scaling included."""
        shape = self.shape
        exponents = np.arange(0, shape.head_size, 2, dtype=np.float64) / shape.head_size
        frequencies: npt.NDArray[np.float64] = shape.rotary_base**-exponents * shape.rotary_scale
        if self.has(_EXTRA_FACTORS):
            factors = self.get(_EXTRA_FACTORS).astype(np.float64)
            if factors.shape != frequencies.shape or not (factors >= _LEAST_FACTOR).all():
                raise ConversionError(f"{self.path} is damaged: {_EXTRA_FACTORS} fits no head.")
            frequencies = frequencies / factors
        return frequencies

    # Checks

    def _shape(self) -> VoiceShape:
        architecture = self.text("general.architecture")
        if architecture not in ARCHITECTURES:
            raise ConversionError(
                f"{self.path} is a model of the architecture {architecture[:_SHOWN]!r}. A voice can be made "
                f"from {', '.join(ARCHITECTURES)}: Llama, Mistral, SmolLM2, TinyLlama, Qwen2, Qwen2.5 and "
                "Qwen3 without experts."
            )
        if self.number(f"{architecture}.expert_count", 0) > 0:
            raise ConversionError(f"{self.path} is a mixture of experts, which cannot be converted.")

        def size(key: str, default: int | None = None) -> int:
            return int(self.number(f"{architecture}.{key}", default))

        heads, width = size("attention.head_count"), size("embedding_length")
        tokens = self.value("tokenizer.ggml.tokens")
        shape = VoiceShape(
            architecture=architecture,
            layers=size("block_count"),
            width=width,
            heads=heads,
            key_heads=size("attention.head_count_kv", heads),
            head_size=size("attention.key_length", width // max(heads, 1)),
            inner=size("feed_forward_length"),
            vocabulary=len(tokens) if isinstance(tokens, list) else 0,
            context=size("context_length"),
            rotary_base=self.number(f"{architecture}.rope.freq_base", 10000.0),
            rotary_scale=self._rotary_scale(architecture),
            epsilon=self.number(f"{architecture}.attention.layer_norm_rms_epsilon"),
        )
        self._check_shape(shape)
        return shape

    def _rotary_scale(self, architecture: str) -> float:
        kind = self.text(f"{architecture}.rope.scaling.type", "none")
        if kind == "linear":
            factor = self.number(f"{architecture}.rope.scaling.factor", 1.0)
            if factor < _LEAST_FACTOR:
                raise ConversionError(f"{self.path} is damaged: it stretches its positions by {factor}.")
            return 1.0 / factor
        if kind in {"none", ""}:
            return 1.0
        raise ConversionError(
            f"{self.path} stretches its positions by {kind[:_SHOWN]!r}, which cannot be converted."
        )

    def _check_shape(self, shape: VoiceShape) -> None:
        sizes = (shape.layers, shape.width, shape.heads, shape.key_heads, shape.head_size, shape.inner)
        rotated = int(self.number(f"{shape.architecture}.rope.dimension_count", shape.head_size))
        wrong = (
            min(*sizes, shape.context, shape.vocabulary) < 1
            or shape.layers > _MAXIMUM_LAYERS
            or shape.heads % shape.key_heads != 0
            or shape.head_size % 2 != 0
            or shape.rotary_base < 1
            or not 0 <= shape.epsilon < 1
            or int(self.number(f"{shape.architecture}.attention.value_length", shape.head_size))
            != shape.head_size
        )
        if wrong:
            raise ConversionError(f"{self.path} is damaged: its sizes do not fit together ({shape}).")
        if rotated != shape.head_size:
            raise ConversionError(
                f"{self.path} turns {rotated} of the {shape.head_size} numbers of a head by position; only "
                "models that turn all of them can be converted."
            )

    def _check_tensors(self) -> None:
        for name, wanted in tensor_shapes(self.shape).items():
            tensor = self._tensors.get(name)
            if tensor is None:
                raise ConversionError(f"{self.path} is incomplete: it has no {name}.")
            if tensor.shape != wanted:
                raise ConversionError(
                    f"{self.path} is damaged: {name} is {tensor.shape}, and should be {wanted}."
                )


def tensor_shapes(shape: VoiceShape) -> dict[str, tuple[int, ...]]:
    """Every tensor that a model of this shape must have (the output may share the embedding)."""
    query, key = shape.heads * shape.head_size, shape.key_heads * shape.head_size
    found: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (shape.vocabulary, shape.width),
        "output_norm.weight": (shape.width,),
    }
    for layer in range(shape.layers):
        start = f"blk.{layer}."
        found |= {
            start + "attn_norm.weight": (shape.width,),
            start + "attn_q.weight": (query, shape.width),
            start + "attn_k.weight": (key, shape.width),
            start + "attn_v.weight": (key, shape.width),
            start + "attn_output.weight": (shape.width, query),
            start + "ffn_norm.weight": (shape.width,),
            start + "ffn_gate.weight": (shape.inner, shape.width),
            start + "ffn_up.weight": (shape.inner, shape.width),
            start + "ffn_down.weight": (shape.width, shape.inner),
        }
        if shape.architecture == "qwen2":
            found |= {
                start + f"attn_{part}.bias": (size,)
                for part, size in zip("qkv", (query, key, key), strict=True)
            }
        if shape.architecture == "qwen3":
            found |= {start + f"attn_{part}_norm.weight": (shape.head_size,) for part in "qk"}
    return found


def _whole(stored: npt.NDArray[np.uint8], place: TensorPlace) -> npt.NDArray[np.float32]:
    """The bytes of a weight as flat float32. Raises NotImplementedError or AttributeError for other types."""
    if place.kind in _PLAIN:
        plain: npt.NDArray[np.float32] = stored.view(_PLAIN[place.kind]).astype(np.float32, copy=False)
        return plain
    # `gguf.quants.dequantize` does the same sixteen rows at a time, and a small model has tens of thousands
    # of those: most of the conversion time went into its calls.
    kind: Any = getattr(gguf.quants, place.kind.name)
    kind.init_grid()
    blocks = stored.reshape(-1, kind.type_size)
    found = np.empty((len(blocks), kind.block_size), np.float32)
    some = max(1, _BYTES_AT_A_TIME // kind.type_size)
    for start in range(0, len(blocks), some):
        found[start : start + some] = kind.dequantize_rows(blocks[start : start + some])
    return found.reshape(-1)
