"""How long the views take with a large document. Run by hand, not by the tests:

QT_QPA_PLATFORM=offscreen python tests/benchmarks/strip_speed.py [concepts]
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conceptwriter.editor.views.outline_view import OutlineView
from conceptwriter.editor.views.structure import StructureCommands
from conceptwriter.editor.views.text_view import TextView
from tests.editor.desks import desk_with, large

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.views.node_view import NodeView


def milliseconds(step: Callable[[], object]) -> float:
    """Processor time, which says the same on a busy machine."""
    start = time.process_time()
    step()
    return (time.process_time() - start) * 1000


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def report(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    say(f"{name:34} median {statistics.median(times):7.2f}  p95 {late:7.2f}  max {ordered[-1]:7.2f} ms")


def measure(view_type: type[OutlineView | TextView], concepts: int) -> None:
    document = large(concepts)
    desk = desk_with(document)
    commands = StructureCommands(desk)
    gc.collect()
    gc.freeze()
    views: list[NodeView] = []

    def open_view() -> None:
        view = view_type(desk, commands)
        view.resize(1000, 800)
        view.show()
        view.viewport().repaint()
        views.append(view)

    say(f"\n{view_type.__name__}, {concepts:,} concepts")
    say(f"{'open and paint':34} {milliseconds(open_view):7.1f} ms")
    view = views[0]
    say(f"{'rows':34} {len(view.strip.rows):7,}")
    QApplication.processEvents()
    bar = view.verticalScrollBar()
    middle = bar.maximum() // 2

    def scroll_to(value: int) -> None:
        bar.setValue(value)
        view.viewport().repaint()

    scroll_to(middle)
    report("scroll by 60 px", [milliseconds(lambda: scroll_to(bar.value() + 60)) for _ in range(300)])
    chance = random.Random(1)
    places = [chance.randrange(bar.maximum()) for _ in range(60)]
    report("jump anywhere", [milliseconds(partial(scroll_to, place)) for place in places])
    scroll_to(middle)
    view.setFocus()
    place = view.strip.placed[len(view.strip.placed) // 2]
    text = view.strip.face_of(view.strip.rows[place.row]).text
    node = text.spans[0].node

    def painted(step: Callable[[], object]) -> Callable[[], None]:
        def both() -> None:
            step()
            view.viewport().repaint()

        return both

    report("open the editor", [milliseconds(painted(lambda: desk.place_caret(node, 3)))])
    type_letter = painted(lambda: QTest.keyClicks(view.row_editor.field, "e"))
    report("keystroke", [milliseconds(type_letter) for _ in range(80)])
    caret_down = painted(lambda: QTest.keyClick(view.row_editor.field, Qt.Key.Key_Down))
    report("caret down", [milliseconds(caret_down) for _ in range(60)])
    report("split (Enter)", [milliseconds(painted(commands.split)) for _ in range(15)])
    report("undo", [milliseconds(painted(desk.undo)) for _ in range(15)])
    chapter = document.children(1)[len(document.children(1)) // 2]
    desk.set_current(chapter)
    fold = [
        milliseconds(painted(lambda: desk.set_folded(chapter, not desk.is_folded(chapter))))
        for _ in range(10)
    ]
    report("fold, unfold 1,200 rows", fold)
    report("move a chapter of 1,200 rows", [milliseconds(painted(commands.move_up)) for _ in range(6)])
    report("delete a chapter", [milliseconds(painted(commands.delete))])
    report("undo it", [milliseconds(painted(desk.undo))])
    report("show to level 2", [milliseconds(painted(lambda: commands.show_level(2)))])
    report("show to level 6", [milliseconds(painted(lambda: commands.show_level(6)))])
    report(
        "resize",
        [milliseconds(painted(partial(view.resize, width, 800))) for width in (980, 1010)],
    )
    say(f"{'resident memory':34} {psutil.Process().memory_info().rss / 1e6:7.0f} MB")
    view.deleteLater()
    QApplication.processEvents()
    gc.unfreeze()


def main() -> None:
    application = QApplication.instance() or QApplication([])
    assert application is not None
    concepts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    measure(OutlineView, concepts)
    measure(TextView, concepts)


if __name__ == "__main__":
    main()
