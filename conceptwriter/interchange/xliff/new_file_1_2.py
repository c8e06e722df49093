"""Writing a document as a new file of XLIFF 1.2, which many translators' programs know alone.

A segment is a <trans-unit>, not a <mrk> in one, for most of these programs take a <trans-unit> for what is to
be translated at a time. Marks are in <bpt>, <ept> and <ph>, so that what leaves codes out leaves the text as
it was. What only ConceptWriter needs (:mod:`own`) is in <prop-group>, which 1.2 keeps for old files, because
Qt Linguist refuses a file with elements of another namespace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conceptwriter.interchange.blocks import VERBATIM
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.xliff.marked_text import OldMarkedTexts, xml_value
from conceptwriter.interchange.xliff.names import CORE_1_2
from conceptwriter.interchange.xliff.new_file import NewFile, Segment, languages_to_write, note_text
from conceptwriter.interchange.xliff.own import (
    CATEGORY,
    HEADING_1_2,
    PARAGRAPH_1_2,
    SECTION_1_2,
    SENTENCE_1_2,
    TOOL,
)
from conceptwriter.interchange.xliff.states import qualifier_of, said_of
from conceptwriter.outline import ROOT, Document, Node, State
from conceptwriter.outline.regional_tags import language_tag


class NewFile12(NewFile):
    """Writes the nodes of a document in their order."""

    _unwritable = 0

    def file(self) -> str:
        """The whole file."""
        root = self._document.root
        title = xml_value(self._document.source_text(ROOT))
        languages = f'source-language="{language_tag(self._document, self._source)}"'
        if self._target is not None:
            languages += f' target-language="{language_tag(self._document, self._target)}"'
        self._lines += [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<xliff xmlns="{CORE_1_2}" version="1.2">',
            f'<file original={title} {languages} datatype="x-markdown" tool-id="{TOOL}">',
            f'<header><tool tool-id="{TOOL}" tool-name="ConceptWriter"/>',
            *_properties(self._facts(root)),
            *_notes([("", root.note)]),
            "</header>",
            "<body>",
        ]
        self._branches()
        return "\n".join([*self._lines, "</body>", "</file>", "</xliff>", ""])

    def _section(self, node: Node) -> None:
        self._group(node, SECTION_1_2)
        heading = self._segment(node)
        if heading.source or heading.target:
            locked = node.locked or VERBATIM in node.attributes
            self._lines += self._trans_unit(heading, HEADING_1_2, {}, "", is_locked=locked)

    def _paragraph(self, node: Node) -> None:
        segments = self._segments([self._document.node(child) for child in node.children])
        if not segments and not node.note:
            return
        self._group(node, PARAGRAPH_1_2)
        for segment in segments:
            own = segment.node
            is_locked = node.locked or own.locked or VERBATIM in own.attributes
            self._lines += self._trans_unit(
                segment, SENTENCE_1_2, self._facts(own), own.note, is_locked=is_locked
            )
        self._lines.append("</group>")

    def _group(self, node: Node, kind: str) -> None:
        self._groups += 1
        self._lines.append(f'<group id="n{node.id}" restype="{kind}">')
        self._lines += _properties(self._facts(node))
        self._lines += _notes([("", node.note)])

    def _trans_unit(
        self, segment: Segment, kind: str, facts: Mapping[str, str], note: str, *, is_locked: bool
    ) -> list[str]:
        self._units += 1
        texts = OldMarkedTexts(self._has_marks)
        source, target = texts.pair(segment.source, segment.target)
        self._unwritable += texts.unwritable
        is_approved = bool(segment.target) and segment.state in _APPROVED
        described = (' translate="no"' if is_locked else "") + (' approved="yes"' if is_approved else "")
        lines = [
            f'<trans-unit id="n{segment.node.id}" restype="{kind}"{described} xml:space="preserve">',
            f"<source>{source}</source>",
        ]
        if segment.target:
            lines.append(f"<target{_said(segment.state)}>{target}</target>")
        dismissed = [(name, text.partition(": ")[2]) for name, text in self._dismissed(segment.node, 0)]
        return [
            *lines,
            *_properties(facts),
            *_notes([("", note), *dismissed]),
            "</trans-unit>",
        ]

    def _warnings(self) -> list[str]:
        found = super()._warnings()
        if self._unwritable:
            what = "text has" if self._unwritable == 1 else "texts have"
            found.append(
                f"{self._unwritable:,} {what} control characters, which XLIFF 1.2 cannot hold; they are "
                "replaced by U+FFFD."
            )
        return found


_APPROVED = frozenset({State.REVIEWED, State.FINAL})


def _properties(facts: Mapping[str, str]) -> list[str]:
    """What only ConceptWriter needs of an element."""
    said = "".join(
        f"<prop prop-type={xml_value(key)}>{note_text(value)}</prop>" for key, value in facts.items()
    )
    return [f'<prop-group name="{CATEGORY}">{said}</prop-group>'] if said else []


def _notes(notes: Iterable[tuple[str, str]]) -> list[str]:
    """Notes, each with whom it is from."""
    return [
        f"<note{f' from={xml_value(origin)}' if origin else ''}>{note_text(text)}</note>"
        for origin, text in notes
        if text
    ]


def write_new_1_2(document: Document, language: str | None = None) -> Export:
    """The document with its texts in `language` (FLORES-200; None: the output language) as targets."""
    source, target = languages_to_write(document, language)
    return NewFile12(document, source, target).export()


def _said(state: State) -> str:
    """The attributes of a target."""
    if state is State.NEW:
        return ""
    qualifier = qualifier_of(state)
    return f' state="{said_of(state, is_1_2=True)}"' + (
        f' state-qualifier="{qualifier}"' if qualifier else ""
    )
