"""Measure a model on held-out texts. Needs the evaluate extra.

    evaluate all DEV          everything about a model (--bundle)
    evaluate codec DEV        its codec: auto-encoding, translation, retrieval, noise
    evaluate lcm DEV          its concept models: what comes next, compared with baselines
    evaluate translation A B  translation of a public test set that you have, as FLORES-200 or NTREX
    evaluate xsim A B         how often the nearest sentence in the other language is not the translation
    evaluate similarity FILE  agreement with people's ratings of pairs of sentences, as in STS
    evaluate confidence DEV   how far the confidence told with translations can be believed
    evaluate systems DEV      the whole program compared with its parts and human authors: what a writer gets
    evaluate samples DEV      unselected samples of what it writes, as Markdown
    evaluate data DATA        check that no held-out text is among the training data
    evaluate gates FILE       compare figures written by --out with the targets
    evaluate card CARD FILE   fill the tables of a model card with the figures

Every figure has a 95 % bootstrap interval. `conceptwriter evaluate codec --help` lists the options.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli import evaluate_confidence, evaluate_systems, evaluate_yardsticks
from conceptwriter.cli.arguments import add_output, language, whole_number
from conceptwriter.cli.console import Console
from conceptwriter.cli.evaluation_console import (
    ALL_KNOWN_BAD,
    KNOWN_BAD,
    KNOWN_BAD_LCMS,
    EvaluationProgress,
    held_out_folder,
    show_known_bad,
    write_json,
)
from conceptwriter.cli.extras import require_extra
from conceptwriter.cli.output_file import check_file_name
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.engine import BundleChoice
    from conceptwriter.evaluation.measurements import Report
    from conceptwriter.evaluation.run import Evaluation
SLOW = "slow"
_SPEED_RUNS = 9
_SLOW_RUNS = 3
_WHOLE_POOL = 1000
_KNOWN_BAD = {
    "codec": (*KNOWN_BAD, ALL_KNOWN_BAD),
    "lcm": (*KNOWN_BAD_LCMS, ALL_KNOWN_BAD),
    "all": (*KNOWN_BAD, *KNOWN_BAD_LCMS, SLOW, ALL_KNOWN_BAD),
}


def configure(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, text in (
        ("all", "measure everything about a model"),
        ("codec", "measure its codec"),
        ("lcm", "measure its concept models"),
    ):
        part = parts.add_parser(name, help=text, description=text, allow_abbrev=False)
        _add_bundle_arguments(part)
        part.add_argument(
            "--known-bad",
            choices=_KNOWN_BAD[name],
            help="measure a deliberately bad model, or all of them, and check that their gates stop them",
        )
        if name != "lcm":
            _add_codec_arguments(part)
        if name != "codec":
            _add_lcm_arguments(part)
        add_output(part)
    evaluate_yardsticks.configure(parts)
    evaluate_systems.configure(parts)
    evaluate_confidence.configure(parts)
    _add_samples_arguments(parts)
    _add_data_arguments(parts)
    gates = parts.add_parser("gates", help="compare figures with their targets", allow_abbrev=False)
    gates.add_argument("figures", metavar="FIGURES", type=Path, help="a file written by `evaluate ... --out`")
    add_output(gates)
    _add_card_arguments(parts)


def _add_bundle_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dev", metavar="DEV", type=Path, help="folder of the held-out sets")
    parser.add_argument("--bundle", metavar="NAME", help="an installed model or a model folder")
    parser.add_argument(
        "--training",
        metavar="DATA",
        type=Path,
        help="training data folder, or manifest of `evaluate data`: texts that occur in it are left out",
    )
    parser.add_argument(
        "--most",
        type=whole_number(1, 1_000_000),
        default=500,
        help="texts per set (default: 500; 40 for a quick look)",
    )
    parser.add_argument("--threads", type=whole_number(1, 256), default=2, help="CPU threads (default: 2)")
    parser.add_argument("--out", metavar="FIGURES", type=Path, help="write the figures to this file, as JSON")


def _add_codec_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--against", metavar="FOLDER", type=Path, help="another model folder to run on the same sentences"
    )
    parser.add_argument(
        "--lcm-error",
        type=float,
        metavar="E",
        help="error of the concept model per dimension; the fragility gate uses half of it as noise "
        "(default: measured if the model has a concept model)",
    )
    parser.add_argument(
        "--between", action="store_true", help="also translate between languages other than English"
    )


def _add_lcm_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--variants", metavar="NAME", nargs="+", default=[], help="only these concept models (default: all)"
    )
    parser.add_argument(
        "--languages",
        metavar="L",
        type=language,
        nargs="+",
        default=[],
        help="of the next-sentence figures (default: English, and French, German and Spanish where model and "
        "sets have them)",
    )
    parser.add_argument(
        "--no-writing",
        action="store_true",
        help="leave out proposals, continuations, expansions and summaries: takes seconds instead of minutes",
    )


def _add_samples_arguments(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = (
        "proposals, expansions and translations to read: the first ones of the held-out sets, without "
        "selection"
    )
    part = parts.add_parser("samples", help=text, description=text, allow_abbrev=False)
    part.add_argument("dev", metavar="DEV", type=Path, help="folder of the held-out sets")
    part.add_argument("--bundle", metavar="NAME", help="an installed model or a model folder")
    part.add_argument("--variant", metavar="NAME", help="a concept model of the model (default: its default)")
    part.add_argument("--threads", type=whole_number(1, 256), default=2, help="CPU threads (default: 2)")
    part.add_argument(
        "--out", metavar="FILE.md", type=Path, help="write them to this file (default: print them)"
    )
    add_output(part)


def _add_card_arguments(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "fill the tables of a model card, or of another Markdown file, with figures"
    card = parts.add_parser("card", help=text, description=text, allow_abbrev=False)
    card.add_argument("card", metavar="CARD.md", type=Path, help="the file, which is changed")
    card.add_argument(
        "figures", metavar="FIGURES", type=Path, nargs="+", help="files written by `evaluate ... --out`"
    )
    add_output(card)


def _add_data_arguments(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    data = parts.add_parser(
        "data", help="check whether held-out text is in the training data", allow_abbrev=False
    )
    data.add_argument("data", metavar="DATA", type=Path, help="folder that contains parallel/ and documents/")
    data.add_argument("--held-out", metavar="DEV", type=Path, help="the held-out sets (default: DATA/dev)")
    data.add_argument(
        "--pack",
        metavar="FILE",
        type=Path,
        nargs="+",
        default=[],
        help="packed data of training runs (pack.npz, documents.npz) to decode and search as well",
    )
    data.add_argument(
        "--tokenizer", metavar="FILE", type=Path, help="tokenizer of the packs (default: the one beside each)"
    )
    data.add_argument(
        "--languages", type=language, nargs="+", help="default: all languages of the training pairs"
    )
    data.add_argument("--out", metavar="MANIFEST", type=Path, help="write the manifest to this file, as JSON")
    add_output(data)


def run(arguments: argparse.Namespace, console: Console) -> int:
    require_extra("evaluate")
    if getattr(arguments, "out", None) is not None:
        check_file_name(arguments.out)
    if arguments.what == "systems":
        return evaluate_systems.run(arguments, console)
    if arguments.what == evaluate_confidence.NAME:
        return evaluate_confidence.run(arguments, console)
    if arguments.what in evaluate_yardsticks.NAMES:
        return evaluate_yardsticks.run(arguments, console)
    if arguments.what == "gates":
        return _gates(arguments, console)
    if arguments.what == "card":
        return _card(arguments, console)
    if arguments.what == "data":
        return _data(arguments, console)
    if arguments.what == "samples":
        return _samples(arguments, console)
    return _bundle(arguments, console)


def _bundle(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.cli.engine_session import chosen_bundles, in_one_space
    from conceptwriter.evaluation.measurements import tables
    from conceptwriter.evaluation.run import Evaluation, evaluate

    held_out_folder(arguments.dev, "the held-out sets")
    choice = in_one_space(chosen_bundles(arguments.bundle))
    folder = choice.lcm if arguments.what == "lcm" else choice.codec
    if folder is None:
        raise ConceptWriterError(f"{choice.codec} has no concept model. Name another model with --bundle.")
    task = Evaluation(
        folder,
        arguments.dev,
        most=arguments.most,
        threads=arguments.threads,
        training=arguments.training,
        on_progress=EvaluationProgress(console),
    )
    if arguments.what != "lcm":
        task = replace(
            task,
            against=arguments.against,
            lcm_error=arguments.lcm_error,
            between=arguments.between,
        )
    if arguments.what != "codec":
        task = replace(
            task,
            variants=tuple(arguments.variants),
            languages=tuple(arguments.languages),
            free_running=not arguments.no_writing,
        )
    if arguments.known_bad is not None:
        return _known_bad(arguments, task, choice, console)
    report = evaluate(arguments.what, task)
    if arguments.what == "all" and choice.lcm is not None:
        console.note("measuring how long proposals take ...")
        report = report.joined(_speed(choice, task.manifest.languages, arguments.threads))
    if arguments.out is not None:
        write_json(arguments.out, report.as_json())
    if console.as_json:
        console.json(report.as_json())
    else:
        console.data(_head(report))
        console.data(tables(report.measurements))
    return 0


def _speed(choice: BundleChoice, languages: Sequence[str], threads: int, *, slow: bool = False) -> Report:
    """How long a writer waits for five proposals, in the program's own engine; `slow`: a known-bad one."""
    from conceptwriter.cli.proposing_figures import seconds_of_proposals
    from conceptwriter.engine import Engine
    from conceptwriter.evaluation.bootstrap import median_figure
    from conceptwriter.evaluation.free_running.engine import SlowEngine
    from conceptwriter.evaluation.measurements import SECONDS, Measurement, Report

    language = "eng_Latn" if "eng_Latn" in languages else languages[0]
    with Engine(choice, device="cpu", threads=threads) as engine:
        seconds = seconds_of_proposals(
            SlowEngine(engine) if slow else engine, language, _SLOW_RUNS if slow else _SPEED_RUNS
        )
    about = {"language": language, "threads": str(threads)}
    found = Measurement("speed", "five proposals, median", about, median_figure(seconds), SECONDS)
    return Report([found])


