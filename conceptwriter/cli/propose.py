"""Propose the next concepts after a node: after a concept, at the end of a paragraph, or below a heading."""

from __future__ import annotations

import argparse

from conceptwriter.cli.arguments import add_document, add_node
from conceptwriter.cli.console import Console
from conceptwriter.cli.offers import add_offer, make_offer
from conceptwriter.cli.project import place_or_end


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    add_node(parser, "--at", "propose what follows this node (default: the end of the document)")
    add_offer(parser, wish=True)


def run(arguments: argparse.Namespace, console: Console) -> int:
    return make_offer(
        arguments,
        console,
        "propose",
        lambda document: place_or_end(document, arguments.at),
        lambda assistant, document, anchor, options: assistant.propose(
            document, anchor, arguments.count or 5, wish=arguments.wish or "", **options
        ),
    )
