"""Check a document for problems. The exit code is 1 if any are found.

Reports outdated and missing translations; empty concepts; repetitions, unreadable characters and the wrong
script. In translations, whoever made them: numbers, names, placeholders and formatting that were lost; text
that is unchanged, half translated, in another language or of unusual length; end marks that differ; brackets
and quotation marks that do not pair; double words and spaces; equal sources that are translated differently
and different ones that are translated the same; with --glossary also terms. No model is needed.

A remark on a text that is right can be dismissed; it comes back when the text or its source is changed:

    check DOC --dismiss numbers --node 12 --reason "a dozen"
    check DOC --bring-back numbers --node 12
    check DOC --dismissed                            list dismissed remarks as well
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_document, add_node, add_output, language
from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.cli.project import opened, place

if TYPE_CHECKING:
    from conceptwriter.glossary import Glossary
    from conceptwriter.outline import Document
    from conceptwriter.review import ReviewRemark


@dataclass(frozen=True, slots=True)
class CheckRemark:
    """One thing to see to; `flag` is its short name. `dismissed`: why it does not count; None: it does."""

    node: int
    language: str
    flag: str
    reason: str
    text: str
    dismissed: str | None = None


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    add_node(parser)
    parser.add_argument(
        "--language", metavar="L", type=language, help=f"check only this language; {LANGUAGE_HELP}"
    )
    parser.add_argument(
        "--only", metavar="FLAG", nargs="+", help="report only these kinds, named as in the JSON output"
    )
    parser.add_argument(
        "--glossary",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="check the terms of this glossary (.csv, .tsv, .tbx) as well; may be repeated",
    )
    parser.add_argument("--dismissed", action="store_true", help="list dismissed remarks as well")
    change = parser.add_mutually_exclusive_group()
    change.add_argument(
        "--dismiss", metavar="FLAG", help="dismiss this remark on --node: its text is right as it is"
    )
    change.add_argument("--bring-back", metavar="FLAG", help="take the dismissal of this remark back")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why it is dismissed; kept with it")
    parser.add_argument("--csv", action="store_true", help="print the result as a table (CSV)")
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    _check_usage(arguments)
    if arguments.dismiss or arguments.bring_back:
        return _change(arguments, console)
    with opened(arguments.document) as project:
        found = _found(project.document, arguments, console)
    report(found, console, as_csv=arguments.csv, nothing="No problems found.")
    return 1 if any(remark.dismissed is None for remark in found) else 0


def report(found: Sequence[CheckRemark], console: Console, *, as_csv: bool = False, nothing: str) -> None:
    """Print remarks in the form that is wanted; `nothing`: what is said where there are none."""
    if as_csv:
        console.data(_table(found))
    elif console.as_json:
        console.json([asdict(remark) for remark in found])
    else:
        for remark in found:
            end = (
                "" if remark.dismissed is None else f"  [dismissed: {remark.dismissed or 'no reason given'}]"
            )
            console.data(f"node {remark.node} ({remark.language}): {remark.reason}{end}")
            if remark.text:
                console.data(f"    {' '.join(remark.text.split())[:100]}")
    if not found:
        console.note(nothing)


def with_texts(document: Document, remarks: Iterable[ReviewRemark]) -> list[CheckRemark]:
    """The remarks with the texts they are about, and with what the source of an outdated one was."""
    from conceptwriter.review import STALE

    found = []
    for remark in remarks:
        rendition = document.rendition(remark.node, remark.language)
        text = document.source_text(remark.node) if rendition is None else rendition.text
        reason = remark.reason
        if remark.flag == STALE:
            reason = _why_stale(document, remark.node, remark.language, reason)
        found.append(CheckRemark(remark.node, remark.language, remark.flag, reason, text, remark.dismissed))
    return found


def _check_usage(arguments: argparse.Namespace) -> None:
    from conceptwriter.review import FLAGS

    for flag in [*(arguments.only or ()), arguments.dismiss, arguments.bring_back]:
        if flag is not None and flag not in FLAGS:
            raise WrongUsage(f"There is no remark {flag!r}. There are: {', '.join(FLAGS)}.")
    if (arguments.dismiss or arguments.bring_back) and arguments.node is None:
        raise WrongUsage(
            "Name the node with --node. `conceptwriter check DOC` lists the remarks with theirs."
        )
    if arguments.reason and not arguments.dismiss:
        raise WrongUsage("--reason says why a remark is dismissed: it needs --dismiss.")


def _found(document: Document, arguments: argparse.Namespace, console: Console) -> list[CheckRemark]:
    from conceptwriter.review import review
    from conceptwriter.review.checker import PairChecker

    checker = PairChecker(_glossaries(arguments.glossary, console))
    remarks = [
        remark
        for remark in review(document, place(document, arguments.node), checker.check, sources=True)
        if arguments.language in (None, remark.language)
        and (arguments.only is None or remark.flag in arguments.only)
        and (arguments.dismissed or remark.dismissed is None)
    ]
    return with_texts(document, remarks)


def _glossaries(files: Sequence[Path], console: Console) -> list[Glossary]:
    from conceptwriter.glossary import read_glossary

    found = [read_glossary(file) for file in files]
    for glossary in found:
        for remark in glossary.remarks:
            console.note(remark)
    return found


def _change(arguments: argparse.Namespace, console: Console) -> int:
    """Dismiss one remark, or bring it back."""
    from conceptwriter.outline.edits import bring_back, dismiss

    flag = arguments.dismiss or arguments.bring_back
    with opened(arguments.document, to_change=True) as project:
        document = project.document
        node = place(document, arguments.node)
        arguments.dismissed, arguments.only = True, [flag]
        there = [remark for remark in _found(document, arguments, console) if remark.node == node]
        about = _the_one(there, flag, node)
        if arguments.dismiss:
            project.perform(dismiss(document, node, about.language, flag, arguments.reason))
        else:
            project.perform(bring_back(document, node, about.language, flag))
        arguments.node = node
        after = [one for one in _found(document, arguments, console) if one.language == about.language]
    if console.as_json:
        console.json([asdict(remark) for remark in after])
    else:
        done = "dismissed" if arguments.dismiss else "brought back"
        console.note(f"node {node} ({about.language}): {about.reason}: {done}.")
    return 0


def _the_one(there: Sequence[CheckRemark], flag: str, node: int) -> CheckRemark:
    """The remark that is meant."""
    from conceptwriter.review import may_be_dismissed

    if not may_be_dismissed(flag):
        raise WrongUsage(
            f"{flag!r} is not about a text that may be right. Translate the node, or approve its text."
        )
    if not there:
        raise WrongUsage(f"Node {node} has no remark {flag!r}. `conceptwriter check DOC` lists what it has.")
    if len(there) > 1:
        languages = ", ".join(remark.language for remark in there)
        raise WrongUsage(f"Node {node} has it in several languages: {languages}. Name one with --language.")
    return there[0]


def _why_stale(document: Document, node: int, code: str, otherwise: str) -> str:
    from conceptwriter.outline.versions import source_then

    before = next((found for found in source_then(document, node, code) if found is not None), None)
    return otherwise if before is None else f"outdated: its source was “{before.text}”"


def _table(found: Sequence[CheckRemark]) -> str:
    written = io.StringIO()
    names = ("node", "language", "flag", "reason", "text", "dismissed")
    rows = csv.DictWriter(written, names, lineterminator="\n")
    rows.writeheader()
    rows.writerows(asdict(remark) for remark in found)
    return written.getvalue().rstrip("\n")
