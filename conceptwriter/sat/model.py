"""The SaT model: a token classifier whose first logit tells how likely a line would end after a token.

Its tokens are those of XLM-RoBERTa, a SentencePiece model whose ids are shifted by one to make room for four
special tokens. A long text is read in overlapping blocks and the logits are averaged where they overlap, as
its authors do (Frohmann et al. 2024, section 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sentencepiece
from sentencepiece import sentencepiece_pb2

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.integrity import check_before_loading
from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.bundles.places import verification_record
from conceptwriter.runtime.device import default_threads
from conceptwriter.runtime.sessions import Graph

INPUTS = ("input_ids", "attention_mask")
OUTPUTS = ("logits",)
_FORMAT: Any = sentencepiece_pb2  # generated code: its classes are made on import
_BEGIN, _PAD, _END, _UNKNOWN = 0, 1, 2, 3
_MOVED_BY = 1
_BLOCKS_AT_ONCE = 16

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Tokens:
    ids: list[int]
    ends: list[int]
    """Offset in the text after the last character of each token."""


class SatModel:
    """The model of a bundle. Raises BundleError when the bundle has none, or is damaged."""

    def __init__(self, folder: Path) -> None:
        manifest = load_manifest(folder)
        if manifest.splitter is None:
            raise BundleError(f"The model {manifest.name} has no sentence splitter.")
        check_before_loading(folder, manifest, verification_record())
        self._part = manifest.splitter
        self._graph = Graph(folder / self._part.graph, threads=default_threads())
        self._graph.require(INPUTS, OUTPUTS)
        path = folder / self._part.tokenizer
        try:
            self._pieces = sentencepiece.SentencePieceProcessor(model_proto=path.read_bytes())
        except (OSError, RuntimeError) as error:
            raise BundleError(f"{path} cannot be loaded ({error}). Install the model again.") from error

    def starts(self, texts: Sequence[str]) -> list[list[int]]:
        """For each text, the offsets at which sentences begin, except the first; in characters."""
        tokens = [self._tokens(text) for text in texts]
        logits = self._logits([each.ids for each in tokens])
        return [
            list(self._starts(text, each, values))
            for text, each, values in zip(texts, tokens, logits, strict=True)
        ]

    def _starts(self, text: str, tokens: _Tokens, logits: FloatArray) -> Iterator[int]:
        threshold = np.log(self._part.threshold / (1 - self._part.threshold))
        for at in np.flatnonzero(logits > threshold):
            start = tokens.ends[at]
            while start < len(text) and text[start].isspace():
                start += 1
            if 0 < start < len(text):
                yield start

    def _tokens(self, text: str) -> _Tokens:
        """The tokens of a text; the model sees line ends as spaces."""
        sound = text.replace("\n", " ").encode("utf-8", "replace").decode("utf-8")
        found = _FORMAT.SentencePieceText()
        found.ParseFromString(self._pieces.encode(sound, out_type="serialized_proto"))
        unknown = self._pieces.unk_id()
        ids = [_UNKNOWN if piece.id == unknown else piece.id + _MOVED_BY for piece in found.pieces]
        # the surfaces of the pieces make up the text; their own offsets count bytes
        return _Tokens(ids, list(accumulate(len(piece.surface) for piece in found.pieces)))

    def _logits(self, rows: Sequence[Sequence[int]]) -> list[FloatArray]:
        """The first logit of every token of every row."""
        sums = [np.zeros(len(row), np.float32) for row in rows]
        counts = [np.zeros(len(row), np.float32) for row in rows]
        blocks = [
            (number, begin, end) for number, row in enumerate(rows) for begin, end in self._blocks(len(row))
        ]
        blocks.sort(key=lambda block: block[2] - block[1])  # similar lengths go together: little padding
        for first in range(0, len(blocks), _BLOCKS_AT_ONCE):
            some = blocks[first : first + _BLOCKS_AT_ONCE]
            found = self._run([rows[number][begin:end] for number, begin, end in some])
            for (number, begin, end), values in zip(some, found, strict=True):
                sums[number][begin:end] += values[: end - begin]
                counts[number][begin:end] += 1
        return [total / count for total, count in zip(sums, counts, strict=True)]

    def _blocks(self, length: int) -> Iterator[tuple[int, int]]:
        size, step = self._part.block, self._part.block // 2
        begin = 0
        while begin < length:
            end = min(begin + size, length)
            yield max(0, end - size), end
            if end == length:
                return
            begin += step

    def _run(self, rows: Sequence[Sequence[int]]) -> FloatArray:
        """(n, longest) logits of the tokens, without those of the begin and end tokens."""
        longest = max(len(row) for row in rows) + 2
        ids = np.full((len(rows), longest), _PAD, np.int64)
        mask = np.zeros((len(rows), longest), self._graph.input_types["attention_mask"])
        for number, row in enumerate(rows):
            ids[number, : len(row) + 2] = [_BEGIN, *row, _END]
            mask[number, : len(row) + 2] = 1
        logits = self._graph.run({"input_ids": ids, "attention_mask": mask})["logits"]
        return np.asarray(logits[:, 1:-1, 0], np.float32)
