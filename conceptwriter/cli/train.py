"""Train a model on your own texts or on corpora. Needs the train extra.

    train data TEXTS OUT           tokenizer and packed sentences from a folder of texts
    train words TEXTS OUT          rare words and how they are translated, without training
    train codec TEXTS OUT          a codec: text to vector to text
    train teach RUN                what a teacher of meaning says of them, for train codec --teacher
    train embed CODEC TEXTS FILE   encode documents as vectors, once for several concept models
    train lcm CODEC TEXTS OUT      a concept model: vectors so far to next vector
    train heats RUN HEATS.toml OUT contests between ways of training a codec, at equal cost
    train widen CODEC OUT          more sentence pairs, translated by the codec and tested by a round trip

TEXTS is a folder of Markdown or plain text files, or of corpora. CODEC is the OUT folder of a codec.
`conceptwriter train codec --help` lists the options.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.cli.extras import require_extra, run_module
from conceptwriter.cli.own_text import is_own_text, training_folder

MODULES = {
    "data": "conceptwriter.training.codec.prepare",
    "words": "conceptwriter.training.codec.word_tables",
    "codec": "conceptwriter.training.codec.train",
    "teach": "conceptwriter.training.codec.teacher",
    "embed": "conceptwriter.training.embedding",
    "lcm": "conceptwriter.training.lcm.train",
    "heats": "conceptwriter.training.codec.heats",
    "widen": "conceptwriter.training.codec.back_translation",
}
TEXTS_AT = {"data": 0, "codec": 0, "embed": 1, "lcm": 1}
"""Which of the words that come first names the texts; the one after it names where the result goes."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=list(MODULES), help="what to train")
    parser.add_argument(
        "words",
        nargs=argparse.REMAINDER,
        metavar="...",
        help="its arguments; see `conceptwriter train WHAT --help`",
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    require_extra("train")
    words = with_own_text(arguments.what, arguments.words, console)
    return run_module(MODULES[arguments.what], words)


def with_own_text(what: str, words: list[str], console: Console) -> list[str]:
    """The words with a user's folder of texts replaced by the corpus that is made of it.

    Raises ConceptWriterError when a text cannot be read.
    """
    if what not in TEXTS_AT:
        return words
    at = TEXTS_AT[what]
    first = words[: at + 2]
    if len(first) < at + 2 or any(word.startswith("-") for word in first) or not is_own_text(Path(first[at])):
        return words
    rest, language = without_language(words[at + 2 :])
    out = Path(first[at + 1])
    made, summary = training_folder(Path(first[at]), out if out.suffix != ".npz" else out.parent, language)
    console.note(summary)
    return [*first[:at], str(made), str(out), *rest]


def without_language(words: list[str]) -> tuple[list[str], str | None]:
    """The words without `--language L`, and L: a corpus says itself what language it is in."""
    rest, language = [], None
    given = iter(words)
    for word in given:
        name, equals, value = word.partition("=")
        if name == "--language":
            language = value if equals else next(given, "")
            if not language:
                raise WrongUsage("--language needs a language, for example eng_Latn.")
        else:
            rest.append(word)
    return rest, language
