"""Writing a document as a new PO file: headings and sentences are messages, in reading order."""

from __future__ import annotations

from conceptwriter.interchange.blocks import MARKUP, PLAIN, VERBATIM
from conceptwriter.interchange.escaping import unescape_inline
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.po.catalogue import FUZZY
from conceptwriter.interchange.po.strings import field_lines
from conceptwriter.language import find_language
from conceptwriter.outline import ROOT, Document, Kind, Node, State
from conceptwriter.outline.regional_tags import language_tag
from conceptwriter.outline.translatable import has_words


def write_new(document: Document, language: str | None, *, include_notes: bool) -> Export:
    """The document with its texts in ``language`` (FLORES-200; None: the output language) as translations."""
    source = document.root.source_language
    wanted = language or document.effective_language(ROOT)
    target = None if wanted == source else wanted
    shown = str if document.root.attributes.get(MARKUP) == PLAIN else unescape_inline
    lines = _header(document.source_text(ROOT), language_tag(document, target) if target else "")
    known: dict[str, int] = {}
    foreign = 0
    for identifier in document.descendants(ROOT):
        node = document.node(identifier)
        message = node.renditions.get(source)
        if (
            node.kind is Kind.PARAGRAPH
            or VERBATIM in node.attributes
            or not has_words(document.source_text(identifier))
        ):
            continue
        if message is None:
            foreign += 1
            continue
        text = shown(message.text)
        known[text] = known.get(text, 0) + 1
        lines.append("")
        if include_notes and node.note.strip():
            lines += [f"# {line}".rstrip() for line in node.note.strip().splitlines()]
        lines.append(f"#. {node.kind.value}")
        lines += _entry(text, known[text], node, target, shown)
    warnings = []
    if foreign:
        name = find_language(source).english_name
        what = "text is" if foreign == 1 else "texts are"
        warnings.append(f"{foreign:,} {what} not written in {name} and not in the file.")
    return Export("\n".join([*lines, ""]), tuple(warnings))


def _entry(text: str, count: int, node: Node, target: str | None, shown: type[str] | object) -> list[str]:
    assert callable(shown)
    rendition = node.renditions.get(target) if target is not None else None
    lines: list[str] = []
    if rendition is not None and rendition.state in {State.NEW, State.MACHINE}:
        lines.append(f"#, {FUZZY}")
    if count > 1:  # a message may come only once in a file, unless its context differs
        lines += field_lines("msgctxt", str(count))
    lines += field_lines("msgid", text)
    return lines + field_lines("msgstr", "" if rendition is None else shown(rendition.text))


def _header(title: str, tag: str) -> list[str]:
    facts = [
        f"Project-Id-Version: {' '.join(title.split())}",
        f"Language: {tag.replace('-', '_')}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return ['msgid ""', *field_lines("msgstr", "".join(f"{fact}\n" for fact in facts))]
