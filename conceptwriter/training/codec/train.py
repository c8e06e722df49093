"""Training a codec: ``conceptwriter train codec DATA OUT``.

DATA is a folder in the layout of the open data page, or your own texts. Its tokenizer and packed sentences
are made in OUT first, unless they are there; with OUT alone, they must be. OUT receives a checkpoint,
``log.jsonl`` and ``losses.svg``. Running the same command again resumes at the exact step. ``--finish N``
lets the learning rate fall to zero over N further steps and then ends; ``--minutes M`` plans the whole run by
time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.checkpointing import (
    CODEC,
    Checkpoint,
    CheckpointError,
    has_checkpoint,
    read_checkpoint,
)
from conceptwriter.training.codec.batches import Batch, BatchPlan, Sampling
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.initial_weights import copy_tokenizer, initial_codec
from conceptwriter.training.codec.losses import LossConfig, codec_loss
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.codec.prepare import PrepareConfig, add_prepare_arguments, prepare, prepare_config
from conceptwriter.training.codec.teacher import TEACHER_FILE, TeacherVectors
from conceptwriter.training.codec.teaching import TeachingWeights, fit_teacher_map
from conceptwriter.training.packing import PACK_FILE, Pack
from conceptwriter.training.processes import alone
from conceptwriter.training.run import RunConfig
from conceptwriter.training.run_arguments import add_run_arguments, guarded, run_config
from conceptwriter.training.tokenizer import TOKENIZER_FILE
from conceptwriter.training.trainer import TrainingJob, train_job

_NEW_RAMP = 3_000
_FIT_ON = 4_000
"""Texts on which a teacher's map begins, where the codec is not new."""


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """One codec run."""

    budget: int = 6_000
    """Padded positions per batch."""
    pair_share: float = 0.75
    """Part of the batches that are translations; the rest is auto-encoding."""
    noise_ramp: int | None = None
    """Steps until the noise on the vectors reaches its full strength; None: 3,000 for a new codec, 1 for one
    that begins from weights, which have been trained with it."""
    longest_pieces: int = 128
    """Longer sentences are left out: a short run learns more from short ones."""
    sampling: Sampling = field(default_factory=Sampling)
    teacher: bool = False
    """Whether vectors are pulled towards a teacher's, see :mod:`.teaching`."""
    keep_space: bool = False
    """Whether vectors stay as they are and only decoding is learned: LCMs of the codec remain valid."""
    run: RunConfig = field(default_factory=lambda: RunConfig(save_every=50))


