"""Continue a text for a paragraph: several sentences at once, after a node."""

from __future__ import annotations

import argparse

from conceptwriter.cli.arguments import add_document, add_node
from conceptwriter.cli.console import Console
from conceptwriter.cli.offers import add_offer, add_sentences, offer_paragraphs
from conceptwriter.cli.project import place_or_end


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    add_node(parser, "--at", "write the paragraph that follows this node (default: the end of the document)")
    add_sentences(parser)
    add_offer(parser, wish=True)


def run(arguments: argparse.Namespace, console: Console) -> int:
    return offer_paragraphs(
        arguments,
        console,
        "continue",
        lambda document: place_or_end(document, arguments.at),
        lambda assistant: assistant.continue_paragraph,
    )
