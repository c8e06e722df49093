"""Combining several files into one document: each a section with its own language, notes and links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conceptwriter.interchange.as_written import ENDING, LINE_END, WHOLE
from conceptwriter.interchange.assembly import SourceText, draft_of
from conceptwriter.interchange.blocks import FRONT_MATTER, MARKDOWN, MARKUP, PLAIN, BlockKind
from conceptwriter.interchange.escaping import escape_inline
from conceptwriter.interchange.labels import Labels
from conceptwriter.language import Segmenter, find_language, identify_language
from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.outline import Document, Draft, Kind

_SURE_ENOUGH = 0.3
"""A language guessed with less confidence than this is replaced by that of the other files."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its content, and its name for the section and for remarks."""

    source: SourceText
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class Combined:
    """The document; `languages` of its parts; `remarks`: what the user should know, one sentence each."""

    document: Document
    languages: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def combine(
    parts: Sequence[Part], title: str, language: str | None = None, segmenter: Segmenter | None = None
) -> Combined:
    """One document with this title; a single part is all of it. ``language``: of all; None: guessed for each.

    Raises UnknownLanguage.
    """
    segmenter = segmenter or Segmenter()
    sources = _in_one_markup([part.source for part in parts])
    languages = _languages(sources, find_language(language).code if language else None)
    remarks = _keep_labels_apart(sources, parts)
    root = Draft(Kind.SECTION, title, languages[0], attributes=_root_attributes(sources))
    if len(parts) == 1:
        only = draft_of(sources[0], languages[0], title, segmenter)
        root.children, root.attributes = only.children, only.attributes
        return Combined(Document.from_draft(root, languages[0], consume=True), tuple(languages))
    for number, (part, source, code) in enumerate(zip(parts, sources, languages, strict=True)):
        section = _section(draft_of(source, code, source.title or part.title, segmenter))
        section.language = code if code != languages[0] else None
        for key in (MARKUP, ENDING, WHOLE, LINE_END):
            section.attributes.pop(key, None)
        front_matter = section.attributes.pop(FRONT_MATTER, "")
        if number and front_matter:
            section.note = front_matter
            remarks.append(
                f"{part.name}: a document can have only one front matter; this one is kept in the note "
                f"of the section “{section.text}”."
            )
        root.children.append(section)
    document = Document.from_draft(root, languages[0], consume=True)
    return Combined(document, tuple(dict.fromkeys(languages)), tuple(remarks))


def _section(root: Draft) -> Draft:
    """The part as a section: its only one, if that has its title, or all of it under its title."""
    only = root.children[0] if len(root.children) == 1 else None
    if only is None or only.kind is not Kind.SECTION or only.text != root.text:
        return root
    return replace(
        only,
        source_language=root.source_language,
        attributes={**root.attributes, **only.attributes},
    )


def _in_one_markup(sources: Sequence[SourceText]) -> list[SourceText]:
    """If Markdown and plain text are mixed, convert the plain ones to Markdown that reads the same."""
    if len({source.markup for source in sources}) == 1:
        return list(sources)
    return [_as_markdown(source) if source.markup == PLAIN else source for source in sources]


def _as_markdown(source: SourceText) -> SourceText:
    blocks = [
        block
        if block.is_verbatim or block.kind is BlockKind.NOTE
        else replace(block, lines=[escape_inline(line) for line in block.lines])
        for block in source.blocks
    ]
    title = escape_inline(source.title)
    return replace(source, blocks=blocks, title=title, markup=MARKDOWN, marks_of=inline_marks)


def _languages(sources: Sequence[SourceText], given: str | None) -> list[str]:
    if given is not None:
        return [given] * len(sources)
    guesses = [identify_language(source.sample()) for source in sources]
    surest = max(guesses, key=lambda guess: guess.confidence)
    return [guess.code if guess.confidence >= _SURE_ENOUGH else surest.code for guess in guesses]


def _keep_labels_apart(sources: Sequence[SourceText], parts: Sequence[Part]) -> list[str]:
    labels = Labels()
    remarks = []
    for part, source in zip(parts, sources, strict=True):
        renamed = labels.keep_apart(source.blocks) if source.markup == MARKDOWN else 0
        if renamed:
            what = "label is" if renamed == 1 else "labels are"
            remarks.append(f"{part.name}: {renamed} {what} also used by another file and renamed here.")
    return remarks


def _root_attributes(sources: Sequence[SourceText]) -> dict[str, str]:
    attributes = {FRONT_MATTER: sources[0].front_matter, MARKUP: sources[0].markup}
    return {key: value for key, value in attributes.items() if value}
