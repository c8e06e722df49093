"""How what was found in a damaged file becomes one document again, with nothing left out."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from conceptwriter.outline import ROOT, TRASH, Document, Kind, NodeData, Rendition
from conceptwriter.storage.finds import Finds
from conceptwriter.storage.piecing import DOUBTFUL, document_of
from tests.outline.drafts import lines

SECTION, PARAGRAPH, CONCEPT = Kind.SECTION, Kind.PARAGRAPH, Kind.CONCEPT


def finds_of(*nodes: tuple[int, int, Kind], ranks: dict[int, int] | None = None) -> Finds:
    """Finds of nodes (id, parent, kind), each with its id as its text; their ranks are their ids."""
    finds = Finds()
    for node, parent, kind in nodes:
        rank = (ranks or {}).get(node, node)
        finds.nodes[node] = (rank, NodeData(node, parent, kind, "eng_Latn"))
        finds.renditions[node] = {"eng_Latn": Rendition(str(node))}
    return finds


def with_roots(finds: Finds) -> Finds:
    for root, language in ((ROOT, "fra_Latn"), (TRASH, "fra_Latn")):
        finds.roots[root] = NodeData(root, 0, SECTION, language, note=f"root {root}")
    return finds


def pieced(finds: Finds, doubtful: Iterable[int] = ()) -> tuple[Document, int]:
    return document_of(with_roots(finds), set(doubtful))


def test_what_is_whole_stays_as_it_is() -> None:
    finds = finds_of((3, ROOT, SECTION), (4, 3, PARAGRAPH), (5, 4, CONCEPT), (6, 4, CONCEPT), ranks={6: 0})
    finds.nodes[7] = (0, NodeData(7, TRASH, CONCEPT, "eng_Latn"))
    finds.renditions[ROOT] = {"fra_Latn": Rendition("Le port")}
    document, displaced = pieced(finds)
    assert displaced == 0
    assert lines(document) == ["# 3", "  - 4", "    . 6", "    . 5"]
    assert document.children(TRASH) == [7]
    assert document.root.note == "root 1"
    assert document.text(ROOT) == "Le port"
    assert document.node(TRASH).note == "root 2"


def test_of_equal_ranks_the_older_node_comes_first() -> None:
    document, _ = pieced(finds_of((9, ROOT, SECTION), (3, ROOT, SECTION), ranks={9: 5, 3: 5}))
    assert document.children(ROOT) == [3, 9]


@pytest.mark.parametrize(
    ("nodes", "displaced"),
    [
        ([(3, ROOT, SECTION)], 0),
        ([(3, ROOT, PARAGRAPH)], 0),
        ([(3, ROOT, CONCEPT)], 1),
        ([(3, TRASH, CONCEPT)], 0),
        ([(3, 99, SECTION)], 1),
        ([(3, 0, SECTION)], 1),
        ([(3, ROOT, SECTION), (4, 3, SECTION)], 0),
        ([(3, ROOT, SECTION), (4, 3, CONCEPT)], 1),
        ([(3, ROOT, PARAGRAPH), (4, 3, CONCEPT)], 0),
        ([(3, ROOT, PARAGRAPH), (4, 3, SECTION)], 1),
        ([(3, ROOT, PARAGRAPH), (4, 3, PARAGRAPH)], 1),
        ([(3, ROOT, PARAGRAPH), (4, 3, CONCEPT), (5, 4, CONCEPT)], 1),
        ([(3, 3, SECTION)], 1),
        ([(3, 4, SECTION), (4, 3, SECTION)], 2),
        ([(3, 4, SECTION), (4, 3, SECTION), (5, 3, PARAGRAPH)], 3),
        ([(3, 99, SECTION), (4, 3, PARAGRAPH), (5, 4, CONCEPT)], 1),
    ],
)
def test_which_nodes_have_no_place(nodes: list[tuple[int, int, Kind]], displaced: int) -> None:
    document, found = pieced(finds_of(*nodes))
    assert found == displaced
    everything = [node for root in (ROOT, TRASH) for node in document.subtree(root)]
    assert {node for node, _, _ in nodes} <= set(everything), "none is left out"
    gathered = [node for node in document.children(ROOT) if document.text(node) == "Recovered text"]
    assert len(gathered) == bool(displaced)


def test_nodes_without_a_place_come_last_and_concepts_of_one_paragraph_together() -> None:
    finds = finds_of(
        (3, 50, CONCEPT),
        (4, 60, CONCEPT),
        (5, 50, CONCEPT),
        (6, 70, SECTION),
        (7, 6, PARAGRAPH),
        (8, 7, CONCEPT),
        (9, ROOT, SECTION),
    )
    document, displaced = pieced(finds)
    assert displaced == 4
    assert lines(document) == [
        "# 9",
        "# Recovered text",
        "  -",
        "    . 3",
        "    . 5",
        "  -",
        "    . 4",
        "  # 6",
        "    - 7",
        "      . 8",
    ]
    section = document.children(ROOT)[-1]
    assert document.node(section).source_language == "fra_Latn", "the language of the document"
    assert section == 10


def test_texts_whose_node_is_lost_become_concepts() -> None:
    finds = finds_of((3, ROOT, SECTION), (4, ROOT, CONCEPT))
    finds.renditions[8] = {"fra_Latn": Rendition("Un", source_fingerprint="f"), "eng_Latn": Rendition("One")}
    finds.renditions[9] = {"fra_Latn": Rendition("Deux", source_fingerprint="f")}
    document, displaced = pieced(finds)
    assert displaced == 3
    assert [(document.node(node).source_language, document.source_text(node)) for node in (8, 9)] == [
        ("eng_Latn", "One"),
        ("fra_Latn", "Deux"),
    ]
    assert document.text(8, "fra_Latn") == "Un"
    assert document.node(8).kind is CONCEPT
    assert document.node(8).parent == document.node(9).parent, "both have lost the same: everything"
    assert document.node(4).parent != document.node(8).parent, "this one has lost its paragraph only"


def test_without_roots_the_language_is_that_of_the_first_node() -> None:
    finds = finds_of((3, ROOT, SECTION), (4, ROOT, SECTION), ranks={3: 9, 4: 1})
    finds.nodes[4] = (1, NodeData(4, ROOT, SECTION, "deu_Latn"))
    document, _ = document_of(finds, set())
    assert [document.node(root).source_language for root in (ROOT, TRASH)] == ["deu_Latn"] * 2
    assert document.root.language == "deu_Latn"
    assert [document.node(root).kind for root in (ROOT, TRASH)] == [SECTION] * 2
    assert document.children(ROOT) == [4, 3]


def test_with_nothing_but_texts_the_language_is_english() -> None:
    finds = Finds()
    finds.renditions[5] = {"fra_Latn": Rendition("Un")}
    document, displaced = document_of(finds, set())
    assert (displaced, document.root.source_language, document.root.language) == (1, "eng_Latn", "eng_Latn")
    assert lines(document) == ["# Recovered text", "  -", "    . Un"]


def test_doubt_stands_first_in_the_note() -> None:
    finds = finds_of((3, ROOT, SECTION), (4, ROOT, SECTION), (5, 99, PARAGRAPH))
    finds.nodes[3] = (3, NodeData(3, ROOT, SECTION, "eng_Latn", note="mine"))
    document, _ = pieced(finds, {ROOT, 3, 5, 77})
    assert document.root.note == f"{DOUBTFUL}\nroot 1"
    assert document.node(TRASH).note == "root 2"
    assert [document.node(node).note for node in (3, 4, 5)] == [f"{DOUBTFUL}\nmine", "", DOUBTFUL]
