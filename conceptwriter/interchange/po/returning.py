"""Giving a PO file back: as it came, with the document's translations in it.

Lines of messages whose translation is the same are not touched, so a document without changes gives the same
bytes. A translation that no person has checked is marked as fuzzy: programs then do not use it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from conceptwriter.interchange.blocks import MARKDOWN, MARKUP
from conceptwriter.interchange.escaping import unescape_inline
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.po.catalogue import FUZZY, Catalogue, Entry, Field, read_catalogue
from conceptwriter.interchange.po.reading import target_language
from conceptwriter.interchange.po.stored import ENCODING, LANGUAGE, SKELETON, place_of
from conceptwriter.interchange.po.strings import field_lines, quoted
from conceptwriter.interchange.remarks import counted
from conceptwriter.language.cldr import plural_forms
from conceptwriter.outline import ROOT, Document, Kind, State
from conceptwriter.outline.regional_tags import language_tag

_NAME = "the original file"
_BOM = "\ufeff"
_FORMS = "Plural-Forms"
_UNCHECKED = frozenset({State.NEW, State.MACHINE})


@dataclass(frozen=True, slots=True)
class _Said:
    """What the document says for one translation."""

    source: str
    text: str
    state: State


def give_back(document: Document, target: str | None) -> Export:
    """The file with what the document says in ``target`` (FLORES-200; None: as it came)."""
    attributes = document.root.attributes
    catalogue = read_catalogue(attributes[SKELETON], _NAME)
    said, foreign = _said(document, target)
    returning = _Returning(catalogue)
    other_sources = returning.fill(said)
    forms_lacking = 0
    if returning.is_changed and target is not None:
        facts = {}
        if not target_language(catalogue):
            facts["Language"] = language_tag(document, target).replace("-", "_")
        forms = plural_forms(target) if _lacks_plural_forms(catalogue) else None
        if forms is not None:
            forms_lacking = returning.fit_plurals(forms[0])
            facts[_FORMS] = f"nplurals={forms[0]}; plural={forms[1]};"
        if facts:
            returning.say_in_header(facts)
    missing = sum(
        (number, keyword) not in said
        for number, entry in enumerate(catalogue.entries)
        for keyword in entry.targets
        if not entry.is_header
    )
    text = returning.text()
    data, lacking = _encoded(text, attributes.get(ENCODING, "utf-8"))
    warnings = [
        *counted(other_sources, "message was", "messages were", "edited; the file keeps its own."),
        *counted(missing, "translation is", "translations are", "not in the document and stays as it was."),
        *counted(foreign, "text is", "texts are", "not from this file and not written to it."),
        *counted(
            forms_lacking,
            "message has",
            "messages have",
            "more plural forms in this language; the last one was repeated, and is fuzzy.",
        ),
        *lacking,
    ]
    return Export(text, tuple(warnings), data)


def _lacks_plural_forms(catalogue: Catalogue) -> bool:
    """Whether there are plurals, but the header does not say which forms the language has."""
    said = catalogue.header().get(_FORMS.lower(), "")
    return not re.search(r"nplurals\s*=\s*\d", said) and any(
        "msgid_plural" in entry.fields for entry in catalogue.entries
    )


def target_of(document: Document) -> str | None:
    """The language of the file's translations (FLORES-200); None if it has none yet."""
    return document.root.attributes.get(LANGUAGE)


def _said(document: Document, target: str | None) -> tuple[dict[tuple[int, str], _Said], int]:
    """By entry and keyword; and how many texts are not from the file."""
    shown = unescape_inline if document.root.attributes.get(MARKUP) == MARKDOWN else str
    source = document.root.source_language
    found: dict[tuple[int, str], _Said] = {}
    foreign = 0
    for identifier in document.descendants(ROOT):
        node = document.node(identifier)
        if node.kind is not Kind.CONCEPT:
            continue
        where = place_of(node.attributes)
        if where is None:
            foreign += bool(document.source_text(identifier).strip())
            continue
        rendition = node.renditions.get(target) if target is not None else None
        text, state = ("", State.NEW) if rendition is None else (shown(rendition.text), rendition.state)
        original = node.renditions.get(source)
        message = shown(original.text) if original is not None else ""
        before = found.get(where)
        if before is not None:  # a message that was split: both parts belong to it
            text = f"{before.text} {text}".strip()
            message = f"{before.source} {message}"
            state = state if state in _UNCHECKED else before.state
        found[where] = _Said(message, text, state)
    return found, foreign


