"""All that a document says, as plain values that survive JSON: what two processes can compare."""

from __future__ import annotations

from typing import Any

from conceptwriter.outline import ROOT, TRASH, Document

Picture = list[list[Any]]


def picture(document: Document) -> Picture:
    """One row a node, the trash included; the same text always gives the same picture."""
    return [
        [
            here.id,
            here.parent,
            here.kind.value,
            here.source_language,
            here.language,
            {
                code: [rendition.text, rendition.origin.value, rendition.state.value]
                for code, rendition in sorted(here.renditions.items())
            },
            here.note,
            here.locked,
            list(here.children),
        ]
        for top in (ROOT, TRASH)
        for here in map(document.node, document.subtree(top))
    ]


def texts(shown: Picture) -> list[str]:
    """Every text in a picture, in reading order."""
    return [text for row in shown for text, _, _ in row[5].values()]
