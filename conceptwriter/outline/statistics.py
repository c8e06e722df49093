"""Counting: words, characters, concepts, and the progress of each language.

Counted is the shown text of headings and concepts; the title, summaries, notes and the trash are excluded. A
word is anything between spaces or dashes that contains a letter or digit; in Han, kana and other scripts
without spaces within a sentence, every letter counts as one, as writers of these languages expect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from conceptwriter.language.scripts import counted_letter
from conceptwriter.outline.model import Kind, NodeId, fingerprint
from conceptwriter.outline.translatable import has_words, is_verbatim
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document

_WORD = re.compile(r"[^\s\u2012-\u2015]*\w[^\s\u2012-\u2015]*")


def count_words(text: str) -> int:
    """Number of words, where letters of scripts without spaces count one each."""
    if text.isascii():
        return len(_WORD.findall(text))
    spaced, letters = counted_letter().subn(" ", text)
    return letters + len(_WORD.findall(spaced))


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums over some nodes. `characters` counts everything, spaces included."""

    words: int = 0
    characters: int = 0
    sections: int = 0
    paragraphs: int = 0
    concepts: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.words + other.words,
            self.characters + other.characters,
            self.sections + other.sections,
            self.paragraphs + other.paragraphs,
            self.concepts + other.concepts,
        )

    def __sub__(self, other: Counts) -> Counts:
        return Counts(
            self.words - other.words,
            self.characters - other.characters,
            self.sections - other.sections,
            self.paragraphs - other.paragraphs,
            self.concepts - other.concepts,
        )


def counts_of_node(document: Document, node: NodeId, language: str | None = None) -> Counts:
    """The counts of one node; zero for a root."""
    here = document.node(node)
    if here.parent is None:
        return Counts()
    if here.kind is Kind.PARAGRAPH:
        return Counts(paragraphs=1)
    text = document.text(node, language)
    words, characters = count_words(text), len(text)
    if here.kind is Kind.SECTION:
        return Counts(words, characters, sections=1)
    return Counts(words, characters, concepts=1)


def count(document: Document, under: NodeId = ROOT, language: str | None = None) -> Counts:
    """The counts of a branch as shown, or in one language where there is a rendition in it."""
    words = characters = sections = paragraphs = concepts = 0
    for node in document.subtree(under):
        one = counts_of_node(document, node, language)
        words += one.words
        characters += one.characters
        sections += one.sections
        paragraphs += one.paragraphs
        concepts += one.concepts
    return Counts(words, characters, sections, paragraphs, concepts)


@dataclass(slots=True)
class LanguageProgress:
    """How many texts of a branch are in a language: `done` ones are there and up to date."""

    done: int = 0
    stale: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        return self.done + self.stale + self.missing


def progress(
    document: Document, under: NodeId = ROOT, languages: Iterable[str] = (), most: int | None = None
) -> dict[str, LanguageProgress]:
    """For each language that occurs in the branch, and each one asked for: texts done, stale and missing.

    Texts are the headings and concepts that contain words, and summaries; code is not counted. `most`: nodes
    that are looked at.
    """
    texts = 0
    found: dict[str, LanguageProgress] = {language: LanguageProgress() for language in languages}
    for node in islice(document.subtree(under), most):
        here = document.node(node)
        source = document.source_text(node)
        if here.parent is None or is_verbatim(here) or not has_words(source):
            continue
        texts += 1
        today: str | None = None
        for language, rendition in here.renditions.items():
            entry = found.setdefault(language, LanguageProgress())
            if language == here.source_language:
                entry.done += 1
                continue
            if today is None:
                today = fingerprint(source, here.source_language)
            if rendition.source_fingerprint == today:
                entry.done += 1
            else:
                entry.stale += 1
    for entry in found.values():
        entry.missing = texts - entry.done - entry.stale
    return found
