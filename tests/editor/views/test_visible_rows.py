from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.editor.views.visible_rows import VisibleRows
from conceptwriter.outline import ROOT, Document, Draft, EditError, Kind, NodeId, Operation, edits


def small_document() -> Document:
    paragraphs = [Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text) for text in "abc"]) for _ in "12"]
    chapter = Draft(Kind.SECTION, "one", children=[*paragraphs, Draft(Kind.SECTION, "inner")])
    other = Draft(Kind.SECTION, "two", children=[Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "d")])])
    return Document.from_draft(Draft(Kind.SECTION, "title", "eng_Latn", children=[chapter, other]))


def flattened(document: Document, top: NodeId, folded: set[NodeId]) -> list[tuple[NodeId, int]]:
    def walk(node: NodeId, depth: int) -> list[tuple[NodeId, int]]:
        below = [] if node in folded else document.node(node).children
        return [(node, depth), *(row for child in below for row in walk(child, depth + 1))]

    return walk(top, 0)


EDITS = ["add", "delete", "indent", "outdent", "move_up", "move_down", "split", "merge", "duplicate", "move"]


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_rows_are_the_flattened_tree_after_any_edit(data: st.DataObject) -> None:
    document = small_document()
    folded: set[NodeId] = set()
    rows = VisibleRows(document, ROOT, lambda node: node not in folded)
    shown = list(rows.nodes)
    for _ in range(8):
        live = list(document.descendants(ROOT))
        if not live:
            break
        node = data.draw(st.sampled_from(live))
        step = data.draw(st.sampled_from([*EDITS, "fold", "fold", "undo", "redo"]))
        if step == "fold":
            (folded.discard if node in folded else folded.add)(node)
            splices = rows.refold(node)
        elif step in {"undo", "redo"}:
            notice = document.undo() if step == "undo" else document.redo()
            splices = rows.follow(notice) if notice else []
        else:
            try:
                notice = document.apply(built(document, step, node, data))
            except EditError:
                continue
            folded.intersection_update(document.descendants(ROOT))
            splices = rows.follow(notice)
        for row, removed, nodes in splices:
            shown[row : row + removed] = nodes
        expected = flattened(document, ROOT, folded)
        assert list(zip(rows.nodes, rows.depths, strict=True)) == expected
        assert shown == rows.nodes


def built(document: Document, step: str, node: NodeId, data: st.DataObject) -> Operation:
    match step:
        case "add":
            return (
                edits.add_child(document, node, "new")
                if data.draw(st.booleans())
                else edits.add_sibling(document, node)
            )
        case "split":
            return edits.split(document, node, 0)
        case "merge":
            return edits.merge_with_previous(document, node)
        case "move":
            target = data.draw(st.sampled_from(list(document.subtree(ROOT))))
            return edits.move(document, [node], target, data.draw(st.integers(0, 3)))
        case _:
            several = data.draw(st.lists(st.sampled_from(list(document.descendants(ROOT))), max_size=9))
            operation: Operation = getattr(edits, step)(document, [node, *several])
            return operation
