"""Say a concept (or heading) in other words."""

from __future__ import annotations

import argparse

from conceptwriter.cli.arguments import add_document, node_id
from conceptwriter.cli.console import Console
from conceptwriter.cli.offers import add_offer, make_offer
from conceptwriter.cli.project import place


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument(
        "node",
        metavar="NODE",
        type=node_id,
        help="the concept to rewrite (ids: `conceptwriter show DOC --tree`)",
    )
    add_offer(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    return make_offer(
        arguments,
        console,
        "rewrite",
        lambda document: place(document, arguments.node),
        lambda assistant, document, anchor, options: assistant.rewrite(
            document, anchor, arguments.count or 5, **options
        ),
    )
