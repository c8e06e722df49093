"""Expand a heading, a summary or a concept into a proposed paragraph."""

from __future__ import annotations

import argparse

from conceptwriter.cli.arguments import add_document, node_id
from conceptwriter.cli.console import Console
from conceptwriter.cli.offers import add_offer, add_sentences, offer_paragraphs
from conceptwriter.cli.project import place


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument(
        "node", metavar="NODE", type=node_id, help="the node to expand (ids: `conceptwriter show DOC --tree`)"
    )
    add_sentences(parser)
    add_offer(parser, wish=True)


def run(arguments: argparse.Namespace, console: Console) -> int:
    return offer_paragraphs(
        arguments,
        console,
        "expand",
        lambda document: place(document, arguments.node),
        lambda assistant: assistant.expand,
    )
