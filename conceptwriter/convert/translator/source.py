"""A folder with a CTranslate2 model: which files it has, and what can be read from them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conceptwriter.bundles.manifest import MANIFEST_NAME
from conceptwriter.bundles.translator_part import CONFIG_FILE, MODEL_FILE, VOCABULARY_FILES
from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.translator.model_file import head_of
from conceptwriter.translators.contract import TranslatorError
from conceptwriter.translators.pieces import load_sentencepiece

_LARGEST = {CONFIG_FILE: 1 << 20}
_LARGEST_VOCABULARY = 1 << 26
_LARGEST_CARD = 1 << 20
_TOKENIZERS = (
    ("source.spm", "target.spm"),
    ("srcvocab.*.spm", "trgvocab.*.spm"),
    ("sentencepiece.bpe.model",),
    ("sentencepiece.model",),
    ("spiece.model",),
    ("vocab.spm",),
    ("vocab.*.spm",),
    ("*.spm",),
    ("*.model",),
)
"""Names of SentencePiece models, the most telling first: of the source and the target, or of both."""
_CARDS = ("README.md", "README.txt")
_LICENCES = ("LICENSE*", "LICENCE*", "COPYING*", "license*", "licence*")
_FEWEST_KNOWN = 0.5
"""Share of a tokenizer's pieces that the model must know."""
_LICENCE_LINE = re.compile(r"^licen[cs]e:\s*[\"']?([\w.+-]+)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_SPDX = (
    "Apache-2.0", "BSD-3-Clause", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-SA-4.0",
    "CC0-1.0", "GPL-3.0", "LGPL-3.0", "MIT", "MPL-2.0",
)  # fmt: skip
"""Licences that model cards name, in small letters there."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What was read of a model's folder."""

    folder: Path
    model_files: tuple[str, ...]
    source_tokenizer: str
    target_tokenizer: str
    vocabulary: frozenset[str]
    """The tokens of the source."""
    written: frozenset[str]
    """Those of a translation; often the same."""
    config: dict[str, Any]
    precision: str
    licence: str
    """SPDX, as the model's card says; empty where there is none."""
    licence_file: str
    """Empty where there is none."""

    @property
    def end(self) -> str:
        """The token that ends a text."""
        end = self.config.get("eos_token")
        return end if isinstance(end, str) and end else "</s>"

    @property
    def source_end(self) -> str:
        """The end token where the model expects it after the source and CTranslate2 does not add it.

        OpenNMT's models start with `<s>` and have none; all others have one.
        """
        begins = self.config.get("decoder_start_token")
        opennmt = isinstance(begins, str) and begins == self.config.get("bos_token", "<s>")
        return "" if self.config.get("add_source_eos") is True or opennmt else self.end


def is_model_folder(folder: Path) -> bool:
    """Whether a folder looks like a CTranslate2 model, and not like a bundle."""
    return (folder / MODEL_FILE).is_file() and not (folder / MANIFEST_NAME).exists()


def read_folder(folder: Path) -> ModelFolder:
    """Read all of a folder but the weights. Raises ConversionError, saying what is missing or wrong."""
    for name in (MODEL_FILE, CONFIG_FILE):
        if not (folder / name).is_file():
            raise ConversionError(
                f"{folder} is not a folder of CTranslate2: it has no {name}. Convert the model with one of "
                "CTranslate2's own converters (`ct2-transformers-converter`, `ct2-opus-mt-converter`)."
            )
    config = _json_of(folder / CONFIG_FILE, _LARGEST[CONFIG_FILE])
    if not isinstance(config, dict):
        raise ConversionError(f"{folder / CONFIG_FILE} is damaged: it is not a JSON object.")
    vocabularies = [name for name in VOCABULARY_FILES if (folder / name).is_file()]
    source = _first_of(vocabularies, ("shared", "source"))
    target = _first_of(vocabularies, ("shared", "target"))
    if not source or not target:
        raise ConversionError(
            f"{folder} has no vocabulary: CTranslate2 keeps it in shared_vocabulary.json, or in "
            "source_vocabulary.json and target_vocabulary.json."
        )
    tokenizers = _tokenizers(folder)
    head = head_of(folder / MODEL_FILE)
    read, wrote = _tokens(folder / source), _tokens(folder / target)
    vocabulary, written = frozenset(read), frozenset(wrote)
    _require_size(
        head.rows_of("encoder/embeddings_0/weight", "encoder/embeddings/weight"), read, folder / source
    )
    _require_size(
        head.rows_of("decoder/projection/weight", "decoder/embeddings/weight"), wrote, folder / target
    )
    _require_match(folder / tokenizers[0], vocabulary, folder / source)
    _require_match(folder / tokenizers[1], written, folder / target)
    return ModelFolder(
        folder=folder,
        model_files=tuple(dict.fromkeys([MODEL_FILE, CONFIG_FILE, source, target])),
        source_tokenizer=tokenizers[0],
        target_tokenizer=tokenizers[1],
        vocabulary=vocabulary,
        written=written,
        config=config,
        precision=head.precision,
        licence=licence_in(folder),
        licence_file=next(iter(_files(folder, _LICENCES)), ""),
    )


