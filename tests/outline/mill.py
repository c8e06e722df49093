"""A story with scenes, for the tests of ranges, and plain pictures of what deleting leaves."""

from __future__ import annotations

from conceptwriter.outline import ROOT, TRASH, Caret, Document, Draft, Kind, NodeId
from conceptwriter.outline.ranges import remove_range


def sentences(*texts: str, **more: str) -> Draft:
    return Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text) for text in texts], **more)  # type: ignore[arg-type]


def part(title: str, *children: Draft) -> Draft:
    return Draft(Kind.SECTION, title, children=list(children))


def mill() -> Document:
    """Two parts with a scene each."""
    return Document.from_draft(
        part(
            "The Mill",
            sentences("A note first."),
            part(
                "One",
                sentences("The wheel stood still.", "No water came.", "Then rain fell."),
                sentences("Anna woke.", "She ran out."),
                part("Night", sentences("It was dark.", "Owls called.")),
            ),
            part(
                "Two",
                sentences("The race filled.", "The wheel turned."),
                part("Flour", sentences("White dust rose.")),
                part("Bread", sentences("It was warm.")),
            ),
        )
    )


def saying(document: Document, text: str) -> NodeId:
    return next(node for node in document.subtree(ROOT) if document.text(node).startswith(text))


def rows(document: Document) -> list[str]:
    """Headings with a `#` a level, paragraphs with `|` between their sentences."""
    found = []
    for node in document.descendants(ROOT):
        here = document.node(node)
        if here.kind is Kind.SECTION:
            found.append("#" * document.depth(node) + " " + document.text(node))
        elif here.kind is Kind.PARAGRAPH:
            found.append("|".join(document.text(child) for child in here.children))
    return found


def after(document: Document, start: tuple[str, int], end: tuple[str, int], typed: str = "") -> list[str]:
    """The rows when a range is gone, after a look at undo and redo."""
    before = rows(document)
    first, last = Caret(saying(document, start[0]), start[1]), Caret(saying(document, end[0]), end[1])
    operation = remove_range(document, first, last, typed)
    assert rows(document) == before, "building it does nothing"
    document.apply(operation)
    done = rows(document)
    document.undo()
    assert rows(document) == before
    document.redo()
    assert rows(document) == done
    return done


def trash(document: Document) -> list[str]:
    return [document.text(node) for node in document.descendants(TRASH) if document.text(node)]
