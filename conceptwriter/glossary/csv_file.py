"""Glossaries as tables: UTF-8, with commas, semicolons or tabs, in either of two shapes.

A *row a concept*: a column for each language, named by it in any notation ("German", "de", "de-DE"); more
columns may say "de forbidden", "de note", "definition", "note", "subject", "part of speech". A *row a term*:
columns "language" and "term", with "concept", "status" and the same others. This one is written, as it loses
nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from conceptwriter.glossary.entry import Entry, Glossary, Status, Term
from conceptwriter.glossary.errors import GlossaryError
from conceptwriter.language import UnknownLanguage, find_language

COLUMNS = (
    "concept",
    "language",
    "term",
    "status",
    "part of speech",
    "term note",
    "definition",
    "note",
    "subject",
)
_OTHER_NAMES = {
    "concept": "concept id entry entryid conceptid conceptnumber number",
    "language": "language lang languagecode locale sprache langue",
    "term": "term text word phrase benennung terme",
    "status": "status usage usagestatus termstatus administrativestatus",
    "part of speech": "partofspeech pos wordclass wortart",
    "term note": "termnote usagenote",
    "definition": "definition description meaning bedeutung",
    "note": "note notes comment comments remark remarks bemerkung kommentar",
    "subject": "subject subjectfield domain field topic category fachgebiet",
}
_KINDS = {name: kind for kind, names in _OTHER_NAMES.items() for name in names.split()}
_FORBIDDEN = re.compile(r"\b(?:forbidden|banned|deprecated|do not use|not allowed|verboten|interdit)\b")
_ALLOWED = re.compile(r"\b(?:allowed|admitted|synonyms?|also|alternatives?)\b")
_NOTE = re.compile(r"\b(?:notes?|comments?|remarks?)\b")
_FILLING = re.compile(r"\b(?:term|preferred|source|target|terms)\b|[()\[\]:_]")
_SIDES = {"source": 0, "src": 0, "target": 1, "tgt": 1, "translation": 1}
_STATUSES = {
    **dict.fromkeys(
        ("", "preferred", "approved", "preferredterm", "standard", "recommended"), Status.PREFERRED
    ),
    **dict.fromkeys(("allowed", "admitted", "admittedterm", "synonym", "alternative"), Status.ALLOWED),
    **dict.fromkeys(
        (
            "forbidden",
            "deprecated",
            "deprecatedterm",
            "superseded",
            "supersededterm",
            "notrecommended",
            "banned",
        ),
        Status.FORBIDDEN,
    ),
}
_SEPARATORS = ",;\t|"
_LONGEST_CELL = 100_000


class _Column(NamedTuple):
    """What a column holds: a kind of `COLUMNS`, or the terms (or notes) of a language."""

    kind: str
    language: str = ""
    status: Status = Status.PREFERRED


def status_of(text: str) -> Status | None:
    """The status that a word in a table or in TBX means; None for one that is not known."""
    return _STATUSES.get(re.sub(r"[\W_]", "", text.casefold()).removesuffix("admnsts"))


def read_table(content: str, name: str, languages: Sequence[str] = ()) -> Glossary:
    """The glossary in a table; `name` is for messages.

    `languages`: FLORES-200 codes of the columns "source" and "target", or of the first columns of a table
    without a header. Raises GlossaryError, which names the line.
    """
    rows = list(_rows(content.removeprefix("\ufeff"), name))
    if not rows:
        raise GlossaryError(f"{name} is empty: there are no terms in it.")
    columns = [_column(cell, languages) for cell in rows[0][1]]
    if any(column is not None and column.language for column in columns):
        return _by_concept(rows[1:], columns, name)
    kinds = [None if column is None else column.kind for column in columns]
    if "language" in kinds and "term" in kinds:
        return _by_term(rows[1:], kinds, name)
    if len(languages) >= 2:
        return _by_concept(rows, [_Column("term", code) for code in languages], name)
    raise GlossaryError(
        f"{name}, line 1: no column is named after a language, and there are no columns “language” and "
        "“term”. Name the columns in the first line, or give the languages."
    )


def _rows(content: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row with text."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=_separator(content), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise GlossaryError(
            f"{name}, line {reader.line_num}: this row cannot be read ({error}). Check its quotation marks."
        ) from error


def _separator(content: str) -> str:
    """The sign that is most often in the first line, outside of quotation marks."""
    first = next((line for line in content.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=lambda sign: (bare.count(sign), -_SEPARATORS.index(sign)))


def _column(cell: str, languages: Sequence[str]) -> _Column | None:
    """What a header names; None for what is not known."""
    plain = " ".join(cell.casefold().split())
    bare = re.sub(r"[\W_]", "", plain)
    if bare in _KINDS:
        return _Column(_KINDS[bare])
    status = Status.FORBIDDEN if _FORBIDDEN.search(plain) else Status.PREFERRED
    status = Status.ALLOWED if _ALLOWED.search(plain) and status is Status.PREFERRED else status
    is_note = bool(_NOTE.search(plain))
    side = next((_SIDES[word] for word in re.findall(r"[a-z]+", plain) if word in _SIDES), None)
    rest = _FORBIDDEN.sub(" ", _ALLOWED.sub(" ", _NOTE.sub(" ", plain)))
    language = _language(rest) or _language(_FILLING.sub(" ", rest))
    if language is None and side is not None and side < len(languages):
        language = languages[side]
    if language is None:
        return None
    return _Column("term note" if is_note else "term", language, status)


def _language(text: str) -> str | None:
    try:
        return find_language(text.strip(" -_/")).code if text.strip() else None
    except UnknownLanguage:
        return None


def _by_concept(rows: Iterable[tuple[int, list[str]]], columns: list[_Column | None], name: str) -> Glossary:
    entries: list[Entry] = []
    remarks: list[str] = []
    for line, cells in rows:
        values: dict[str, str] = {}
        notes: dict[str, str] = {}
        forms: list[tuple[_Column, str]] = []
        for column, cell in zip(columns, cells, strict=False):
            if column is None or not cell:
                continue
            if not column.language:
                values[column.kind] = cell
            elif column.kind == "term note":
                notes[column.language] = cell
            else:
                forms += [(column, form.strip()) for form in cell.split("|") if form.strip()]
        if not forms:
            remarks.append(f"{name}, line {line}: no terms; left out.")
            continue
        entries.append(_entry(_terms(forms, notes, values.get("part of speech", "")), values))
    return Glossary(tuple(entries), tuple(remarks))


def _terms(forms: list[tuple[_Column, str]], notes: dict[str, str], part_of_speech: str) -> list[Term]:
    """The first of a language is the preferred one."""
    terms: list[Term] = []
    for column, form in forms:
        status = column.status
        has_preferred = any(
            term.language == column.language and term.status is Status.PREFERRED for term in terms
        )
        if status is Status.PREFERRED and has_preferred:
            status = Status.ALLOWED
        note = notes.pop(column.language, "") if status is not Status.FORBIDDEN else ""
        terms.append(Term(form, column.language, status, part_of_speech, note))
    return terms


def _by_term(rows: Iterable[tuple[int, list[str]]], kinds: list[str | None], name: str) -> Glossary:
    """Rows with the same concept are one entry; a row without a concept is one of its own."""
    gathered: dict[str, tuple[dict[str, str], list[Term]]] = {}
    remarks: list[str] = []
    for line, cells in rows:
        values = {kind: cell for kind, cell in zip(kinds, cells, strict=False) if kind and cell}
        language = _language(values.get("language", ""))
        status = status_of(values.get("status", ""))
        if language is None or not values.get("term"):
            what = "no term" if language is not None else f"unknown language {values.get('language', '')!r}"
            remarks.append(f"{name}, line {line}: {what}; left out.")
            continue
        if status is None:
            remarks.append(f"{name}, line {line}: unknown status {values['status']!r}; taken as allowed.")
        term = Term(
            values["term"],
            language,
            status or Status.ALLOWED,
            values.get("part of speech", ""),
            values.get("term note", ""),
        )
        key = values.get("concept") or f"line {line}"
        gathered.setdefault(key, (values, []))[1].append(term)
    entries = [_entry(terms, values) for values, terms in gathered.values()]
    return Glossary(tuple(entries), tuple(remarks))


def _entry(terms: list[Term], values: dict[str, str]) -> Entry:
    return Entry(
        tuple(terms),
        values.get("definition", ""),
        values.get("note", ""),
        values.get("subject", ""),
        values.get("concept", ""),
    )


def write_table(glossary: Glossary, separator: str = ",") -> str:
    """A row a term, with a header; concepts without an id get the next free number."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
    writer.writerow(COLUMNS)
    taken = {entry.id for entry in glossary.entries}
    free = (str(number) for number in range(1, 1 << 62) if str(number) not in taken)
    for entry in glossary.entries:
        concept = entry.id or next(free)
        for term in entry.terms:
            about = (term.language, term.text, term.status.value, term.part_of_speech, term.note)
            writer.writerow((concept, *about, entry.definition, entry.note, entry.subject))
    return stream.getvalue()
