"""Small XLIFF files for the tests, made of the parts that matter, and what is read from them."""

from __future__ import annotations

from conceptwriter.interchange import import_text
from conceptwriter.outline import ROOT, Document, Kind, NodeId

CORE = "urn:oasis:names:tc:xliff:document:2.0"
EXTRA = 'xmlns:my="urn:example:garden" xmlns:fs="urn:oasis:names:tc:xliff:fs:2.0"'


def xliff(inside: str, languages: str = 'srcLang="en" trgLang="fr"', version: str = "2.1") -> str:
    """A document of XLIFF 2 around files."""
    core = CORE if version != "2.2" else CORE.replace("2.0", "2.2")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff xmlns="{core}" {EXTRA} version="{version}" {languages}>\n'
        f"{inside}\n</xliff>\n"
    )


def file(inside: str, languages: str = 'srcLang="en" trgLang="fr"') -> str:
    """A document with one file around groups and units."""
    return xliff(f'<file id="f1">\n{inside}\n</file>', languages)


def unit(inside: str, languages: str = 'srcLang="en" trgLang="fr"', attributes: str = "") -> str:
    """A document with one unit around segments."""
    return file(f'<unit id="u1"{attributes}>\n{inside}\n</unit>', languages)


def segment(source: str, target: str | None = None, attributes: str = "") -> str:
    """One segment."""
    rendered = f"\n<target>{target}</target>" if target is not None else ""
    return f"<segment{attributes}>\n<source>{source}</source>{rendered}\n</segment>"


def old_xliff(inside: str, languages: str = 'source-language="en" target-language="fr"') -> str:
    """A document of XLIFF 1.2 with one file around trans-units."""
    return (
        '<?xml version="1.0"?>\n<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n'
        f'<file original="menu.html" {languages} datatype="html">\n'
        f"<body>\n{inside}\n</body>\n</file>\n</xliff>\n"
    )


ENGLISH, FRENCH = "eng_Latn", "fra_Latn"


def imported(text: str, language: str | None = None) -> Document:
    return import_text(text, "xliff", language, title="job", name="job.xlf")


def concepts(document: Document) -> list[NodeId]:
    return [node for node in document.descendants(ROOT) if document.node(node).kind is Kind.CONCEPT]


def sources(document: Document) -> list[str]:
    return [document.source_text(node) for node in concepts(document)]


def paragraphs(document: Document) -> list[NodeId]:
    return [node for node in document.descendants(ROOT) if document.node(node).kind is Kind.PARAGRAPH]
