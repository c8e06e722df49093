"""An error in an overridden Qt function is an error, never the end of the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conceptwriter.editor.views.node_view import NodeView
from tests.whole.programs import environment

SCRIPT = """
import conceptwriter.gui
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

class Strip(QAbstractScrollArea):
    def viewportEvent(self, event):
        return super().viewportEvent(event)

    def resizeEvent(self, event):
        return b"bytes" + "text"  # C code complains of this, as of a wrong type in a file

class View(Strip):
    def resizeEvent(self, event):
        super().resizeEvent(event)

application = QApplication([])
view = View()
try:
    view.show()
except TypeError as error:
    print("caught", error)
application.processEvents()
print("alive")
"""


def test_an_error_of_c_code_in_a_nested_override_is_survived(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**environment(tmp_path), "PYTHONWARNINGS": "default"},
    )
    assert done.returncode == 0, done.stderr
    assert "alive" in done.stdout
    assert "can't concat" in done.stdout + done.stderr


def test_the_classes_of_the_window_are_guarded() -> None:
    assert sys.version_info >= (3, 12) or hasattr(NodeView.viewportEvent, "__wrapped__")
    assert not hasattr(NodeView.set_keys, "__wrapped__"), "only what Qt calls"
