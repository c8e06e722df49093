"""What propose, expand, summarise and rewrite share: ask or remember, print, take one.

What was shown last is kept in the project file; `--accept N` takes from it while the document is as it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from conceptwriter.cli.arguments import (
    LANGUAGE_HELP,
    add_model,
    add_output,
    language,
    whole_number,
)
from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.cli.manner import add_manner, chosen_manner, concept_model, given_settings, in_words
from conceptwriter.cli.project import opened, with_remarks_printed

if TYPE_CHECKING:
    from conceptwriter.assistant import Assistant, AssistantSettings
    from conceptwriter.job import Job
    from conceptwriter.outline import Document, NodeId, Proposal, ProposalSet
    from conceptwriter.storage import Project

FindAnchor = Callable[["Document"], "NodeId"]


class RequestOptions(TypedDict):
    """What the arguments say to every request."""

    reroll: int
    settings: AssistantSettings
    language: str | None


Ask = Callable[["Assistant", "Document", "NodeId", RequestOptions], "Job[ProposalSet]"]
WriteParagraphs = Callable[..., "Job[ProposalSet]"]
"""`Assistant.expand` or `Assistant.continue_paragraph`."""


def add_offer(parser: argparse.ArgumentParser, *, count: bool = True, wish: bool = False) -> None:
    """The arguments that all of them take; None means that nothing was said."""
    if count:
        parser.add_argument(
            "-n", dest="count", type=whole_number(1, 100), metavar="N", help="number of alternatives"
        )
    parser.add_argument(
        "--reroll",
        type=whole_number(0, 10_000),
        metavar="R",
        help="another set of results for the same seed: 1, 2, ...",
    )
    add_manner(parser)
    parser.add_argument(
        "--language",
        metavar="L",
        type=language,
        help=f"write in this language instead of the node's; {LANGUAGE_HELP}",
    )
    if wish:
        parser.add_argument(
            "--wish", metavar="TEXT", type=str.strip, help="what should happen, in your own words"
        )
    parser.add_argument(
        "--accept",
        type=whole_number(1, 100),
        metavar="N",
        help="put number N into the document; this can be undone",
    )
    add_model(parser)
    add_output(parser)


def add_sentences(parser: argparse.ArgumentParser) -> None:
    """How long a paragraph may be; None means that nothing was said."""
    parser.add_argument(
        "--sentences", type=whole_number(1, 50), metavar="K", help="the most sentences to write (default: 5)"
    )


def make_offer(
    arguments: argparse.Namespace, console: Console, kind: str, find_anchor: FindAnchor, ask: Ask
) -> int:
    """Ask the assistant for one node and print what it offers; with --accept, take one."""
    options = RequestOptions(
        reroll=arguments.reroll or 0, settings=chosen_manner(arguments, kind), language=arguments.language
    )
    with _opened(arguments.document, arguments.accept is not None, console) as project:
        document = project.document
        anchor = find_anchor(document)
        proposals = _remembered(document, anchor, kind, arguments) if arguments.accept is not None else None
        if proposals is None:
            proposals = _asked(
                project, arguments, console, lambda assistant: ask(assistant, document, anchor, options)
            )
        if arguments.accept is None:
            _show(proposals, console)
        else:
            _take(project, proposals, arguments.accept, console)
    return 0


def offer_paragraphs(
    arguments: argparse.Namespace,
    console: Console,
    kind: str,
    find_anchor: FindAnchor,
    method: Callable[[Assistant], WriteParagraphs],
) -> int:
    """`make_offer` for whole paragraphs, by the method of the assistant that writes them."""
    return make_offer(
        arguments,
        console,
        kind,
        find_anchor,
        lambda assistant, document, anchor, options: method(assistant)(
            document,
            anchor,
            arguments.sentences or 5,
            arguments.count or 2,
            wish=arguments.wish or "",
            **options,
        ),
    )


@contextmanager
def _opened(path: Path, to_change: bool, console: Console) -> Iterator[Project]:
    """For writing, so that the offer is kept; a document that is open elsewhere is read all the same."""
    from conceptwriter.storage import Project, ProjectLocked, StorageError

    try:
        project = with_remarks_printed(Project.open(path))
    except ProjectLocked:
        if to_change:
            raise
        console.note(f"{path} is open in another window, so these proposals are not stored in it.")
        project = with_remarks_printed(Project.open(path, read_only=True))
    except StorageError:
        with opened(path) as readable:
            if to_change:
                raise
            yield readable
        return
    with project:
        yield project


def _remembered(
    document: Document, anchor: NodeId, kind: str, arguments: argparse.Namespace
) -> ProposalSet | None:
    """The last offers for this node, if the document is unchanged and the request is the same."""
    found = document.proposals.get(anchor, kind)
    if found is None or found.revision != document.revision or arguments.accept > len(found.proposals):
        return None
    asked = {
        **given_settings(arguments),
        "reroll": arguments.reroll,
        "sentences": getattr(arguments, "sentences", None),
        "wish": getattr(arguments, "wish", None) or None,
    }
    made_with = found.settings.plain()
    same = all(value is None or made_with.get(name) == value for name, value in asked.items())
    same_language = arguments.language in (None, found.proposals[0].language)
    same_models = arguments.bundle is None and arguments.lcm_bundle is None
    return found if same and same_language and same_models else None


def _asked(
    project: Project,
    arguments: argparse.Namespace,
    console: Console,
    ask: Callable[[Assistant], Job[ProposalSet]],
) -> ProposalSet:
    from conceptwriter.assistant import SettingDoesNotCount, UnknownVariant
    from conceptwriter.cli.assistance import assistant_for, waited_for

    with assistant_for(arguments, project) as assistant:
        try:
            proposals = waited_for(ask(assistant), console)
        except (SettingDoesNotCount, UnknownVariant) as error:
            raise WrongUsage(str(error)) from error
    if not project.read_only:
        project.save_proposals(proposals)
    return proposals


def _show(proposals: ProposalSet, console: Console) -> None:
    if console.as_json:
        console.json(described(proposals))
        return
    console.note(in_words(proposals.settings))
    for line in offer_lines(proposals):
        console.data(line)


def offer_lines(proposals: ProposalSet) -> list[str]:
    """The lines that list the offers, best first.

    Under each: what speaks for it, what against it, and who wrote it where not all are by the same.

    A chance is printed only where it was measured; otherwise there is only the order.
    """
    measured = any(proposal.calibrated for proposal in proposals.proposals)
    mixed = len({proposal.writer for proposal in proposals.proposals}) > 1
    lines = []
    for number, proposal in enumerate(proposals.proposals, start=1):
        chance = f"{proposal.score:.0%}" if proposal.calibrated else "-"
        head = f"{number:>3}  {chance:>4}  " if measured else f"{number:>3}  "
        below = " " * len(head)
        first, *others = proposal.text.splitlines() or [""]
        lines += [head + first, *(below + other for other in others)]
        if mixed:
            lines.append(f"{below}  written by {writer_of(proposals, proposal)}")
        reasons = [(reason.text, reason.fault) for reason in proposal.reasons]
        if not reasons:
            reasons = [(flag, True) for flag in proposal.flags]
        good = [text for text, fault in reasons if not fault]
        lines += [f"{below}  {text}" for text in good]
        lines += [f"{below}  ! {text}" for text, fault in reasons if fault]
    return lines


def writer_of(proposals: ProposalSet, proposal: Proposal) -> str:
    """Who wrote one offer: the voice, or the concept model."""
    return proposal.writer or concept_model(proposals.settings)


def described(proposals: ProposalSet) -> dict[str, Any]:
    """A set as JSON: how it was made and what it offers. Earlier rolls are left out."""
    return {
        "node": proposals.anchor,
        "kind": proposals.kind,
        "revision": proposals.revision,
        "settings": proposals.settings.plain(),
        "proposals": [
            {
                "number": number,
                "text": proposal.text,
                "language": proposal.language,
                "writer": writer_of(proposals, proposal),
                "chance": proposal.score if proposal.calibrated else None,
                "score": proposal.score,
                "seed": proposal.seed,
                "flags": list(proposal.flags),
                "reasons": [reason.text for reason in proposal.reasons],
                "warnings": [reason.text for reason in proposal.reasons if reason.fault],
                "sentences": [child.text for child in proposal.draft.children]
                if proposal.draft
                else [proposal.text],
            }
            for number, proposal in enumerate(proposals.proposals, start=1)
        ],
    }


def _take(project: Project, proposals: ProposalSet, number: int, console: Console) -> None:
    from conceptwriter.assistant import accept

    if number > len(proposals.proposals):
        raise WrongUsage(
            f"There are only {len(proposals.proposals)} to choose from; there is no number {number}."
        )
    document = project.document
    notice = project.perform(accept(document, proposals, number - 1))
    project.drop_proposals(proposals.anchor, proposals.kind)
    taken = proposals.proposals[number - 1]
    inserted = document.in_reading_order(notice.inserted)
    if console.as_json:
        console.json(
            {
                "taken": number,
                "text": taken.text,
                "language": taken.language,
                "score": taken.score,
                "inserted": inserted,
                "changed": list(notice.changed),
                "revision": document.revision,
            }
        )
        return
    where = f"as node {', '.join(map(str, inserted))}" if inserted else f"in node {proposals.anchor}"
    console.data(taken.text)
    console.note(f"inserted {where}")
