"""The main job in a terminal, with the shipped model: import, propose, take, expand, translate, export.

Run it with `make demo`. It leaves a project file and two Markdown files in build/demo.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "demo"
TEXT = """# The Harbour

The boats came in at dawn. Nobody was waiting for them on the quay.
An old man counted them twice and shook his head.

## The letter

Anna found the letter under the door. She read it slowly, and then she read it again.
"""


class StepFailed(Exception):
    """A command of the demonstration ended with a fault; it has said why."""


def step(title: str, *words: str) -> str:
    """Run one command, print it with its output, and return the output."""
    heading = f"\033[1m{title}\033[0m" if sys.stdout.isatty() else title
    print(f"\n{heading}\n$ conceptwriter {shlex.join(words)}", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "conceptwriter", *words],
        cwd=FOLDER,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    print(done.stdout, end="", flush=True)
    if done.returncode != 0:
        raise StepFailed(title)
    return done.stdout


def last_of_kind(tree: str, kind: str) -> str:
    """The id of the last node of a kind in what `show --json` printed."""
    return str([node["id"] for node in json.loads(tree)["nodes"] if node["kind"] == kind][-1])


def quietly(*words: str) -> str:
    """Run one command without showing it."""
    command = [sys.executable, "-m", "conceptwriter", *words]
    return subprocess.run(command, cwd=FOLDER, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout


def demonstrate() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    (FOLDER / "harbour.md").write_text(TEXT, encoding="utf-8")
    step("Import a text: headings, paragraphs, sentences", "import", "harbour.md", "-o", "harbour.concept")
    step("The outline, with ids", "show", "harbour.concept", "--tree")
    step("Propose what could come next", "propose", "harbour.concept", "-n", "5", "--seed", "1")
    step("Take the first proposal", "propose", "harbour.concept", "-n", "5", "--seed", "1", "--accept", "1")
    concept = last_of_kind(quietly("show", "harbour.concept", "--json"), "concept")
    expansion = ["expand", "harbour.concept", concept, "--sentences", "3"]
    step("Expand the concept just taken into a paragraph", *expansion)
    step("Take the first of these", *expansion, "--accept", "1")
    paragraph = last_of_kind(quietly("show", "harbour.concept", "--json"), "paragraph")
    step(
        "Write the last paragraph in French",
        "translate",
        "harbour.concept",
        "--to",
        "fr",
        "--node",
        paragraph,
    )
    step("... and the rest", "translate", "harbour.concept", "--to", "French")
    step("Export it in English", "export", "harbour.concept", "-o", "harbour-en.md", "--language", "en")
    step("Export it in French", "export", "harbour.concept", "-o", "harbour-fr.md", "--language", "fr")
    print(f"\n{(FOLDER / 'harbour-fr.md').read_text(encoding='utf-8')}")
    for name in ("harbour.concept", "harbour-en.md", "harbour-fr.md"):
        print(f"written: {FOLDER / name}")


def main() -> int:
    try:
        demonstrate()
    except (StepFailed, subprocess.CalledProcessError) as failure:
        print(
            f"\nThe demonstration stopped: {failure}. `conceptwriter doctor` looks for the reason.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
