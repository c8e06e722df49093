"""One save, again and again: each time another of its calls fails, fails from then on, or is the last one.

Run as a program, with the library of `faults` or without; prints how many calls and attempts there were.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from conceptwriter.errors import ConceptWriterError
from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import NotSaved, Project
from tests.storage.faults import Faults, Manner, loaded_faults, scratch
from tests.storage.ordeal import COPY, MAIN, Truth, look, prepare, state_of

MANNERS = (
    (Manner.FAIL_ONCE, errno.EIO),
    (Manner.FAIL_FROM, errno.ENOSPC),
    (Manner.FAIL_ONCE, errno.EACCES),
    (Manner.KILL_BEFORE, 0),
    (Manner.KILL_INSIDE, 0),
)


def save(folder: Path, report: Any) -> None:
    """Open, write, copy over another project, close; what was acknowledged is told."""
    project = Project.open(folder / MAIN)
    _written(project, lambda: project.perform(edits.set_note(project.document, ROOT, "a" * 9000)), report)
    _written(project, project.undo, report)
    state = state_of(project.document)
    report("begins", COPY, state)
    try:
        project.save_copy(folder / COPY)
        report("written", COPY, state)
    except ConceptWriterError as error:
        _require_name(error, folder)
    try:
        project.close()
    except NotSaved:
        project.close(discard=True)
        return
    report("written", MAIN, state_of(project.document))


def _written(project: Project, change: Any, report: Any) -> None:
    listeners = project.document._listeners
    listeners.insert(0, lambda _: report("begins", MAIN, state_of(project.document)))
    try:
        change()
    except NotSaved as error:
        _require_name(error, project.path.parent)
        return
    finally:
        del listeners[0]
    if not project.pending:
        report("written", MAIN, state_of(project.document))


def _require_name(error: ConceptWriterError, folder: Path) -> None:
    if folder.name not in str(error):
        raise AssertionError(f"a message without the file's name: {error}")


def attempt(folder: Path, truth: Truth, faults: Faults, plan: tuple[int, int, Manner]) -> int:
    """In a child; the calls it made (0: it was killed)."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _child(folder, faults, plan, writing)
    os.close(writing)
    calls = 0
    with os.fdopen(reading, encoding="utf-8") as words:
        for line in words:
            word = json.loads(line)
            if word["kind"] == "calls":
                calls = word["state"]
            else:
                truth.note(word)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"unforeseen at {plan}"
    return calls


def _child(folder: Path, faults: Faults, plan: tuple[int, int, Manner], pipe: int) -> None:
    def report(kind: str, file: str, state: Any) -> None:
        os.write(pipe, (json.dumps({"kind": kind, "file": file, "state": state}) + "\n").encode())

    code = 0
    try:
        faults.arm(folder, *plan)
        save(folder, report)
    except ConceptWriterError as error:
        code = 0 if folder.name in str(error) else 1
    except BaseException:  # noqa: BLE001 - the parent hears of it
        import traceback

        traceback.print_exc()
        code = 1
    report("calls", "", faults.count())
    faults.disarm()
    os._exit(code)


def main() -> int:
    """All calls, all manners; 1 when anything was lost."""
    faults = loaded_faults()
    first = scratch()
    fresh = prepare(first)
    folder = scratch()
    calls, attempts, losses = 0, 0, 0
    for manner, error in MANNERS:
        number = 0
        while True:
            number += 1
            shutil.rmtree(folder)
            shutil.copytree(first, folder)
            truth = Truth(dict(fresh.sure))
            made = attempt(folder, truth, faults, (number, error, manner))
            found = look(folder, truth, [MAIN, COPY])
            attempts += 1
            if found:
                losses += 1
                sys.stdout.write(f"call {number}, {manner.name}: {found}\n")
                sys.stdout.flush()
            if made and made < number:
                break
        calls = max(calls, number - 1)
    shutil.rmtree(folder)
    shutil.rmtree(first)
    sys.stdout.write(f"{calls} calls, {attempts} attempts, {losses} losses\n")
    return 1 if losses or not calls else 0


if __name__ == "__main__":
    sys.exit(main())