class _Returning:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._changes: dict[int, tuple[int, list[str]]] = {}
        """First line -> the line behind the last one, and what stands there instead."""
        ends = [line for line in catalogue.lines if line.endswith("\n")]
        self._end = "\r\n" if ends and ends[0].endswith("\r\n") else "\n"

    @property
    def is_changed(self) -> bool:
        """Whether anything is written otherwise."""
        return bool(self._changes)

    def fill(self, said: dict[tuple[int, str], _Said]) -> int:
        """Collect the changes; how many messages of the document are not the file's."""
        others = 0
        for number, entry in enumerate(self._catalogue.entries):
            here = {key: said[number, key] for key in entry.targets if (number, key) in said}
            if entry.is_header or not here:
                continue
            others += any(
                _squeezed(one.source) != _squeezed(entry.source_of(key)) for key, one in here.items()
            )
            changed = False
            for keyword, one in here.items():
                text, before = _with_edges_of(entry.source_of(keyword), one.text), entry.fields[keyword].text
                # what nobody has changed stays, also where gettext would want other line ends
                if before not in {text, one.text}:
                    changed = True
                    self._write(entry, keyword, text)
            texts = [one for one in here.values() if one.text]
            fuzzy = any(one.state in _UNCHECKED for one in texts)
            if (texts and fuzzy != entry.is_fuzzy) or (changed and not texts and entry.is_fuzzy):
                self._mark(entry, fuzzy=fuzzy)
        return others

    def say_in_header(self, said: dict[str, str]) -> None:
        """Write lines of the header, in place of those of the same name."""
        facts = [f"{name}: {value}" for name, value in said.items()]
        header = next((entry for entry in self._catalogue.entries if entry.is_header), None)
        if header is None:  # gettext takes a file without one for ASCII
            facts.append("Content-Type: text/plain; charset=UTF-8")
            lines = ['msgid ""', 'msgstr ""', *(quoted(f"{line}\n") for line in facts), ""]
            self._changes[0] = self._joined(0, lines)
            return
        lines = header.fields["msgstr"].text.split("\n")
        known = {f"{name.lower()}:" for name in said}
        kept = [line for line in lines if line and f"{line.partition(':')[0].strip().lower()}:" not in known]
        self._replace(header.fields["msgstr"], ['msgstr ""', *(quoted(f"{line}\n") for line in kept + facts)])

    def fit_plurals(self, count: int) -> int:
        """Give every message with a plural as many forms as its language has; how many have a form too few.

        One of a language with more forms than the file's is the last one again, and marked as fuzzy.
        """
        lacking = 0
        for entry in self._catalogue.entries:
            forms = [entry.fields[keyword] for keyword in entry.targets]
            if "msgid_plural" not in entry.fields or len(forms) == count:
                continue
            texts = [self._lines_of(form) for form in forms]
            last = texts[-1]
            kept = [last] if count == 1 else (texts + [last] * count)[:count]
            for form in forms:
                self._replace(form, [])
            written = [
                re.sub(r"^msgstr\[\d+\]", f"msgstr[{number}]", line)
                for number, lines in enumerate(kept)
                for line in lines
            ]
            self._replace(forms[0], written)
            if count > len(forms) and any('"' in line.replace('""', "") for line in last):
                lacking += 1
                if not entry.is_fuzzy:
                    self._mark(entry, fuzzy=True)
        return lacking

    def _lines_of(self, form: Field) -> list[str]:
        """As they are to be written."""
        if form.first in self._changes:
            return self._changes[form.first][1]
        return [line.rstrip("\r\n") for line in self._catalogue.lines[form.first : form.end]]

    def text(self) -> str:
        """The whole file."""
        found: list[str] = []
        number = 0
        lines = self._catalogue.lines
        while number < len(lines) or number in self._changes:
            if number in self._changes:
                end, written = self._changes[number]
                found += [f"{line}{self._end}" for line in written]
                if end == number and number < len(lines):  # inserted before it
                    found.append(lines[number])
                    end += 1
                number = end
            else:
                found.append(lines[number])
                number += 1
        text = "".join(found)
        has_mark = bool(lines) and lines[0].startswith(_BOM)
        return _BOM + text.replace(_BOM, "", 1) if has_mark else text  # it stays first

    def _write(self, entry: Entry, keyword: str, text: str) -> None:
        before = entry.fields[keyword]
        message = entry.fields["msgid"]
        long = [line for line in self._catalogue.lines[message.first : message.end] if len(line) > 90]
        self._replace(before, field_lines(keyword, text, wrapped=not long))

    def _replace(self, before: Field, written: list[str]) -> None:
        self._changes[before.first] = before.end, written

    def _mark(self, entry: Entry, *, fuzzy: bool) -> None:
        flagged = [(number, line) for number, line in entry.comments if line.startswith("#,")]
        for number, line in entry.comments:
            if line.startswith("#|") and not fuzzy:  # the message that a fuzzy translation was made for
                self._changes[number] = number + 1, []
        if not flagged:
            if fuzzy:
                first = min(part.first for part in entry.fields.values())
                self._changes[first] = self._joined(first, [f"#, {FUZZY}"])
            return
        flags = [flag.strip() for _, line in flagged for flag in line[2:].split(",") if flag.strip()]
        flags = [FUZZY, *flags] if fuzzy else [flag for flag in flags if flag != FUZZY]
        for number, _ in flagged[1:]:
            self._changes[number] = number + 1, []
        self._changes[flagged[0][0]] = flagged[0][0] + 1, ([f"#, {', '.join(flags)}"] if flags else [])

    def _joined(self, first: int, before: list[str]) -> tuple[int, list[str]]:
        """Lines put before a line, which may itself be changed."""
        end, written = self._changes.get(first, (first, []))
        return end, [*before, *written]


def _with_edges_of(source: str, text: str) -> str:
    """A message that begins or ends with a line end has a translation that does, or gettext refuses it."""
    if not text:
        return text
    lead = "\n" if source.startswith("\n") else ""
    tail = "\n" if source.endswith("\n") else ""
    return lead + text.strip("\n") + tail if source.strip("\n") else text


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _encoded(text: str, encoding: str) -> tuple[bytes, list[str]]:
    try:
        return text.encode(encoding), []
    except UnicodeEncodeError as error:
        sign = text[error.start]
        said = f"The file's charset {encoding} has no {sign!r}; it was written as UTF-8. Change its header."
        return text.encode("utf-8"), [said]
