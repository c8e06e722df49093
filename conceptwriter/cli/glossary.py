"""Use a glossary: which term is right for a concept in each language, and which are wrong.

    glossary check GLOSSARY DOC       terms that translations lack, and forbidden ones; exit code 1 if any
    glossary find GLOSSARY TEXT       the terms in a text and what they are in other languages
    glossary convert GLOSSARY OUT     a table (.csv, .tsv) or TBX-Basic (.tbx) in the other format

GLOSSARY is a UTF-8 table with a header, or TBX-Basic of version 2 or 3.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_node, add_output, language
from conceptwriter.cli.check import report, with_texts
from conceptwriter.cli.console import Console
from conceptwriter.cli.output_file import check_file_name
from conceptwriter.cli.plurals import counted
from conceptwriter.cli.project import opened, place

if TYPE_CHECKING:
    from conceptwriter.glossary import Glossary, Occurrence


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="check the translations of a document", allow_abbrev=False)
    find = actions.add_parser("find", help="find terms in a text", allow_abbrev=False)
    convert = actions.add_parser("convert", help="write it in another format", allow_abbrev=False)
    for action in (check, find, convert):
        action.add_argument("glossary", metavar="GLOSSARY", type=Path, help="a table (.csv, .tsv) or TBX")
    check.add_argument("document", metavar="DOC", type=Path, help="a ConceptWriter project file (.concept)")
    add_node(check)
    find.add_argument("text", metavar="TEXT", help="the text to look in")
    find.add_argument("--from", dest="source", metavar="L", type=language, required=True, help=LANGUAGE_HELP)
    find.add_argument("--to", metavar="L", type=language, help="translations into this language only")
    check.add_argument("--to", metavar="L", type=language, help="check this language only")
    convert.add_argument("output", metavar="OUT", type=Path, help="the file to write: .csv, .tsv or .tbx")
    convert.add_argument(
        "--tbx-version",
        type=int,
        choices=(2, 3),
        default=2,
        help="of TBX-Basic (default: 2, which more programs read)",
    )
    for action in (check, find, convert):
        action.add_argument(
            "--languages",
            metavar="L",
            nargs="+",
            type=language,
            default=[],
            help="of the columns of a table without a header, or with the columns source and target",
        )
        add_output(action)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.glossary import read_glossary

    glossary = read_glossary(arguments.glossary, arguments.languages)
    for remark in glossary.remarks:
        console.note(remark)
    return {"check": _check, "find": _find, "convert": _convert}[arguments.action](
        glossary, arguments, console
    )


def _check(glossary: Glossary, arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.assistant import Flag
    from conceptwriter.review import review
    from conceptwriter.review.checker import PairChecker

    checker = PairChecker([glossary])
    with opened(arguments.document) as project:
        document = project.document
        found = with_texts(
            document,
            [
                remark
                for remark in review(document, place(document, arguments.node), checker.check_terms)
                if remark.flag == Flag.TERMS.value
                and remark.dismissed is None
                and arguments.to in (None, remark.language)
            ],
        )
    report(found, console, nothing="All terms are as the glossary has them.")
    return 1 if found else 0


def _find(glossary: Glossary, arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.glossary import TermFinder

    found = TermFinder(glossary, arguments.source).find(arguments.text)
    if console.as_json:
        console.json([_described(one, arguments.to) for one in found])
    else:
        for one in found:
            others = [
                f"{term.language} {term.text}" + (f" ({term.status.value})" if number else "")
                for code in glossary.languages
                if code != arguments.source and arguments.to in (None, code)
                for number, term in enumerate(one.entry.in_language(code))
            ]
            console.data(f"{one.written} at {one.start}: {', '.join(others)}")
            if one.entry.definition:
                console.data(f"    {' '.join(one.entry.definition.split())}")
    if not found:
        console.note("No terms found.")
    return 0 if found else 1


def _described(one: Occurrence, to: str | None) -> dict[str, object]:
    entry = one.entry
    return {
        "start": one.start,
        "end": one.end,
        "written": one.written,
        "term": asdict(one.term),
        "translations": [
            asdict(term)
            for term in entry.terms
            if term.language != one.term.language and to in (None, term.language)
        ],
        "definition": entry.definition,
        "note": entry.note,
        "subject": entry.subject,
    }


def _convert(glossary: Glossary, arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.glossary import write_glossary

    check_file_name(arguments.output)
    write_glossary(arguments.output, glossary, arguments.tbx_version)
    terms = sum(len(entry.terms) for entry in glossary.entries)
    if console.as_json:
        figures = {"concepts": len(glossary.entries), "terms": terms, "languages": glossary.languages}
        console.json({"file": str(arguments.output.resolve()), **figures})
    else:
        concepts = counted(len(glossary.entries), "concept")
        console.note(f"{arguments.output}: {concepts} with {counted(terms, 'term')} written")
    return 0
