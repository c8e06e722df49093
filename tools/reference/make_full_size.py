"""Full-size SONAR files with random weights, in the published layout, made by Meta's own packages.

    python -m tools.reference.make_full_size FOLDER

writes `sonar_text_encoder.pt` (3.1 GB), `sonar_text_decoder.pt` (3.5 GB) and
`sentencepiece.source.256000.model`. The numbers mean nothing; shapes, names and ids are the real ones.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from tools.reference.sonar_models import decoder_of, encoder_of

VOCABULARY = 256_206
SIZE = {"vocabulary": VOCABULARY, "dimension": 1024, "layers": 24, "heads": 16, "inner": 8192}


def main() -> None:
    """Write the two checkpoints; the tokenizer is `make_pieces`' business, which needs no fairseq2."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, build, seed in (("encoder", encoder_of, 1), ("decoder", decoder_of, 2)):
        path = folder / f"sonar_text_{name}.pt"
        if path.exists():
            continue
        model = build(**SIZE, seed=seed)
        unfinished = path.with_suffix(".part")
        torch.save({"model": model.state_dict()}, unfinished)
        unfinished.rename(path)
        print(f"{path}: {path.stat().st_size:,} bytes", flush=True)
        del model


if __name__ == "__main__":
    main()
