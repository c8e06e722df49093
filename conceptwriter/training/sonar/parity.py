"""Compares our modules with Meta's results for the same files.

    python -m conceptwriter.training.sonar.parity FOLDER [--reference PYTHON]

FOLDER holds `sonar_text_encoder.pt`, `sonar_text_decoder.pt`, `sentencepiece.source.256000.model` and the
answers that `tools.reference.make_full_size` got from sonar-space and fairseq2 (`answers.npz`, `texts.json`,
`tokens.json`). With `--reference`, the Python of an environment with the extra `sonar`, missing files
are made first, with random weights. That needs the repository, 7 GB of disk and 8 GB of memory.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import torch

from conceptwriter.convert.sonar.config import HEAD_WIDTH
from conceptwriter.convert.sonar.languages import PIECES, SONAR_TAGS, tag_id
from conceptwriter.convert.sonar.tokenizer import source_ids, target_ids, with_sonar_ids
from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.sonar.generate import Beam, generate
from conceptwriter.training.sonar.load import load_decoder, load_encoder

PIECES_FILE = "sentencepiece.source.256000.model"
LIMIT = 1e-4
"""Largest difference allowed, over the largest value."""


class ParityProblem(ConceptWriterError):
    """The files to compare are missing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing compared."""

    what: str
    figure: str
    passed: bool


def compare(folder: Path, head_width: int = HEAD_WIDTH, pieces: int = PIECES) -> Iterator[Comparison]:
    """Compares everything in a folder. Raises ParityProblem and CheckpointProblem.

    `head_width` and `pieces` differ for toy sizes.
    """
    try:
        with np.load(folder / "answers.npz") as stored:
            answers = {name: stored[name] for name in stored.files}
        texts = json.loads((folder / "texts.json").read_text("utf-8"))
        tokens = json.loads((folder / "tokens.json").read_text("utf-8"))
        model = _tokenizer_file(folder).read_bytes()
    except (OSError, ValueError) as error:
        raise ParityProblem(
            f"{folder} lacks Meta's answers ({error}). Give --reference to make them."
        ) from error
    yield from _tokenizers(model, tokens, pieces)
    heads = answers["vectors"].shape[1] // head_width
    yield from _encoders(folder, answers, heads)
    gc.collect()
    yield from _decoders(folder, answers, texts, heads, pieces)


def _tokenizer_file(folder: Path) -> Path:
    return next(
        iter(sorted(folder.glob("sentencepiece*.model"))), folder / "sentencepiece.source.256000.model"
    )


def _tokenizers(model: bytes, tokens: dict[str, Any], pieces: int) -> Iterator[Comparison]:
    ours = sentencepiece.SentencePieceProcessor(model_proto=with_sonar_ids(model, "the tokenizer", pieces))
    size = int(ours.get_piece_size())
    yield Comparison("vocabulary", f"{size} / {tokens['vocabulary']}", size == tokens["vocabulary"])
    text, tagged = ours.encode("the mill"), tokens["tags"]
    same = sum(
        [source_ids(text, language, pieces), target_ids(text, language, pieces)] == tagged.get(language)
        for language in SONAR_TAGS
    )
    whole = same == len(SONAR_TAGS) == len(tagged)
    yield Comparison("token ids, languages identical", f"{same} of {len(tagged)}", whole)
    right = sum(
        source_ids(ours.encode(probe["text"]), "eng_Latn", pieces) == probe["ids"]
        and ours.decode(probe["ids"]) == probe["again"]
        for probe in tokens["probes"]
    )
    yield Comparison(
        "token ids, texts identical", f"{right} of {len(tokens['probes'])}", right == len(tokens["probes"])
    )


@torch.inference_mode()
def _encoders(folder: Path, answers: dict[str, Any], heads: int) -> Iterator[Comparison]:
    encoder = load_encoder(_checkpoint(folder, "encoder"), heads)
    vectors = encoder(torch.from_numpy(answers["source_ids"])).numpy()
    yield _near("sentence vectors, pipeline", vectors, answers["vectors"])
    yield _near("sentence vectors, padded batch", vectors, answers["vectors_padded"])


@torch.inference_mode()
def _decoders(
    folder: Path, answers: dict[str, Any], texts: list[dict[str, Any]], heads: int, pieces: int
) -> Iterator[Comparison]:
    decoder = load_decoder(_checkpoint(folder, "decoder"), heads)
    vectors = torch.from_numpy(answers["vectors"])
    ids = torch.from_numpy(answers["target_ids"])
    condition, past, steps = decoder.condition(vectors[:2]), None, []
    logits, _ = decoder(ids, condition)
    yield _near("logits, folded cross-attention", logits.numpy(), answers["logits"])
    yield _near("logits, as written", decoder.forward_unfolded(ids, vectors[:2]).numpy(), answers["logits"])
    for place in range(ids.shape[1]):
        logits, past = decoder(ids[:, place : place + 1], condition, past)
        steps.append(logits)
    yield _near("logits, token by token", torch.cat(steps, dim=1).numpy(), answers["logits_incremental"])
    for wanted in texts:
        tag = tag_id(wanted["language"], pieces)
        found = generate(decoder, vectors, tag, Beam(wanted["beam"], longest=wanted["longest"]))
        yield from _searches(wanted, found)


def _searches(wanted: dict[str, Any], found: list[Any]) -> Iterator[Comparison]:
    theirs = [text for sentence in wanted["hypotheses"] for text in sentence]
    ours = [text for sentence in found for text in sentence]
    name = f"beam {wanted['beam']} into {wanted['language']}"
    same = sum(list(a.tokens) == b["ids"] for a, b in zip(ours, theirs, strict=False))
    whole = same == len(ours) == len(theirs)
    yield Comparison(f"{name}, hypotheses identical", f"{same} of {len(theirs)}", whole)
    if whole:
        scores = np.array([text.score for text in ours])
        yield _near(f"{name}, scores", scores, np.array([text["score"] for text in theirs]))


def _near(what: str, ours: Any, theirs: Any) -> Comparison:
    difference = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
    return Comparison(what, f"{difference:.1e} relative", difference < LIMIT)


def _checkpoint(folder: Path, part: str) -> Path:
    published = folder / f"sonar_text_{part}.pt"
    return published if published.exists() else folder / f"{part}.pt"


def make(folder: Path, reference: Path) -> None:
    """Make missing files: the tokenizer, and with the reference Python the weights and answers.

    Raises ParityProblem.
    """
    pieces = folder / PIECES_FILE
    commands: list[list[str]] = []
    if not pieces.exists():
        commands.append([sys.executable, "-m", "tools.reference.make_pieces", str(pieces), str(PIECES)])
    if not (folder / "tokens.json").exists():
        commands.append([str(reference), "-m", "tools.reference.make_full_size", str(folder), "answers"])
    for command in commands:
        try:
            subprocess.run(command, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise ParityProblem(
                f"{' '.join(command)} failed ({error}). Run it from the root of the repository, "
                "with the Python of an environment that has the extra `sonar`."
            ) from error


def main() -> int:
    """Print a table; 1 when something differs."""
    parser = argparse.ArgumentParser(prog="python -m conceptwriter.training.sonar.parity")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reference", type=Path, help="Python of an environment with the extra `sonar`")
    arguments = parser.parse_args()
    passed = True
    try:
        if arguments.reference:
            make(arguments.folder, arguments.reference)
        for found in compare(arguments.folder):
            passed = passed and found.passed
            print(f"{'ok ' if found.passed else 'NOT'} {found.what}: {found.figure}", flush=True)
    except ConceptWriterError as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
