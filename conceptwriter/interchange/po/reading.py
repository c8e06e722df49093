"""From a PO file to a document: entries become paragraphs, messages concepts, translations renditions."""

from __future__ import annotations

import codecs
import re

from conceptwriter.interchange.blocks import MARKUP, PLAIN
from conceptwriter.interchange.bounds import NodeCount
from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.formats import SourceFile
from conceptwriter.interchange.po.catalogue import Catalogue, Entry, InvalidPo, read_catalogue
from conceptwriter.interchange.po.stored import ENCODING, LANGUAGE, PLACE, SKELETON, place
from conceptwriter.language import UnknownLanguage, find_language, identify_language
from conceptwriter.outline import Draft, Kind, Origin, Rendition, State, fingerprint
from conceptwriter.outline.regional_tags import keep_region

_CHARSET = re.compile(rb'"Content-Type:[^"\n]*charset=([A-Za-z0-9._-]{1,40})', re.IGNORECASE)
_SAMPLE = 300
"""Translations by which their language is told."""
_USUAL_SOURCE = "eng_Latn"
"""Gettext's messages are in English unless someone says otherwise; the files do not say it."""


def read_po(source: SourceFile) -> Draft:
    """The document of a PO file. Raises UnreadableFile, which names the file and the line."""
    if isinstance(source.content, bytes):
        text, encoding = _decoded(source.content, source.name)
    else:
        text, encoding = source.content, "utf-8"
    catalogue = read_catalogue(text, source.name)
    language = source.language or _USUAL_SOURCE
    target = _target_of(catalogue, source.name, language)
    header = catalogue.header()
    root = Draft(
        Kind.SECTION,
        _title(header.get("project-id-version", "")) or source.title,
        source_language=language,
        language=target or language,
        origin=Origin.IMPORTED,
        attributes={MARKUP: PLAIN, SKELETON: text, ENCODING: encoding},
    )
    if target is not None:
        root.attributes[LANGUAGE] = target
        keep_region(root.attributes, target_language(catalogue), target)
    count = NodeCount()
    for number, entry in enumerate(catalogue.entries):
        if not entry.is_header:
            count.add(1 + len(entry.targets))
            root.children.append(_paragraph(number, entry, language, target))
    if not root.children:
        raise UnreadableFile(f"{source.name} has no message. Choose a file that contains text.")
    return root


def target_language(catalogue: Catalogue) -> str:
    """The language of the translations as the header names it; empty where it does not."""
    said = catalogue.header().get("language", "")
    return said.partition("@")[0].replace("_", "-").partition(".")[0]


def _target_of(catalogue: Catalogue, name: str, source: str) -> str | None:
    """As the header says, else as the translations look; None where there is none, or it is the source's."""
    said = target_language(catalogue)
    texts = [
        entry.fields[keyword].text
        for entry in catalogue.entries
        for keyword in entry.targets
        if not entry.is_header and entry.fields[keyword].text
    ]
    if not said and not texts:
        return None
    try:
        found = find_language(said).code if said else identify_language("\n".join(texts[:_SAMPLE])).code
    except UnknownLanguage as error:
        raise UnreadableFile(f"{name}: {error}") from None
    if found == source and texts:
        language = find_language(source).english_name
        if not said:
            raise UnreadableFile(
                f"{name}: its header does not name the language of the translations, which look like "
                f"{language}, the language of its messages. Write it into the header, such as "
                '"Language: de\\n".'
            )
        raise UnreadableFile(
            f"{name} translates {language} into {language}. If its messages are in another language, "
            "name that."
        )
    return None if found == source else found


def _title(project: str) -> str:
    return "" if project.startswith(("PACKAGE", "PROJECT")) else project


def _paragraph(number: int, entry: Entry, language: str, target: str | None) -> Draft:
    paragraph = Draft(Kind.PARAGRAPH, source_language=language, note=entry.note())
    for keyword in entry.targets:
        message, said = entry.source_of(keyword), entry.fields[keyword].text
        concept = Draft(
            Kind.CONCEPT,
            message,
            source_language=language,
            origin=Origin.IMPORTED,
            attributes={PLACE: place(number, keyword)},
        )
        if said and target is not None:
            state = State.NEW if entry.is_fuzzy else State.EDITED
            made_from = fingerprint(message, language)
            concept.renditions[target] = Rendition(said, Origin.IMPORTED, state, made_from)
        paragraph.children.append(concept)
    return paragraph


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text, with its byte order mark if there is one, and the codec that gives the same bytes again."""
    found = _CHARSET.search(data)
    said = found.group(1).decode("ascii").lower() if found else "utf-8"
    if said == "charset":  # of a template nobody has filled in
        said = "utf-8"
    try:
        known = codecs.lookup(said)
    except LookupError:
        raise InvalidPo(
            f"{name}: the charset {said!r} of its header is not known. Save it as UTF-8."
        ) from None
    if not known._is_text_encoding:
        raise InvalidPo(f"{name}: {said!r} is no charset of texts. Save it as UTF-8.")
    try:
        return data.decode(known.name), known.name
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if found is None:
            raise InvalidPo(
                f"{name}, line {line}: the text is not UTF-8, and no header says what it is. Save it as "
                "UTF-8."
            ) from None
        raise InvalidPo(
            f"{name}, line {line}: the text is not valid {said.upper()}, which its header says. Save it as "
            "UTF-8."
        ) from None
