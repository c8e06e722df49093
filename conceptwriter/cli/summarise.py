"""Summarise a section, a paragraph or (without NODE) the whole document."""

from __future__ import annotations

import argparse

from conceptwriter.cli.arguments import add_document, node_id, whole_number
from conceptwriter.cli.console import Console
from conceptwriter.cli.offers import add_offer, make_offer
from conceptwriter.cli.project import place


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument(
        "node",
        metavar="NODE",
        nargs="?",
        type=node_id,
        help="the section or paragraph to summarise (ids: `conceptwriter show DOC --tree`)",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--percent",
        type=whole_number(1, 100),
        default=10,
        help="length of the summary in percent of the concepts (default: 10)",
    )
    length.add_argument(
        "--sentences", type=whole_number(1, 50), metavar="K", help="length of the summary in sentences"
    )
    add_offer(parser, count=False)


def run(arguments: argparse.Namespace, console: Console) -> int:
    return make_offer(
        arguments,
        console,
        "summarise",
        lambda document: place(document, arguments.node),
        lambda assistant, document, anchor, options: assistant.summarise(
            document, anchor, percent=float(arguments.percent), sentences=arguments.sentences, **options
        ),
    )
