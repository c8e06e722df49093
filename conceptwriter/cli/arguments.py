"""Arguments that several commands share, and how their values are read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.language import UnknownLanguage, find_language
from conceptwriter.language.regions import regional_tag

if TYPE_CHECKING:
    from conceptwriter.interchange import Format

LANGUAGE_HELP = "a language code such as fra_Latn, fr or zh-Hant, or its English name"


def language(name: str) -> str:
    """The FLORES-200 code of a language in any notation; for argparse."""
    try:
        return find_language(name).code
    except UnknownLanguage as error:
        raise argparse.ArgumentTypeError(str(error)) from error


class LanguageInRegion(NamedTuple):
    """A language (FLORES-200) and the BCP 47 tag it was named by; empty where that names no region."""

    code: str
    tag: str


def language_in_region(name: str) -> LanguageInRegion:
    """A language in any notation, with its region if one is named; for argparse."""
    return LanguageInRegion(language(name), regional_tag(name) or "")


def format_names(wanted: Callable[[Format], bool]) -> str:
    """The names of the suitable formats: "markdown or text"."""
    from conceptwriter.interchange import FORMATS

    *others, last = [known.name for known in FORMATS.values() if wanted(known)]
    return f"{', '.join(others)} or {last}" if others else last


def whole_number(least: int, most: int) -> _WholeNumber:
    """A parser of integers from `least` to `most`; for argparse."""
    return _WholeNumber(least, most)


class _WholeNumber:
    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def __call__(self, text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not self._least <= number <= self._most:
            raise argparse.ArgumentTypeError(f"{number} is not between {self._least} and {self._most}")
        return number


node_id = whole_number(1, 2**63 - 1)
seed = whole_number(0, 2**63 - 1)


def add_splitter(parser: argparse.ArgumentParser) -> None:
    """The sentence splitter."""
    parser.add_argument(
        "--splitter",
        choices=("rules", "sat"),
        default="rules",
        help="what splits sentences: the rules, or the model SaT where it is installed (default: rules)",
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """--json and --quiet."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("-q", "--quiet", action="store_true", help="print no remarks and no progress")


def add_document(parser: argparse.ArgumentParser) -> None:
    """The project file a command works on."""
    parser.add_argument("document", metavar="DOC", type=Path, help="a ConceptWriter project file (.concept)")


def add_node(
    parser: argparse.ArgumentParser,
    name: str = "--node",
    text: str = "only this node and everything below it",
) -> None:
    """A node by its id, as `show --tree` prints them."""
    parser.add_argument(
        name, metavar="NODE", type=node_id, help=f"{text} (ids: `conceptwriter show DOC --tree`)"
    )


def add_preset(parser: argparse.ArgumentParser) -> None:
    """How hard the assistant tries and how far it strays (the names of `conceptwriter.assistant.PRESETS`)."""
    presets = ["quick", "balanced", "adventurous"]
    parser.add_argument("--preset", choices=presets, help="how fast, and how varied (default: balanced)")


def add_decode_from(parser: argparse.ArgumentParser) -> None:
    """What is decoded (the values of `conceptwriter.engine.DecodedFrom`)."""
    parser.add_argument(
        "--decode-from",
        choices=["text", "vector"],
        help="translate from the text itself, which keeps names and numbers better, or only from its concept "
        "vector (default: from the text if the model can)",
    )


def add_bundles(parser: argparse._ActionsContainer) -> None:
    """Which bundles: of the codec and, where that is another one, of the concept model."""
    parser.add_argument(
        "--bundle", metavar="NAME", help="the translation model: name or folder of an installed model"
    )
    parser.add_argument(
        "--lcm-bundle",
        metavar="NAME",
        help="the concept model: name or folder of an installed model (default: one that works with "
        "--bundle)",
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """Which model answers, and on what."""
    group = parser.add_argument_group("model")
    add_bundles(group)
    group.add_argument(
        "--device",
        choices=["auto", "cpu", "cuda"],
        default="auto",
        help="where to run the models (default: auto)",
    )
    group.add_argument(
        "--threads", type=whole_number(1, 256), help="CPU threads (default: all physical cores)"
    )