def licence_in(folder: Path) -> str:
    """The licence that a model's card names in its first lines, as SPDX; empty where it names none."""
    for name in _CARDS:
        try:
            with (folder / name).open("rb") as stream:
                text = stream.read(_LARGEST_CARD).decode("utf-8", "replace")
        except OSError:
            continue
        head = text.split("\n---", 1)[0] if text.startswith("---") else ""
        if found := _LICENCE_LINE.search(head):
            return next((spdx for spdx in _SPDX if spdx.lower() == found[1].lower()), "")
    return ""


def _first_of(names: Iterable[str], kinds: tuple[str, ...]) -> str:
    return next((name for kind in kinds for name in names if name.startswith(kind)), "")


def _tokenizers(folder: Path) -> tuple[str, str]:
    for patterns in _TOKENIZERS:
        found = [_files(folder, (pattern,)) for pattern in patterns]
        if all(len(names) == 1 for names in found):
            return found[0][0], found[-1][0]
    raise ConversionError(
        f"{folder} has no SentencePiece model. Copy it from the model that was converted: source.spm and "
        "target.spm (OPUS-MT), sentencepiece.bpe.model (NLLB, M2M-100), spiece.model (MADLAD) or vocab.spm."
    )


def _files(folder: Path, patterns: Iterable[str]) -> list[str]:
    return sorted({path.name for pattern in patterns for path in folder.glob(pattern) if path.is_file()})


def _tokens(file: Path) -> list[str]:
    """The tokens of a vocabulary, which is a JSON list or has one token a line."""
    if file.suffix == ".json":
        listed = _json_of(file, _LARGEST_VOCABULARY)
        if not isinstance(listed, list) or not all(isinstance(token, str) for token in listed):
            raise ConversionError(f"{file} is damaged: it is not a list of tokens.")
        return listed
    return _text_of(file, _LARGEST_VOCABULARY).removesuffix("\n").split("\n")


def _require_size(rows: int | None, tokens: list[str], file: Path) -> None:
    """Raises ConversionError for the vocabulary of another model: CTranslate2 does not check it."""
    if rows is not None and rows != len(tokens):
        raise ConversionError(
            f"{file} does not belong to this model: it has {len(tokens):,} tokens, and the model {rows:,}. "
            "Copy the folder again as it was converted."
        )


def _require_match(tokenizer: Path, vocabulary: frozenset[str], file: Path) -> None:
    """Raises ConversionError where a tokenizer belongs to another model."""
    try:
        model = load_sentencepiece(tokenizer)
    except TranslatorError as error:
        raise ConversionError(str(error)) from error
    plain = [
        model.id_to_piece(index)
        for index in range(model.get_piece_size())
        if not (model.is_control(index) or model.is_unknown(index) or model.is_byte(index))
    ]
    known = sum(piece in vocabulary for piece in plain)
    if known < _FEWEST_KNOWN * max(1, len(plain)):
        raise ConversionError(
            f"{tokenizer.name} does not belong to this model: only {known:,} of its {len(plain):,} pieces "
            f"are in {file.name}. Copy the one from the model that was converted."
        )


def _json_of(file: Path, largest: int) -> Any:
    try:
        return json.loads(_text_of(file, largest))
    except (ValueError, RecursionError) as error:
        raise ConversionError(f"{file} is damaged: it is not JSON ({error}).") from error


def _text_of(file: Path, largest: int) -> str:
    try:
        if file.stat().st_size > largest:
            raise ConversionError(f"{file} is too large for what it should be.")
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConversionError(f"{file} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise ConversionError(f"{file} is damaged: it is not UTF-8 text.") from error
