"""Contests between ways of training a codec: ``conceptwriter train heats RUN HEATS.toml OUT --dev DEV``.

RUN has the tokenizer, the pack and, for a teacher, its vectors. Every heat of the file begins from the same
weights, has the same seed and costs the same, in minutes (``--minutes``) or pieces (``--tokens``); then all
are measured on the same sentences. The table is ``OUT/heats.md``. Running the same command again continues.

    arguments = "--budget 6000 --token-states"      # of every heat, as `train codec` takes them

    [heats.teacher]
    arguments = "--teacher"
    prediction = "R@1 rises by 2, chrF++ stays"     # written down before: it cannot be changed afterwards
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from conceptwriter.atomic_write import atomic_write
from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.training import run_table
from conceptwriter.training.checkpointing import CheckpointError, checkpoint_facts
from conceptwriter.training.codec import train
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.heat_figures import HeatFigures, heat_figures
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.initial_weights import initial_codec
from conceptwriter.training.codec.losses import Attended
from conceptwriter.training.packing import PACK_FILE, Pack
from conceptwriter.training.processes import find_device
from conceptwriter.training.run_arguments import guarded
from conceptwriter.training.tokenizer import TOKENIZER_FILE

TABLE_FILE = "heats.md"
HEAT_FILE = "heat.json"
BEFORE = "before"
"""Row of the weights that all heats begin from."""
_SAME_FOR_ALL = (
    "--seed", "--minutes", "--tokens", "--steps", "--finish", "--finish-share", "--chunk", "--device",
    "--threads", "--prepared", "--begin-from",
)  # fmt: skip
_MARGIN = 1.5
"""Minutes of a call reserved for measuring and ending."""


class HeatError(ConceptWriterError):
    """A file of heats that is none, or a heat that failed; the message says which."""


@dataclass(frozen=True, slots=True)
class Heat:
    """One way of training."""

    name: str
    common: tuple[str, ...]
    """Arguments of every heat."""
    own: tuple[str, ...]
    prediction: str


@dataclass(frozen=True, slots=True)
class Contest:
    """What all heats have in common."""

    prepared: Path
    out: Path
    dev: Path
    cost: tuple[str, ...]
    """``--minutes M`` or ``--tokens N``."""
    begin_from: Path | None = None
    seed: int = 1
    device: str = "auto"
    threads: int = 2
    most: int = 100
    """Dev pairs of a language."""

    def words(self, heat: Heat) -> list[str]:
        """The arguments of its training."""
        words = [str(self.out / heat.name), "--prepared", str(self.prepared), *heat.common, *heat.own]
        if self.begin_from is not None:
            words += ["--begin-from", str(self.begin_from)]
        words += [*self.cost, "--seed", str(self.seed), "--device", self.device]
        return [*words, "--threads", str(self.threads)]


def read_heats(path: Path) -> list[Heat]:
    """The heats of a file. Raises HeatError."""
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8"))
        common = tuple(shlex.split(record.get("arguments", "")))
        heats = [
            Heat(
                name,
                common,
                tuple(shlex.split(part.get("arguments", ""))),
                str(part.get("prediction", "")).strip(),
            )
            for name, part in record["heats"].items()
        ]
    except (OSError, ValueError, LookupError, AttributeError) as error:
        raise HeatError(
            f"{path} is not a file of heats ({error}). `conceptwriter train heats --help` shows one."
        ) from error
    if not heats:
        raise HeatError(f"{path} has no heats.")
    for heat in heats:
        _check(heat)
    return heats


def _check(heat: Heat) -> None:
    if not re.fullmatch(r"[\w.-]+", heat.name) or heat.name in {BEFORE, ".", ".."}:
        raise HeatError(f"The name {heat.name!r} cannot be that of a heat: it becomes that of a folder.")
    if not heat.prediction:
        raise HeatError(f"The heat {heat.name} has no prediction. Write down what you expect before it runs.")
    for word in (*heat.common, *heat.own):
        if word.partition("=")[0] in _SAME_FOR_ALL:
            raise HeatError(
                f"The heat {heat.name} has {word}, which must be the same for all heats: give it to the "
                "command."
            )


def run_heats(
    contest: Contest,
    heats: Sequence[Heat],
    chunk: float | None = None,
    now: Callable[[], float] = time.monotonic,
) -> bool:
    """Train and measure what is left to do, for at most ``chunk`` minutes; returns whether all is done.

    Raises ConceptWriterError.
    """
    parser = train.argument_parser()
    parsed = [parser.parse_args(contest.words(heat)) for heat in heats]  # all, before the first hour is spent
    contest.out.mkdir(parents=True, exist_ok=True)
    run_table.predict(contest.out, {heat.name: heat.prediction for heat in heats})
    begin = now()
    if contest.begin_from is not None:
        _measure_before(contest, train.shape_of(parsed[0]))
    for heat in heats:
        left = None if chunk is None else chunk - (now() - begin) / 60 - _MARGIN
        if left is not None and left <= 0:
            return False
        if not _run_heat(contest, heat, left):
            return False
        _write_table(contest, heats)
    _write_table(contest, heats)
    return True


def _measure_before(contest: Contest, shape: CodecConfig) -> None:
    file = contest.out / f"{BEFORE}.json"
    if not file.is_file():
        tokenizer = load_tokenizer(contest.prepared / TOKENIZER_FILE)
        codec = TorchCodec(initial_codec(contest.begin_from, shape, tokenizer), tokenizer)
        _save(file, {"figures": _figures(contest, codec).as_json()})


def _run_heat(contest: Contest, heat: Heat, left: float | None) -> bool:
    """Train and measure one; returns whether it is done."""
    folder = contest.out / heat.name
    file, words = folder / HEAT_FILE, contest.words(heat)
    known = _read(file)
    if known is not None and known["arguments"] != words:
        raise HeatError(
            f"The heat {heat.name} was begun with other arguments: {shlex.join(known['arguments'])}. Give it "
            f"another name, or delete {folder}."
        )
    if known is not None and "figures" in known:
        print(f"{heat.name}: done before", flush=True)
        return True
    folder.mkdir(parents=True, exist_ok=True)
    _save(file, {"arguments": words})
    print(f"{heat.name}: {shlex.join(heat.own)}", flush=True)
    if train.main(words if left is None else [*words, "--chunk", f"{left:.3f}"]):
        raise HeatError(f"The heat {heat.name} failed. Fix the problem reported above and start again.")
    facts = checkpoint_facts(folder)
    if facts is None or not facts.finished:
        return False
    record = {
        "arguments": words,
        "figures": _figures(contest, TorchCodec.load(folder)).as_json(),
        "pieces": facts.tokens,
        "seconds": facts.seconds,
        "updates": facts.step,
    }
    _save(file, record)
    return True


def _figures(contest: Contest, codec: TorchCodec) -> HeatFigures:
    torch.set_num_threads(contest.threads)
    codec.model.to(find_device(contest.device))
    return heat_figures(codec, contest.dev, Pack.languages_of(contest.prepared / PACK_FILE), contest.most)


def _save(file: Path, record: dict[str, Any]) -> None:
    atomic_write(file, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())


def _read(file: Path) -> dict[str, Any] | None:
    if not file.is_file():
        return None
    try:
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CheckpointError(f"{file} is damaged ({error}). Delete it to measure again.") from error
    return record


# The table


def _write_table(contest: Contest, heats: Sequence[Heat]) -> None:
    (contest.out / TABLE_FILE).write_text(table(contest, heats), encoding="utf-8")


def table(contest: Contest, heats: Sequence[Heat]) -> str:
    """What was predicted and what came out, in Markdown; heats that are not done have empty cells."""
    predicted: dict[str, str] = json.loads(
        (contest.out / run_table.PREDICTIONS_FILE).read_text(encoding="utf-8")
    )
    records = {BEFORE: _read(contest.out / f"{BEFORE}.json")}
    records |= {heat.name: _read(contest.out / heat.name / HEAT_FILE) for heat in heats}
    if records[BEFORE] is None:
        del records[BEFORE]
    own = {heat.name: shlex.join(heat.own) for heat in heats}
    ways = [way.value for way in Attended]
    head = ["heat", "arguments", "predicted", *(f"loss {way}" for way in ways)]
    head += [
        *(f"chrF++ {way}" for way in ways),
        "R@1",
        "next R@10",
        "auto-encoding BLEU",
        "pieces",
        "minutes",
        "pieces/s",
    ]
    lines = [
        f"# Heats: {shlex.join(contest.cost)}, seed {contest.seed}, from {contest.begin_from or 'nothing'}",
        "",
        f"Arguments of all: {shlex.join(heats[0].common) or 'none'}",
        "",
        *_rows([head, *(_row(name, record, own, predicted) for name, record in records.items())]),
    ]
    figures = {name: _figures_of(record) for name, record in records.items()}
    directions = list(
        dict.fromkeys(
            way for one in figures.values() if one for way in one.translation[Attended.VECTOR.value]
        )
    )
    detail = [
        [
            f"{name} {way}",
            *(f"{scores[direction]:.1f}" if direction in scores else "" for direction in directions),
        ]
        for name, one in figures.items()
        if one
        for way, scores in one.translation.items()
    ]
    return "\n".join([*lines, "", "chrF++ by direction", "", *_rows([["heat", *directions], *detail])]) + "\n"


def _row(
    name: str, record: dict[str, Any] | None, own: dict[str, str], predicted: dict[str, str]
) -> list[str]:
    cells = [name, own.get(name, ""), predicted.get(name, "")]
    figures = _figures_of(record)
    if record is None or figures is None:
        return [*cells, *[""] * (2 * len(Attended) + 6)]
    ways = [way.value for way in Attended]
    cells += [f"{figures.loss[way]:.3f}" if way in figures.loss else "" for way in ways]
    cells += [f"{figures.mean_translation(way):.1f}" if way in figures.translation else "" for way in ways]
    following = "" if figures.next_found is None else f"{100 * figures.next_found:.1f} %"
    cells += [f"{100 * figures.found:.1f} %", following, f"{figures.auto_encoding:.1f}"]
    if "pieces" not in record:
        return [*cells, "", "", ""]
    seconds = max(record["seconds"], 1e-9)
    return [*cells, f"{record['pieces']:,}", f"{seconds / 60:.1f}", f"{record['pieces'] / seconds:,.0f}"]


def _figures_of(record: dict[str, Any] | None) -> HeatFigures | None:
    return HeatFigures.of_json(record["figures"]) if record is not None and "figures" in record else None


def _rows(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [lines[0], "| " + " | ".join("---" for _ in rows[0]) + " |", *lines[1:]]


def main(words: Sequence[str] | None = None) -> int:
    """Command line; 0 when done or stopped, 1 when it cannot be."""
    parser = argparse.ArgumentParser(
        prog="conceptwriter train heats",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("run", type=Path, help="folder with tokenizer.model and pack.npz")
    parser.add_argument("heats", type=Path, help="TOML file of heats")
    parser.add_argument("out", type=Path, help="folder for the runs and the table")
    parser.add_argument("--dev", type=Path, required=True, help="folder of held-out sets")
    parser.add_argument("--begin-from", type=Path, help="weights all begin from, as in `train codec`")
    cost = parser.add_mutually_exclusive_group(required=True)
    cost.add_argument("--minutes", type=float, help="of each heat")
    cost.add_argument("--tokens", type=int, help="pieces each heat learns from")
    parser.add_argument("--seed", type=int, default=1, help="of every heat (default: 1)")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads (default: 2)")
    parser.add_argument("--most", type=int, default=100, help="dev pairs of a language (default: 100)")
    parser.add_argument("--chunk", type=float, metavar="M", help="end this call within M minutes")
    arguments = parser.parse_args(words)

    def command() -> None:
        is_timed = arguments.minutes is not None
        given = ("--minutes", str(arguments.minutes)) if is_timed else ("--tokens", str(arguments.tokens))
        contest = Contest(
            arguments.run,
            arguments.out,
            arguments.dev,
            given,
            arguments.begin_from,
            arguments.seed,
            arguments.device,
            arguments.threads,
            arguments.most,
        )
        heats = read_heats(arguments.heats)
        done = run_heats(contest, heats, arguments.chunk)
        print(table(contest, heats))
        print("all done" if done else "more to do: the same command continues")

    return guarded(command)


if __name__ == "__main__":
    sys.exit(main())
