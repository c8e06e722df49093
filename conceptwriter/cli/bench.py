"""Measure the speed of this computer.

bench          the document core, the model in use and its variants: one or two minutes
bench sonar    SONAR and its concept model, compared with other runtimes: several minutes
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from conceptwriter import __version__
from conceptwriter.cli import bench_sonar
from conceptwriter.cli.arguments import add_model, add_output, whole_number
from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.cli.memory_figures import memory_figures
from conceptwriter.cli.proposing_figures import SENTENCES, BenchFigure, proposing_figures
from conceptwriter.cli.voice_figures import voice_figures

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from conceptwriter.engine import Engine, EngineStatus
    from conceptwriter.outline import Document

    FloatArray = npt.NDArray[np.float32]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=["sonar"], help="measure SONAR instead of the model in use"
    )
    parser.add_argument(
        "--concepts",
        type=whole_number(10, 1_000_000),
        default=20_000,
        help="size of the test document in concepts (default: 20000)",
    )
    parser.add_argument(
        "--runs",
        type=whole_number(1, 100),
        default=3,
        help="number of runs, of which the median is shown (default: 3)",
    )
    parser.add_argument(
        "--gguf",
        metavar="FILE",
        type=Path,
        help="the file that the voice was made from: compare with llama.cpp (package xllamacpp)",
    )
    add_model(parser)
    bench_sonar.configure(parser)
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.what == "sonar":
        if arguments.gguf is not None:
            raise WrongUsage("--gguf cannot be used with `conceptwriter bench sonar`.")
        return bench_sonar.run(arguments, console)
    for name in bench_sonar.ONLY_HERE:
        if getattr(arguments, name):
            raise WrongUsage(f"--{name.replace('_', '-')} can only be used with `conceptwriter bench sonar`.")
    from conceptwriter.cli.engine_session import chosen_bundles, default_bundles
    from conceptwriter.engine import Engine

    console.note("measuring the document core ...")
    core = [*document_figures(arguments.concepts, arguments.runs), *memory_figures()]
    status: EngineStatus | None = None
    model: list[BenchFigure] = []
    if arguments.bundle or arguments.lcm_bundle or default_bundles() is not None:
        console.note("measuring the model ...")
        started = time.perf_counter()
        choice = chosen_bundles(arguments.bundle, arguments.lcm_bundle)
        with Engine(choice, device=arguments.device, threads=arguments.threads) as engine:
            model, status = model_figures(engine, started, arguments.runs, arguments.gguf, console.note)
    else:
        console.note("no model is installed: only the document core was measured")
    _print(core + model, status, console)
    return 0


def _print(figures: list[BenchFigure], status: EngineStatus | None, console: Console) -> None:
    machine: dict[str, Any] = {
        "conceptwriter": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    if status is not None and status.codec is not None:
        machine |= {
            "bundle": f"{status.codec.id} {status.codec.version}",
            "provider": status.provider,
            "precision": status.precision,
            "threads": status.threads,
        }
    if console.as_json:
        console.json({"machine": machine, "figures": [asdict(figure) for figure in figures]})
        return
    for name, value in machine.items():
        console.data(f"{name:<14} {value}")
    for figure in figures:
        shown = f"{figure.value:>10,.2f}" if figure.unit == "s" else f"{figure.value:>10,.1f}"
        promised = "" if figure.target is None else f"  (target: at most {figure.target:g})"
        console.data(f"{figure.what:<58} {shown} {figure.unit}{promised}")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _typical_seconds(runs: int, work: Callable[[int], object]) -> float:
    """The median of several runs; `work` gets the number of the run."""
    return median(_seconds(partial(work, number)) for number in range(runs))


def document_figures(concepts: int, runs: int) -> list[BenchFigure]:
    """Making, writing, opening and editing a document of this many concepts."""
    from conceptwriter.outline import Kind
    from conceptwriter.outline.edits import edit_text
    from conceptwriter.storage import Project

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.concept"
        document = generated_document(concepts)
        writing = _seconds(lambda: Project.create(path, document).close())
        opening = _typical_seconds(runs, lambda _: Project.open(path, read_only=True).close())
        with Project.open(path) as project:
            nodes = list(project.document.of_kind(Kind.CONCEPT))
            middle = nodes[len(nodes) // 2]
            editing = _typical_seconds(
                20, lambda n: project.perform(edit_text(project.document, middle, f"Changed {n} times."))
            )
    size = f"{concepts:,} concepts"
    return [
        BenchFigure(f"write a document of {size}", writing, "s"),
        BenchFigure(f"open it ({size})", opening, "s"),
        BenchFigure("one edit, in memory and in the file (median of 20)", editing * 1000, "ms"),
        BenchFigure("peak memory of this process", _peak_megabytes(), "MB"),
    ]


def generated_document(concepts: int) -> Document:
    """A document of sections, each with paragraphs of eight sentences."""
    from conceptwriter.outline import Document, Draft, Kind

    paragraphs = [
        Draft(
            Kind.PARAGRAPH,
            children=[
                Draft(Kind.CONCEPT, SENTENCES[number % len(SENTENCES)])
                for number in range(start, min(start + 8, concepts))
            ],
        )
        for start in range(0, concepts, 8)
    ]
    sections = [
        Draft(Kind.SECTION, f"Section {start // 50 + 1}", children=paragraphs[start : start + 50])
        for start in range(0, len(paragraphs), 50)
    ]
    return Document.from_draft(Draft(Kind.SECTION, "Generated", children=sections), "eng_Latn")


def model_figures(
    engine: Engine, started: float, runs: int, gguf: Path | None, note: Callable[[str], None]
) -> tuple[list[BenchFigure], EngineStatus]:
    """Start, encoding, decoding and sampling; `started` is when the engine was asked for (perf_counter)."""
    from conceptwriter.engine import Describe, Encode

    status = engine.submit(Describe()).result()
    loading = time.perf_counter() - started
    codec = status.codec
    assert codec is not None
    source = "eng_Latn" if "eng_Latn" in codec.languages else codec.languages[0]
    target = next((code for code in codec.languages if code != source), source)
    vectors = engine.submit(Encode(SENTENCES, source)).result()
    encoding = _typical_seconds(runs, lambda _: engine.submit(Encode(SENTENCES, source)).result())
    figures = [
        BenchFigure("start the engine and load the models", loading, "s"),
        BenchFigure("encode, 8 sentences at once", len(SENTENCES) / encoding, "sentences/s"),
    ]
    for name, beam in (("greedy", 1), ("beam of 4", 4)):
        decoding = _typical_seconds(runs, partial(_decode, engine, vectors, target, beam))
        figures.append(BenchFigure(f"decode, {name}, 8 at once", len(SENTENCES) / decoding, "sentences/s"))
    if status.lcm is not None:
        sampling = _typical_seconds(min(runs, 5), partial(_sample, engine, vectors))
        figures.append(BenchFigure("sample 5 next concepts after a few sentences", sampling * 1000, "ms"))
        # Before the variants are loaded, which a writer seldom asks for.
        figures += voice_figures(engine, status, runs, gguf, note)
        figures += proposing_figures(engine, status, runs)
    memory = engine.status.rss_bytes
    if memory is not None:
        figures.append(BenchFigure("memory of the engine process", memory / 1e6, "MB"))
    return figures, status


def _decode(engine: Engine, vectors: FloatArray, language: str, beam: int, _: int) -> None:
    from conceptwriter.engine import Decode, DecodeOptions

    engine.submit(Decode(vectors, language, DecodeOptions(beam_size=beam))).result()


def _sample(engine: Engine, vectors: FloatArray, number: int) -> None:
    """Each run reads another sequence, so that none is answered from what the engine remembers."""
    import numpy as np

    from conceptwriter.engine import Sample

    context = vectors[number:]
    engine.submit(Sample(context, np.zeros(len(context), np.int64), 5)).result()


def _peak_megabytes() -> float:
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
