"""Propose the next concepts after a node: after a concept, at the end of a paragraph, or below a heading."""

from __future__ import annotations

import argparse

from conceptwriter.cli.arguments import add_document, add_node
from conceptwriter.cli.console import Console
from conceptwriter.cli.manner import chosen_manner
from conceptwriter.cli.offers import add_offer, make_offer
from conceptwriter.cli.project import end_of_text, place


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    add_node(parser, "--at", "propose what follows this node (default: the end of the document)")
    add_offer(parser, wish=True)


def run(arguments: argparse.Namespace, console: Console) -> int:
    settings = chosen_manner(arguments, "propose")
    return make_offer(
        arguments,
        console,
        "propose",
        lambda document: end_of_text(document) if arguments.at is None else place(document, arguments.at),
        lambda assistant, document, anchor: assistant.propose(
            document,
            anchor,
            arguments.count or 5,
            reroll=arguments.reroll or 0,
            settings=settings,
            language=arguments.language,
            wish=arguments.wish or "",
        ),
    )
