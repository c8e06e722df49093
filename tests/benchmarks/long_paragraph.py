"""How long the Text view takes with one very long paragraph. Run by hand, not by the tests:

QT_QPA_PLATFORM=offscreen python tests/benchmarks/long_paragraph.py [sentences ...]
"""

from __future__ import annotations

import gc
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conceptwriter.editor.views.structure import StructureCommands
from conceptwriter.editor.views.text_view import TextView
from conceptwriter.outline import ROOT, Document
from tests.benchmarks.strip_speed import milliseconds, report, say
from tests.editor.desks import desk_with, paragraph, section

if TYPE_CHECKING:
    from collections.abc import Callable


def long_document(sentences: int) -> Document:
    """A heading, one paragraph of so many sentences of some sixty characters, and a short one."""
    texts = [
        f"The boats came in at dawn and nobody was waiting for them, day {number}."
        for number in range(sentences)
    ]
    return Document.from_draft(
        section("A long day", paragraph(*texts), paragraph("The end."), source_language="eng_Latn")
    )


def measure(sentences: int) -> None:
    document = long_document(sentences)
    desk = desk_with(document)
    gc.collect()
    gc.freeze()
    views: list[TextView] = []

    def open_view() -> None:
        view = TextView(desk, StructureCommands(desk))
        view.resize(1000, 800)
        view.show()
        view.viewport().repaint()
        views.append(view)

    say(f"\none paragraph of {sentences:,} sentences")
    say(f"{'open and paint':34} {milliseconds(open_view):7.1f} ms")
    view = views[0]
    QApplication.processEvents()

    def painted(step: Callable[[], object]) -> Callable[[], None]:
        def both() -> None:
            step()
            view.viewport().repaint()

        return both

    view.setFocus()
    key = document.children(ROOT)[0]
    concepts = document.children(key)
    middle = concepts[len(concepts) // 2]
    desk.place_caret(concepts[0], 0)
    report("caret to the middle", [milliseconds(painted(lambda: desk.place_caret(middle, 30)))])
    keys: list[tuple[str, Callable[[], object]]] = [
        ("keystroke", lambda: QTest.keyClicks(view.row_editor.field, "e")),
        ("Backspace", lambda: QTest.keyClick(view.row_editor.field, Qt.Key.Key_Backspace)),
        ("caret right", lambda: QTest.keyClick(view.row_editor.field, Qt.Key.Key_Right)),
        ("caret down", lambda: QTest.keyClick(view.row_editor.field, Qt.Key.Key_Down)),
        (
            "Shift and right",
            lambda: QTest.keyClick(
                view.row_editor.field, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier
            ),
        ),
    ]
    for name, step in keys:
        report(name, [milliseconds(painted(step)) for _ in range(25)])
    bar = view.verticalScrollBar()
    report(
        "scroll by 60 px",
        [milliseconds(painted(partial(bar.setValue, bar.value() + 60 * step))) for step in range(1, 26)],
    )
    report("undo", [milliseconds(painted(desk.undo)) for _ in range(5)])
    view.deleteLater()
    QApplication.processEvents()
    gc.unfreeze()


def main() -> None:
    application = QApplication.instance() or QApplication([])
    assert application is not None
    for sentences in [int(argument) for argument in sys.argv[1:]] or [100, 1000, 10_000]:
        measure(sentences)


if __name__ == "__main__":
    main()
