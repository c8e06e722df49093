"""Tables of figures within a text, such as a model card, made from files of `evaluate ... --out`.

A table stands between two comments, which stay, so that the text can be made again:

    <!-- figures: translation; chrf++ = chrF++; bleu = BLEU; source = eng_Latn -->
    ...
    <!-- end of figures -->

First comes the name of the table among the measurements, then its columns, each with its heading, then which
rows: those about this value. `file = NAME` takes only the figures of the file NAME.json.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.bootstrap import Figure
from conceptwriter.evaluation.measurements import SECONDS, SHARE, Measurement, Report
from conceptwriter.language import find_language

_PLACE = re.compile(
    r"(?P<begin><!-- figures: (?P<said>[^>]*?) -->\n).*?(?P<end><!-- end of figures -->)", re.DOTALL
)
_FILE = "file"
_HIDDEN = frozenset({"other"})
"""Says of a row what its other values say as well."""


class CardError(ConceptWriterError):
    """A text asks for figures that are not there; the message names them."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one table of a text is to show."""

    table: str
    columns: Mapping[str, str]
    """Names of figures, and their headings."""
    where: Mapping[str, str]
    file: str | None = None


def with_figures(text: str, reports: Mapping[str, Report]) -> str:
    """The text with all its tables made anew.

    Args:
        text: Markdown.
        reports: by the names of their files, without extension.

    Raises:
        CardError: figures that a table asks for are in no report, or the text has no table.
    """
    if not _PLACE.search(text):
        raise CardError(
            "The text has no table to fill. Where one is to be, write: <!-- figures: translation; chrf++ = "
            "chrF++ --> and, in a line below, <!-- end of figures -->"
        )
    return _PLACE.sub(lambda found: found["begin"] + _table(found["said"], reports) + found["end"], text)


def _table(said: str, reports: Mapping[str, Report]) -> str:
    rows = [row for name, report in reports.items() for row in report.measurements if _is_of(said, name, row)]
    asked = _asked(said, rows)
    chosen = [row for row in rows if row.table == asked.table and _is_about(row, asked.where)]
    missing = [name for name in asked.columns if all(row.name != name for row in chosen)]
    if missing:
        raise CardError(
            f"No file of figures has {', '.join(map(repr, missing))} for the table `{said}`. Measure them "
            "with `conceptwriter evaluate ... --out`, and name the file."
        )
    keys = [key for key in dict.fromkeys(key for row in chosen for key in row.about) if key not in _HIDDEN]
    keys = [key for key in keys if key not in asked.where or not asked.where[key]]
    lines: dict[tuple[str, ...], dict[str, Measurement]] = {}
    for row in chosen:
        if row.name in asked.columns:
            lines.setdefault(tuple(row.about.get(key, "") for key in keys), {})[row.name] = row
    cells = [[asked.table, *asked.columns.values()]]
    for about, found in lines.items():
        label = _label(dict(zip(keys, about, strict=True)))
        cells.append([label, *(_cell(found.get(name)) for name in asked.columns)])
    written = ["| " + " | ".join(row) + " |" for row in cells]
    written.insert(1, "| " + " | ".join("---" for _ in cells[0]) + " |")
    return "\n".join(written) + "\n"


def _parts(said: str) -> tuple[str, list[tuple[str, str]]]:
    table, *others = (part.strip() for part in said.split(";"))
    pairs: list[tuple[str, str]] = []
    for part in others:
        name, equals, value = (word.strip() for word in part.rpartition("="))
        if not equals:
            raise CardError(f"The table `{said}`: write NAME = HEADING or NAME = VALUE instead of {part!r}.")
        pairs.append((name, value))
    return table, pairs


def _is_of(said: str, name: str, row: Measurement) -> bool:
    table, pairs = _parts(said)
    return row.table == table and dict(pairs).get(_FILE, name) == name


def _asked(said: str, rows: Sequence[Measurement]) -> _Asked:
    table, pairs = _parts(said)
    keys = {key for row in rows for key in row.about}
    where = {name: value for name, value in pairs if name in keys}
    columns = {name: value for name, value in pairs if name not in keys and name != _FILE}
    return _Asked(table, columns, where)


def _is_about(row: Measurement, where: Mapping[str, str]) -> bool:
    return all(row.about.get(key) == value for key, value in where.items())


def _label(about: Mapping[str, str]) -> str:
    """As "English to French", or "stories, English"."""
    about = {key: _in_words(value) for key, value in about.items() if value}
    if "source" in about and "target" in about:
        direction = f"{about.pop('source')} to {about.pop('target')}"
        return ", ".join([direction, *about.values()])
    return ", ".join(about.values())


def _in_words(value: str) -> str:
    if re.fullmatch(r"[a-z]{3}_[A-Z][a-z]{3}", value):
        return find_language(value).english_name
    return value


def _cell(found: Measurement | None) -> str:
    """As "61.2 (59.0 to 63.1)"; shares in per cent."""
    if found is None:
        return ""
    figure, unit = found.figure, found.unit
    value, low, high = (_number(part, figure, unit) for part in (figure.value, figure.low, figure.high))
    return f"{value} ({low} to {high})"


def _number(value: float, figure: Figure, unit: str) -> str:
    if unit == SHARE:
        return f"{100 * value:.1f}"
    return f"{value:.3f}" if unit == SECONDS or abs(figure.value) < 1 else f"{value:.1f}"
