"""Results of the evaluation, as one flat list that gates, tables and JSON all read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conceptwriter.atomic_write import atomic_write
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.bootstrap import Figure

POINTS, SHARE, SECONDS = "points", "share", "seconds"
"""Units: 0 to 100 as BLEU; 0 to 1, printed as per cent; seconds."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure: its table, its name there, and its subject."""

    table: str
    """As "translation"."""
    name: str
    """Column of the table, as "chrf++"."""
    about: Mapping[str, str]
    """Identifies the row of the table, as {"source": "eng_Latn", "target": "fra_Latn"}."""
    figure: Figure
    unit: str = POINTS

    def matches(self, table: str, name: str, where: Mapping[str, str]) -> bool:
        """Whether this is the named figure, about (at least) that."""
        same = self.table == table and self.name == name
        return same and all(self.about.get(key) == value for key, value in where.items())

    def as_json(self) -> dict[str, Any]:
        """One flat object."""
        return {
            "table": self.table,
            "name": self.name,
            **({"unit": self.unit} if self.unit != POINTS else {}),
            "about": dict(self.about),
            **self.figure.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All measurements of one bundle, and how they were made."""

    measurements: Sequence[Measurement]
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Bundle name and version, languages, default variant, sets and seeds, sentences left out ..."""

    def find(self, table: str, name: str, **where: str) -> list[Measurement]:
        """The measurements of that name about (at least) that, in order."""
        return [found for found in self.measurements if found.matches(table, name, where)]

    def joined(self, other: Report) -> Report:
        """Both; facts of the other win."""
        return Report([*self.measurements, *other.measurements], {**self.facts, **other.facts})

    def as_json(self) -> dict[str, Any]:
        """What :func:`read_report` reads."""
        return {**self.facts, "measurements": [found.as_json() for found in self.measurements]}

    def save(self, path: Path) -> None:
        """Write atomically, so that a kill leaves no partial file."""
        text = json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n"
        atomic_write(path, text.encode())


class ReportError(ConceptWriterError):
    """A file of figures cannot be read; the message names it."""


def read_report(path: Path) -> Report:
    """Read what :meth:`Report.save` wrote.

    Raises:
        ReportError: the file is missing or something else.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        rows = record.pop("measurements")
        return Report([_measurement(row) for row in rows], record)
    except OSError as problem:
        raise ReportError(f"{path} cannot be read: {problem.strerror or problem}.") from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ReportError(
            f"{path} has no figures of `conceptwriter evaluate` ({problem}). "
            "Make them with: conceptwriter evaluate all DEV --out FIGURES.json"
        ) from problem


def _measurement(row: Mapping[str, Any]) -> Measurement:
    figure = Figure(float(row["value"]), float(row["low"]), float(row["high"]), int(row["items"]))
    return Measurement(row["table"], row["name"], dict(row["about"]), figure, row.get("unit", POINTS))


# Tables for reading


def tables(measurements: Iterable[Measurement]) -> str:
    """All measurements, one table each, columns aligned; intervals in brackets."""
    by_table: dict[str, list[Measurement]] = {}
    for found in measurements:
        by_table.setdefault(found.table, []).append(found)
    return "\n\n".join(f"{name}\n{_table(rows)}" for name, rows in by_table.items())


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells in columns: text to the left; cells that begin with a digit or a sign to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if cell[:1].isdigit() or cell[:1] in "+-" else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)


def shown(figure: Figure, unit: str = POINTS) -> str:
    """``61.2 [59.0 63.1]``."""
    return f"{number(figure.value, unit)} [{number(figure.low, unit)} {number(figure.high, unit)}]"


def number(value: float, unit: str = POINTS) -> str:
    """A value in its unit."""
    if unit == SHARE:
        return f"{100 * value:.1f}%"
    return f"{value:.3f}" if unit == SECONDS or abs(value) < 1 else f"{value:.1f}"


def _table(rows: Sequence[Measurement]) -> str:
    keys = list(dict.fromkeys(key for row in rows for key in row.about))
    names = list(dict.fromkeys(row.name for row in rows))
    lines: dict[tuple[str, ...], dict[str, Measurement]] = {}
    for row in rows:
        lines.setdefault(tuple(row.about.get(key, "") for key in keys), {})[row.name] = row
    cells = [[*keys, "items", *names]]
    cells.extend(_cells(about, found, names) for about, found in lines.items())
    return aligned(cells)


def _cells(about: tuple[str, ...], found: Mapping[str, Measurement], names: Sequence[str]) -> list[str]:
    items = str(max(row.figure.items for row in found.values()))
    return [*about, items, *_columns(found, names)]


def _columns(found: Mapping[str, Measurement], names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield shown(found[name].figure, found[name].unit) if name in found else ""
