"""The languages of an XLIFF file, by the codes that ConceptWriter uses."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.xliff.names import VERSIONS
from conceptwriter.interchange.xliff.xml_tree import Element, XmlFile
from conceptwriter.language import UnknownLanguage, find_language, identify_language

_SAMPLED = 300
"""Targets that are read to tell their language."""


class Languages(NamedTuple):
    """FLORES-200 codes; no target where the file names none."""

    source: str
    target: str | None
    source_tag: str = ""
    """As the file writes it."""
    target_tag: str = ""


def languages_of(file: XmlFile, source: str | None = None) -> Languages:
    """The languages of a file; `source`: that of its sources, whatever it says.

    Raises UnreadableFile for languages that are not known, that differ within the file, or that are the same.
    """
    root = file.root
    is_1_2 = root.namespace not in VERSIONS
    elements = list(root.named("file")) if is_1_2 else [root]
    names = ("source-language", "target-language") if is_1_2 else ("srcLang", "trgLang")
    said = [tuple(element.attributes.get(name, "") for name in names) for element in elements]
    sources = {pair[0].lower() for pair in said if pair[0]}
    targets = {pair[1].lower() for pair in said if pair[1]}
    if len(sources) > 1 or len(targets) > 1:
        raise UnreadableFile(
            f"{file.name} has parts in several languages ({', '.join(sorted(sources | targets))}). Ask for "
            "one file for each pair of languages."
        )
    if source is None and not sources:
        raise UnreadableFile(f"{file.name} does not say which language its sources are in. Name it.")
    found = source or _known(next(iter(sources)), file.name)
    target = _known(next(iter(targets)), file.name) if targets else _of_targets(root, found)
    if target == found:
        raise UnreadableFile(
            f"{file.name} is from {', '.join(sources)} into {', '.join(targets)}, which ConceptWriter does "
            "not tell apart: a document has one region of each language."
        )
    source_tag, target_tag = (next(filter(None, side), "") for side in zip(*said, strict=True))
    return Languages(found, target, source_tag, target_tag)


def _of_targets(root: Element, source: str) -> str | None:
    """The language that the targets are in, where the file does not say it; None if they copy the sources."""
    texts = (
        target.whole_text.strip()
        for element in root.walk()
        if element.name == "trans-unit" and (target := element.first("target")) is not None
    )
    sample = "\n".join(islice(filter(None, texts), _SAMPLED))
    found = identify_language(sample).code if sample else source
    return None if found == source else found


def _known(tag: str, name: str) -> str:
    try:
        return find_language(tag).code
    except UnknownLanguage as error:
        raise UnreadableFile(f"{name}: {error}") from None
