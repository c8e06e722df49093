"""Which region's form of a language a document is in: ``pt-BR``, as its files said or as a user set it.

Inside the program Portuguese is ``por_Latn``, wherever it is spoken. The attribute ``tag:por_Latn`` of the
document root has the tag with the region; exports write that tag, and the window shows the region's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.language import find_language, is_language_code
from conceptwriter.language.regions import name_with_region, region_of, regional_tag
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.tree import Tree


def tag_key(language: str) -> str:
    """The attribute for a language (FLORES-200)."""
    return f"tag:{language}"


def keep_region(attributes: dict[str, str], tag: str, language: str | None) -> None:
    """Remember the tag that a file has for a language, if it names a region; the first of several stays."""
    known = regional_tag(tag)
    if known is not None and language is not None and find_language(known).code == language:
        attributes.setdefault(tag_key(language), known)


def set_region(
    document: Document, language: str, tag: str, *, merge_key: str | None = None, time: float = 0.0
) -> Operation:
    """The step that gives a language of the document the region of a tag; none with a tag without one.

    `merge_key`: what is done in that language next is merged into this step (`history.later_key`).
    """
    with Sketch(document) as sketch:
        sketch.set_attribute(ROOT, tag_key(language), regional_tag(tag))
    return sketch.operation("Set language", merge_key=merge_key, time=time)


def region_in(document: Tree, language: str) -> str:
    """The region of a language (FLORES-200) in this document, ``BR``; empty where it has none."""
    tag = document.root.attributes.get(tag_key(language))
    return region_of(tag) if tag else ""


def regions_in(document: Tree) -> dict[str, str]:
    """The region of each language that has one in this document."""
    start = tag_key("")
    found = {
        key.removeprefix(start): region_of(tag)
        for key, tag in document.root.attributes.items()
        if key.startswith(start)
    }
    return {language: region for language, region in found.items() if region}


def language_tag(document: Tree, language: str) -> str:
    """The BCP 47 tag of a language (FLORES-200) as this document uses it."""
    return document.root.attributes.get(tag_key(language)) or find_language(language).bcp47


def language_title(document: Tree, language: str) -> str:
    """The English name with the region: "Portuguese (Brazil)"; the code of a language that is in no table."""
    return (
        name_with_region(language_tag(document, language), language)
        if is_language_code(language)
        else language
    )
