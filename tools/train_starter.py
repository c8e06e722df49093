"""Train a whole starter bundle with one command, and continue with the same command where it stopped.

    python tools/train_starter.py toy DATA OUT     a minute: runs every stage, learns nothing
    python tools/train_starter.py cpu DATA OUT     some days on two cores
    python tools/train_starter.py gpu DATA OUT     about two hours of one large GPU, in calls of nine minutes

DATA is a folder laid out like the open data page (parallel/, documents/, dev/). OUT receives the pack, the
teacher's vectors, the runs of the codec and of every LCM variant, their weights in parts of at most 16 MiB
(weights/), the bundle, its figures and the table of runs (runs.md).
Exits with 0 when all is done, 3 when the command must be run again, 1 on an error.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from conceptwriter.errors import ConceptWriterError  # noqa: E402  (found only now that the root is on the path)
from conceptwriter.training import run_table  # noqa: E402
from conceptwriter.training.pieces import join_all  # noqa: E402
from conceptwriter.training.starter_run import WEIGHTS, Starter, run, split_all, stages  # noqa: E402
from conceptwriter.training.starter_sizes import SIZES, TEACHER_FLAG, VARIANTS  # noqa: E402

MORE_TO_DO = 3


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    made = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    made.add_argument("size", choices=list(SIZES))
    made.add_argument("data", type=Path, metavar="DATA")
    made.add_argument("out", type=Path, metavar="OUT")
    made.add_argument("--only", nargs="+", default=[], metavar="STAGE", help="only these stages")
    made.add_argument(
        "--variants",
        nargs="+",
        choices=VARIANTS,
        default=list(VARIANTS),
        help="LCM variants; the first is the default",
    )
    made.add_argument("--chunk", type=float, metavar="M", help="stop this call within M minutes")
    made.add_argument("--codec-minutes", type=float, metavar="M", help="time for the codec")
    made.add_argument(
        "--vocabulary",
        type=int,
        metavar="N",
        help="vocabulary size; that of `toy` is too small for many scripts",
    )
    made.add_argument(
        "--begin-from", type=Path, metavar="WEIGHTS", help="a codec's run folder, bundle or file of weights"
    )
    made.add_argument(
        "--no-teacher", action="store_true", help="train the codec without a teacher of meaning"
    )
    made.add_argument(
        "--languages", nargs="+", default=[], help="FLORES-200 codes (default: all of the data)"
    )
    made.add_argument("--lcm-steps", type=int, metavar="N", help="updates of each LCM")
    made.add_argument("--device", help="auto, cpu or cuda")
    made.add_argument("--processes", type=int, default=1, help="training processes, one per GPU")
    made.add_argument("--version", default="0.0.1", help="version of the bundle")
    made.add_argument(
        "--predict", action="append", default=[], metavar="STAGE=TEXT", help="expected result, for the table"
    )
    made.add_argument(
        "--pieces",
        action="store_true",
        help="also split large files into parts of at most 16 MiB, for transfer",
    )
    made.add_argument("--dry-run", action="store_true", help="only print what would be done")
    return made


def starter_of(arguments: argparse.Namespace) -> Starter:
    """The parsed arguments."""
    size = SIZES[arguments.size]
    size = replace(
        size,
        codec_minutes=arguments.codec_minutes or size.codec_minutes,
        vocabulary=arguments.vocabulary or size.vocabulary,
        lcm_steps=arguments.lcm_steps or size.lcm_steps,
        device=arguments.device or size.device,
    )
    if arguments.no_teacher:
        size = replace(size, codec_flags=tuple(flag for flag in size.codec_flags if flag != TEACHER_FLAG))
    return Starter(
        arguments.size,
        size,
        arguments.data,
        arguments.out,
        tuple(arguments.variants),
        arguments.processes,
        arguments.version,
        tuple(arguments.languages),
        arguments.begin_from,
    )


def predictions(words: list[str]) -> dict[str, str]:
    """``STAGE=TEXT`` as a dictionary. Raises ConceptWriterError."""
    for word in words:
        if "=" not in word:
            raise ConceptWriterError(f"--predict {word}: write STAGE=TEXT, for example codec='chrF++ 50'.")
    return dict(word.split("=", 1) for word in words)


def train(arguments: argparse.Namespace) -> int:
    """Do it; the exit code."""
    starter = starter_of(arguments)
    starter.out.mkdir(parents=True, exist_ok=True)
    for joined in join_all(starter.out, but=starter.out / WEIGHTS):
        print(f"joined {joined}")
    run_table.predict(starter.out, predictions(arguments.predict))
    if arguments.dry_run:
        for stage in stages(starter):
            print(f"{stage.name}: {'done' if stage.is_done() else 'to do'}")
        return 0
    done = run(starter, arguments.chunk or starter.size.chunk, arguments.only)
    if arguments.pieces:
        print(f"{len(split_all(starter.out))} files of pieces")
    print(run_table.table(starter.out))
    print("all done" if done else "more to do: the same command continues")
    return 0 if done else MORE_TO_DO


def main(words: list[str]) -> int:
    """The command; 0, 1 or 3."""
    try:
        return train(parser().parse_args(words))
    except (ConceptWriterError, OSError) as error:
        print(f"train_starter: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
