"""Training the SentencePiece model of a codec.

Ids: pad 0, unk 1, bos 2, eos 3, then one control piece ``<eng_Latn>`` a language, then 256 byte pieces (byte
fallback, so that no character is ever unknown), then the learned pieces. Normalisation is the identity: the
caller passes NFC text with collapsed white space, and what is decoded is what was encoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import sentencepiece

PAD, UNKNOWN, BEGIN, END = 0, 1, 2, 3


def language_piece(language: str) -> str:
    """The control piece that tags a language."""
    return f"<{language}>"


def train_tokenizer(
    sentences: Iterable[str], languages: Sequence[str], vocabulary: int, model_path: Path
) -> None:
    """Train a unigram model and write it to ``model_path`` (``.model``).

    Args:
        sentences: clean text, one sentence an item.
        languages: FLORES-200 codes; their tags get the ids from 4 on, in this order.
        vocabulary: number of pieces, control and byte pieces included.
        model_path: where the model goes; its folder must exist.
    """
    with model_path.open("wb") as target:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences),
            model_writer=target,
            vocab_size=vocabulary,
            model_type="unigram",
            character_coverage=0.9998,
            byte_fallback=True,
            normalization_rule_name="identity",
            remove_extra_whitespaces=True,
            add_dummy_prefix=True,
            split_digits=True,
            pad_id=PAD,
            unk_id=UNKNOWN,
            bos_id=BEGIN,
            eos_id=END,
            control_symbols=[language_piece(code) for code in languages],
            num_threads=2,
            minloglevel=2,
            train_extremely_large_corpus=False,
        )


def load_tokenizer(model_path: Path) -> sentencepiece.SentencePieceProcessor:
    """Load a model written by :func:`train_tokenizer`."""
    return sentencepiece.SentencePieceProcessor(model_file=str(model_path))
