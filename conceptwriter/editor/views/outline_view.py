"""The outline: one row per node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.editor.views.node_view import NodeView
from conceptwriter.editor.views.outline_plan import OutlinePlan

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.views.structure import StructureCommands


class OutlineView(NodeView):
    """Sections, paragraphs and concepts as an indented list."""

    def __init__(self, desk: Desk, commands: StructureCommands, parent: QWidget | None = None) -> None:
        super().__init__(desk, commands, OutlinePlan, parent)
        self.setObjectName("outline-view")
        self.setAccessibleName(self.tr("Outline"))
        self.row_editor.field.setAccessibleName(self.tr("Text of the node"))
