"""Earlier texts of a node, read from the history, and the step that changed each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.outline.changes import Insert, SetRendition
from conceptwriter.outline.model import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conceptwriter.outline.changes import Change
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId, Rendition


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a node had in one language, until the step `label` changed it at `time` (seconds)."""

    rendition: Rendition
    label: str
    time: float
    serial: int


def versions(document: Document, node: NodeId, language: str | None = None, most: int = 50) -> list[Version]:
    """The previous texts of a node in a language (None: the one shown), newest first.

    Undone steps do not count. Raises whatever reading an old step from the file raises.
    """
    wanted = language or document.shown_language(node)
    found: list[Version] = []
    for step in reversed(document.history.done):
        for change in reversed(step.operation.changes):
            for old in _replaced_texts(change, node, wanted):
                found.append(Version(old, step.label, step.time, step.serial))
                if len(found) == most:
                    return found
    return found


def source_then(document: Document, node: NodeId, language: str) -> Iterator[Rendition | None]:
    """Search for the source text that an outdated rendition was made from, one step of the history at a time.

    Gives None for every step without it, then the text, and ends. A rendition that is up to date, or that was
    imported with its document, gives no text. Raises whatever reading an old step from the file raises.
    """
    here = document.node(node)
    rendition = here.renditions.get(language)
    if rendition is None or not document.is_stale(node, language):
        return
    source = here.source_language
    for step in reversed(document.history.done):
        for change in reversed(step.operation.changes):
            for old in _replaced_texts(change, node, source):
                if fingerprint(old.text, source) == rendition.source_fingerprint:
                    yield old
                    return
        yield None


def written_at(document: Document, node: NodeId, language: str) -> Iterator[float | None]:
    """Search for the time (seconds) at which a node got its present text in a language, as `source_then`.

    A text that was imported with its document, or whose step the history no longer has, gives no time.
    Raises whatever reading an old step from the file raises.
    """
    for step in reversed(document.history.done):
        if any(_writes(change, node, language) for change in step.operation.changes):
            yield step.time
            return
        yield None


def _writes(change: Change, node: NodeId, language: str) -> bool:
    if isinstance(change, Insert):
        return any(made.id == node and language in made.renditions for made in change.nodes)
    if not isinstance(change, SetRendition) or (change.node, change.language) != (node, language):
        return False
    return change.new is not None and (change.old is None or change.new.text != change.old.text)


def _replaced_texts(change: Change, node: NodeId, language: str) -> Iterator[Rendition]:
    if isinstance(change, SetRendition):
        if (change.node, change.language) != (node, language) or change.old is None:
            return
        if change.new is None or change.new.text != change.old.text:
            yield change.old
