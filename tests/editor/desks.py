"""Documents and desks for the tests of the views."""

from __future__ import annotations

from typing import Any

from conceptwriter.editor.desk import Desk
from conceptwriter.outline import (
    ChangeNotice,
    Document,
    Draft,
    Kind,
    NodeId,
    Operation,
    Origin,
    Rendition,
    State,
    fingerprint,
)


class LooseProject:
    """A project without a file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.settings: dict[str, Any] = {}

    def perform(self, operation: Operation) -> ChangeNotice:
        return self.document.apply(operation)

    def undo(self, *, one_part: bool = False) -> ChangeNotice | None:
        return self.document.undo(one_part=one_part)

    def redo(self, *, one_part: bool = False) -> ChangeNotice | None:
        return self.document.redo(one_part=one_part)


def paragraph(*sentences: str, summary: str = "", **more: Any) -> Draft:
    return Draft(Kind.PARAGRAPH, summary, children=[Draft(Kind.CONCEPT, text) for text in sentences], **more)


def section(title: str, *children: Draft, **more: Any) -> Draft:
    return Draft(Kind.SECTION, title, children=list(children), **more)


def harbour() -> Document:
    """A small story with two chapters, a scene, a French paragraph and one stale sentence."""
    document = Document.from_draft(
        section(
            "The Harbour",
            section(
                "Chapter 1",
                section(
                    "Dawn",
                    paragraph(
                        "The boats came in at dawn.",
                        "Nobody was waiting for them on the quay.",
                        "A bell rang across the water, and then there was only the sound of the ropes.",
                        summary="The boats return and nobody is there",
                    ),
                    paragraph(
                        "The old man counted them twice.",
                        "There was one fewer than the night before.",
                    ),
                ),
                section(
                    "The letter",
                    paragraph("Marie had written in a hurry.", "The ink was still wet.", language="fra_Latn"),
                ),
            ),
            section(
                "Chapter 2",
                paragraph("שלום לכולם, הסירות חזרו.", source_language="heb_Hebr"),
                paragraph("In the morning the harbour was full of strangers."),
            ),
            source_language="eng_Latn",
        )
    )
    french = ["Marie avait écrit à la hâte.", "L’encre était encore humide."]
    concepts = [node for node in document.concepts() if "Marie" in document.source_text(node)]
    concepts.append(document.siblings(concepts[0])[1])
    for index, (node, text) in enumerate(zip(concepts, french, strict=True)):
        made_from = fingerprint(document.source_text(node), "eng_Latn") if index else "0" * 16
        document.node(node).renditions["fra_Latn"] = Rendition(text, Origin.MACHINE, State.MACHINE, made_from)
    return document


def large(concepts: int) -> Document:
    """A generated book: chapters of 20 sections of 10 paragraphs of 5 concepts."""
    words = [
        "the",
        "boats",
        "came",
        "in",
        "at",
        "dawn",
        "and",
        "nobody",
        "was",
        "waiting",
        "for",
        "them",
        "on",
        "the",
        "long",
        "grey",
        "quay",
    ]
    chapters: list[Draft] = []
    made = 0
    while made < concepts:
        sections = []
        for place in range(20):
            paragraphs = []
            for _ in range(10):
                sentences = []
                for _ in range(5):
                    length = 8 + made * 7 % 13
                    sentence = " ".join(words[(made + step * 5) % len(words)] for step in range(length))
                    sentences.append(f"{sentence.capitalize()} {made}.")
                    made += 1
                paragraphs.append(paragraph(*sentences))
            sections.append(section(f"Section {place + 1}", *paragraphs))
            if made >= concepts:
                break
        chapters.append(section(f"Chapter {len(chapters) + 1}", *sections))
    return Document.from_draft(section("A long book", *chapters, source_language="eng_Latn"))


def node_saying(document: Document, text: str) -> NodeId:
    """The node whose shown text starts like this."""
    return next(node for node in document.subtree(1) if document.text(node).startswith(text))


def desk_with(document: Document) -> Desk:
    return Desk(LooseProject(document))
