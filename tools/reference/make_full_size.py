"""Full-size SONAR files with random weights, in the published layout, and Meta's own answers over them.

    python -m tools.reference.make_full_size FOLDER [answers]

writes `sonar_text_encoder.pt` (3.1 GB) and `sonar_text_decoder.pt` (3.5 GB) where they are not there yet;
with `answers` also what the real models and the real tokenizer (over `sentencepiece.source.256000.model`, see
`make_pieces`) answer. The numbers mean nothing; shapes, names and ids are the real ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tools.reference.sonar_answers import Questions, decoded, encoded, write_token_ids
from tools.reference.sonar_models import decoder_of, encoder_of, tokenizer_of

VOCABULARY = 256_206
SIZE = {"dimension": 1024, "layers": 24, "heads": 16, "inner": 8192}
ASKED = Questions(
    sentences=(0, 4, 18, 26), tokens=8, targets=("eng_Latn", "sat_Beng"), beams=(5,), longest=14
)
SEEDS = {"encoder": 1, "decoder": 2}


def main() -> None:
    """One model after the other, so that memory holds one."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    answers = "answers" in sys.argv[2:]
    tokenizer = tokenizer_of(folder / "sentencepiece.source.256000.model") if answers else None
    arrays: dict[str, Any] = {}
    for part in ("encoder", "decoder"):
        path = folder / f"sonar_text_{part}.pt"
        build = encoder_of if part == "encoder" else decoder_of
        if path.exists() and not answers:
            continue
        model = build(VOCABULARY, **SIZE, seed=SEEDS[part])
        if not path.exists():
            _save(model, path)
        if answers:
            model.load_state_dict(torch.load(path, mmap=True, weights_only=True)["model"])
            arrays |= _answered(part, model, tokenizer, arrays, folder)
        del model
    if answers:
        np.savez(folder / "answers.npz", **arrays)
        write_token_ids(tokenizer, folder / "tokens.json")


def _save(model: torch.nn.Module, path: Path) -> None:
    unfinished = path.with_suffix(".part")
    torch.save({"model": model.state_dict()}, unfinished)
    unfinished.rename(path)
    print(f"{path}: {path.stat().st_size:,} bytes", flush=True)


def _answered(part: str, model: Any, tokenizer: Any, arrays: dict[str, Any], folder: Path) -> dict[str, Any]:
    if part == "encoder":
        return encoded(model, tokenizer, ASKED)
    logits, texts = decoded(model, tokenizer, ASKED, arrays["vectors"])
    (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False) + "\n", "utf-8")
    return logits


if __name__ == "__main__":
    main()
