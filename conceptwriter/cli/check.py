"""Check a document for problems. The exit code is 1 if any are found.

Reports outdated and missing translations; empty concepts; repetitions, unreadable characters and the wrong
script; and in machine translations: lost numbers and names, and text that was cut off or not translated.
No model is needed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_document, add_node, add_output, language
from conceptwriter.cli.console import Console
from conceptwriter.cli.project import opened, place

if TYPE_CHECKING:
    from conceptwriter.assistant import Finding
    from conceptwriter.outline import Document, NodeId


@dataclass(frozen=True, slots=True)
class CheckRemark:
    """One thing to see to; `flag` is its short name."""

    node: int
    language: str
    flag: str
    reason: str
    text: str


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    add_node(parser)
    parser.add_argument(
        "--language", metavar="L", type=language, help=f"check only this language; {LANGUAGE_HELP}"
    )
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    with opened(arguments.document) as project:
        top = place(project.document, arguments.node)
        remarks = [
            remark
            for node in project.document.subtree(top)
            for remark in _of_node(project.document, node)
            if arguments.language in (None, remark.language)
        ]
    if console.as_json:
        console.json([asdict(remark) for remark in remarks])
    else:
        for remark in remarks:
            console.data(f"node {remark.node} ({remark.language}): {remark.reason}")
            if remark.text:
                console.data(f"    {' '.join(remark.text.split())[:100]}")
    if not remarks:
        console.note("No problems found.")
    return 1 if remarks else 0


def _of_node(document: Document, node: NodeId) -> Iterator[CheckRemark]:
    from conceptwriter.outline import Kind
    from conceptwriter.outline.remarks import remarks_on
    from conceptwriter.outline.translatable import is_verbatim, needs_translation

    here = document.node(node)
    if is_verbatim(here):
        return
    source = here.source_language
    if not document.source_text(node).strip():
        if here.kind is Kind.CONCEPT:
            yield CheckRemark(node, source, "empty", "has no text", "")
        return
    wanted = document.effective_language(node)
    if wanted not in here.renditions and needs_translation(document, node, wanted):
        yield CheckRemark(
            node, wanted, "missing", f"not yet translated into {wanted}", document.source_text(node)
        )
    for code, rendition in here.renditions.items():
        if document.is_stale(node, code):
            yield CheckRemark(node, code, "stale", _why_stale(document, node, code), rendition.text)
        found = {finding.flag.value: finding.reason for finding in _findings(document, node, code)}
        for flag, reason in remarks_on(document, node, code):  # what the translation itself reported
            found.setdefault(flag, reason)
        for flag, reason in found.items():
            yield CheckRemark(node, code, flag, reason, rendition.text)


def _why_stale(document: Document, node: NodeId, code: str) -> str:
    from conceptwriter.outline.versions import source_then

    before = next((found for found in source_then(document, node, code) if found is not None), None)
    return (
        "outdated: its source has changed" if before is None else f"outdated: its source was “{before.text}”"
    )


def _findings(document: Document, node: NodeId, code: str) -> list[Finding]:
    """Results of the assistant's checks; the writer's own sentences may be short and end in any way."""
    from conceptwriter.assistant import Flag, Limits
    from conceptwriter.assistant.checks import check_rendering, check_text
    from conceptwriter.assistant.marks import plain
    from conceptwriter.assistant.masking import check_marks

    here = document.node(node)
    bare = plain(here.renditions[code].text)
    if bare.is_code_or_image or not bare.text.strip():
        return []
    if code == here.source_language or document.is_stale(node, code):
        found = check_text(bare.text, code, Limits(), sentence=False)
        too_long = len(bare.text) > Limits().longest
        return [finding for finding in found if finding.flag is not Flag.LENGTH or too_long]
    source = document.source_text(node)
    found = check_rendering(plain(source).shown, here.source_language, bare.shown, code, Limits())
    return [*found, *check_marks(source, here.renditions[code].text)]
