"""Kill the program and make system calls fail, thousands of times; count what was lost (must be nothing).

    python tools/torture.py --sequences 20000 --seed 1

Each sequence is a child process that edits, undoes, copies, replaces, backs up and closes projects in a
folder in memory. At a random call that changes that folder the system fails (once, or from then on), or the
program is killed before, inside or after the call; or it is killed at a random moment. Every loss is printed
with its seed; the sequences from that of its folder up to it reproduce it. Exits with 1 if there was a loss.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SEQUENCES_A_FOLDER = 8


def main() -> int:
    """Run with the library that makes SQLite's calls fail too, where it can be built."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sequences", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--calls", type=int, default=220, help="approximate number of calls in a sequence")
    arguments = parser.parse_args()
    from tests.storage.faults import environment_with_library

    if "LD_PRELOAD" not in os.environ:
        with tempfile.TemporaryDirectory() as folder:
            environment = environment_with_library(Path(folder))
            if environment is not None:
                return subprocess.run([sys.executable, *sys.argv], env=environment, check=False).returncode
            print("no C compiler: only the calls of Python itself are made to fail", flush=True)
    return torture(arguments.sequences, arguments.seed, arguments.calls)


def torture(sequences: int, seed: int, calls: int) -> int:
    """All sequences, and a line of counts; 1 when anything was lost."""
    from tests.storage.faults import loaded_faults, scratch
    from tests.storage.ordeal import Truth, losses_text, prepare, random_plan, run

    print(f"seed {seed}, {sequences} sequences", flush=True)
    faults = loaded_faults()
    gc.collect()
    gc.freeze()  # the children share existing objects, as long as reference counts stay untouched
    kills = failing = acknowledged = losses = 0
    folder, truth = None, Truth()
    started = time.monotonic()
    for number in range(sequences):
        here = seed + number // SEQUENCES_A_FOLDER * SEQUENCES_A_FOLDER if sequences > 1 else seed
        if number % SEQUENCES_A_FOLDER == 0 or folder is None:
            if folder is not None:
                shutil.rmtree(folder)
            folder = scratch()
            truth = prepare(folder)
        chance = random.Random(seed + number)
        report = run(folder, truth, seed + number, faults, random_plan(chance, calls))
        kills += report.killed
        failing += report.failing
        acknowledged += report.acknowledged
        if report.losses:
            losses += 1
            print(f"folder begun with seed {here}, {losses_text(seed + number, report.losses)}", flush=True)
            shutil.rmtree(folder)
            folder = None
        if number % 1000 == 999:
            print(_counts(number + 1, kills, failing, acknowledged, losses, started), flush=True)
    if folder is not None:
        shutil.rmtree(folder)
    print(_counts(sequences, kills, failing, acknowledged, losses, started))
    return 1 if losses else 0


def _counts(sequences: int, kills: int, failing: int, acknowledged: int, losses: int, started: float) -> str:
    return (
        f"{sequences} sequences, {kills} kills, {failing} failing calls, {acknowledged} acknowledged writes, "
        f"{losses} losses, {time.monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
