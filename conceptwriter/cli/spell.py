"""Check the spelling of a document, each text in its own language. The exit code is 1 if a word is misspelt.

Used are the Hunspell dictionaries on this computer: of the system, LibreOffice, Firefox, and your own folder.
Your words, the words of the document, terms of its glossary and names are not reported; code, addresses,
placeholders and abbreviations in capitals are not checked.
"""

from __future__ import annotations

import argparse
import locale
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_document, add_node, add_output, language
from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.cli.plurals import counted
from conceptwriter.cli.project import opened, place
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conceptwriter.outline import Document
    from conceptwriter.spelling import Dictionary
    from conceptwriter.spelling.process import SpellingProcess
    from conceptwriter.spelling.whole import Misspelling


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    add_node(parser)
    parser.add_argument(
        "--language", metavar="L", type=language, help=f"check only texts in this language; {LANGUAGE_HELP}"
    )
    parser.add_argument(
        "--dictionary",
        metavar="NAME",
        action="append",
        default=[],
        help="use this one for its language, such as en_GB, or a .dic file; may be repeated",
    )
    parser.add_argument(
        "--no-suggestions", action="store_true", help="do not look for what may be meant, which takes longer"
    )
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.outline.regional_tags import regions_in
    from conceptwriter.spelling import find_dictionaries
    from conceptwriter.spelling.advice import how_to_get
    from conceptwriter.spelling.process import SpellingProcess

    with opened(arguments.document) as project, SpellingProcess() as spelling:
        document = project.document
        chosen = _dictionaries(find_dictionaries(), arguments.dictionary, regions_in(document))
        spelling.use(chosen)
        top = place(document, arguments.node)
        there = _languages(document, top)
        if arguments.language is not None:
            there = [arguments.language]
        lacking = [code for code in there if code not in chosen]
        if arguments.language is not None and lacking:
            raise ConceptWriterError(how_to_get(arguments.language))
        terms = _terms(arguments.document, console)
        found, problems = _found(document, top, [code for code in there if code in chosen], spelling, terms)
        for code in lacking:
            console.note(how_to_get(code))
        for problem in problems:
            console.problem(problem)
        suggestions = {} if arguments.no_suggestions else _suggestions(found, spelling, console)
        _report(document, found, suggestions, {code: how_to_get(code) for code in lacking}, console)
    return 1 if found or problems else 0


def _dictionaries(
    there: dict[str, list[Dictionary]], wanted: Iterable[str], regions: dict[str, str]
) -> dict[str, Dictionary]:
    """The dictionary for each language: the one `wanted`, or the one for its region in the document.

    Raises WrongUsage for one that is not there.
    """
    from conceptwriter.spelling import chosen_dictionaries, find_dictionaries

    wishes: dict[str, str] = {}
    for name in wanted:
        path = Path(name)
        if path.suffix == ".dic":
            there = {**there, **find_dictionaries([path.parent])}
            name = path.stem
        codes = [code for code, some in there.items() if any(one.name == name for one in some)]
        if not codes:
            names = ", ".join(sorted(one.name for some in there.values() for one in some))
            raise WrongUsage(f"There is no dictionary {name!r}. There are: {names or 'none'}.")
        wishes[codes[0]] = name
    regions = {code: region for code, region in regions.items() if code not in wishes}
    return chosen_dictionaries(there, wishes, user_locale(), regions)


def user_locale() -> str:
    """The country of the user, as in en_GB."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return named or locale.getlocale()[0] or ""


def _languages(document: Document, top: int) -> list[str]:
    """The languages of the texts from a node down, the most frequent first."""
    from collections import Counter

    counts = Counter(
        code
        for node in document.subtree(top)
        for code, one in document.node(node).renditions.items()
        if one.text.strip()
    )
    return [code for code, _ in counts.most_common()]


def _terms(path: Path, console: Console) -> list[tuple[str, str]]:
    """The terms of the document's glossary and of the user's; one that cannot be read is named."""
    from conceptwriter.glossary import read_glossary
    from conceptwriter.glossary.places import glossaries_for

    found: list[tuple[str, str]] = []
    for file in glossaries_for(path):
        try:
            glossary = read_glossary(file)
        except ConceptWriterError as error:
            console.note(str(error))
            continue
        found += [(term.language, term.text) for entry in glossary.entries for term in entry.terms]
    return found


def _found(
    document: Document,
    top: int,
    languages: list[str],
    spelling: SpellingProcess,
    terms: list[tuple[str, str]],
) -> tuple[list[Misspelling], list[str]]:
    """What is misspelt, and which dictionaries cannot be used."""
    from conceptwriter.spelling import SpellingError, personal_words
    from conceptwriter.spelling.judging import words_of_terms
    from conceptwriter.spelling.whole import misspellings

    known = words_of_terms(terms)
    found: list[Misspelling] = []
    problems: list[str] = []
    for code in languages:
        try:
            known.setdefault(code, set()).update(personal_words(code))
            found += misspellings(document, top, [code], spelling.check, known)
        except SpellingError as error:
            problems.append(str(error))
    order = {node: at for at, node in enumerate(document.subtree(top))}
    return sorted(found, key=lambda one: (order[one.node], one.language, one.start)), problems


def _suggestions(
    found: list[Misspelling], spelling: SpellingProcess, console: Console
) -> dict[tuple[str, str], list[str]]:
    """For each word once."""
    from conceptwriter.spelling import SpellingError

    wanted = list(dict.fromkeys((one.language, one.word) for one in found))
    suggestions: dict[tuple[str, str], list[str]] = {}
    for number, (code, word) in enumerate(wanted, start=1):
        console.progress(number, len(wanted), "looking for suggestions")
        try:
            suggestions[code, word] = spelling.suggest(code, word)
        except SpellingError as error:
            console.note(str(error))
            break
    return suggestions


def _report(
    document: Document,
    found: list[Misspelling],
    suggestions: dict[tuple[str, str], list[str]],
    lacking: dict[str, str],
    console: Console,
) -> None:
    if console.as_json:
        console.json(
            {
                "misspelt": [_described(one, suggestions) for one in found],
                "without_dictionary": [{"language": code, "advice": text} for code, text in lacking.items()],
            }
        )
        return
    for one in found:
        near = suggestions.get((one.language, one.word), [])
        console.data(
            f"node {one.node} ({one.language}): {one.written}{': ' if near else ''}{', '.join(near)}"
        )
        rendition = document.rendition(one.node, one.language)
        assert rendition is not None
        console.data(f"    {' '.join(rendition.text.split())[:100]}")
    console.note(f"{counted(len(found), 'misspelt word')}." if found else "No misspelt words.")


def _described(one: Misspelling, suggestions: dict[tuple[str, str], list[str]]) -> dict[str, Any]:
    return {
        "node": one.node,
        "language": one.language,
        "start": one.start,
        "end": one.end,
        "word": one.written,
        "suggestions": suggestions.get((one.language, one.word), []),
    }
