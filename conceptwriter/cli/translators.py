"""`models use`, and what `models import` must be told of a translation model of CTranslate2."""

from __future__ import annotations

import argparse
from pathlib import Path

from conceptwriter.bundles.translator_defaults import (
    drop_defaults,
    known_translators,
    pairs_of,
    pairs_to_take,
    set_default,
)
from conceptwriter.bundles.translators import (
    CODEC,
    EVERY_PAIR,
    InstalledTranslator,
    Translators,
    pair_key,
)
from conceptwriter.cli.console import Console
from conceptwriter.cli.plurals import counted
from conceptwriter.errors import ConceptWriterError
from conceptwriter.install.importing import TranslatorFacts
from conceptwriter.language import UnknownLanguage, find_language

_FACTS = ("languages", "licence", "title", "name", "version", "source", "licence_file")
_NAMED_PAIRS = 8


def add_import(parser: argparse.ArgumentParser) -> None:
    """The arguments of `models import`."""
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        type=Path,
        help="the folder with bundle.json, or with a CTranslate2 model; or an .argosmodel file",
    )
    group = parser.add_argument_group("for a CTranslate2 model, where its files do not say it")
    group.add_argument(
        "--languages",
        default="",
        metavar="PAIRS",
        help="what it translates: en:fr, en:fr,es (into each), en,fr,de (every one into every other)",
    )
    group.add_argument("--licence", default="", metavar="SPDX", help="such as CC-BY-4.0 or MPL-2.0")
    group.add_argument("--licence-file", metavar="FILE", type=Path, help="the text of the licence")
    group.add_argument("--title", default="", help="its name in the window (default: the folder's)")
    group.add_argument("--name", default="", help="its name in commands (default: from the folder's)")
    group.add_argument("--version", default="", help="(default: 1.0)")
    group.add_argument("--source", default="", help="where it comes from")


def facts_in(arguments: argparse.Namespace) -> TranslatorFacts:
    """What the user states of a model."""
    return TranslatorFacts(**{name: getattr(arguments, name) for name in _FACTS})


def refuse_facts(arguments: argparse.Namespace) -> None:
    """Raises ConceptWriterError where something is stated of a folder that is no CTranslate2 model."""
    given = next((name for name in _FACTS if getattr(arguments, name)), None)
    if given is not None and (arguments.folder / "bundle.json").is_file():
        option = given.replace("_", "-")
        raise ConceptWriterError(
            f"--{option} is for CTranslate2 models; {arguments.folder} is ready to use and says it itself."
        )


def add_use(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """`models use`."""
    parser = actions.add_parser(
        "use", help="make an installed translator the default for pairs of languages", allow_abbrev=False
    )
    parser.add_argument(
        "name", metavar="NAME", help=f"a translator; {CODEC}: the program's own translation model again"
    )
    parser.add_argument(
        "--for",
        dest="pair",
        metavar="PAIR",
        type=language_pair,
        action="append",
        help="such as en:fr; may be repeated (default: all that it translates)",
    )
    return parser


def language_pair(text: str) -> tuple[str, str]:
    """Two languages as FLORES-200 codes; for argparse."""
    source, arrow, target = text.replace(":", ">").partition(">")
    try:
        pair = find_language(source.strip()).code, find_language(target.strip()).code
    except UnknownLanguage as error:
        hint = "" if arrow else " Write a pair as en:fr, or as 'en>fr' in quotation marks."
        raise argparse.ArgumentTypeError(f"{error}{hint}") from error
    if pair[0] == pair[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is one language, not two")
    return pair


def use(name: str, wanted: list[tuple[str, str]] | None, console: Console) -> int:
    """Store the choice, for the window and all commands."""
    known = known_translators()
    if name == CODEC and not wanted:
        drop_defaults()
        pairs = []
    else:
        pairs = _pairs(known, name, wanted)
        set_default(name, pairs)
    if console.as_json:
        console.json({"name": name, "pairs": pairs})
    elif not pairs:
        console.data("The program's own translation model is the default for all languages.")
    else:
        console.data(f"{name} is now the default for {pairs_in_words(pairs)}.")
    return 0


def _pairs(known: Translators, name: str, wanted: list[tuple[str, str]] | None) -> list[str]:
    """Raises ConceptWriterError where there is no such translator, or it does not translate a pair."""
    if name == CODEC:
        return [pair_key(*pair) for pair in wanted or ()]
    found = known.named(name)
    if found is None:
        there = ", ".join(each.name for each in known.installed) or "none"
        raise ConceptWriterError(f"There is no translator {name!r}. Installed: {there}.")
    if not wanted:
        return pairs_to_take(found)
    for pair in wanted:
        if not found.translates(*pair):
            raise ConceptWriterError(
                f"{name} does not translate {pair_key(*pair)}. It translates {_translates(found)}."
            )
    return [pair_key(*pair) for pair in wanted]


def _translates(translator: InstalledTranslator) -> str:
    if translator.pair_count <= _NAMED_PAIRS:
        return ", ".join(translator.pairs)
    return counted(translator.pair_count, "pair")


def pairs_in_words(pairs: list[str]) -> str:
    """A few pairs by name, more by number."""
    if EVERY_PAIR in pairs:
        return "every pair of languages that it translates"
    return ", ".join(pairs) if len(pairs) <= _NAMED_PAIRS else counted(len(pairs), "pair")


def translator_rows(name: str, known: Translators) -> dict[str, str]:
    """What `models info` says of a translator; nothing of another model."""
    found = known.named(name)
    if found is None:
        return {}
    pairs = pairs_of(name, known.defaults)
    return {"translates": _translates(found), "default for": pairs_in_words(pairs) if pairs else ""}
