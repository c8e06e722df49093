"""A whole starter run: pack, teacher, codec, embedding, every LCM variant, weights, bundle, figures, table.

Each stage writes a file that marks it as done, and the long ones resume from what they have written, so a run
that was stopped anywhere continues when it is started again.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conceptwriter.codec.lexicon import LEXICON_FILE
from conceptwriter.codec.word_statistics import WORDS_FILE
from conceptwriter.errors import ConceptWriterError
from conceptwriter.training import run_table
from conceptwriter.training.checkpointing import checkpoint_facts
from conceptwriter.training.codec.initial_weights import copy_tokenizer
from conceptwriter.training.codec.teacher import TEACHER_FILE, is_finished
from conceptwriter.training.embedding import DOCUMENTS_FILE
from conceptwriter.training.packing import PACK_FILE
from conceptwriter.training.passed_on import is_passed_on, pass_on
from conceptwriter.training.pieces import LARGEST, pieces_of, split
from conceptwriter.training.starter_sizes import TEACHER_FLAG, VARIANTS, Numbers, Size

BUNDLE = "bundle"
WORDS = "words"
"""Folder of what the texts say of single words."""
WEIGHTS = "weights"
"""Folder of what a bundle can be made of elsewhere."""
FIGURES_FILE = "figures.json"
_MARGIN = 0.3
"""Minutes of a call reserved for writing and ending."""


class StageError(ConceptWriterError):
    """A stage has failed; its own message was printed before."""


@dataclass(frozen=True, slots=True)
class Starter:
    """Settings of a run."""

    name: str
    """Of the size, for the table."""
    size: Size
    data: Path
    out: Path
    variants: tuple[str, ...] = VARIANTS
    """The first becomes the bundle's default."""
    processes: int = 1
    """Number of processes that train together (torchrun)."""
    version: str = "0.0.1"
    languages: tuple[str, ...] = ()
    """FLORES-200 codes; empty takes all of the data."""
    begin_from: Path | None = None
    """Weights of a codec to begin with: a run folder, a bundle, or a file with its tokenizer beside it."""
    licence_text: str = (
        "Creative Commons Attribution 4.0 International: https://creativecommons.org/licenses/by/4.0/\n"
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a run."""

    name: str
    is_done: Callable[[], bool]
    run: Callable[[float | None], int]
    """Given the minutes this call has left, or None: do all or part of it; returns an exit code."""
    needs: float = 0.0
    """Minutes needed to start it in a call that has already done something."""
    folder: Path | None = None
    """Where it trains."""


def stages(starter: Starter) -> list[Stage]:
    """All stages in order."""
    out = starter.out
    codec, module = out / "codec", "conceptwriter.training.codec.train"
    found = [
        Stage("prepare", (codec / PACK_FILE).is_file, lambda _: _prepare(starter), 6.0),
        Stage("words", (out / WORDS / WORDS_FILE).is_file, lambda _: _count_words(starter), 4.0),
    ]
    if TEACHER_FLAG in starter.size.codec_flags:
        file = codec / TEACHER_FILE
        found.append(Stage("teach", lambda: is_finished(file), lambda left: _teach(starter, left), 1.0))
    found += [
        _training(starter, "codec", codec, module, _codec_words(starter)),
        Stage("embed", (out / DOCUMENTS_FILE).is_file, lambda _: _embed(starter), 4.0),
    ]
    for variant in starter.variants:
        module, words = "conceptwriter.training.lcm.train", _lcm_words(starter, variant)
        found.append(_training(starter, variant, out / "lcm" / variant, module, words))
    weights, runs = out / WEIGHTS, _runs(starter)
    found.append(Stage("weights", lambda: is_passed_on(runs, weights), lambda _: _pass_on(runs, weights)))
    found.append(Stage("export", (out / BUNDLE / "bundle.json").is_file, lambda _: _export(starter), 3.0))
    if (starter.data / "dev").is_dir():
        found += _evaluations(starter)
    return found


def run(
    starter: Starter,
    chunk: float | None = None,
    only: Iterable[str] = (),
    now: Callable[[], float] = time.monotonic,
) -> bool:
    """Do the remaining work, for at most ``chunk`` minutes; returns whether all (or all of ``only``) is done.

    Raises:
        StageError: a stage failed or does not exist.
    """
    wanted = _chosen(stages(starter), only)
    starter.out.mkdir(parents=True, exist_ok=True)
    begin, has_worked = now(), False
    for stage in wanted:
        if stage.is_done():
            print(f"{stage.name}: done before", flush=True)
            continue
        left = None if chunk is None else chunk - (now() - begin) / 60 - _MARGIN
        if left is not None and (left <= 0 or (has_worked and left < stage.needs)):
            return False
        print(f"{stage.name}: begins" + ("" if left is None else f", {left:.1f} minutes left"), flush=True)
        since = now()
        if stage.run(left) != 0:
            raise StageError(
                f"The stage {stage.name} failed. Fix the problem reported above and start again."
            )
        has_worked = True
        if not stage.is_done():
            return False
        run_table.record(starter.out, stage.name, starter.name, stage.folder, (now() - since) / 60)
    return True


def _chosen(known: list[Stage], only: Iterable[str]) -> list[Stage]:
    names = list(only)
    for name in names:
        if name not in {stage.name for stage in known}:
            raise StageError(
                f"There is no stage {name!r} here. There are: {', '.join(stage.name for stage in known)}."
            )
    return [stage for stage in known if not names or stage.name in names]


def _training(starter: Starter, name: str, folder: Path, module: str, words: list[str]) -> Stage:
    def is_done() -> bool:
        facts = checkpoint_facts(folder)
        return facts is not None and facts.finished

    def train(left: float | None) -> int:
        given = words if left is None else [*words, "--chunk", f"{left:.3f}"]
        if starter.processes == 1:
            return _main(module)(given)
        together = f"--nproc-per-node={starter.processes}"
        command = [sys.executable, "-m", "torch.distributed.run", "--standalone", together, "-m", module]
        return subprocess.run([*command, *given, "--parts", str(starter.processes)], check=False).returncode

    return Stage(name, is_done, train, needs=1.0, folder=folder)


def _main(module: str) -> Callable[[Sequence[str]], int]:
    from conceptwriter.training.codec import train as codec_train
    from conceptwriter.training.lcm import train as lcm_train

    return {"conceptwriter.training.codec.train": codec_train.main}.get(module, lcm_train.main)


def _options(numbers: Numbers) -> list[str]:
    return [word for name, value in numbers.items() for word in (f"--{name}", str(value))]


def _codec_words(starter: Starter) -> list[str]:
    size = starter.size
    words = [str(starter.out / "codec"), *_options(size.codec), *size.codec_flags, "--device", size.device]
    if starter.begin_from is not None:
        words += ["--begin-from", str(starter.begin_from)]
    return words if size.codec_minutes is None else [*words, "--minutes", str(size.codec_minutes)]


def _lcm_words(starter: Starter, variant: str) -> list[str]:
    size, out = starter.size, starter.out
    numbers: Mapping[str, float | str] = {**size.lcm, **size.variants.get(variant, {})}
    words = [str(out / "codec"), str(out / DOCUMENTS_FILE), str(out / "lcm" / variant)]
    words += ["--variant", variant, "--steps", str(size.lcm_steps), "--device", size.device]
    words += _options(size.lcm_run)
    return [*words, "--set", *(f"{name}={value}" for name, value in numbers.items())] if numbers else words


def _prepare(starter: Starter) -> int:
    from conceptwriter.training.codec.prepare import main

    size = starter.size
    copy_tokenizer(starter.begin_from, starter.out / "codec")
    words = ["--vocabulary", str(size.vocabulary), "--longest-text", str(size.longest)]
    if starter.languages:
        words += ["--languages", *starter.languages]
    return main([str(starter.data), str(starter.out / "codec"), *words, *_options(size.made_pairs)])


def _count_words(starter: Starter) -> int:
    from conceptwriter.training.codec.word_tables import main

    words = ["--languages", *starter.languages] if starter.languages else []
    return main([str(starter.data), str(starter.out / WORDS), *words])


def _teach(starter: Starter, left: float | None) -> int:
    from conceptwriter.training.codec.teacher import main

    words = [str(starter.out / "codec"), "--processes", str(starter.size.teacher_processes)]
    return main(words if left is None else [*words, "--chunk", f"{left:.3f}"])


def _runs(starter: Starter) -> dict[str, Path]:
    """Their folders, by the names of their weights."""
    out = starter.out
    return {"codec": out / "codec"} | {f"lcm-{name}": out / "lcm" / name for name in starter.variants}


def _pass_on(runs: Mapping[str, Path], folder: Path) -> int:
    for part in pass_on(runs, folder):
        print(part)
    return 0


def _embed(starter: Starter) -> int:
    from conceptwriter.training.embedding import main

    size, out = starter.size, starter.out
    words = ["--longest", str(size.longest), "--device", size.device]
    return main([str(out / "codec"), str(starter.data), str(out / DOCUMENTS_FILE), *words])


def _export(starter: Starter) -> int:
    from conceptwriter.training.export.__main__ import main

    out = starter.out
    card, licence = out / "card.md", out / "licence.txt"
    card.write_text(model_card(starter), encoding="utf-8")
    licence.write_text(starter.licence_text, encoding="utf-8")
    words = [str(out / "codec"), str(out / BUNDLE), "--name", f"starter-{starter.name}"]
    words += ["--version", starter.version, "--card", str(card)]
    words += ["--licence", "CC-BY-4.0", "--licence-text", str(licence)]
    words += ["--lexicon", str(out / WORDS / LEXICON_FILE), "--words", str(out / WORDS / WORDS_FILE)]
    for variant in starter.variants:
        words += ["--lcm", f"{variant}={out / 'lcm' / variant}"]
    if (documents := out / DOCUMENTS_FILE).is_file():
        words += ["--documents", str(documents)]
    # Positions beyond the trained window were never seen: a longer context would be read as noise.
    if window := starter.size.lcm_run.get("window"):
        words += ["--maximum-context", str(window)]
    return main(words)


def model_card(starter: Starter) -> str:
    """What was trained, in a table, and where the data came from, in the data page's own words."""
    parts = [f"# Starter bundle, size {starter.name}", "## Runs", run_table.table(starter.out)]
    page = starter.data / "README.md"
    if page.is_file():
        text = page.read_text(encoding="utf-8")
        found = re.search(r"^## Sources.*?(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL)
        parts += [found[0].strip()] if found else []
    return "\n\n".join(parts) + "\n"


def _evaluations(starter: Starter) -> list[Stage]:
    """One for the codec and one for each variant, so that each fits into a call; then all figures."""
    parts = [
        Stage(
            f"evaluate-{name}",
            _part_of_figures(starter, name).is_file,
            lambda _, name=name: _evaluate(starter, name),  # type: ignore[misc]
            4.0,
        )
        for name in ("codec", *starter.variants)
    ]
    return [*parts, Stage("figures", (starter.out / FIGURES_FILE).is_file, lambda _: _join_figures(starter))]


def _part_of_figures(starter: Starter, name: str) -> Path:
    return starter.out / f"figures-{name}.json"


def _evaluate(starter: Starter, name: str) -> int:
    from conceptwriter.evaluation.run import Evaluation, evaluate

    task = Evaluation(starter.out / BUNDLE, starter.data / "dev", most=starter.size.most)
    is_codec = name == "codec"
    report = evaluate("codec" if is_codec else "lcm", task if is_codec else replace(task, variants=(name,)))
    report.save(_part_of_figures(starter, name))
    return 0


def _join_figures(starter: Starter) -> int:
    from conceptwriter.evaluation.measurements import Measurement, Report, read_report, tables

    # From the last to the first: of the facts, those of the default variant are to remain.
    found: dict[tuple[str, ...], Measurement] = {}
    facts: dict[str, Any] = {}
    for name in ("codec", *starter.variants[::-1]):
        report = read_report(_part_of_figures(starter, name))
        facts |= report.facts
        for row in report.measurements:  # those of baselines are in every report
            found[row.table, row.name, json.dumps(row.about, sort_keys=True)] = row
    whole = Report(sorted(found.values(), key=lambda row: row.table), facts)
    (starter.out / "figures.md").write_text(tables(whole.measurements), encoding="utf-8")
    whole.save(starter.out / FIGURES_FILE)
    return 0


def split_all(out: Path, largest: int = LARGEST) -> list[Path]:
    """Split every file of a run that is larger than a piece, for transfer; returns the pieces.

    Pieces of files that no longer exist are removed, such as those of an earlier checkpoint's optimisers.
    """
    for listing in out.rglob("*.pieces"):
        whole = listing.with_name(listing.name.removesuffix(".pieces"))
        if not whole.exists() and listing.parent.name != WEIGHTS:
            for old in (*pieces_of(whole), listing):
                old.unlink()
    found = [p for p in sorted(out.rglob("*")) if p.is_file() and p.stat().st_size > largest]
    return [piece for path in found for piece in split(path, largest)]
