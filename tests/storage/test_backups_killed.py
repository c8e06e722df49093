"""A program killed at any moment of backing up and restoring leaves a whole project and whole backups."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from conceptwriter.storage import Project, back_up, backup_folder, backups_of
from tests.outline.drafts import harbour
from tests.storage.conftest import names

ROUNDS = int(os.environ.get("CONCEPTWRITER_KILLS", "6"))
CHILD = """
import sys
from pathlib import Path
from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import Project, back_up, restore_backup
path = Path(sys.argv[1])
count = int(sys.argv[2])
while True:
    count += 1
    with Project.open(path) as project:
        project.perform(edits.set_note(project.document, ROOT, str(count)))
        print(count, flush=True)
        made = back_up(project, keep=2)
    restore_backup(made, path)
"""


def test_killed_while_backing_up_and_restoring(path: Path) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    sys.stdout.write(f"seed {seed}\n")
    chance = random.Random(seed)
    Project.create(path, harbour()).close()
    count = 0
    for _ in range(ROUNDS):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), str(count)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        line = child.stdout.readline()
        assert line, child.stderr.read() if child.stderr is not None else ""
        time.sleep(chance.random() * 0.2)
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate()
        assert child.returncode == -signal.SIGKILL
        count = int([line, *rest.splitlines()][-1])
        with Project.open(path) as project:
            note = project.document.root.note
            assert note in (str(count), str(count + 1))
            count = int(note)
            assert len(project.document) == len(harbour())
        for copy in backups_of(path):
            assert copy.whole, copy
            with Project.open(copy.path, read_only=True) as kept:
                assert kept.document.root.note in map(str, range(count + 1))
    with Project.open(path) as project:
        back_up(project)
    left = [name for name in names(backup_folder(path)) if not name.endswith(path.suffix)]
    assert left == [], "what killed programs left is swept up"
    log = path.with_name(f"{path.name}-wal")
    assert not log.exists() or not log.stat().st_size
