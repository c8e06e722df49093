"""Training the SentencePiece model of a codec.

Its ids are those of `conceptwriter.codec.pieces`. Normalisation is the identity: the caller passes NFC text
with collapsed white space, and what is decoded is what was encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import sentencepiece

from conceptwriter.atomic_write import atomic_replacement
from conceptwriter.codec.pieces import BEGIN, END, PAD, UNKNOWN, TokenizerError, language_piece

TOKENIZER_FILE = "tokenizer.model"


def train_tokenizer(
    sentences: Iterable[str], languages: Sequence[str], vocabulary: int, model_path: Path
) -> int:
    """Train a unigram model and write it to ``model_path`` (``.model``); returns its number of pieces.

    Args:
        sentences: clean text, one sentence an item.
        languages: FLORES-200 codes; their tags get the ids from 4 on, in this order.
        vocabulary: number of pieces, control and byte pieces included; where the text yields fewer, as many
            as it yields.
        model_path: where the model goes; its folder must exist.

    Raises:
        TokenizerError: the text has too many different characters for so few pieces, or nearly no text.
    """
    texts = list(sentences)
    try:
        _train(texts, languages, vocabulary, model_path)
    except RuntimeError as error:
        most = re.search(r"too high.*<= *(\d+)", str(error))
        if most is None or int(most[1]) >= vocabulary:
            model_path.unlink(missing_ok=True)
            raise TokenizerError(_reason(str(error), vocabulary)) from error
        vocabulary = int(most[1])
        _train(texts, languages, vocabulary, model_path)
    return vocabulary


def _train(texts: list[str], languages: Sequence[str], vocabulary: int, model_path: Path) -> None:
    with atomic_replacement(model_path) as part, part.open("wb") as target:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
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


def _reason(problem: str, vocabulary: int) -> str:
    needed = re.search(r"smaller than required_chars.*?(\d+) vs (\d+)", problem)
    if needed is not None:
        return (
            f"{vocabulary} pieces are too few for the characters of this text. "
            f"Raise --vocabulary above {needed[2]}."
        )
    return f"No tokenizer can be made of this text ({problem.strip().splitlines()[-1]}). Give more of it."
