from __future__ import annotations

import pytest

from conceptwriter.outline import Document, Draft, EditError, Kind, NodeId, Origin, Rendition, State, edits
from conceptwriter.outline.dismissals import dismissals_on
from conceptwriter.outline.quotation_marks import WHOLE, MarkChange, Part, change_marks, mark_changes
from conceptwriter.outline.remarks import Remark, remarks_on
from conceptwriter.outline.translated_by import TranslatedBy, translated_by


def document_with(*sentences: str, language: str = "eng_Latn") -> Document:
    paragraph = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text) for text in sentences])
    top = Draft(Kind.SECTION, 'A "title"', source_language=language, language=language, children=[paragraph])
    return Document.from_draft(top, language)


def convert(document: Document, parts: dict[int, Part] | None = None, *, straight: bool = False) -> int:
    """Returns how many texts were changed."""
    parts = dict.fromkeys(document.subtree(1), WHOLE) if parts is None else parts
    changes = [one for some in mark_changes(document, parts, parts.get, straight=straight) for one in some]
    document.apply(change_marks(document, changes, straight=straight))
    return len(changes)


def find(document: Document, beginning: str) -> NodeId:
    return next(node for node in document.subtree(1) if document.text(node).startswith(beginning))


def texts(document: Document) -> list[str]:
    return [document.text(node) for node in document.subtree(1) if document.text(node)]


def test_one_step_there_and_one_back() -> None:
    document = document_with('"I came.', "I saw 'it'.\"", "`'code'` isn't.")
    before = texts(document)
    assert convert(document) == 4
    assert texts(document) == ["A “title”", "“I came.", "I saw ‘it’.”", "`'code'` isn’t."]
    assert document.undo_label == "Quotation marks"
    assert convert(document, straight=True) == 4
    assert document.undo_label == "Straight quotation marks"
    assert texts(document) == before
    document.undo()
    document.undo()
    assert texts(document) == before
    assert not document.history.done


def test_only_a_part_and_neither_code_nor_what_is_locked() -> None:
    document = document_with('"One," "two."', '"Three."', '"Four."')
    first, locked, code = (find(document, text) for text in ('"One', '"Three', '"Four'))
    document.apply(edits.set_locked(document, [locked], True))
    document.apply(edits.set_attributes(document, code, {"verbatim": "1"}))
    assert convert(document, {first: (7, None), locked: WHOLE, code: WHOLE}) == 1
    assert texts(document)[1:] == ['"One," “two.”', '"Three."', '"Four."']


def test_translations_stay_current_and_keep_what_was_noted() -> None:
    document = document_with('"Go," he said.')
    node = find(document, '"Go')
    made = Rendition('"Geh", sagte er.', Origin.MACHINE, State.MACHINE)
    by = TranslatedBy("opus", "CC-BY-4.0")
    document.apply(
        edits.set_renditions(
            document,
            [(node, "deu_Latn", made)],
            remarks={node: [Remark("names", "lost")]},
            translators={node: by},
        )
    )
    document.apply(edits.dismiss(document, node, "deu_Latn", "numbers", "right"))
    convert(document)
    assert document.source_text(node) == "“Go,” he said."
    assert not document.is_stale(node, "deu_Latn")
    document.apply(edits.set_language(document, [node], "deu_Latn"))
    convert(document, {node: WHOLE})
    rendition = document.node(node).renditions["deu_Latn"]
    assert (rendition.text, rendition.state) == ("„Geh“, sagte er.", State.MACHINE)
    assert remarks_on(document, node, "deu_Latn") == (Remark("names", "lost"),)
    assert translated_by(document, node, "deu_Latn") == by
    assert dismissals_on(document, node, "deu_Latn") == {"numbers": "right"}
    assert not document.is_stale(node, "deu_Latn")


def test_a_source_in_place_of_a_translation_is_left_alone() -> None:
    document = document_with('"Go," he said.')
    node = find(document, '"Go')
    document.apply(edits.set_language(document, [node], "deu_Latn"))
    assert convert(document, {node: WHOLE}) == 0
    assert document.source_text(node) == '"Go," he said.'


def test_a_text_that_changed_meanwhile() -> None:
    document = document_with('"Go."')
    node = find(document, '"Go')
    with pytest.raises(EditError, match="changed meanwhile"):
        change_marks(document, [MarkChange(node, "eng_Latn", "Other", "other")])
