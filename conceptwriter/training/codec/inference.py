"""A trained codec used from PyTorch: for evaluation during training and for embedding documents.

The running program uses the exported graphs instead (:mod:`conceptwriter.codec`); tests hold the two against
each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from conceptwriter.codec.pieces import END, PAD, language_piece, load_tokenizer, tagged_languages
from conceptwriter.evaluation.held_out.corpora import clean
from conceptwriter.training.checkpointing import CODEC, CheckpointError, read_checkpoint
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel, Condition

if TYPE_CHECKING:
    import sentencepiece

Vectors = NDArray[np.float32]


class TorchCodec:
    """Text <-> vectors with a :class:`CodecModel`."""

    def __init__(self, model: CodecModel, tokenizer: sentencepiece.SentencePieceProcessor) -> None:
        self.model = model.eval()
        self.tokenizer = tokenizer

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return self.model.embedding.weight.device

    @property
    def languages(self) -> list[str]:
        """FLORES-200 codes it has tags for."""
        return tagged_languages(self.tokenizer)

    @staticmethod
    def load(folder: Path) -> TorchCodec:
        """From a run folder with a checkpoint and ``tokenizer.model``. Raises CheckpointError."""
        stored = read_checkpoint(folder)
        if stored.variant != CODEC:
            raise CheckpointError(f"{folder} contains an LCM ({stored.variant}). Name a codec's run folder.")
        model = CodecModel(CodecConfig(**stored.shape))
        model.load_state_dict(stored.model)
        return TorchCodec(model, load_tokenizer(folder / "tokenizer.model"))

    def ids(self, text: str, language: str) -> list[int]:
        """``[tag] pieces [end]``, cut at the longest the model takes."""
        pieces = self.tokenizer.encode(clean(text))[: self.model.config.longest - 2]
        return [self.tokenizer.piece_to_id(language_piece(language)), *pieces, END]

    @torch.no_grad()
    def encode(self, texts: Sequence[str], language: str, batch: int = 128) -> Vectors:
        """Vectors (n, d) in the order of the texts."""
        rows = [self.ids(text, language) for text in texts]
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        vectors = np.zeros((len(rows), self.model.config.dimension), dtype=np.float32)
        for begin in range(0, len(order), batch):
            chosen = order[begin : begin + batch]
            ids = self.padded([rows[index] for index in chosen])
            with torch.autocast(self.device.type, torch.bfloat16):
                vectors[chosen] = self.model.encoder(ids).float().cpu().numpy()
        return vectors

    @torch.no_grad()
    def decode(
        self, vectors: Vectors, language: str, maximum_tokens: int = 80, batch: int = 128
    ) -> list[str]:
        """Greedy texts for vectors (n, d)."""
        texts: list[str] = []
        for begin in range(0, len(vectors), batch):
            part = torch.from_numpy(vectors[begin : begin + batch]).to(self.device)
            texts.extend(self._greedy(self.model.decoder.condition(part), language, maximum_tokens))
        return texts

    @torch.no_grad()
    def decode_from_texts(
        self,
        texts: Sequence[str],
        source: str,
        language: str,
        maximum_tokens: int = 80,
        batch: int = 128,
        *,
        with_vector: bool = True,
    ) -> list[str]:
        """Greedy texts for written ones, from their token states and vectors, or from the former alone.

        Raises ValueError for a codec without token states.
        """
        model, found = self.model, list[str]()
        if model.token_states is None:
            raise ValueError("this codec has no token states")
        for begin in range(0, len(texts), batch):
            ids = self.padded([self.ids(text, source) for text in texts[begin : begin + batch]])
            states = model.encoder.states(ids)
            vectors = model.encoder.pool(states) if with_vector else None
            condition = model.decoder.condition(vectors, model.token_states(states))
            found.extend(self._greedy(condition, language, maximum_tokens))
        return found

    def padded(self, rows: Sequence[Sequence[int]]) -> Tensor:
        """Ids as one matrix (n, t) on the device."""
        longest = max(len(row) for row in rows)
        ids = torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in rows])
        return ids.to(self.device)

    def _greedy(self, condition: Condition, language: str, maximum_tokens: int) -> list[str]:
        config, decoder = self.model.config, self.model.decoder
        count, device = len(condition.keys), self.device
        shape = (count, config.decoder_layers, config.heads, 0, config.width // config.heads)
        past = torch.zeros(shape, device=device)
        keys, values = past, past.clone()
        token = torch.full((count, 1), self.tokenizer.piece_to_id(language_piece(language)), device=device)
        written: list[list[int]] = [[] for _ in range(count)]
        going = [True] * count
        for _ in range(min(maximum_tokens, config.longest - 1)):
            logits, keys, values = decoder.step(token, keys, values, condition)
            token = logits.argmax(dim=1, keepdim=True)
            for row, piece in enumerate(token[:, 0].tolist()):
                going[row] = going[row] and piece != END
                if going[row]:
                    written[row].append(piece)
            if not any(going):
                break
        return [self.tokenizer.decode(pieces) for pieces in written]
