"""Starting a codec from one with another vocabulary, so that adding languages does not mean starting over.

Everything but the embedding is copied. A piece that both vocabularies have keeps its embedding; a piece that
the old tokenizer cuts into learned pieces begins as their mean; the rest (new scripts) begins at random, new
language tags as the mean of the old ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from conceptwriter.codec.pieces import UNKNOWN
from conceptwriter.training.codec.model import CodecModel

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

_SPACE = "\u2581"


@torch.no_grad()
def warm_start(
    model: CodecModel,
    tokenizer: SentencePieceProcessor,
    old: CodecModel,
    old_tokenizer: SentencePieceProcessor,
) -> int:
    """Copy what can be copied from ``old`` into ``model``; returns how many pieces kept their embedding.

    Raises:
        ValueError: the two networks differ in more than the vocabulary.
    """
    ours, theirs = model.state_dict(), old.state_dict()
    for name, tensor in theirs.items():
        if "embedding" in name or (name.startswith("teacher_map.") and model.teacher_map is None):
            continue
        if name not in ours or ours[name].shape != tensor.shape:
            raise ValueError(f"{name} differs between the two codecs; only the vocabulary may.")
        ours[name].copy_(tensor)
    weight, old_weight = model.embedding.weight, old.embedding.weight
    tags = [i for i in range(old_tokenizer.get_piece_size()) if i > 3 and old_tokenizer.is_control(i)]
    kept = 0
    for index in range(tokenizer.get_piece_size()):
        piece = tokenizer.id_to_piece(index)
        known = old_tokenizer.piece_to_id(piece)
        if known != UNKNOWN or index == UNKNOWN:
            weight[index] = old_weight[known]
            kept += 1
        elif tokenizer.is_control(index):
            weight[index] = old_weight[tags].mean(dim=0)
        else:
            parts = old_tokenizer.encode(piece.replace(_SPACE, " ").strip())
            if parts and not any(old_tokenizer.is_byte(part) for part in parts):
                weight[index] = old_weight[parts].mean(dim=0)
    return kept
