"""How import time and memory grow with the text. Run by hand, not by the tests:

python tests/benchmarks/import_speed.py [kilobytes]

Each kind of text is imported at a size and at four times that size: linear time is a ratio of about 4. Memory
is what Python objects take at most, as a multiple of the larger text; measuring it makes the run slower.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conceptwriter.errors import ConceptWriterError
from conceptwriter.interchange import import_text
from conceptwriter.language import Segmenter

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCE = "the boats came in at dawn and nobody was waiting for them on the quay that morning but a man"
WORDS = SENTENCE.split()


def prose(size: int) -> str:
    chance = random.Random(1)
    paragraphs: list[str] = []
    length = 0
    while length < size:
        sentences = [
            " ".join(chance.choices(WORDS, k=chance.randint(6, 20))).capitalize() + "."
            for _ in range(chance.randint(3, 8))
        ]
        paragraphs.append(" ".join(sentences))
        length += len(paragraphs[-1]) + 2
    return "\n\n".join(paragraphs)


def growing_runs(mark: str, size: int) -> str:
    runs: list[str] = []
    length = 0
    while length < size:
        runs.append("a" + mark * (len(runs) + 1))
        length += len(runs[-1])
    return "".join(runs)


def repeated(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece))


KINDS: dict[str, Callable[[int], str]] = {
    "prose": prose,
    "one-letter lines": repeated("a\n"),
    "hard line breaks": repeated("a\\\n"),
    "backtick runs, growing": lambda size: growing_runs("`", size),
    "backticks, unclosed": repeated("`a ``b "),
    "brackets": repeated("["),
    "link openings": repeated("[a]("),
    "asterisks": repeated("*a **b "),
    "underscores": repeated("_a"),
    "<": repeated("<"),
    "tags, unclosed": repeated("<a b='"),
    "quotations, 50 deep": repeated(">" * 50 + " a\n"),
    "list items": repeated("- a\n"),
    "tables": repeated("| a |\n| - |\n"),
    "one line": lambda size: " ".join(random.Random(2).choices(WORDS, k=size // 5)),
    "one word": repeated("x"),
    "short sentences": repeated("A b. "),
    "headings": lambda size: "".join(f"# Heading {number}\n\n" for number in range(size // 18)),
    "link definitions": lambda size: "".join(f"[a{number}]: /u\n" for number in range(size // 14)),
}


def seconds(text: str, name: str, segmenter: Segmenter) -> tuple[float, str]:
    """Processor time, and why the text was refused, if it was."""
    start = time.process_time()
    refused = ""
    try:
        import_text(text, name, "eng_Latn", segmenter=segmenter)
    except ConceptWriterError as error:
        refused = str(error)
    return time.process_time() - start, refused


def main() -> None:
    size = int(sys.argv[1]) * 1000 if len(sys.argv) > 1 else 50_000
    segmenter = Segmenter()
    segmenter.sentences("Warm. Up.", "eng_Latn")
    for name in ("markdown", "text"):
        for kind, make in KINDS.items():
            small, large = make(size), make(4 * size)
            first, _ = seconds(small, name, segmenter)
            second, refused = seconds(large, name, segmenter)
            tracemalloc.start()
            seconds(large, name, segmenter)
            peak = tracemalloc.get_traced_memory()[1] / len(large)
            tracemalloc.stop()
            sys.stdout.write(
                f"{name:8} {kind:24} {first:7.3f} s {second:7.3f} s  x{second / max(first, 1e-3):5.1f}"
                f"  memory {peak:6.1f}x  {refused[:60]}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
