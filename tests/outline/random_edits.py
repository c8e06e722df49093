"""Random edits such as a restless writer makes; those that are impossible say so and change nothing."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from conceptwriter.outline import ROOT, Document, Draft, EditError, Kind, Operation, Origin, Proposal, edits
from conceptwriter.outline.search import Query

LANGUAGES = ("eng_Latn", "fra_Latn", "jpn_Jpan")
TEXTS = st.text(alphabet="ab .é日\n", max_size=12)

Edit = Callable[[Document], Operation]


@st.composite
def some_edits(draw: st.DrawFn) -> Edit:
    """One edit of a kind and at a place drawn at random."""
    name = draw(st.sampled_from(sorted(MAKERS)))
    places = draw(st.lists(st.integers(0, 500), min_size=1, max_size=3))
    number = draw(st.integers(0, 12))
    text = draw(TEXTS)
    language = draw(st.sampled_from(LANGUAGES))

    def edit(document: Document) -> Operation:
        live = list(document.subtree(ROOT)) + list(document.descendants(2))
        nodes = list(dict.fromkeys(live[place % len(live)] for place in places))
        return MAKERS[name](document, nodes, number, text, language)

    return edit


def outcome(document: Document, edit: Edit) -> Operation | None:
    """The operation of an edit, or None when it is impossible here."""
    try:
        return edit(document)
    except EditError:
        return None


def _draft(number: int, text: str) -> Draft:
    sentences = [Draft(Kind.CONCEPT, f"{text}{index}") for index in range(number % 4)]
    inner = Draft(Kind.PARAGRAPH, text if number % 2 else "", children=sentences)
    return Draft(Kind.SECTION, text, children=[inner]) if number % 3 else inner


MAKERS: dict[str, Callable[[Document, list[int], int, str, str], Operation]] = {
    "add_child": lambda d, n, i, t, c: edits.add_child(d, n[0], t, first=bool(i % 2)),
    "add_node": lambda d, n, i, t, c: edits.add_node(d, n[0], i, list(Kind)[i % 3], t, c),
    "add_sibling": lambda d, n, i, t, c: edits.add_sibling(d, n[0], t, before=bool(i % 2)),
    "add_subtree": lambda d, n, i, t, c: edits.add_subtree(d, n[0], i, _draft(i, t)),
    "confirm": lambda d, n, i, t, c: edits.confirm(d, n[0]),
    "delete": lambda d, n, i, t, c: edits.delete(d, n),
    "drop_rendition": lambda d, n, i, t, c: edits.drop_rendition(
        d, n[0], [*d.node(n[0]).renditions, c][-1 - i % 2 :][0]
    ),
    "duplicate": lambda d, n, i, t, c: edits.duplicate(d, n),
    "edit_text": lambda d, n, i, t, c: edits.edit_text(d, n[0], t, c if i % 2 else None, time=float(i)),
    "indent": lambda d, n, i, t, c: edits.indent(d, n),
    "merge_with_next": lambda d, n, i, t, c: edits.merge_with_next(d, n[0]),
    "merge_with_previous": lambda d, n, i, t, c: edits.merge_with_previous(d, n[0]),
    "move": lambda d, n, i, t, c: edits.move(d, n[1:] or n, n[0], i),
    "move_down": lambda d, n, i, t, c: edits.move_down(d, n),
    "move_up": lambda d, n, i, t, c: edits.move_up(d, n),
    "outdent": lambda d, n, i, t, c: edits.outdent(d, n),
    "purge": lambda d, n, i, t, c: edits.purge(d, None if i < 2 else n),
    "replace_all": lambda d, n, i, t, c: edits.replace_all(d, Query("a", language="*"), t),
    "replace_text": lambda d, n, i, t, c: edits.replace_text(d, n[0], t, c),
    "restore": lambda d, n, i, t, c: edits.restore(d, d.children(2)[:i] or n),
    "set_attributes": lambda d, n, i, t, c: edits.set_attributes(d, n[0], {"k": t if i % 2 else None}),
    "set_kind": lambda d, n, i, t, c: edits.set_kind(d, n[0], list(Kind)[i % 3]),
    "set_language": lambda d, n, i, t, c: edits.set_language(d, n, None if i % 3 == 0 else c),
    "set_locked": lambda d, n, i, t, c: edits.set_locked(d, n[:1], locked=i % 4 == 0),
    "set_note": lambda d, n, i, t, c: edits.set_note(d, n[0], t),
    "set_rendition": lambda d, n, i, t, c: edits.set_rendition(d, n[0], c, t, force=i == 1),
    "set_source_language": lambda d, n, i, t, c: edits.set_source_language(d, n[0], c),
    "set_status": lambda d, n, i, t, c: edits.set_status(d, n, t),
    "split": lambda d, n, i, t, c: edits.split(d, n[0], i, c if i % 2 else None),
    "split_paragraph": lambda d, n, i, t, c: edits.split_paragraph(d, n[0]),
    "take_drafts": lambda d, n, i, t, c: edits.take_drafts(
        d, n[0], [Draft(list(Kind)[i % 3], t, origin=Origin.PROPOSED), Draft(Kind.CONCEPT, t)]
    ),
    "take_proposal": lambda d, n, i, t, c: edits.take_proposal(
        d,
        n[0],
        Proposal("p", t, c, kind=("propose", "plan", "rewrite", "translate", "summarise", "expand")[i % 6]),
    ),
}