def train(
    folder: Path,
    shape: CodecConfig,
    config: TrainConfig,
    losses: LossConfig,
    begin_from: Path | None = None,
    prepared: Path | None = None,
) -> CodecModel:
    """Train or resume; returns the model.

    Args:
        folder: of the run.
        shape: of the network; that of the checkpoint is used where there is one.
        config: of the run.
        losses: the training objectives.
        begin_from: weights to begin with, see :func:`.initial_weights.initial_codec`.
        prepared: folder with ``tokenizer.model``, which the run gets a copy of, and ``pack.npz``, and
            ``teacher.f16`` where there is a teacher; None: ``folder``.

    Raises:
        ConceptWriterError: there is no training data, or the run cannot continue; the message says why.
    """
    torch.set_num_threads(config.run.threads)
    torch.manual_seed(config.run.seed)
    prepared = prepared or folder
    copy_tokenizer(prepared, folder)
    pack = _filled(Pack.load(prepared / PACK_FILE).limited(config.longest_pieces), prepared)
    teacher = TeacherVectors(prepared / TEACHER_FILE, pack) if config.teacher else None
    shape = replace(shape, teacher_dimension=0 if teacher is None else teacher.dimension)
    tokenizer = prepared / TOKENIZER_FILE
    model, stored = _model(folder, tokenizer, shape, begin_from, keep_space=config.keep_space)
    if config.keep_space:
        model.keep_space()
    plan = BatchPlan(pack, config.budget, config.pair_share, config.run.seed, config.sampling, teacher)

    if stored is None and begin_from is not None:
        _fit_teacher_map(model, plan)

    ramp = config.noise_ramp or (_NEW_RAMP if begin_from is None else 1)

    def loss(batch: Batch, step: int, draw: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        return codec_loss(model, batch, losses, min(1.0, step / ramp), draw)

    job = TrainingJob(CODEC, dict(model.config.as_dict()), model, loss, plan.batches, _pieces)
    train_job(folder, job, config.run, stored)
    return model


@torch.no_grad()
def _fit_teacher_map(model: CodecModel, plan: BatchPlan) -> None:
    if model.teacher_map is None or plan.teacher is None:
        return
    vectors: list[Tensor] = []
    meaning: list[Tensor] = []
    batches = plan.batches()
    while sum(map(len, vectors)) < _FIT_ON:
        batch = next(batches)
        assert batch.meaning is not None
        sides = [batch.first] if batch.second is None else [batch.first, batch.second]
        vectors += [model.encoder(side) for side in sides]
        meaning.append(batch.meaning)
    fit_teacher_map(model.teacher_map, torch.cat(vectors), torch.cat(meaning))


def _filled(pack: Pack, folder: Path) -> Pack:
    if len(pack.pairs) + len(pack.singles) == 0:
        raise ConceptWriterError(
            f"{folder / PACK_FILE} has no sentence that is short enough. Raise --longest-pieces."
        )
    return pack


def _model(
    folder: Path, tokenizer: Path, shape: CodecConfig, begin_from: Path | None, *, keep_space: bool
) -> tuple[CodecModel, Checkpoint | None]:
    """The model to train, and its checkpoint if there was one."""
    if not has_checkpoint(folder):
        return initial_codec(begin_from, shape, load_tokenizer(tokenizer), keep_space=keep_space), None
    stored = read_checkpoint(folder, with_optimisers=True)
    if stored.variant != CODEC:
        raise CheckpointError(f"{folder} contains an LCM run ({stored.variant}). Choose another folder.")
    model = CodecModel(CodecConfig(**stored.shape))
    if shape.teacher_dimension not in {0, model.config.teacher_dimension}:
        raise CheckpointError(
            f"The run in {folder} was begun without this teacher. Begin another one from it, with "
            "--begin-from."
        )
    if shape.copying and not model.config.copying:
        raise CheckpointError(
            f"The run in {folder} was begun without copying. Begin another one from it, with --begin-from."
        )
    model.load_state_dict(stored.model)
    return model, stored


def _pieces(batch: Batch) -> int:
    """Real positions of a batch."""
    return int((batch.first > 0).sum()) + (0 if batch.second is None else int((batch.second > 0).sum()))


def main(words: Sequence[str] | None = None) -> int:
    """Command line; 0 when done or stopped with a checkpoint, 1 when it cannot be."""
    arguments = argument_parser().parse_args(words)
    return guarded(lambda: _run(arguments))


def _run(arguments: argparse.Namespace) -> None:
    out = arguments.out or arguments.data
    prepared = arguments.prepared or out
    if arguments.keep_space and arguments.teacher:
        raise ConceptWriterError("--keep-space leaves --teacher nothing to change. Leave one of them out.")
    config = replace(
        TrainConfig(),
        budget=arguments.budget,
        pair_share=arguments.pair_share,
        noise_ramp=arguments.noise_ramp,
        longest_pieces=arguments.longest_pieces,
        sampling=replace(
            Sampling(),
            exponent=arguments.exponent,
            faint=tuple(arguments.faint),
            faint_share=arguments.faint_share,
        ),
        teacher=arguments.teacher,
        keep_space=arguments.keep_space,
        run=run_config(arguments, TrainConfig().run),
    )
    if not (prepared / PACK_FILE).is_file():
        if arguments.out is None or arguments.prepared is not None:
            raise ConceptWriterError(
                f"{prepared} has no {PACK_FILE}. Give the folder of your texts and then the folder for the "
                f"run: conceptwriter train codec TEXTS {prepared}"
            )
        alone(str(out / PACK_FILE))
        if arguments.keep_space:
            copy_tokenizer(arguments.begin_from, out)
        prepare(arguments.data, out, prepare_config(arguments))
    elif arguments.out is not None:
        print(f"{out / PACK_FILE} is there: the texts are not read again. Delete it to have them read.")
    try:
        losses = replace(
            LossConfig(),
            noise=arguments.noise,
            from_vector=arguments.from_vector,
            from_states=arguments.from_states,
            sampled_pieces=arguments.sampled_pieces,
            teaching=TeachingWeights(
                arguments.teacher_cosine, arguments.teacher_relations, arguments.teacher_contrast
            ),
        )
    except ValueError as error:
        raise ConceptWriterError(f"--from-vector, --from-states, --teacher-*: {error}") from error
    train(out, shape_of(arguments), config, losses, arguments.begin_from, prepared)


def shape_of(arguments: argparse.Namespace) -> CodecConfig:
    """The network as given on the command line."""
    sizes = {part.name: getattr(arguments, part.name) for part in _shape_fields()}
    return CodecConfig(
        **sizes,
        token_states=arguments.token_states or arguments.copying or arguments.reading_layers > 0,
        copying=arguments.copying,
    )


def _shape_fields() -> list[Field[Any]]:
    """Those that are sizes; the vocabulary is the tokenizer's."""
    others = {"vocabulary", "dropout", "token_states", "copying", "teacher_dimension"}
    return [part for part in fields(CodecConfig) if part.name not in others]


def argument_parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    standard = TrainConfig()
    parser = argparse.ArgumentParser(prog="conceptwriter train codec", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of texts, or of a run that was prepared")
    parser.add_argument("out", type=Path, nargs="?", help="folder for the run")
    parser.add_argument("--prepared", type=Path, help="folder with the pack, when it is not that of the run")
    parser.add_argument("--budget", type=int, default=standard.budget, help="padded positions a batch")
    parser.add_argument("--longest-pieces", type=int, default=standard.longest_pieces)
    parser.add_argument("--pair-share", type=float, default=standard.pair_share)
    parser.add_argument(
        "--noise-ramp",
        type=int,
        default=standard.noise_ramp,
        help="steps until the noise on vectors is at its full strength (default: 3,000; 1 with --begin-from)",
    )
    parser.add_argument(
        "--noise", type=float, default=LossConfig().noise, help="largest deviation of the noise on vectors"
    )
    parser.add_argument(
        "--sampled-pieces",
        type=int,
        default=LossConfig().sampled_pieces,
        help="estimate the sum over the vocabulary from the pieces of the batch and this many others, which "
        "makes a step cheaper (default: 0, the whole sum)",
    )
    parser.add_argument(
        "--exponent",
        type=float,
        default=standard.sampling.exponent,
        help="1: languages as they come, 0: alike",
    )
    parser.add_argument(
        "--faint", nargs="+", default=[], help="languages that get only a part of their share"
    )
    parser.add_argument("--faint-share", type=float, default=standard.sampling.faint_share, help="that part")
    parser.add_argument(
        "--begin-from",
        type=Path,
        default=None,
        help="run folder of another codec, a bundle, or a safetensors file of weights made with this run's "
        "tokenizer",
    )
    parser.add_argument(
        "--keep-space",
        action="store_true",
        help="vectors stay those of --begin-from, so that its LCMs remain valid; only decoding is learned",
    )
    _add_token_states(parser, LossConfig())
    _add_teacher(parser, TeachingWeights())
    add_prepare_arguments(parser, PrepareConfig())
    group = parser.add_argument_group("the network")
    for part in _shape_fields():
        group.add_argument(f"--{part.name.replace('_', '-')}", type=int, default=part.default)
    add_run_arguments(parser, standard.run)
    return parser


def _add_token_states(parser: argparse.ArgumentParser, standard: LossConfig) -> None:
    group = parser.add_argument_group("token states")
    group.add_argument(
        "--token-states",
        action="store_true",
        help="the decoder also learns to attend to the encoder's states of a text's tokens",
    )
    group.add_argument(
        "--copying",
        action="store_true",
        help="and to copy the text's pieces, such as names and numbers (implies --token-states)",
    )
    group.add_argument(
        "--from-vector",
        type=float,
        default=standard.from_vector,
        help=f"share of the batches decoded from the vector alone (default: {standard.from_vector})",
    )
    group.add_argument(
        "--from-states",
        type=float,
        default=standard.from_states,
        help="share decoded from the token states alone; the rest is decoded from both "
        f"(default: {standard.from_states})",
    )


def _add_teacher(parser: argparse.ArgumentParser, standard: TeachingWeights) -> None:
    group = parser.add_argument_group("a teacher of meaning, whose vectors `conceptwriter train teach` makes")
    group.add_argument("--teacher", action="store_true", help="pull vectors towards the teacher's")
    for name, text in (
        ("cosine", "to be near the teacher's vector"),
        ("relations", "to be as near each other as the teacher's are"),
        ("contrast", "to be nearest to the teacher's vector of the translation"),
    ):
        weight = getattr(standard, name)
        group.add_argument(
            f"--teacher-{name}",
            type=float,
            default=weight,
            help=f"weight of vectors {text} (default: {weight})",
        )


if __name__ == "__main__":
    sys.exit(main())
