"""One sequence of a writer's work in which the system fails or the program is killed; what must hold then.

A child process works on the projects of a folder and says over a pipe what it is about to write and what was
acknowledged. Its end, foreseen or not, is followed by a look at the files: each holds the last acknowledged
state, or one that was being written. Anything else is a loss.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import select
import shutil
import signal
import sqlite3
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conceptwriter.errors import ConceptWriterError
from conceptwriter.outline import ROOT, Document, EditError, edits
from conceptwriter.storage import NotSaved, Project, back_up, recover, transactions
from tests.outline.drafts import harbour, picture
from tests.outline.random_edits import LANGUAGES, MAKERS
from tests.outline.test_random_edits import check_tree
from tests.storage.faults import ERRORS, Faults, Manner

Plan = tuple[int, int, Manner] | None
"""(call, errno, manner) of the fault; None: killed at a random moment."""

MAIN, COPY = "main.concept", "copy.concept"


@dataclass
class Truth:
    """What files may hold: the acknowledged state of each, and those that were being written at the end."""

    sure: dict[str, str] = field(default_factory=dict)
    possible: dict[str, list[str]] = field(default_factory=dict)

    def note(self, word: dict[str, Any]) -> None:
        """One line of the child's."""
        name = word["file"]
        if word["kind"] == "begins":
            self.possible.setdefault(name, []).append(word["state"])
        elif word["kind"] == "written":
            self.sure[name] = word["state"]
            self.possible[name] = []

    def allows(self, name: str, state: str) -> bool:
        """True when a file may hold this now."""
        return state == self.sure.get(name) or state in self.possible.get(name, [])


@dataclass
class Report:
    """What came of one sequence."""

    losses: list[str] = field(default_factory=list)
    killed: bool = False
    failing: int = 0
    acknowledged: int = 0


def state_of(document: Document) -> str:
    """A short name for all that a document says."""
    nodes = [
        [sorted(part.items()) if isinstance(part, dict) else part for part in node]
        for node in picture(document)
    ]
    said = repr((document.revision, nodes, document.undo_label, len(document.history.done)))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def prepare(folder: Path) -> Truth:
    """A folder with one project and a copy of another."""
    truth = Truth()
    for name, document in ((MAIN, harbour()), (COPY, Document("eng_Latn", "Another"))):
        with Project.create(folder / name, document) as project:
            truth.sure[name] = state_of(project.document)
    return truth


