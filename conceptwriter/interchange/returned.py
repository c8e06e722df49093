"""A file that comes back from another program or person: its translations are entered into the document.

The document keeps its text and its structure. A translation that was changed on the way replaces the one that
is there, as one step that can be undone; one made from an older source text is entered as outdated, and never
replaces one that is up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from conceptwriter.interchange.errors import InterchangeError
from conceptwriter.interchange.returned_matching import (
    Matched,
    Pair,
    Row,
    matched_by_source,
    matched_by_translation,
    rows_of,
)
from conceptwriter.language import language_name
from conceptwriter.outline import Document, NodeId, Operation, Origin, Rendition, State, fingerprint
from conceptwriter.outline.model import MACHINE_ORIGINS
from conceptwriter.outline.remarks import remarks_key
from conceptwriter.outline.sketch import Sketch

_FINISHED = (State.REVIEWED, State.FINAL)


class NothingReturned(InterchangeError):
    """The file has no translations of this document."""


@dataclass(slots=True)
class Returned:
    """What became of the translations in a file; the nodes in reading order."""

    new: list[NodeId] = field(default_factory=list)
    """There was no translation yet."""
    changed: list[NodeId] = field(default_factory=list)
    confirmed: list[NodeId] = field(default_factory=list)
    """The same text; on the way a person accepted what a machine made, or approved it."""
    outdated: list[NodeId] = field(default_factory=list)
    """Entered, though made from an older source text."""
    kept: list[NodeId] = field(default_factory=list)
    """Not entered: locked, up to date while the file is not, or a person's own text that was to be kept."""
    unchanged: int = 0
    untranslated: int = 0
    """The source itself stands as the translation, as some programs write it where nobody has translated."""
    lost: tuple[str, ...] = ()
    """Translated texts of the file that have no place in the document."""
    languages: tuple[str, ...] = ()

    @property
    def entered(self) -> int:
        """How many texts were changed."""
        return len({*self.new, *self.changed, *self.confirmed, *self.outdated})


def match_returned(here: Sequence[Row], file: Document, name: str, *, to: str | None = None) -> Matched:
    """Find the counterparts of the document's rows (`rows_of`); may run on any thread.

    `name`: of the file, for messages; `to`: the only language that is wanted. Raises NothingReturned.
    """
    there = rows_of(file)
    languages = {row.language for row in here}
    into = {code for row in there for code in row.renditions}
    if to is not None and into and to not in into:
        raise NothingReturned(
            f"{name} has no translations into {language_name(to)}: it is into {_names(into)}. Choose another "
            "file or another language."
        )
    if any(row.renditions for row in there):
        found = matched_by_source(here, there)
        found = replace(found, lost=tuple(row for row in found.lost if row.renditions))
    else:
        written = file.root.source_language
        if written in languages:
            raise NothingReturned(
                f"{name} has no translations: it is written in {written}, as the document is. Choose a file "
                "with translations, or one that is written in another language."
            )
        found = matched_by_translation(here, there, written)
    sources = {row.language for row in there}
    if not found.pairs and into and not sources & languages:
        raise NothingReturned(
            f"{name} translates texts in {_names(sources)}, but this document is written in "
            f"{_names(languages)}. Choose a file with translations of it."
        )
    if not found.pairs:
        raise NothingReturned(
            f"No text of {name} fits this document. Choose a file that was exported from it, or that has the "
            "same source text."
        )
    return found


def _names(languages: Iterable[str]) -> str:
    return ", ".join(sorted(map(language_name, languages)))


def enter_returned(
    document: Document, matched: Matched, *, to: str | None = None, keep_own: bool = False
) -> tuple[Operation, Returned]:
    """The step that enters what was matched, and a report.

    `to`: only this language; `keep_own`: what a person wrote, edited or approved here is not replaced.
    """
    report = Returned(lost=tuple(row.source for row in matched.lost))
    languages: dict[str, None] = {}
    with Sketch(document) as sketch:
        for pair in matched.pairs:
            node = pair.here.node
            if node not in document or document.source_text(node) != pair.here.source:
                continue  # changed while the file was read
            for code, incoming in pair.there.renditions.items():
                wanted = to in (None, code) and code != document.node(node).source_language
                if wanted and incoming.text.strip():
                    languages[code] = None
                    _enter(sketch, pair, code, incoming, report, keep_own=keep_own)
            _add_note(sketch, pair)
    report.languages = tuple(languages)
    return sketch.operation("Import translations"), report


def _enter(
    sketch: Sketch, pair: Pair, code: str, incoming: Rendition, report: Returned, *, keep_own: bool
) -> None:
    document, node = sketch.document, pair.here.node
    here = document.rendition(node, code)
    is_current = here is not None and not document.is_stale(node, code)
    if here is not None and here.text == incoming.text:
        if pair.exact and _is_confirmed(here, incoming) and not document.is_locked(node):
            mark = document.source_fingerprint(node)
            sketch.set_rendition(node, code, replace(here, state=incoming.state, source_fingerprint=mark))
            report.confirmed.append(node)
        else:
            report.unchanged += 1
        return
    if incoming.text == pair.there.source and incoming.state is State.NEW:
        report.untranslated += 1
        return
    mine = here is not None and keep_own and here.is_human
    if document.is_locked(node) or mine or (is_current and not pair.exact):
        report.kept.append(node)
        return
    made_from = (
        document.source_fingerprint(node)
        if pair.exact
        else fingerprint(pair.there.source, pair.here.language)
    )
    sketch.set_rendition(node, code, replace(_as_edited(here, incoming), source_fingerprint=made_from))
    sketch.set_attribute(node, remarks_key(code), None)
    if not pair.exact:
        report.outdated.append(node)
    else:
        (report.new if here is None else report.changed).append(node)


def _is_confirmed(here: Rendition, incoming: Rendition) -> bool:
    """Whether a text that was not changed is nearer to its end than here."""
    if incoming.state is State.EDITED:
        return here.state is State.MACHINE
    return incoming.state in _FINISHED and here.state not in {incoming.state, State.FINAL}


def _as_edited(here: Rendition | None, incoming: Rendition) -> Rendition:
    """A machine's text that comes back changed, still marked as a machine's, was changed by a person."""
    was_machine = here is not None and here.origin in MACHINE_ORIGINS
    if was_machine and (incoming.origin in MACHINE_ORIGINS or incoming.state is State.MACHINE):
        return replace(incoming, origin=Origin.IMPORTED, state=State.NEW)
    if incoming.origin is Origin.WRITTEN:
        return replace(incoming, origin=Origin.IMPORTED)
    return incoming


def _add_note(sketch: Sketch, pair: Pair) -> None:
    """What was noted on the way is added; a note is never replaced."""
    note, document = sketch.document.node(pair.here.node).note, sketch.document
    known = set(note.splitlines())
    fresh = [line for line in pair.there.note.splitlines() if line.strip() and line not in known]
    if fresh and not document.is_locked(pair.here.node):
        sketch.set_field(pair.here.node, "note", "\n".join([*([note] if note else []), *fresh]))


__all__ = ["NothingReturned", "Returned", "enter_returned", "match_returned", "rows_of"]
