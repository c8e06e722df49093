"""Training an LCM: ``conceptwriter train lcm CODEC DATA OUT --variant NAME``.

CODEC is a codec's run folder; the codec stays as it is. DATA is a folder of documents, which are embedded
once into ``OUT/documents.npz``, or a file that ``conceptwriter train embed`` wrote, which several variants
may share. OUT receives a checkpoint, ``log.jsonl`` and ``losses.svg``. Running the same command again resumes
at the exact step. Vectors of another program come as a folder of Parquet shards; CODEC is then ``none``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out.embedded import EmbeddedDocuments
from conceptwriter.training.checkpointing import Checkpoint, CheckpointError, has_checkpoint, read_checkpoint
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.embedding import (
    DOCUMENTS_FILE,
    add_embed_arguments,
    embed_config,
    embed_folder,
    load_codec,
)
from conceptwriter.training.lcm.config import ContextConfig
from conceptwriter.training.lcm.data import PlanChances, Windows, windows
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.variant import LcmVariant, Teacher
from conceptwriter.training.processes import alone, find_device
from conceptwriter.training.run import RunConfig
from conceptwriter.training.run_arguments import add_run_arguments, guarded, run_config
from conceptwriter.training.trainer import TrainingJob, train_job


@dataclass(frozen=True, slots=True)
class LcmTrainConfig:
    """One LCM run."""

    rows: int = 16
    """Windows of documents per batch."""
    window: int = 48
    """Items in a window."""
    plans: PlanChances = field(default_factory=PlanChances)
    """How often paragraphs get plans."""
    run: RunConfig = field(
        default_factory=lambda: RunConfig(
            steps=4_000, matrix_rate=2e-3, other_rate=1e-3, warm_up=100, finish_share=0.5
        )
    )


def train(
    codec: TorchCodec | None,
    data: EmbeddedDocuments,
    folder: Path,
    shape: ContextConfig,
    config: LcmTrainConfig,
) -> LcmVariant:
    """Train or resume in ``folder``; returns the model.

    Args:
        codec: of the vectors; None where it is not ours. The token-trained variant needs it.
        data: the embedded documents.
        folder: of the run.
        shape: variant and numbers; those of the checkpoint are taken where there is one.
        config: of the run.

    Raises:
        ConceptWriterError: the data does not fit the model, or the run cannot continue; the message says why.
    """
    torch.set_num_threads(config.run.threads)
    torch.manual_seed(config.run.seed)
    folder.mkdir(parents=True, exist_ok=True)
    model, stored = _model(folder, shape)
    _check(model, codec, data, config)
    device = find_device(config.run.device)
    model.to(device)  # before its statistics are fitted: codebooks take minutes on a CPU
    if stored is None:
        model.fit_statistics(data.sentences())
    if codec is not None:
        codec.model.requires_grad_(requires_grad=False)
        codec.model.to(device)
    teacher = Teacher(data, None if codec is None else codec.model)

    def loss(batch: Windows, _: int, draw: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        return model.loss(batch, teacher, draw)

    def batches(first: int, every: int) -> Iterator[Windows]:
        return windows(
            data, config.window, config.rows, config.run.seed, skip=first, stride=every, chances=config.plans
        )

    shape_stored = model.context.config.as_dict()
    job = TrainingJob(model.name, shape_stored, model, loss, batches, _concepts)
    train_job(folder, job, config.run, stored)
    return model


def _model(folder: Path, shape: ContextConfig) -> tuple[LcmVariant, Checkpoint | None]:
    """The model to train, and its checkpoint if there was one."""
    if not has_checkpoint(folder):
        return build(shape.variant, shape), None
    stored = read_checkpoint(folder, with_optimisers=True)
    if stored.variant != shape.variant:
        raise CheckpointError(
            f"{folder} contains a run of the variant {stored.variant}, not {shape.variant}. "
            "Choose another folder."
        )
    model = build(stored.variant, stored.shape)
    model.load_state_dict(stored.model)
    return model, stored


def _check(
    model: LcmVariant, codec: TorchCodec | None, data: EmbeddedDocuments, config: LcmTrainConfig
) -> None:
    shape = model.context.config
    if data.vectors.shape[1] != shape.dimension:
        raise ConceptWriterError(
            f"The documents' vectors have {data.vectors.shape[1]} numbers, the model's {shape.dimension}."
        )
    if codec is not None and codec.model.config.dimension != shape.dimension:
        raise ConceptWriterError(
            f"The codec's vectors have {codec.model.config.dimension} numbers, the documents' "
            f"{shape.dimension}: they were embedded by another one."
        )
    if config.window > shape.longest:
        raise ConceptWriterError(
            f"A window of {config.window} items is longer than the {shape.longest} the model takes. "
            "Lower --window or set longest higher."
        )
    if model.needs_codec and (codec is None or not len(data.ids)):
        raise ConceptWriterError(
            f"The variant {model.name} learns through the decoder of the codec that made the vectors, and "
            "there is none here. Name the codec, or train another variant."
        )


def _concepts(batch: Windows) -> int:
    """Sentences to be predicted in a batch."""
    return int(batch.next_is_concept.sum())


def documents_for(codec: TorchCodec | None, arguments: argparse.Namespace) -> EmbeddedDocuments:
    """The embedded documents a command names: a file, or a folder that is embedded unless it already was."""
    if arguments.data.suffix == ".npz":
        if not arguments.data.is_file():
            raise ConceptWriterError(
                f"There is no file {arguments.data}. `conceptwriter train embed` makes one."
            )
        return EmbeddedDocuments.load(arguments.data)
    own = arguments.out / DOCUMENTS_FILE
    if own.is_file():
        return EmbeddedDocuments.load(own)
    alone(str(own))
    return embed_folder(codec, arguments.data, own, embed_config(arguments))


def numbers_given(words: Sequence[str]) -> dict[str, Any]:
    """``width=512 schedule=sigmoid`` as a dictionary. Raises ConceptWriterError."""
    found: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise ConceptWriterError(f"--set {word}: write NAME=VALUE, for example width=512.")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Command line; 0 when done or stopped with a checkpoint, 1 when it cannot be."""
    arguments = _parser().parse_args(words)
    return guarded(lambda: _run(arguments))


def _run(arguments: argparse.Namespace) -> None:
    standard = LcmTrainConfig()
    run = run_config(arguments, standard.run)
    codec = load_codec(arguments.codec)
    data = documents_for(codec, arguments)
    numbers = {"dimension": int(data.vectors.shape[1])} | numbers_given(arguments.set)
    shape = FAMILY[arguments.variant].config.from_dict(numbers)
    config = replace(standard, rows=arguments.rows, window=arguments.window, run=run)
    train(codec, data, arguments.out, shape, config)


def _parser() -> argparse.ArgumentParser:
    standard = LcmTrainConfig()
    parser = argparse.ArgumentParser(prog="conceptwriter train lcm", description=__doc__)
    parser.add_argument("codec", help="run folder of the codec; `none` for shards of a foreign space")
    parser.add_argument("data", type=Path, help="folder of documents or shards, or embedded documents (.npz)")
    parser.add_argument("out", type=Path, help="folder for the run")
    parser.add_argument("--variant", choices=tuple(FAMILY), default="token")
    parser.add_argument("--rows", type=int, default=standard.rows, help="stretches of documents a batch")
    parser.add_argument("--window", type=int, default=standard.window, help="items in a stretch")
    parser.add_argument(
        "--set", nargs="+", default=[], metavar="NAME=VALUE", help="numbers of the variant, such as width=512"
    )
    add_embed_arguments(parser)
    add_run_arguments(parser, standard.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
