"""Where a step takes the caret or the selection of nodes: up and down, a page, to the next row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.model import Caret, NodeId

if TYPE_CHECKING:
    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.row_editor import RowEditor
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.views.row_plan import RowPlan


class Travel:
    """Movement through the rows of one view. `step` is 1 for down and forward, -1 for up and back."""

    def __init__(self, desk: Desk, strip: RowStrip, editor: RowEditor, plan: RowPlan) -> None:
        self._desk, self._strip, self._editor, self._plan = desk, strip, editor, plan
        self.column: float | None = None
        """The column that Up and Down keep to, in viewport pixels."""

    def column_at(self, position: int) -> float:
        """The column to keep to: the remembered one, else that of the caret in the edited row."""
        return self._editor.caret_column(position) if self.column is None else self.column

    # -- rows with a text ---

    def text_from(self, row: int, step: int) -> NodeId | None:
        """Key of the first row with text, from this row on."""
        strip = self._strip
        while 0 <= row < len(strip.rows):
            if strip.face_of(strip.rows[row]).text.spans:
                return strip.rows[row]
            row += step
        return None

    def _next_text(self, step: int) -> NodeId | None:
        """Key of the next row with text after the edited one."""
        row = self._strip.row_of(self._editor.edited) if self._editor.edited is not None else -1
        return self.text_from(row + step, step) if row >= 0 else None

    def next_edge(self, step: int) -> Caret | None:
        """The near edge of the next row with text."""
        key = self._next_text(step)
        if key is None:
            return None
        text = self._strip.face_of(key).text
        return text.caret(0 if step > 0 else len(text.text))

    def next_line(self, step: int, column: float) -> Caret | None:
        """The near line of the next row with text, near a column."""
        key = self._next_text(step)
        return None if key is None else self.line_of(key, step, column)

    def line_of(self, key: NodeId, step: int, column: float) -> Caret | None:
        """The line of a row that a step enters first, near a column."""
        face = self._strip.face_of(key)
        if not face.text.text:
            return face.text.caret(0)
        return face.text.caret(face.block.position_in_line(0 if step > 0 else -1, column - face.text_left))

    def text_ends(self) -> tuple[Caret, Caret] | None:
        """Where the text of the rows begins and ends; None when there is none."""
        first, last = self.text_from(0, 1), self.text_from(len(self._strip.rows) - 1, -1)
        if first is None or last is None:
            return None
        end = self._strip.face_of(last).text.spans[-1]
        return Caret(self._strip.face_of(first).text.spans[0].node, 0), Caret(end.node, end.end - end.start)

    # -- nodes ---

    def page_away(self, step: int) -> NodeId:
        """The node a screenful away."""
        strip, plan = self._strip, self._plan
        heights, node = strip.arrangement.heights, self._desk.current
        height = strip.viewport.height() - heights[max(0, strip.row_of(plan.key_of(node)))]
        while height > 0:
            neighbour = plan.neighbour(node, step)
            if neighbour is None:
                break
            height -= heights[max(0, strip.row_of(plan.key_of(neighbour)))]
            node = neighbour
        return node

    def go(self, target: NodeId, *, extend: bool) -> None:
        """Make a node current, alone or as the end of a block."""
        desk = self._desk
        if not extend:
            desk.set_current(target)
            return
        anchor = desk.selection_anchor
        desk.select(self._plan.nodes_between(anchor, target), target, anchor)
