"""The table of runs: what was trained, with what, what was predicted, and what came out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conceptwriter.training.checkpointing import checkpoint_facts
from conceptwriter.training.trainer import LOG_FILE

RUNS_FILE = "runs.jsonl"
TABLE_FILE = "runs.md"
PREDICTIONS_FILE = "predictions.json"
_LAST_LINES = 5
"""Number of last log lines averaged for the end of a run."""


def record(out: Path, stage: str, size: str, folder: Path | None, minutes: float) -> None:
    """Append the result of a stage, and rewrite the table.

    Args:
        out: folder of the whole run.
        stage: its name.
        size: of the run.
        folder: where the stage trained; None if it trained nothing.
        minutes: it took in this call.
    """
    row: dict[str, Any] = {"stage": stage, "size": size, "minutes": round(minutes, 2)}
    facts = None if folder is None else checkpoint_facts(folder)
    if facts is not None and folder is not None:
        row |= {"numbers": facts.numbers, "updates": facts.step, "minutes": round(facts.seconds / 60, 2)}
        row["losses"] = last_losses(folder / LOG_FILE)
    with (out / RUNS_FILE).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row) + "\n")
    (out / TABLE_FILE).write_text(table(out), encoding="utf-8")


def last_losses(log: Path) -> dict[str, float]:
    """Mean of each figure over the last lines of a log that have it."""
    if not log.is_file():
        return {}
    values: dict[str, list[float]] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        for name, value in json.loads(line).items():
            values.setdefault(name, []).append(value)
    left_out = {"step", "tokens_per_second", "gradient"}
    return {
        name: round(sum(found[-_LAST_LINES:]) / len(found[-_LAST_LINES:]), 4)
        for name, found in values.items()
        if name not in left_out
    }


def predict(out: Path, predictions: Mapping[str, str]) -> None:
    """Record predictions for stages before they run: a later one does not replace an earlier one."""
    file = out / PREDICTIONS_FILE
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    file.write_text(json.dumps(dict(predictions) | known, indent=1, ensure_ascii=False), encoding="utf-8")


def rows(out: Path) -> list[dict[str, Any]]:
    """The recorded stages; of one that ran several times only the last."""
    file = out / RUNS_FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    latest = {(row["stage"], row["size"]): row for row in map(json.loads, lines)}
    return list(latest.values())


def table(out: Path) -> str:
    """The recorded stages as a Markdown table."""
    file = out / PREDICTIONS_FILE
    predicted: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    lines = [
        "| run | size | millions of numbers | updates | minutes | losses at the end | predicted |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows(out):
        numbers = f"{row['numbers'] / 1e6:.2f}" if "numbers" in row else ""
        losses = ", ".join(f"{name} {value:g}" for name, value in row.get("losses", {}).items())
        cells = [row["stage"], row["size"], numbers, row.get("updates", ""), row["minutes"], losses]
        cells.append(predicted.get(row["stage"], ""))
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
