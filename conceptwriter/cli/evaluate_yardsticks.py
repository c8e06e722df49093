"""`evaluate translation`, `evaluate xsim`, `evaluate similarity`: public test sets that a user supplies."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_output, language, whole_number
from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.cli.evaluation_console import (
    ALL_KNOWN_BAD,
    KNOWN_BAD,
    EvaluationProgress,
    show_known_bad,
    write_json,
)
from conceptwriter.cli.output_file import check_file_name

if TYPE_CHECKING:
    from conceptwriter.assistant import Assistant
    from conceptwriter.engine import BundleChoice
    from conceptwriter.evaluation.measurements import Report
    from conceptwriter.evaluation.yardsticks.run import Yardsticks
NAMES = ("translation", "xsim", "similarity")
_PATHS = (
    "two text files whose lines are translations of each other, or a folder of such files named after their "
    "languages, as in deu_Latn.devtest (FLORES-200) or newstest2019-ref.deu.txt (NTREX)"
)
_TRANSLATION = (
    "translation of a public test set, both ways: chrF++ and BLEU by sacrebleu with their signatures, empty "
    "and looping output, numbers and names kept."
)
_XSIM = "how often the nearest sentence in the other language is not the translation, both ways."
_SIMILARITY = (
    "whether sentences that people found alike have vectors that are near: Spearman's and Pearson's "
    "correlation of the cosine with the scores."
)


def configure(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to those of `evaluate`."""
    for name, text, more in (
        ("translation", "measure translation of a public test set", _TRANSLATION),
        ("xsim", "measure how well translations are found by their vectors", _XSIM),
    ):
        part = parts.add_parser(name, help=text, description=more, allow_abbrev=False)
        part.add_argument("paths", metavar="PATH", type=Path, nargs="+", help=_PATHS)
        part.add_argument(
            "--languages",
            metavar="L",
            type=language,
            nargs="+",
            default=[],
            help=f"of the two files, in their order, or which ones of a folder: {LANGUAGE_HELP}",
        )
        part.add_argument("--between", action="store_true", help="also between languages other than English")
        _add_common(part, "lines, from the beginning (default: all)")
        if name == "translation":
            part.add_argument(
                "--as-the-program",
                action="store_true",
                help="also as the program translates: sentences split and joined, marks masked, checks, "
                "further attempts",
            )
            part.add_argument(
                "--texts",
                metavar="FILE.jsonl",
                type=Path,
                help="keep the translations in this file; the same command continues from there",
            )
    text = "measure agreement with people's ratings of pairs of sentences"
    part = parts.add_parser("similarity", help=text, description=_SIMILARITY, allow_abbrev=False)
    part.add_argument(
        "pairs", metavar="FILE.tsv", type=Path, help="two sentences and a score in each line, between tabs"
    )
    part.add_argument(
        "--languages",
        metavar="L",
        type=language,
        nargs="+",
        required=True,
        help=f"of the first and of the second sentences; one if it is the same: {LANGUAGE_HELP}",
    )
    _add_common(part, "pairs, from the beginning (default: all)")


def _add_common(part: argparse.ArgumentParser, most: str) -> None:
    part.add_argument("--bundle", metavar="NAME", help="an installed model or a model folder")
    part.add_argument("--most", type=whole_number(3, 1_000_000), help=f"only so many {most}")
    part.add_argument("--threads", type=whole_number(1, 256), default=2, help="CPU threads (default: 2)")
    part.add_argument(
        "--known-bad",
        choices=(*KNOWN_BAD, ALL_KNOWN_BAD),
        help="measure a deliberately bad codec, or all of them, and check that their gates stop them",
    )
    part.add_argument("--out", metavar="FIGURES", type=Path, help="write the figures to this file, as JSON")
    add_output(part)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Measure, and print the figures."""
    from conceptwriter.cli.engine_session import chosen_bundles
    from conceptwriter.evaluation.measurements import tables
    from conceptwriter.evaluation.yardsticks.run import Yardsticks

    if len(arguments.languages) > 2 and arguments.what == "similarity":
        raise WrongUsage("--languages takes one language or two.")
    texts = getattr(arguments, "texts", None)
    if texts is not None:
        check_file_name(texts)
    choice = chosen_bundles(arguments.bundle)
    yardsticks = Yardsticks(choice.codec, arguments.threads, on_progress=EvaluationProgress(console))
    if arguments.known_bad is not None:
        return _run_known_bad(arguments, yardsticks, console)
    try:
        with _assistant(arguments, choice) as assistant:
            report = _measured(arguments, yardsticks, assistant)
    except KeyboardInterrupt:
        if texts is not None:
            console.note(f"{texts} has what was translated; the same command continues from there.")
        raise
    if arguments.out is not None:
        write_json(arguments.out, report.as_json())
    if console.as_json:
        console.json(report.as_json())
    else:
        console.data(_head(report))
        console.data(tables(report.measurements))
        console.data(_tail(report))
    return 0


def _run_known_bad(arguments: argparse.Namespace, yardsticks: Yardsticks, console: Console) -> int:
    names = KNOWN_BAD if arguments.known_bad == ALL_KNOWN_BAD else (arguments.known_bad,)
    reports: dict[str, Report] = {}
    for name in names:
        yardsticks.known_bad = name
        reports[name] = _measured(arguments, yardsticks, None)
    return show_known_bad(reports, console, out=arguments.out)


def _measured(arguments: argparse.Namespace, yardsticks: Yardsticks, assistant: Assistant | None) -> Report:
    if arguments.what == "similarity":
        return yardsticks.similarity(arguments.pairs, arguments.languages, most=arguments.most)
    asked: dict[str, Any] = {"most": arguments.most, "between": arguments.between}
    if arguments.what == "xsim":
        return yardsticks.xsim(arguments.paths, arguments.languages, **asked)
    texts = None if yardsticks.known_bad is not None else arguments.texts
    return yardsticks.translation(
        arguments.paths, arguments.languages, **asked, assistant=assistant, texts=texts
    )


@contextmanager
def _assistant(arguments: argparse.Namespace, choice: BundleChoice) -> Iterator[Assistant | None]:
    """The program's own, with its engine, where it is to translate as well."""
    if not getattr(arguments, "as_the_program", False):
        yield None
        return
    from conceptwriter.assistant import Assistant
    from conceptwriter.engine import BundleChoice, Engine

    with (
        Engine(BundleChoice(choice.codec), device="cpu", threads=arguments.threads) as engine,
        Assistant(engine) as assistant,
    ):
        yield assistant


def _head(report: Report) -> str:
    facts = report.facts
    files = ", ".join(facts["files"])
    return f"{facts['bundle']} ({facts['precision']}), {facts['lines']:,} lines of {files}\n"


def _tail(report: Report) -> str:
    signatures = [f"  {name}: {text}" for name, text in report.facts.get("signatures", {}).items()]
    lines = ["\nsignatures of sacrebleu", *signatures] if signatures else []
    return "\n".join([*lines, *(f"not measured: {what}" for what in report.facts.get("not_measured", ()))])
