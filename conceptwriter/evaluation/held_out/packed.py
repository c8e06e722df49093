"""What a training run actually reads: packed token ids, as text again and searched for held-out keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence, clean
from conceptwriter.evaluation.held_out.overlaps import Progress, hashed, silent
from conceptwriter.evaluation.held_out.sentences import HeldOut, key

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class PackCheck:
    """One pack of token ids."""

    path: Path
    kind: str
    """"pack" (codec training) or "documents" (LCM training)."""
    sentences: int
    overlapping: int
    keys: frozenset[str]
    """Hashed keys of the held-out sentences in it."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Token ids of many sentences; ``languages`` an index into ``codes``, or None where a tag begins each."""

    tokens: NDArray[np.uint16]
    offsets: NDArray[np.int64]
    languages: NDArray[np.uint8] | None
    codes: list[str]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def row(self, number: int) -> list[int]:
        found: list[int] = self.tokens[self.offsets[number] : self.offsets[number + 1]].tolist()
        return found


def check_pack(
    path: Path, held_out: HeldOut, tokenizer: Path | None = None, on_progress: Progress = silent
) -> PackCheck:
    """Decode every row of ``pack.npz`` or ``documents.npz`` and look its key up among the held-out ones.

    Args:
        path: the file.
        held_out: the sentences that must not be in it.
        tokenizer: the tokenizer it was made with (default: ``tokenizer.model`` beside it).
        on_progress: called now and then.

    Raises:
        CorpusError: the file or its tokenizer is missing, or the file is not a pack.
    """
    model = tokenizer or path.parent / "tokenizer.model"
    for needed in (path, model):
        if not needed.is_file():
            raise CorpusError(f"{needed} does not exist: a pack needs the tokenizer it was made with.")
    kind, rows = _read(path)
    count = overlapping = 0
    keys: set[str] = set()
    for sentence in _sentences(rows, model, path.name, on_progress):
        count += 1
        name = key(sentence)
        if name in held_out.keys:
            overlapping += 1
            keys.add(hashed(name))
    return PackCheck(path, kind, count, overlapping, frozenset(keys))


def _read(path: Path) -> tuple[str, _Rows]:
    try:
        with np.load(path) as stored:
            if "language_codes" in stored.files:
                codes = [str(code) for code in stored["language_codes"]]
                return "pack", _Rows(stored["tokens"], stored["offsets"], stored["languages"], codes)
            if "id_offsets" in stored.files:
                return "documents", _Rows(stored["ids"], stored["id_offsets"], None, [])
    except (OSError, ValueError) as problem:
        raise CorpusError(f"{path} cannot be read ({problem}). Pack the data again.") from problem
    raise CorpusError(f"{path} has neither packed sentences nor embedded documents.")


def _sentences(rows: _Rows, model: Path, name: str, on_progress: Progress) -> Iterator[CorpusSentence]:
    pieces = load_tokenizer(model)
    control = {number for number in range(min(400, pieces.get_piece_size())) if pieces.is_control(number)}
    for first in range(0, len(rows), _AT_ONCE):
        on_progress(first, len(rows), f"rows of {name}")
        numbers = range(first, min(first + _AT_ONCE, len(rows)))
        ids = [rows.row(number) for number in numbers]
        texts = pieces.decode([[token for token in row if token not in control] for row in ids])
        for number, row, text in zip(numbers, ids, texts, strict=True):
            if not row:
                continue  # a paragraph break
            language = rows.codes[rows.languages[number]] if rows.languages is not None else ""
            yield CorpusSentence(clean(text), language or pieces.id_to_piece(row[0]).strip("<>"))
