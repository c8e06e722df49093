"""What the desk needs of its neighbours: an open project below it, and views with a live editor above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from conceptwriter.outline import Caret, ChangeNotice, Document, Operation


class ProjectLike(Protocol):
    """An open project for the desk: the document, a way to change it, and settings stored in the file."""

    @property
    def document(self) -> Document: ...

    def perform(self, operation: Operation) -> ChangeNotice: ...

    def undo(self, *, one_part: bool = False) -> ChangeNotice | None: ...

    def redo(self, *, one_part: bool = False) -> ChangeNotice | None: ...

    @property
    def settings(self) -> MutableMapping[str, Any]: ...


class TextSurface(Protocol):
    """A view with a live editor, in which text may be selected."""

    flows: bool
    """True where a paragraph's text is that of its concepts; False where it is its summary."""

    def text_ends(self) -> tuple[Caret, Caret] | None: ...