def run(folder: Path, truth: Truth, seed: int, faults: Faults, plan: Plan) -> Report:
    """One sequence in a child of its own. The truth goes on to the next sequence in the same folder."""
    report, touched = Report(), set[str]()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _child(folder, seed, faults, plan, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as words:
        if plan is None:
            _kill_some_time(child, random.Random(seed))
        for line in words:
            if not line.endswith("\n"):
                break
            word = json.loads(line)
            if word["kind"] == "trouble":
                report.losses.append(word["state"])
            elif word["kind"] == "failing":
                report.failing += word["state"]
            else:
                report.acknowledged += word["kind"] == "written"
                touched.add(word["file"])
                truth.note(word)
    _, status = os.waitpid(child, 0)
    report.killed = os.WIFSIGNALED(status)
    if not report.killed and os.WEXITSTATUS(status):
        report.losses.append(f"the child ended with {os.WEXITSTATUS(status)}")
    report.losses.extend(_look(folder, truth, random.Random(seed), touched))
    return report


def _kill_some_time(child: int, chance: random.Random) -> None:
    select.select([], [], [], chance.random() ** 2 * 0.06)
    os.kill(child, signal.SIGKILL)


# -- the child -----------------------------------------------------------------------------------------------


class _Reporter:
    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def __call__(self, kind: str, file: str, state: Any) -> None:
        os.write(self._pipe, (json.dumps({"kind": kind, "file": file, "state": state}) + "\n").encode())


def _child(folder: Path, seed: int, faults: Faults, plan: Plan, pipe: int) -> None:
    report = _Reporter(pipe)
    try:
        chance = random.Random(seed)
        transactions.LOG_BYTES = chance.choice([1 << 12, 1 << 15, 1 << 22])
        if plan is not None:
            faults.arm(folder, *plan)
        _work(folder, chance, report)
        report("failing", "", faults.failed())
        faults.disarm()
        if plan is None:
            signal.pause()
    except BaseException:  # noqa: BLE001 - whatever it is, the parent hears of it
        faults.disarm()
        report("trouble", "", "unforeseen: " + traceback.format_exc())
    os._exit(0)


def _work(folder: Path, chance: random.Random, report: _Reporter) -> None:
    main = folder / MAIN
    for _ in range(chance.randrange(1, 3)):
        project = _attempt(lambda: Project.open(main), report, main)
        if project is None:
            continue
        writer = _Writer(project, chance, report)
        for _ in range(chance.randrange(1, 7)):
            writer.do_something()
        writer.close()


def _attempt(work: Any, report: _Reporter, path: Path) -> Any:
    """None where it could not be done; the reason must name the file and be for a person."""
    try:
        return work()
    except ConceptWriterError as error:
        if path.parent.name not in str(error):
            report("trouble", path.name, f"a message without the file's name: {error}")
        return None


class _Writer:
    def __init__(self, project: Project, chance: random.Random, report: _Reporter) -> None:
        self.project, self.chance, self.report = project, chance, report
        self.folder = project.path.parent

    def do_something(self) -> None:
        kinds = [self.edit] * 12 + [self.step] * 4 + [self.setting, self.vectors] + [self.copy] * 2
        self.chance.choice([*kinds, self.backup, self.create_over, self.long_text])()

    def edit(self) -> None:
        document, chance = self.project.document, self.chance
        nodes = [node for root in (ROOT, 2) for node in document.subtree(root)]
        chosen = chance.sample(nodes, min(len(nodes), chance.randrange(1, 3)))
        name = chance.choice(sorted(MAKERS))
        text = "".join(chance.choices("ab .é日\n", k=chance.randrange(40)))
        try:
            operation = MAKERS[name](document, chosen, chance.randrange(12), text, chance.choice(LANGUAGES))
        except EditError:
            return
        self._write(lambda: self.project.perform(operation))

    def long_text(self) -> None:
        document = self.project.document
        try:
            operation = edits.set_note(document, ROOT, "long " * self.chance.randrange(20_000))
        except EditError:  # it is locked
            return
        self._write(lambda: self.project.perform(operation))

    def step(self) -> None:
        self._write(self.project.undo if self.chance.random() < 0.6 else self.project.redo)

    def _write(self, change: Any) -> None:
        """Say what the file may hold before it is written: the listener hears of a change in memory first."""
        project, report = self.project, self.report
        listeners = project.document._listeners
        listeners.insert(0, lambda _: report("begins", MAIN, state_of(project.document)))
        try:
            change()
        except EditError:
            return
        except NotSaved as error:
            if self.folder.name not in str(error):
                report("trouble", MAIN, f"a message without the file's name: {error}")
            return
        finally:
            del listeners[0]
        if project.pending:
            return
        report("written", MAIN, state_of(project.document))

    def setting(self) -> None:
        _attempt(self._set, self.report, self.project.path)

    def _set(self) -> None:
        self.project.settings["view"] = {"zoom": self.chance.randrange(1000)}

    def vectors(self) -> None:
        keys = [str(self.chance.random()) for _ in range(self.chance.randrange(40))]
        self.project.vectors.put_many(dict.fromkeys(keys, bytes(256)), "codec", "1")

    def copy(self) -> None:
        name = self.chance.choice([COPY, "second.concept"])
        self._replace(name, lambda: self.project.save_copy(self.folder / name))

    def backup(self) -> None:
        _attempt(lambda: back_up(self.project, keep=2), self.report, self.project.path)

    def create_over(self) -> None:
        document = Document("eng_Latn", f"Anew {self.chance.random()}")
        target = self.folder / COPY
        self.report("begins", COPY, state_of(document))
        project = _attempt(lambda: Project.create(target, document, overwrite=True), self.report, target)
        if project is not None:
            self.report("written", COPY, state_of(document))
            project.close()

    def _replace(self, name: str, work: Any) -> None:
        state = state_of(self.project.document)
        self.report("begins", name, state)
        target = self.folder / name
        if _attempt(lambda: work() or True, self.report, target):
            self.report("written", name, state)

    def close(self) -> None:
        project = self.project
        try:
            project.close()
        except NotSaved:
            project.close(discard=True)
            return
        self.report("written", MAIN, state_of(project.document))


# -- what must hold ------------------------------------------------------------------------------------------


def _look(folder: Path, truth: Truth, chance: random.Random, touched: set[str]) -> list[str]:
    if chance.random() < 0.2 and COPY in truth.sure:
        _by_hand(folder, truth, chance)
    uncertain = [name for name, states in truth.possible.items() if states]
    return look(folder, truth, list(dict.fromkeys([MAIN, *uncertain, *sorted(touched)])), chance)


def look(folder: Path, truth: Truth, wanted: list[str], chance: random.Random | None = None) -> list[str]:
    """What of these files is not as it must be; each is opened for reading, then for writing."""
    losses = []
    for name in wanted:
        path = folder / name
        if not path.exists() and name not in truth.sure:
            continue
        try:
            losses.extend(_look_at(path, truth, name, chance or random.Random(0)))
        except Exception:  # noqa: BLE001
            losses.append(f"{name}: {traceback.format_exc()}")
    found = sorted(entry.name for entry in folder.rglob("*"))
    litter = [name for name in found if not name.endswith((".concept", "backups"))]
    if litter and not losses and not all("unmatched log" in name for name in litter):
        losses.append(f"left behind: {litter}")
    for name in litter:
        (folder / name).unlink(missing_ok=True)
    return losses


def _by_hand(folder: Path, truth: Truth, chance: random.Random) -> None:
    """A person copies another project over the one that was killed: its text it is from now on."""
    try:
        Project.open(folder / COPY).close()  # what was left beside the copy is brought in order first
    except ConceptWriterError:
        return
    with Project.open(folder / COPY, read_only=True) as copy:
        state = state_of(copy.document)
    if not truth.allows(COPY, state):
        return
    shutil.copyfile(folder / COPY, folder / MAIN)
    truth.sure[MAIN], truth.possible[MAIN] = state, []


def _look_at(path: Path, truth: Truth, name: str, chance: random.Random) -> list[str]:
    losses = []
    with Project.open(path, read_only=True) as reader:
        first = state_of(reader.document)
        if not truth.allows(name, first):
            losses.append(f"{name}: read-only, it holds another state than was acknowledged")
    with Project.open(path) as project:
        check_tree(project.document)
        state = state_of(project.document)
        if state != first:
            losses.append(f"{name}: reading gave another state than writing")
        truth.sure[name], truth.possible[name] = state, []
        steps = len(project.document.history.done)
        for _ in range(min(steps, 2)):
            project.undo()
        for _ in range(min(steps, 2)):
            project.redo()
        truth.sure[name] = state_of(project.document)
    connection = sqlite3.connect(path)
    if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        losses.append(f"{name}: the integrity check complains")
    connection.close()
    if chance.random() < 0.02:
        out = path.with_name("recovered.concept")
        out.unlink(missing_ok=True)
        recover(path, out)
        out.unlink()
    return losses


def random_plan(chance: random.Random, calls: int) -> tuple[int, int, Manner] | None:
    """A fault at a random call of about `calls`; sometimes None, a kill at a random moment."""
    if chance.random() < 0.15:
        return None
    manner = chance.choice([Manner.FAIL_ONCE, Manner.FAIL_FROM, *[m for m in Manner if m >= 2]])
    return chance.randrange(1, calls), chance.choice(ERRORS), manner


def losses_text(seed: int, losses: list[str]) -> str:
    """For whoever must find the fault."""
    return f"seed {seed}:\n  " + "\n  ".join(losses)


assert sys.platform != "win32", "these sequences fork"
