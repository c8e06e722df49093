"""Train a model on your own corpora. Needs the train extra.

    train data    tokenizer and packed corpora from a folder of texts
    train codec   text to vector to text
    train lcm     vectors so far to next vector

What follows the name are its own arguments: `conceptwriter train codec --help` lists them.
"""

from __future__ import annotations

import argparse

from conceptwriter.cli.console import Console
from conceptwriter.cli.training_command import require_training, run_module

MODULES = {
    "data": "conceptwriter.training.codec.prepare",
    "codec": "conceptwriter.training.codec.train",
    "lcm": "conceptwriter.training.lcm.train",
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=list(MODULES), help="what to make")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="...", help="its own arguments")


def run(arguments: argparse.Namespace, _: Console) -> int:
    require_training()
    return run_module(MODULES[arguments.what], arguments.words)
