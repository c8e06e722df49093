"""A converter that obeys the file it is given: run as the real one is, with its arguments and its lines.

`--encoder` (or `--model`) names a JSON file: {"do": WISH}: make, fail, die, wait once, babble or lie.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from pathlib import Path


def main(words: list[str]) -> int:
    options = {word[2:]: words[at + 1] for at, word in enumerate(words[:-1]) if word.startswith("--")}
    out = Path(options["out"])
    wish = json.loads(Path(options.get("encoder") or options["model"]).read_bytes())["do"]
    if (out / "bundle.json").exists():
        sys.stderr.write("There is a bundle already.\n")
        return 1
    (out / "arguments.json").write_text(json.dumps(words), encoding="utf-8")
    say({"done": 1, "total": 2, "what": "writing the encoder"})
    if wish == "fail":
        sys.stderr.write("some library's warning\n")
        sys.stderr.write("The encoder has no tensor named 'encoder.layers.3'. Download it again.\n")
        return 1
    if wish == "die":
        os._exit(9)
    if wish == "babble":
        sys.stdout.write("not JSON at all\n[1, 2]\n{}\n")
    resumed = (out / "half.bin").exists()
    (out / "half.bin").write_bytes(b"half")
    if wish == "wait once" and not resumed:
        (out.parent / "pid").write_text(str(os.getpid()))
        say({"done": 1, "total": 2, "what": "waiting to be stopped"})
        threading.Event().wait()
    write(out, options["name"], b"whole of " + wish.encode())
    if wish == "lie":
        (out / "whole.bin").write_bytes(b"something else")
    say({"done": 2, "total": 2, "what": "checking"})
    say({"done": 2, "total": 2, "what": "done"})
    say({"result": {"cosine": 0.9991, "resumed": resumed}})
    return 0


def write(out: Path, name: str, content: bytes) -> None:
    """A bundle of one file."""
    (out / "whole.bin").write_bytes(content)
    (out / "LICENCE.txt").write_text("terms", encoding="utf-8")
    manifest = {
        "manifest_version": "1.0",
        "name": name,
        "version": "1.0",
        "kinds": ["lens"],
        "licence": {"spdx": "MIT", "file": "LICENCE.txt"},
        "languages": ["eng_Latn"],
        "dimension": 4,
        "files": [described(out / file) for file in ("whole.bin", "LICENCE.txt")],
    }
    (out / "bundle.json").write_text(json.dumps(manifest), encoding="utf-8")


def described(path: Path) -> dict[str, object]:
    """By hand: importing the program would make every child process of the tests slower."""
    content = path.read_bytes()
    return {"path": path.name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