def _head(report: Report) -> str:
    facts = report.facts
    lines = [f"{facts['bundle']} ({facts['precision']}), at most {facts['most']} texts a set"]
    left_out = facts.get("left_out", {}).get("trained_on", {})
    if facts["training_known"]:
        lines.append(f"left out because the model was trained on them: {sum(left_out.values())} texts")
    else:
        lines.append(
            "held-out texts that the model was trained on are included: name the training data with "
            "--training to leave them out"
        )
    pools = {facts["language"]: facts["lcm_pool"]} if "lcm_pool" in facts else {}
    pools |= {code: part["lcm_pool"] for code, part in facts.get("lcm_in_other_languages", {}).items()}
    small = [
        f"{code} ({', '.join(f'{name} {count}' for name, count in sizes.items())})"
        for code, sizes in pools.items()
        if min(sizes.values()) < _WHOLE_POOL
    ]
    if small:
        lines.append(f"fewer than 1,000 sentences to find the next one among: {', '.join(small)}")
    lines += [f"not measured: {what}" for what in facts.get("not_measured", ())]
    return "\n".join(lines) + "\n"


def _samples(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.cli.engine_session import chosen_bundles, in_one_space
    from conceptwriter.evaluation.lcm.samples import samples
    from conceptwriter.interchange import write_text_file

    held_out_folder(arguments.dev, "the held-out sets")
    choice = in_one_space(chosen_bundles(arguments.bundle))
    if choice.lcm is None:
        raise ConceptWriterError(f"{choice.codec} has no concept model. Name another model with --bundle.")
    text = samples(
        choice.lcm,
        arguments.dev,
        variant=arguments.variant,
        threads=arguments.threads,
        on_progress=EvaluationProgress(console),
    )
    if arguments.out is not None:
        write_text_file(arguments.out, text)
        console.note(f"written: {arguments.out}")
    elif console.as_json:
        console.json({"markdown": text})
    else:
        console.data(text)
    return 0


def _known_bad(
    arguments: argparse.Namespace, task: Evaluation, choice: BundleChoice, console: Console
) -> int:
    """Whether every gate is failed by the bad model meant for it."""
    from conceptwriter.evaluation.run import known_bad_reports

    wanted = arguments.known_bad
    names = _KNOWN_BAD[arguments.what] if wanted == ALL_KNOWN_BAD else (wanted,)
    reports = known_bad_reports(arguments.what, task, names)
    if SLOW in names and choice.lcm is not None:
        console.note("measuring how long proposals of a slow concept model take ...")
        reports[SLOW] = _speed(choice, task.manifest.languages, arguments.threads, slow=True)
    return show_known_bad(reports, console, out=arguments.out)


def _gates(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.evaluation.judging import judge
    from conceptwriter.evaluation.measurements import read_report

    judgement = judge(read_report(arguments.figures))
    if console.as_json:
        console.json(judgement.as_json())
    else:
        console.data(judgement.text())
    return 0 if judgement.passed else 1


def _card(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.bundles.integrity import describe_again
    from conceptwriter.evaluation.card import with_figures
    from conceptwriter.evaluation.measurements import read_report
    from conceptwriter.interchange import read_text_file, write_text_file

    card: Path = arguments.card
    text = read_text_file(card)
    written = with_figures(text, {path.stem: read_report(path) for path in arguments.figures})
    write_text_file(card, written)
    describe_again(card)
    console.note(f"{card}: {'as before' if written == text else 'filled'}")
    if console.as_json:
        console.json({"card": str(card), "changed": written != text})
    return 0


def _data(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.evaluation.held_out.manifest import check_data

    data = held_out_folder(arguments.data, "the training data")
    held_out = held_out_folder(arguments.held_out or data / "dev", "the held-out sets (--held-out)")
    check = check_data(
        data,
        held_out,
        frozenset(arguments.languages) if arguments.languages else None,
        arguments.pack,
        arguments.tokenizer,
        EvaluationProgress(console),
    )
    if arguments.out is not None:
        write_json(arguments.out, check.manifest)
    if console.as_json:
        console.json(check.manifest)
    else:
        console.data(check.text())
    for finding in check.findings:
        console.problem(f"{finding.subject} {finding.message}")
    return 1 if check.findings else 0
