"""Mutation tests: do the tests of a package notice when one small thing in its code is changed?

    python -m tools.mutants outline                      every mutant of conceptwriter/outline (long)
    python -m tools.mutants outline --sample 200         200 of them, drawn with a seed that is printed
    python -m tools.mutants outline --only tree,model    those of some modules

Prints each change that no test of tests/PACKAGE notices. Those that no test can notice are left out: they are
listed, with the reason, in equivalent.toml. Exits with 1 when fewer than 90 % are noticed. Does not run
on Windows, which has no fork.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import tomllib
from pathlib import Path
from typing import TextIO

from tools.mutants import trial
from tools.mutants.baseline import Baseline, baseline
from tools.mutants.changes import Mutant, mutants
from tools.mutants.children import ROOT

GOAL = 0.9
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


def explained() -> set[tuple[str, str, str]]:
    """Module, line before and line after of each mutant that behaves as the program does."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return {(module, one["is"], one["as"]) for module, all_of in listed.items() for one in all_of}


def modules(folder: Path, only: list[str]) -> list[Path]:
    """The files of a package, or those of the given names."""
    found = sorted(folder.rglob("*.py"))
    return [path for path in found if not only or path.stem in only]


def drawn(files: list[Path], sample: int, seed: int) -> list[Mutant]:
    """Mutants of these files, at most `sample`: those that Python accepts and that may change something."""
    known = explained()
    everything = [mutant for path in files for mutant in mutants(path)]
    print(f"{len(everything)} mutants in {len(files)} modules; seed {seed}", flush=True)
    random.Random(seed).shuffle(everything)
    chosen: list[Mutant] = []
    for mutant in everything:
        if sample and len(chosen) == sample:
            break
        name = mutant.path.relative_to(ROOT / "conceptwriter").as_posix()
        if mutant.compiles() and (name, *mutant.changed_lines()) not in known:
            chosen.append(mutant)
    return chosen


def report(mutant: Mutant, before: Baseline, out: TextIO) -> None:
    """Print a change that no test noticed."""
    old, new = mutant.changed_lines()
    seen = "" if before.tests_for(mutant) else "   (no test runs it)"
    print(f"\n{mutant.path.relative_to(ROOT)}:{mutant.line}{seen}\n- {old}\n+ {new}", flush=True, file=out)


def main() -> int:
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__.partition("\n")[0])
    parser.add_argument("package", help="a folder of conceptwriter/, such as outline or gui/strip")
    parser.add_argument("--sample", type=int, default=0, help="how many mutants (0: all)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", default="", help="comma-separated names of modules")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    folder, tests = ROOT / "conceptwriter" / asked.package, ROOT / "tests" / asked.package
    started = time.monotonic()
    os.environ["CI"] = "1"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    before = baseline(folder, tests, asked.jobs)
    if before.failed:
        print("these tests fail without any change:", *before.failed, sep="\n")
        return 2
    print(f"{len(before.seconds)} tests pass ({time.monotonic() - started:.0f} s)", flush=True)
    trial.preload(before.libraries)
    only = [name for name in asked.only.split(",") if name]
    chosen = drawn(modules(folder, only), asked.sample, asked.seed)
    survivors: list[Mutant] = []

    def found(mutant: Mutant) -> None:
        survivors.append(mutant)
        report(mutant, before, out)

    out = sys.stdout
    trial.try_all(chosen, before, folder, tests, asked.jobs, found)
    killed = len(chosen) - len(survivors)
    share = killed / len(chosen) if chosen else 1.0
    print(
        f"\n{asked.package}: {killed} of {len(chosen)} mutants noticed ({share:.1%}), {len(survivors)} not; "
        f"seed {asked.seed}, {time.monotonic() - started:.0f} s"
    )
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
