"""The interface of every variant of the LCM family: reading a document, training, statistics."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from torch import Generator, Tensor, nn
from torch.nn import functional

from conceptwriter.lcm import normaliser
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.blocks import DocumentContext, Reading, with_noise
from conceptwriter.training.lcm.config import ContextConfig, LcmConfigError
from conceptwriter.training.lcm.data import EmbeddedDocuments, Windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STATISTICS_ROWS = 100_000
"""Vectors the normaliser is fitted on at most: its quantiles do not move any more."""


@dataclass(frozen=True, slots=True)
class Teacher:
    """What a loss may use besides the batch."""

    data: EmbeddedDocuments
    codec: CodecModel | None
    """Frozen; only the token-trained variant uses it. None where the vectors are another program's."""

    def asked(self) -> CodecModel:
        """The codec. Raises LcmConfigError where there is none."""
        if self.codec is None:
            raise LcmConfigError("This variant learns through a codec's decoder, and there is no codec.")
        return self.codec


class LcmVariant(nn.Module, ABC):
    """A model of the family. ``context`` reads; predicting what follows an item is up to each variant."""

    needs_codec: ClassVar[bool] = False
    """Whether it learns through the decoder of the codec that made the vectors."""

    def __init__(self, config: ContextConfig) -> None:
        super().__init__()
        self.context = DocumentContext(config)

    @property
    def name(self) -> str:
        """The variant's name in manifests and checkpoints."""
        return self.context.config.variant

    def empty_past(self, documents: int) -> tuple[Tensor, Tensor]:
        """Keys and values before the first item, see :meth:`DocumentContext.empty_past`."""
        return self.context.empty_past(documents)

    def read(self, vectors: Tensor, kinds: Tensor, past_key: Tensor, past_value: Tensor) -> Reading:
        """Read items, see :meth:`DocumentContext.forward`."""
        return self.context(vectors, kinds, past_key, past_value)

    @abstractmethod
    def loss(self, batch: Windows, teacher: Teacher, draw: Generator) -> tuple[Tensor, dict[str, float]]:
        """Loss of one batch, and its parts for the log. The same draw gives the same loss."""

    def forward(self, batch: Windows, teacher: Teacher, draw: Generator) -> tuple[Tensor, dict[str, float]]:
        """The loss, so that wrappers for distributed training see it."""
        return self.loss(batch, teacher, draw)

    def fit_statistics(self, vectors: NDArray[Any]) -> None:
        """Fit what is not learned by gradient on raw vectors (n, d), once before training."""
        step = max(1, len(vectors) // STATISTICS_ROWS)
        fitted = normaliser.fit(vectors[::step])
        self.context.normaliser.set(fitted.centre, fitted.scale)

    def arrays(self) -> dict[str, NDArray[np.float32] | NDArray[np.float16]]:
        """The statistics by the names a bundle stores them under."""
        return dict(self.context.normaliser.arrays())

    def read_batch(self, batch: Windows, draw: Generator) -> Reading:
        """Read whole windows, with the noise of training on what is read."""
        vectors = with_noise(batch.vectors, batch.kinds, self.context.config.context_noise, draw)
        return self.read(vectors, batch.kinds, *self.empty_past(len(batch.kinds)))

    def ending_loss(self, reading: Reading, batch: Windows) -> tuple[Tensor, dict[str, float]]:
        """Cross-entropy of knowing where paragraphs and documents end, asked after each sentence."""
        asked = batch.is_sentence
        end = functional.binary_cross_entropy_with_logits(reading.end[asked].float(), batch.ends[asked])
        document_end = functional.binary_cross_entropy_with_logits(
            reading.document_end[asked].float(), batch.document_ends[asked]
        )
        parts = {"end": end.item(), "document_end": document_end.item()}
        return self.context.config.end * (end + document_end), parts


class MixtureLcm(LcmVariant):
    """A variant that gives weighted alternatives for what comes next, from the context alone."""

    @abstractmethod
    def propose(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """States (..., w) -> candidates (..., k, d), raw, and log weights (..., k)."""

    def towards(self, hidden: Tensor) -> Tensor | None:  # noqa: ARG002 - of those that say one
        """States (..., w) -> unit vectors (..., d) that point to the next sentence.

        They point there from the mean of all sentences; None from a variant that has learned no such thing.
        """
        return None


def at_rows(values: Tensor, rows: Tensor) -> Tensor:
    """The rows (r,) of ``values`` (b, t, ...) counted through, as (r, ...)."""
    return values.flatten(0, 1).index_select(0, rows)
