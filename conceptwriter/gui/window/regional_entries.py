"""Regions in a list of languages: one of the document can be chosen as that of Brazil or of Portugal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.editor.wording import (
    language_in_document,
    language_in_region,
    native_language_in_document,
    native_language_in_region,
)
from conceptwriter.gui.actions.picker import Entry
from conceptwriter.language import find_language
from conceptwriter.language.regions import tags_with_region
from conceptwriter.outline.regional_tags import language_tag

if TYPE_CHECKING:
    from conceptwriter.outline import Document


def with_regions(entries: Sequence[Entry], document: Document, present: Collection[str]) -> list[Entry]:
    """Entries whose keys are FLORES-200 codes, and those of the regions that can be chosen instead.

    A language is shown with the region it has in the document. The others of a language that is `present`
    follow the last of these, with their tags as keys; a tag without a region takes the region away.
    """
    shown = [_as_in(document, entry) for entry in entries]
    others = [other for entry in entries if entry.key in present for other in _regions(document, entry)]
    last = max((place for place, entry in enumerate(entries) if entry.key in present), default=-1)
    return [*shown[: last + 1], *others, *shown[last + 1 :]]


def language_of(key: str) -> str:
    """The language (FLORES-200) of an entry."""
    return find_language(key).code


def _as_in(document: Document, entry: Entry) -> Entry:
    if language_tag(document, entry.key) == find_language(entry.key).bcp47:
        return entry
    english = language_in_document(document, entry.key)
    return _named(entry, entry.key, english, native_language_in_document(document, entry.key))


def _regions(document: Document, entry: Entry) -> list[Entry]:
    now, plain = language_tag(document, entry.key), find_language(entry.key).bcp47
    tags = [tag for tag in (plain, *tags_with_region(entry.key)) if tag != now]
    return [_of_region(entry, tag, is_plain=tag == plain) for tag in tags]


def _of_region(entry: Entry, tag: str, *, is_plain: bool) -> Entry:
    remark = QCoreApplication.translate("LanguageChoice", "no region") if is_plain else tag
    found = _named(entry, tag, language_in_region(entry.key, tag), native_language_in_region(entry.key, tag))
    return replace(found, right=remark if entry.enabled else entry.right)


def _named(entry: Entry, key: str, english: str, native: str) -> Entry:
    """The entry under another key and name."""
    detail = english if english != native else ""
    return replace(entry, key=key, text=native, detail=detail, search=f"{entry.search} {english} {key}")
