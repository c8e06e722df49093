"""Training an LCM on a frozen codec: ``conceptwriter train lcm CODEC_FOLDER DATA OUT``.

Embeds the documents once (``documents.npz``), then trains; a second call resumes at the exact step.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from conceptwriter.training import corpora
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.corpora import TrainingDocument
from conceptwriter.training.lcm.config import LcmConfig
from conceptwriter.training.lcm.data import EmbeddedDocuments, embed, windows
from conceptwriter.training.lcm.losses import LcmLossConfig, lcm_loss
from conceptwriter.training.lcm.model import LcmModel
from conceptwriter.training.run import Log, Optimisers, Schedule, clip, save_checkpoint


@dataclass(frozen=True, slots=True)
class LcmTrainConfig:
    """One LCM run."""

    steps: int = 4_000
    rows: int = 16
    """Stretches of documents a batch."""
    window: int = 48
    """Items in a stretch."""
    matrix_rate: float = 2e-3
    other_rate: float = 1e-3
    warm_up: int = 100
    finish_share: float = 0.5
    """Part of the run over which the rate falls to zero."""
    save_every: int = 200
    seed: int = 1
    threads: int = 2


def chosen_documents(
    data: Path, languages: frozenset[str], files: list[str], most: int
) -> Iterator[TrainingDocument]:
    """Documents of the named files (by name without ``.jsonl.gz``), at most ``most`` a file."""
    for path in corpora.document_files(data):
        if path.name.removesuffix(".jsonl.gz") in files:
            for count, document in enumerate(corpora.documents(path, languages)):
                if count == most:
                    break
                yield document


def train(
    codec: TorchCodec, folder: Path, shape: LcmConfig, config: LcmTrainConfig, losses: LcmLossConfig
) -> LcmModel:
    """Train or resume in ``folder``, which holds ``documents.npz``; returns the model."""
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    data = EmbeddedDocuments.load(folder / "documents.npz")
    codec.model.requires_grad_(False)
    model = LcmModel(shape)
    optimisers = Optimisers(model, config.matrix_rate, config.other_rate)
    begin = 0
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        stored = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(stored["model"])
        optimisers.load_state_dict(stored["optimisers"])
        begin = stored["step"]
    falling = int(config.steps * config.finish_share)
    schedule = Schedule(config.warm_up, config.steps - falling, falling)
    log = Log(folder / "log.jsonl")
    batches = windows(data, config.window, config.rows, config.seed, skip=begin)
    for step, batch in zip(range(begin, config.steps), batches, strict=False):
        draw = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
        with torch.autocast("cpu", torch.bfloat16):
            loss, parts = lcm_loss(model, codec.model, data, batch, losses, draw)
        loss.backward()
        parts["gradient"] = float(clip(model.parameters(), 1.0))
        optimisers.step(schedule.factor(step))
        log.add(step, parts, int(batch.next_is_concept.sum()))
        if (step + 1) % config.save_every == 0 or step + 1 == config.steps:
            save_checkpoint(
                checkpoint,
                model=model.state_dict(),
                optimisers=optimisers.state_dict(),
                step=step + 1,
                shape=shape.as_dict(),
            )
    return model


def main() -> None:
    """Command line."""
    standard = LcmTrainConfig()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codec", type=Path, help="run folder of the codec")
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--languages", nargs="+", default=["eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn"])
    parser.add_argument(
        "--files", nargs="+", default=["stories", "opensource_guide", "openstax", "books_eng", "books_other"]
    )
    parser.add_argument("--most", type=int, default=1_000_000, help="documents a file")
    parser.add_argument("--longest", type=int, default=140, help="characters of a sentence")
    parser.add_argument("--steps", type=int, default=standard.steps)
    parser.add_argument("--rows", type=int, default=standard.rows)
    parser.add_argument("--threads", type=int, default=standard.threads)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    codec = TorchCodec.load(arguments.codec)
    if not (arguments.out / "documents.npz").exists():
        chosen = chosen_documents(
            arguments.data, frozenset(arguments.languages), arguments.files, arguments.most
        )
        embed(codec, chosen, arguments.longest).save(arguments.out / "documents.npz")
    config = replace(standard, steps=arguments.steps, rows=arguments.rows, threads=arguments.threads)
    shape = LcmConfig(dimension=codec.model.config.dimension)
    train(codec, arguments.out, shape, config, LcmLossConfig())


if __name__ == "__main__":
    main()
