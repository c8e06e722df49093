"""Training a codec: ``conceptwriter train codec RUN_FOLDER``.

The folder holds ``tokenizer.model`` and ``pack.npz`` (see :mod:`conceptwriter.training.codec.prepare`) and
receives ``checkpoint.pt`` and ``log.jsonl``. A second call resumes at the exact step. ``--finish N`` lets
the learning rate fall to zero over N further steps and then ends.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from conceptwriter.training.codec.batches import BatchPlan, Sampling
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.losses import LossConfig, codec_loss
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.codec.warm_start import warm_start
from conceptwriter.training.packing import Pack
from conceptwriter.training.run import Log, Optimisers, Schedule, clip, save_checkpoint
from conceptwriter.training.tokenizer import load_tokenizer


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """One codec run."""

    steps: int = 1_000_000
    budget: int = 6_000
    """Padded positions a batch."""
    pair_share: float = 0.75
    matrix_rate: float = 3e-3
    other_rate: float = 2e-3
    warm_up: int = 200
    noise_ramp: int = 3_000
    """Steps until the full noise on the vectors is in force."""
    longest_pieces: int = 128
    """Longer sentences are left out: a short run learns more from short ones."""
    sampling: Sampling = Sampling()
    save_every: int = 50
    seed: int = 1
    threads: int = 2


def train(
    folder: Path,
    shape: CodecConfig,
    config: TrainConfig,
    losses: LossConfig,
    finish: int | None = None,
    begin_from: Path | None = None,
) -> CodecModel:
    """Train or resume; returns the model.

    Args:
        folder: holds ``tokenizer.model`` and ``pack.npz``.
        shape: of the network.
        config: of the run.
        losses: what is learned.
        finish: end after so many further steps, the rate falling.
        begin_from: run folder of another codec to begin from, see :mod:`.warm_start`; its shape is taken.
    """
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    pack = Pack.load(folder / "pack.npz").limited(config.longest_pieces)
    tokenizer = load_tokenizer(folder / "tokenizer.model")
    checkpoint = folder / "checkpoint.pt"
    stored = torch.load(checkpoint, weights_only=True) if checkpoint.exists() else None
    if stored is not None:
        shape = CodecConfig(**stored["shape"])
        model = CodecModel(shape)
    elif begin_from is not None:
        other = TorchCodec.load(begin_from)
        shape = replace(other.model.config, vocabulary=tokenizer.get_piece_size())
        model = CodecModel(shape)
        kept = warm_start(model, tokenizer, other.model, other.tokenizer)
        print(f"began from {begin_from}: {kept} of {shape.vocabulary} pieces known", flush=True)
    else:
        shape = replace(shape, vocabulary=tokenizer.get_piece_size())
        model = CodecModel(shape)
    optimisers = Optimisers(model, config.matrix_rate, config.other_rate)
    begin, schedule = 0, Schedule(config.warm_up)
    if stored is not None:
        model.load_state_dict(stored["model"])
        optimisers.load_state_dict(stored["optimisers"])
        begin = stored["step"]
        schedule = Schedule(config.warm_up, *stored["finish"])
    if finish is not None and schedule.finish_from is None:
        schedule = Schedule(config.warm_up, begin, finish)
    last = config.steps if schedule.finish_from is None else schedule.finish_from + schedule.finish_steps
    plan = BatchPlan(pack, config.budget, config.pair_share, config.seed, config.sampling)
    log = Log(folder / "log.jsonl")

    def save(step: int) -> None:
        save_checkpoint(
            checkpoint,
            model=model.state_dict(),
            optimisers=optimisers.state_dict(),
            step=step,
            finish=[schedule.finish_from, schedule.finish_steps],
            shape=shape.as_dict(),
        )

    for step, batch in zip(range(begin, last), plan.batches(skip=begin), strict=False):
        draw = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
        with torch.autocast("cpu", torch.bfloat16):
            loss, parts = codec_loss(model, batch, losses, min(1.0, step / config.noise_ramp), draw)
        loss.backward()
        parts["gradient"] = float(clip(model.parameters(), 1.0))
        optimisers.step(schedule.factor(step))
        tokens = int((batch.first > 0).sum()) + (0 if batch.second is None else int((batch.second > 0).sum()))
        log.add(step, parts, tokens)
        if (step + 1) % config.save_every == 0 or step + 1 == last:
            save(step + 1)
    return model


def main() -> None:
    """Command line."""
    standard = TrainConfig()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=standard.steps)
    parser.add_argument(
        "--finish", type=int, default=None, help="let the rate fall to zero over so many steps, then end"
    )
    parser.add_argument("--budget", type=int, default=standard.budget)
    parser.add_argument("--longest-pieces", type=int, default=standard.longest_pieces)
    parser.add_argument("--matrix-rate", type=float, default=standard.matrix_rate)
    parser.add_argument("--other-rate", type=float, default=standard.other_rate)
    parser.add_argument("--pair-share", type=float, default=standard.pair_share)
    parser.add_argument("--noise-ramp", type=int, default=standard.noise_ramp)
    parser.add_argument("--begin-from", type=Path, default=None, help="run folder of another codec")
    parser.add_argument("--threads", type=int, default=standard.threads)
    arguments = parser.parse_args()
    config = replace(
        standard,
        steps=arguments.steps,
        budget=arguments.budget,
        threads=arguments.threads,
        longest_pieces=arguments.longest_pieces,
        matrix_rate=arguments.matrix_rate,
        other_rate=arguments.other_rate,
        pair_share=arguments.pair_share,
        noise_ramp=arguments.noise_ramp,
    )
    train(
        arguments.folder, CodecConfig(), config, LossConfig(), arguments.finish, arguments.begin_from
    )


if __name__ == "__main__":
    main()
