"""The figures of whole systems as Markdown: one table for each set, systems as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conceptwriter.evaluation.measurements import Measurement, Report, shown

HOW = {
    "offers": (
        "Of all sentences that are offered at a place. Bits a word, new names and copied words are best as "
        "they are with the human authors: a text of nothing but commonplaces has fewer bits than theirs."
    ),
    "free running": "Texts that go on from a place for 20 sentences, the first offer taken each time.",
    "expansion": "A paragraph for a heading (expository) or a title (stories).",
    "choice": "The author's next sentence against four later ones of the document; chance is 20 %.",
}


def markdown(report: Report) -> str:
    """The whole report, the intervals in brackets."""
    facts = report.facts
    parts = ["# Whole systems", _head(facts), *_tables(report.measurements)]
    missing = facts.get("not_measured", ())
    if missing:
        parts.append("Not measured:\n\n" + "\n".join(f"- {each}" for each in missing))
    return "\n\n".join(parts)


def _head(facts: Mapping[str, Any]) -> str:
    models = ", ".join(f"{name} {facts[name]}" for name in ("codec", "lcm", "voice") if facts.get(name))
    return (
        f"Models: {models}. Places of a set: {facts['most']}; texts written on of a set: {facts['free']}. "
        "In brackets 95 % intervals over documents."
    )


def _tables(measurements: Sequence[Measurement]) -> Iterator[str]:
    for table in dict.fromkeys(row.table for row in measurements):
        rows = [row for row in measurements if row.table == table]
        yield f"## {table.capitalize()}\n\n{HOW.get(table, '')}\n\n{_table(rows)}"


def _table(rows: Sequence[Measurement]) -> str:
    names = list(dict.fromkeys(row.name for row in rows))
    sets = list(dict.fromkeys(row.about["set"] for row in rows))
    lines: dict[tuple[str, str], dict[str, Measurement]] = {}
    for row in sorted(rows, key=lambda row: sets.index(row.about["set"])):
        lines.setdefault((row.about["set"], row.about["system"]), {})[row.name] = row
    cells = [["set", "system", "places", *names]]
    for (name, system), found in lines.items():
        items = str(max(row.figure.items for row in found.values()))
        figures = [shown(found[each].figure, found[each].unit) if each in found else "" for each in names]
        cells.append([name, system, items, *figures])
    rule = ["---"] * len(cells[0])
    return "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], rule, *cells[1:]])
