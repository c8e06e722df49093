"""What is found in a damaged file, row by row: foreign rows are skipped, suspect ones noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conceptwriter.outline import ROOT, TRASH, Kind, NodeData, NodeId, Origin, Rendition, State
from conceptwriter.outline.plain_values import MOST_ID, SHORT
from conceptwriter.storage.checksums import NO_RENDITIONS, node_checksum, rendition_checksum, with_rendition
from conceptwriter.storage.reading import attributes_of

NODE_COLUMNS = 10
RENDITION_COLUMNS = 6
"""Without the checksum, which files of the first format lack."""

_KINDS = frozenset(Kind)
_ORIGINS = frozenset(Origin)
_STATES = frozenset(State)


class Garbled(str):
    """A text that was cut off, or that contains invalid bytes."""

    __slots__ = ()


def decoded(raw: bytes) -> str:
    """The text, whatever the bytes are: invalid ones are replaced."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return Garbled(raw.decode("utf-8", "replace"))


@dataclass(slots=True)
class Finds:
    """Nodes and texts by id; `doubtful` are the ids of those whose checksum does not match."""

    nodes: dict[NodeId, tuple[int, NodeData]] = field(default_factory=dict)
    renditions: dict[NodeId, dict[str, Rendition]] = field(default_factory=dict)
    roots: dict[NodeId, NodeData] = field(default_factory=dict)
    node_rows: dict[NodeId, tuple[Any, ...]] = field(default_factory=dict)
    checksums: dict[NodeId, dict[str, int | None]] = field(default_factory=dict)
    wrong_texts: set[tuple[NodeId, str]] = field(default_factory=set)

    def __len__(self) -> int:
        """How many nodes were found, including the roots."""
        return len(self.nodes) + len(self.roots)

    def add(self, row_id: int | None, record: tuple[Any, ...]) -> None:
        """Take a record from any source if it is one of our nodes or texts."""
        if row_id is not None and len(record) in (NODE_COLUMNS, NODE_COLUMNS + 1) and record[0] is None:
            self.add_node((row_id, *record[1:]))
        elif row_id is None and len(record) in (RENDITION_COLUMNS, RENDITION_COLUMNS + 1):
            self.add_rendition(record)

    def add_node(self, row: tuple[Any, ...]) -> None:
        """Take a row of `nodes`, with or without its checksum; of two with one id, the first."""
        if not _is_node(row) or row[0] in self.node_rows:
            return
        node, parent, rank, kind, source_language, language, note, locked, status, attributes = row[:10]
        try:
            table = attributes_of(node, attributes) if attributes else {}
        except ValueError:
            table = {}
        data = NodeData(
            node,
            parent or 0,
            Kind(kind),
            source_language[:SHORT],
            None if language is None else language[:SHORT],
            {},
            str(note),
            bool(locked),
            str(status),
            table,
        )
        self.node_rows[node] = row
        if node in (ROOT, TRASH):
            self.roots[node] = data
        else:
            self.nodes[node] = (rank, data)

    def add_rendition(self, row: tuple[Any, ...]) -> None:
        """Take a row of `renditions`; of two with one key, the first, unless only the second is right."""
        if not _is_rendition(row):
            return
        node, language, text, origin, state, mark = row[:6]
        checksum = row[6] if len(row) > RENDITION_COLUMNS else None
        wrong = isinstance(text, Garbled) or (
            checksum is not None and checksum != rendition_checksum(node, language, text, origin, state, mark)
        )
        key = (node, language[:SHORT])
        known = self.renditions.setdefault(node, {})
        if key[1] in known and (wrong or key not in self.wrong_texts):
            return
        known[key[1]] = Rendition(str(text), Origin(origin), State(state), mark)
        self.checksums.setdefault(node, {})[key[1]] = checksum
        (self.wrong_texts.add if wrong else self.wrong_texts.discard)(key)

    def supplement(self, others: Finds) -> None:
        """Take from `others` what is missing here."""
        for row in others.node_rows.values():
            self.add_node(row)
        for node, renditions in others.renditions.items():
            known = self.renditions.setdefault(node, {})
            for language in renditions.keys() - known.keys():
                known[language] = renditions[language]
                self.checksums.setdefault(node, {})[language] = others.checksums[node][language]
                if (node, language) in others.wrong_texts:
                    self.wrong_texts.add((node, language))

    def doubtful(self) -> set[NodeId]:
        """Ids of nodes whose own row or one of whose texts is missing or differs from what was written."""
        found = {node for node, _ in self.wrong_texts}
        for node, row in self.node_rows.items():
            if any(isinstance(value, Garbled) for value in row):
                found.add(node)
            elif len(row) > NODE_COLUMNS:
                gathered = NO_RENDITIONS
                for checksum in self.checksums.get(node, {}).values():
                    gathered = with_rendition(gathered, checksum or 0)
                if row[-1] != node_checksum(row, gathered):
                    found.add(node)
        return found


def _is_node(row: tuple[Any, ...]) -> bool:
    node, parent, rank, kind, source_language, language, note, locked, status, attributes = row[:10]
    return (
        isinstance(node, int)
        and 0 < node < MOST_ID
        and (parent is None or isinstance(parent, int))
        and isinstance(rank, int)
        and isinstance(kind, str)
        and kind in _KINDS
        and isinstance(source_language, str)
        and (language is None or isinstance(language, str))
        and isinstance(note, str)
        and isinstance(locked, int)
        and isinstance(status, str)
        and isinstance(attributes, str)
        and (len(row) == NODE_COLUMNS or isinstance(row[10], int))
    )


def _is_rendition(row: tuple[Any, ...]) -> bool:
    node, language, text, origin, state, mark = row[:6]
    return (
        isinstance(node, int)
        and 0 < node < MOST_ID
        and isinstance(language, str)
        and isinstance(text, str)
        and origin in _ORIGINS
        and state in _STATES
        and (mark is None or (isinstance(mark, str) and len(mark) <= SHORT))
        and (len(row) == RENDITION_COLUMNS or isinstance(row[6], int))
    )
