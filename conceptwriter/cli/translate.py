"""Translate a document, or a part of it, into another language. The source text is kept.

With --memory, what a translation memory has word for word is taken from there, and only the rest is left to
the model. The terms of glossaries are used where the model can. Text that you wrote or edited is never
replaced. The work is saved in small batches: if it is stopped, run the same command again to continue.
"""

from __future__ import annotations

import argparse
import queue
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.cli.arguments import (
    LANGUAGE_HELP,
    add_decode_from,
    add_document,
    add_model,
    add_node,
    add_output,
    add_preset,
    language,
)
from conceptwriter.cli.console import Console
from conceptwriter.cli.plurals import counted
from conceptwriter.cli.project import opened, place

if TYPE_CHECKING:
    from conceptwriter.assistant import Assistant, NodeTranslation, TranslationResult
    from conceptwriter.assistant.terms import TermSource
    from conceptwriter.storage import Project

KINDS = ("missing", "stale", "current")


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument(
        "--to",
        metavar="L",
        type=language,
        required=True,
        action="append",
        help=f"{LANGUAGE_HELP}; repeat it for several languages",
    )
    add_node(parser)
    parser.add_argument(
        "--only",
        type=_kinds,
        default=["missing", "stale"],
        metavar="KINDS",
        help="what to translate: missing, stale (outdated) and current, separated by commas (default: "
        "missing,stale)",
    )
    parser.add_argument(
        "--memory",
        action="store_true",
        help="first take what the translation memory beside the document, or your own, has word for word",
    )
    parser.add_argument(
        "--memory-file",
        metavar="FILE",
        action="append",
        help="the same with this memory (or that of this project) instead; may be repeated",
    )
    terms = parser.add_mutually_exclusive_group()
    terms.add_argument(
        "--glossary",
        metavar="FILE",
        action="append",
        type=Path,
        help="use the terms of this table (.csv, .tsv) or TBX file; may be repeated (default: the glossary "
        "beside the document, and your own)",
    )
    terms.add_argument("--no-glossary", action="store_true", help="use no glossary")
    parser.add_argument(
        "--engine",
        metavar="NAME",
        default="",
        help="the installed translator that does it, or codec: the program's own translation model (default: "
        "what `models use` has chosen for the languages)",
    )
    add_preset(parser)
    add_decode_from(parser)
    add_model(parser)
    add_output(parser)


def _kinds(text: str) -> list[str]:
    kinds = [kind.strip() for kind in text.split(",")]
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is not one of {', '.join(KINDS)}")
    return kinds


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.cli.assistance import assistant_for

    with opened(arguments.document, to_change=True) as project:
        nodes = None if arguments.node is None else [place(project.document, arguments.node)]
        asks_memory = arguments.memory or arguments.memory_file
        terms = _terms(arguments, project.path)
        languages = list(dict.fromkeys(arguments.to))
        known = {
            to: _from_memory(project, nodes, to, arguments, console) if asks_memory else []
            for to in languages
        }
        with assistant_for(arguments, project, proposes=False) as assistant:
            results = [
                _translated(assistant, project, nodes, to, terms, arguments, console) for to in languages
            ]
    if console.as_json:
        described = [{**_described(result), "from_memory": known[result.to]} for result in results]
        console.json(described[0] if len(described) == 1 else described)
    else:
        for result in results:
            _show(result, console)
    return 0


def _terms(arguments: argparse.Namespace, project: Path) -> TermSource:
    """The terms that the translations are to use. Raises GlossaryError, UnreadableXml."""
    from conceptwriter.glossary import read_glossary
    from conceptwriter.glossary.places import glossaries_for
    from conceptwriter.glossary.translating import TermLibrary

    files = [] if arguments.no_glossary else arguments.glossary or glossaries_for(project)
    return TermLibrary([read_glossary(path) for path in files])


def _from_memory(
    project: Project, nodes: list[int] | None, to: str, arguments: argparse.Namespace, console: Console
) -> list[dict[str, Any]]:
    """Enter the exact translations of the memories, and describe them."""
    from conceptwriter.assistant import Which
    from conceptwriter.cli.memory_file import memories_of
    from conceptwriter.memory.documents import exact_translations

    only = frozenset(map(Which, arguments.only))
    with memories_of(project.path, arguments.memory_file) as memories:
        found = exact_translations(project.document, nodes, to, only, memories)
    if found.operation.changes:
        project.perform(found.operation)
    console.note(f"{counted(len(found.matches), 'text')} from the translation memory")
    return [
        {
            "node": node,
            "text": match.text,
            "percent": match.percent,
            "memory": str(match.memory.path),
            "unit": match.id,
        }
        for node, match in found.matches.items()
    ]


def _translated(
    assistant: Assistant,
    project: Project,
    nodes: list[int] | None,
    to: str,
    terms: TermSource,
    arguments: argparse.Namespace,
    console: Console,
) -> TranslationResult:
    """Translate, saving each batch that the worker hands over; only this thread changes the document."""
    from conceptwriter.assistant import Which
    from conceptwriter.cli.assistance import POLLING_SECONDS, chosen_settings, show_progress
    from conceptwriter.engine import DecodedFrom

    ready: queue.SimpleQueue[Sequence[NodeTranslation]] = queue.SimpleQueue()
    saved = 0
    try:
        job = assistant.translate(
            project.document,
            nodes,
            to,
            only=frozenset(map(Which, arguments.only)),
            settings=replace(
                chosen_settings(arguments.preset),
                decode_from=DecodedFrom(arguments.decode_from) if arguments.decode_from else None,
            ),
            engine=arguments.engine,
            terms=terms,
            on_part=ready.put,
        )
        show_progress(job, console)
        while not job.done() or not ready.empty():
            try:
                part = ready.get(timeout=POLLING_SECONDS)
            except queue.Empty:
                continue
            saved += _save(project, part, to)
        return job.result()
    except KeyboardInterrupt:
        console.note(f"Saved: {counted(saved, 'text')}. Run the same command again to continue.")
        raise


def _save(project: Project, part: Sequence[NodeTranslation], to: str) -> int:
    from conceptwriter.assistant import TranslationResult, apply_translation

    document = project.document
    operation = apply_translation(document, TranslationResult(to, document.revision, tuple(part)))
    if operation.changes:
        project.perform(operation)
    return len(operation.changes)


def _show(result: TranslationResult, console: Console) -> None:
    from conceptwriter.assistant.translation_plan import IN_NO_NEED

    console.data(
        f"{counted(len(result.items), 'text')} in {result.to}, {len(result.skipped):,} left unchanged"
    )
    for by, count in Counter(item.translator for item in result.items if item.translator).items():
        console.data(f"  {counted(count, 'text')} by {by.title} ({by.licence})")
    for reason, count in Counter(result.skipped.values()).items():
        if reason not in IN_NO_NEED:
            console.data(f"  {counted(count, 'text')} not translated: {reason}")
    for item in result.flagged:
        console.data(f"  check node {item.node}: {'; '.join(item.reasons) or ', '.join(item.flags)}")


def _described(result: TranslationResult) -> dict[str, Any]:
    return {
        "to": result.to,
        "translated": [
            {
                "node": item.node,
                "text": item.text,
                "decoded_from": item.decoded_from.value,
                "translator": None if item.translator is None else item.translator.title,
                "score": item.score,
                "confidence": None if item.confidence is None else round(item.confidence, 4),
                "flags": list(item.flags),
                "reasons": list(item.reasons),
            }
            for item in result.items
        ],
        "skipped": {str(node): reason for node, reason in result.skipped.items()},
    }
