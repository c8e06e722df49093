"""SentencePiece models of SONAR's make, for the reference models. Run by the program's own Python:

    python -m tools.reference.make_pieces FILE [SIZE]

With a SIZE, the model is filled up to this many pieces: 256000 as in SONAR's own.
"""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

import sentencepiece

from tools.reference.sentences import SENTENCES

LEARNT = 800
"""Pieces at most that are learnt from so few sentences."""


def train_pieces(sentences: list[str], size: int, kind: str) -> bytes:
    """A small SentencePiece model."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=model,
        model_type=kind,
        vocab_size=size,
        character_coverage=1.0,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def padded_pieces(model: bytes, have: int, wanted: int) -> bytes:
    """The same model with pieces that no text reaches, up to `wanted` of them."""
    fillers = (f"\ue000{number}\ue001" for number in range(wanted - have))
    return model + b"".join(piece_field(piece, -1e6) for piece in fillers)


def piece_field(piece: str, score: float) -> bytes:
    """One more normal piece in the protocol buffer: appended fields continue the list of pieces."""
    text = piece.encode()
    inner = b"\x0a" + bytes([len(text)]) + text + b"\x15" + struct.pack("<f", score)
    return b"\x0a" + bytes([len(inner)]) + inner


def main() -> None:
    """Write one model."""
    path = Path(sys.argv[1])
    model = train_pieces(list(SENTENCES), LEARNT, "bpe")
    have = sentencepiece.SentencePieceProcessor(model_proto=model).get_piece_size()
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else have
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(padded_pieces(model, have, wanted))
    found = sentencepiece.SentencePieceProcessor(model_file=str(path))
    print(f"{path}: {found.get_piece_size()} pieces, {have} of them learnt")


if __name__ == "__main__":
    main()
