"""Writing a document as a new OpenDocument text, from the blocks of its manuscript. The same text gives the
same bytes.
"""

from __future__ import annotations

import io
import zipfile
from functools import partial
from typing import Any

from lxml import etree

from conceptwriter.interchange.blocks import MARKDOWN, MARKUP
from conceptwriter.interchange.footnotes import without_notes
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.manuscript import ExportOptions, Manuscript
from conceptwriter.interchange.odt import template
from conceptwriter.interchange.odt.names import MIME_TYPE, qn
from conceptwriter.interchange.odt.new_body import Body
from conceptwriter.interchange.odt.package import CONTENT, KIND, MANIFEST, META, STYLES, written
from conceptwriter.interchange.odt.said_language import language_attributes, writing_mode
from conceptwriter.interchange.spans import link_definitions
from conceptwriter.outline import ROOT, Document
from conceptwriter.outline.regional_tags import language_tag
from conceptwriter.xml_events import xml_text

Xml = Any
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that an archive can say: the same text gives the same bytes."""
_EVERYONE_READS = 0o644 << 16


def write_new(document: Document, options: ExportOptions, *, is_flat: bool) -> Export:
    """The manuscript with the program's plain styles."""
    manuscript = Manuscript(document, options)
    language = options.language or document.effective_language(ROOT)
    blocks, notes = without_notes(manuscript.blocks())
    blocks, definitions = link_definitions(blocks)
    has_marks = document.root.attributes.get(MARKUP, MARKDOWN) == MARKDOWN
    tag = partial(language_tag, document)
    body = Body(language, notes, definitions if has_marks else None, tag)
    for block in blocks:
        body.add(block)
    title = xml_text(document.text(ROOT, language))
    meta = _meta(title, tag(language))
    warnings = tuple(manuscript.warnings)
    if is_flat:
        data = _flat(body, meta, language)
        return Export(data.decode("utf-8"), warnings, data)
    return Export("", warnings, _archive(body, meta, language))


def _meta(title: str, tag: str) -> str:
    return (
        "<office:meta><meta:generator>ConceptWriter</meta:generator>"
        f"<dc:title>{title}</dc:title><dc:language>{tag}</dc:language></office:meta>"
    )


def _common_styles(language: str, tag: str) -> Xml:
    """``office:styles``, which names the language."""
    source = f"<office:styles{template.ATTRIBUTES}>{template.COMMON_STYLES}</office:styles>"
    styles = etree.fromstring(source.replace("{mode}", writing_mode(language)))
    default = styles.find(f"{qn('style:default-style')}/{qn('style:text-properties')}")
    default.attrib.update(language_attributes(language, tag))
    return styles


def _page_styles(language: str) -> Xml:
    pages = template.PAGES.replace("{mode}", writing_mode(language))
    inside = f"<office:automatic-styles>{pages}</office:automatic-styles>{template.MASTERS}"
    return etree.fromstring(f"<inside{template.ATTRIBUTES}>{inside}</inside>")


def _root(name: str, inside: str = "", kind: str = "") -> Xml:
    attributes = f'{template.ATTRIBUTES} office:version="{template.VERSION}"{kind}'
    return etree.fromstring(f"<office:{name}{attributes}>{inside}</office:{name}>")


def _content_of(body: Body) -> list[Xml]:
    office = etree.Element(qn("office:body"))
    office.append(body.text)
    return [body.automatic_styles, office]


def _archive(body: Body, meta: str, language: str) -> bytes:
    content = _root("document-content", template.FONTS)
    content.extend(_content_of(body))
    styles = _root("document-styles", template.FONTS)
    styles.append(_common_styles(language, body.tag(language)))
    styles.extend(list(_page_styles(language)))
    parts = (
        (KIND, MIME_TYPE.encode("ascii")),
        (CONTENT, _tidy(content)),
        (STYLES, _tidy(styles)),
        (META, _tidy(_root("document-meta", meta))),
        (MANIFEST, written(etree.fromstring(template.MANIFEST))),
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts:
            part = zipfile.ZipInfo(name, _NO_TIME)
            part.compress_type = zipfile.ZIP_STORED if name == KIND else zipfile.ZIP_DEFLATED
            part.external_attr = _EVERYONE_READS
            archive.writestr(part, data)
    return stream.getvalue()


def _flat(body: Body, meta: str, language: str) -> bytes:
    root = _root("document", meta + template.FONTS, f' office:mimetype="{MIME_TYPE}"')
    root.append(_common_styles(language, body.tag(language)))
    automatic, office = _content_of(body)
    pages, masters = _page_styles(language)
    automatic.extend(list(pages))
    root.extend([automatic, masters, office])
    return _tidy(root)


def _tidy(root: Xml) -> bytes:
    etree.cleanup_namespaces(root)
    return written(root)
