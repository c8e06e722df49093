"""A converter that obeys the file it is given: run as the real one is, with its arguments and its lines.

`--encoder` (or `--model`) names a JSON file: {"do": WISH}: make, fail, die, wait once, babble or lie.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.manifest import Licence, Manifest, save_manifest


def main(words: list[str]) -> int:
    options = {word[2:]: words[at + 1] for at, word in enumerate(words[:-1]) if word.startswith("--")}
    out = Path(options["out"])
    wish = json.loads(Path(options.get("encoder") or options["model"]).read_bytes())["do"]
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
    say({"done": 2, "total": 2, "what": "checking", "stage": "check"})
    say({"result": {"cosine": 0.9991, "resumed": resumed}})
    return 0


def write(out: Path, name: str, content: bytes) -> None:
    """A bundle of one file."""
    (out / "whole.bin").write_bytes(content)
    (out / "LICENCE.txt").write_text("terms", encoding="utf-8")
    files = [describe_file(out, file) for file in ("whole.bin", "LICENCE.txt")]
    save_manifest(
        Manifest("1.0", name, "1.0", ["lens"], Licence("MIT", "LICENCE.txt"), ["eng_Latn"], 4, files), out
    )


def say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
