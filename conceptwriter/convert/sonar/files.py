"""Converts SONAR's checkpoints to the files of a bundle, one by one; finished ones are not rewritten."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conceptwriter.byte_sizes import in_bytes
from conceptwriter.convert.checkpoints import (
    SonarWeights,
    open_weights,
    sonar_decoder_weights,
    sonar_encoder_weights,
)
from conceptwriter.convert.conversion_state import ConversionState
from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.graph_file import DATA_ENDING, StoredTensor
from conceptwriter.convert.sonar.graphs import (
    CONDITION_FILE,
    DECODER_STEP_FILE,
    DECODER_TABLE,
    ENCODER_FILE,
    ENCODER_TABLE,
    GraphSettings,
    same_table,
    write_condition,
    write_decoder_step,
    write_encoder,
    write_table,
)
from conceptwriter.convert.sonar.kept_pieces import kept_pieces
from conceptwriter.convert.sonar.languages import LANGUAGES
from conceptwriter.convert.sonar.tokenizer import TRAINING_MARKS, with_sonar_ids
from conceptwriter.runtime.saturation import weight_levels

TOKENIZER_FILE = "tokenizer.model"
EMBEDDING_FILE = "embedding.bin"
ENCODER_EMBEDDING_FILE = "encoder_embedding.bin"
DECODER_EMBEDDING_FILE = "decoder_embedding.bin"
_BYTES_A_WEIGHT = {"int8": 1.05, "int4": 0.75, "float16": 2.05, "float32": 4.05}
_SPARE = 1 << 26

Report = Callable[[int, int, str], None]
"""done, total, what comes next"""


@dataclass(frozen=True, slots=True)
class Sources:
    """The published files."""

    encoder: Path
    decoder: Path
    tokenizer: Path
    heads: int | None = None
    """Attention heads; None: one per 64 dimensions of the width, as in SONAR."""


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """What the manifest and the self-check need to know about the files."""

    names: list[str]
    """All files, those with weights included."""
    dimension: int
    longest: int
    """Maximum tokens of an input text, including language tag and end token."""
    levels: int
    """Levels of an int8 weight on either side of zero; processors that saturate need `SAFE_LEVELS`."""


@contextmanager
def opened(sources: Sources) -> Iterator[tuple[SonarWeights, SonarWeights]]:
    """Encoder and decoder. Raises CheckpointProblem, and ConversionError when they do not belong together."""
    with open_weights(sources.encoder) as first, open_weights(sources.decoder) as second:
        encoder = sonar_encoder_weights(first, sources.heads)
        decoder = sonar_decoder_weights(second, sources.heads)
        if (encoder.config.dimension, encoder.config.vocabulary) != (
            decoder.config.dimension,
            decoder.config.vocabulary,
        ):
            raise ConversionError(
                f"{sources.encoder} and {sources.decoder} do not belong together: the widths are "
                f"{encoder.config.dimension} and {decoder.config.dimension}, the vocabularies "
                f"{encoder.config.vocabulary} and {decoder.config.vocabulary}."
            )
        yield encoder, decoder


def tokenizer_for(sources: Sources, vocabulary: int) -> bytes:
    """The tokenizer with SONAR's ids, as many as the model's. Raises TokenizerProblem, ConversionError."""
    pieces = vocabulary - 1 - len(LANGUAGES) - len(TRAINING_MARKS)
    try:
        model = sources.tokenizer.read_bytes()
    except OSError as error:
        raise ConversionError(f"{sources.tokenizer} cannot be read: {error.strerror or error}.") from error
    return with_sonar_ids(model, str(sources.tokenizer), pieces)


class SonarFiles:
    """Writes the files of one bundle into a folder."""

    def __init__(
        self,
        sources: Sources,
        folder: Path,
        precision: str,
        kept_languages: Sequence[str] | None,
        report: Report,
    ) -> None:
        """`kept_languages`: languages whose pieces the output head keeps; None keeps all pieces."""
        self._sources = sources
        self._folder = folder
        self._precision = precision
        self._kept_languages = kept_languages
        self._report = report
        self._done = 0
        self._total = 0
        self._levels = weight_levels()
        self.state = ConversionState(
            folder,
            {"encoder": sources.encoder, "decoder": sources.decoder, "tokenizer": sources.tokenizer},
            {
                "precision": precision,
                "levels": str(self._levels),
                "heads": str(sources.heads),
                "kept": "all" if kept_languages is None else " ".join(kept_languages),
            },
        )

    def write(self, more_steps: int = 0) -> WrittenFiles:
        """Write the missing files. `more_steps` are added to the total for later work.

        Raises CheckpointProblem, TokenizerProblem, ConversionError, OSError.
        """
        with opened(self._sources) as (encoder, decoder):
            self._total = encoder.config.layers + decoder.config.layers + 6 + more_steps
            self._require_room(encoder, decoder)
            model = tokenizer_for(self._sources, decoder.config.vocabulary)
            kept = None if self._kept_languages is None else kept_pieces(model, self._kept_languages)
            settings = GraphSettings(self._precision, self._levels, kept)
            (self._folder / TOKENIZER_FILE).write_bytes(model)
            tables, names = self._tables(encoder, decoder)
            names += [TOKENIZER_FILE, ENCODER_FILE, CONDITION_FILE, DECODER_STEP_FILE]
            self._once(
                ENCODER_FILE,
                encoder.config.layers,
                lambda path: write_encoder(encoder, tables[0], path, settings, self._step),
            )
            self._step("condition")
            self._once(CONDITION_FILE, 0, lambda path: write_condition(decoder, path, settings))
            self._once(
                DECODER_STEP_FILE,
                decoder.config.layers + 1,
                lambda path: write_decoder_step(decoder, tables[1], path, settings, self._step),
            )
            data = [name + DATA_ENDING for name in names if (self._folder / (name + DATA_ENDING)).is_file()]
            return WrittenFiles(
                names + data, decoder.config.dimension, decoder.config.longest_target, self._levels
            )

    @property
    def progress(self) -> tuple[int, int]:
        """Steps done and their total."""
        return self._done, self._total

    def _tables(
        self, encoder: SonarWeights, decoder: SonarWeights
    ) -> tuple[list[list[StoredTensor]], list[str]]:
        """The embeddings of encoder and decoder, and their files; one where they are the same."""
        self._step("embeddings")
        if self.state.tensors_of(EMBEDDING_FILE) is not None or same_table(encoder, decoder):
            self._step("embedding")
            shared = self._table(decoder, DECODER_TABLE, EMBEDDING_FILE)
            return [shared, shared], [EMBEDDING_FILE]
        self._step("embedding of the encoder")
        first = self._table(encoder, ENCODER_TABLE, ENCODER_EMBEDDING_FILE)
        self._step("embedding of the decoder")
        second = self._table(decoder, DECODER_TABLE, DECODER_EMBEDDING_FILE)
        return [first, second], [ENCODER_EMBEDDING_FILE, DECODER_EMBEDDING_FILE]

    def _table(self, weights: SonarWeights, tensor: str, name: str) -> list[StoredTensor]:
        known = self.state.tensors_of(name)
        if known is not None:
            return known
        tensors = write_table(weights, tensor, self._folder / name, self._precision)
        self.state.finish(name, tensors)
        return tensors

    def _once(self, name: str, steps: int, write: Callable[[Path], None]) -> None:
        """Write a graph unless it is finished; that counts as `steps` steps either way."""
        if self.state.tensors_of(name) is not None:
            self._done += steps
            return
        write(self._folder / name)
        self.state.finish(name)

    def _step(self, what: str) -> None:
        self._report(self._done, self._total, what)
        self._done += 1

    def _require_room(self, encoder: SonarWeights, decoder: SonarWeights) -> None:
        """Raises ConversionError when the disk has no room for the files still to be written."""
        count = sum(_size(half, name) for half in (encoder, decoder) for name in half.names())
        needed = int(count * _BYTES_A_WEIGHT[self._precision]) + _SPARE
        there = sum(path.stat().st_size for path in self._folder.iterdir() if path.is_file())
        free = shutil.disk_usage(self._folder).free
        if free < needed - there:
            raise ConversionError(
                f"{self._folder}: the disk has {in_bytes(free)} free, and the model needs about "
                f"{in_bytes(needed - there)} more. Free some space and start again."
            )


def _size(weights: SonarWeights, name: str) -> int:
    total = 1
    for length in weights.shape(name):
        total *= length
    return total
