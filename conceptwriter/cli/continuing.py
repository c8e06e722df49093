"""Continue a text for a paragraph: several sentences at once, after a node."""

from __future__ import annotations

import argparse

from conceptwriter.cli.arguments import add_document, add_node
from conceptwriter.cli.console import Console
from conceptwriter.cli.manner import chosen_manner
from conceptwriter.cli.offers import add_offer, add_sentences, make_offer
from conceptwriter.cli.project import end_of_text, place


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    add_node(parser, "--at", "write the paragraph that follows this node (default: the end of the document)")
    add_sentences(parser)
    add_offer(parser, wish=True)


def run(arguments: argparse.Namespace, console: Console) -> int:
    settings = chosen_manner(arguments, "continue")
    return make_offer(
        arguments,
        console,
        "continue",
        lambda document: end_of_text(document) if arguments.at is None else place(document, arguments.at),
        lambda assistant, document, anchor: assistant.continue_paragraph(
            document,
            anchor,
            arguments.sentences or 5,
            arguments.count or 2,
            reroll=arguments.reroll or 0,
            settings=settings,
            language=arguments.language,
            wish=arguments.wish or "",
        ),
    )
