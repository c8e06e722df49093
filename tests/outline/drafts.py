"""Documents for the tests of the outline and the project file, edits of them, and pictures to compare."""

from __future__ import annotations

from typing import Any

from conceptwriter.outline import ROOT, TRASH, Document, Draft, Kind, NodeId, Operation, edits

ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
HARBOUR = """\
# One
  -
    . The boats came in.
    . Nobody was waiting.
    . It rained.
  # The letter
    -
      . It was old.
      . It was blue.
    -
      . He read it.
# Two
  -
    . The end."""
"""The lines of `harbour`."""


def sentence(text: str, language: str | None = None) -> Draft:
    return Draft(Kind.CONCEPT, text, language)


def paragraph(*texts: str, summary: str = "") -> Draft:
    return Draft(Kind.PARAGRAPH, summary, children=[sentence(text) for text in texts])


def section(heading: str, *children: Draft) -> Draft:
    return Draft(Kind.SECTION, heading, children=list(children))


def harbour() -> Document:
    """Two chapters; the first has a paragraph of three sentences, and a section with two paragraphs."""
    return Document.from_draft(
        section(
            "The harbour",
            section(
                "One",
                paragraph("The boats came in.", "Nobody was waiting.", "It rained."),
                section("The letter", paragraph("It was old.", "It was blue."), paragraph("He read it.")),
            ),
            section("Two", paragraph("The end.")),
        )
    )


def find(document: Document, text: str) -> NodeId:
    """The one node that shows this text, the trash included."""
    found = [
        node
        for root in (ROOT, TRASH)
        for node in document.subtree(root)
        if document.text(node) == text or document.source_text(node) == text
    ]
    assert len(found) == 1, (text, found)
    return found[0]


def lines(document: Document, under: NodeId = ROOT) -> list[str]:
    """The branch as indented lines: `#` sections, `-` paragraphs, `.` concepts."""
    mark = {Kind.SECTION: "#", Kind.PARAGRAPH: "-", Kind.CONCEPT: "."}
    start = document.depth(under) + 1
    shown = []
    for node in document.descendants(under):
        text = document.text(node)
        indent = "  " * (document.depth(node) - start)
        shown.append(f"{indent}{mark[document.node(node).kind]}{' ' if text else ''}{text}")
    return shown


def picture(document: Document) -> list[Any]:
    """All that a document says, in order, as plain values."""
    return [
        (
            here.id,
            here.parent,
            here.kind,
            here.source_language,
            here.language,
            here.renditions.copy(),
            here.note,
            here.locked,
            here.status,
            here.attributes.copy(),
            here.children.copy(),
        )
        for root in (ROOT, TRASH)
        for here in map(document.node, document.subtree(root))
    ]


def after(document: Document, operation: Operation) -> list[str]:
    document.apply(operation)
    return lines(document)


def texts(document: Document) -> list[str]:
    return [document.text(node) for node in document.concepts()]


def translated() -> tuple[Document, int]:
    """A document, and its concept "It rained." with a machine's French."""
    document = harbour()
    node = find(document, "It rained.")
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait."))
    return document, node


def type_in(document: Document, node: int, text: str, time: float, language: str | None = None) -> None:
    document.apply(edits.edit_text(document, node, text, language, time=time))
