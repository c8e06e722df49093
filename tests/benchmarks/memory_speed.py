"""How fast a translation memory finds a text, what its index misses, and what its percentages are worth.

python tests/benchmarks/memory_speed.py [UNITS]                 made-up units (1,000,000): adding, looking up
python tests/benchmarks/memory_speed.py --pairs PAIRS.tsv       units of a file (source, tab, target): recall
                                                                against comparing all, and chrF by percentage

Run by hand, not by the tests. chrF is that of the best match's translation against the text's own.
"""

from __future__ import annotations

import argparse
import itertools
import lzma
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conceptwriter.memory import Asked, Memory, Unit, percentage, search

WORDS = Path(__file__).resolve().parents[2] / "conceptwriter" / "language" / "known_words.tsv"
ENGLISH, OTHER = "eng_Latn", "deu_Latn"


def made_up(number: int, draw: random.Random) -> Iterator[str]:
    """Sentences of 3 to 20 words, frequent as in a language (Zipf's law)."""
    known = WORDS.read_text(encoding="utf-8").split()
    words = list(dict.fromkeys(word for word in known if word.isalpha()))[:30_000]
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    for _ in range(number):
        chosen = draw.choices(words, cum_weights=weights, k=draw.randint(3, 20))
        yield " ".join(chosen).capitalize() + "."


def changed(text: str, draw: random.Random) -> str:
    """With one word in six replaced."""
    words = text.split()
    for place in range(len(words)):
        if draw.random() < 1 / 6:
            words[place] = draw.choice(("water", "unusual", "remembered", "it"))
    return " ".join(words)


def look_up(memory: Memory, texts: list[str], source: str, target: str) -> list[float]:
    """Milliseconds of each."""
    times = []
    for text in texts:
        started = time.perf_counter()
        search([memory], Asked(text, source, target))
        times.append(1000 * (time.perf_counter() - started))
    return times


def speed(folder: Path, number: int) -> None:
    draw = random.Random(1)
    path = folder / "speed.memory"
    with Memory(path) as memory:
        started = time.perf_counter()
        memory.add(Unit(text, ENGLISH, f"[{text}]", OTHER) for text in made_up(number, draw))
        taken = time.perf_counter() - started
        sys.stdout.write(f"adding {number:,} units: {taken:.0f} s, {number / taken:,.0f} a second, ")
    sys.stdout.write(f"{path.stat().st_size / 1e6:,.0f} MB\n")
    with Memory(path, read_only=True) as memory:
        there = [
            unit.source for _, unit in itertools.islice(memory.units(), 0, number, max(1, number // 200))
        ]
        for name, texts in (
            ("exact", there),
            ("a word in six changed", [changed(text, draw) for text in there]),
            ("not there", list(made_up(200, random.Random(2)))),
        ):
            times = sorted(look_up(memory, texts, ENGLISH, OTHER))
            usual, slow = statistics.median(times), times[int(0.95 * len(times))]
            sys.stdout.write(
                f"  {name}: median {usual:.1f} ms, 95 % within {slow:.1f} ms, worst {times[-1]:.1f}\n"
            )


def worth(folder: Path, pairs: Path, most: int, queries: int, languages: tuple[str, str]) -> None:
    opened = lzma.open if pairs.suffix == ".xz" else open
    with opened(pairs, "rt", encoding="utf-8") as file:
        rows = [tuple(line.rstrip("\n").split("\t")[:2]) for line in itertools.islice(file, most + queries)]
    asked, kept = rows[:queries], rows[queries:]
    seen = {row[0] for row in asked}
    kept = [row for row in kept if row[0] not in seen]
    with Memory(folder / "worth.memory") as memory:
        memory.add(Unit(source, languages[0], target, languages[1]) for source, target in kept)
        draw = random.Random(3)
        recall("texts of others", [source for source, _ in asked[:100]], memory, kept, languages)
        edited = [changed(source, draw) for source, _ in kept[:100]]
        recall("a word in six changed", edited, memory, kept, languages)
        recall(
            "letters changed", [mistyped(source, draw) for source, _ in kept[:100]], memory, kept, languages
        )
        by_percentage(memory, asked, languages)


def mistyped(text: str, draw: random.Random) -> str:
    """With one letter in fifteen replaced or lost."""
    return "".join(
        letter if draw.random() > 1 / 15 else draw.choice(("", "e", "n", letter + letter)) for letter in text
    )


def recall(
    name: str, asked: list[str], memory: Memory, kept: list[tuple[str, ...]], languages: tuple[str, str]
) -> None:
    """How often the best match of comparing 5,000 units is found, or one as good."""
    best = [(source, max(percentage(unit, source) for unit, _ in kept[:5000])) for source in asked]
    for least in (60, 70, 75, 85):
        there = [(source, most) for source, most in best if least <= most < 100]
        hits = 0
        for source, most in there:
            found = search([memory], Asked(source, *languages), minimum=least, limit=1)
            hits += bool(found) and found[0].percent >= most
        sys.stdout.write(f"{name}, {least} % or more: found {hits} of {len(there)}\n")


def by_percentage(memory: Memory, asked: list[tuple[str, ...]], languages: tuple[str, str]) -> None:
    from sacrebleu.metrics.chrf import CHRF

    chrf = CHRF()
    bins: dict[int, list[float]] = {}
    times = []
    for source, target in asked:
        started = time.perf_counter()
        found = search([memory], Asked(source, *languages), minimum=40, limit=1)
        times.append(1000 * (time.perf_counter() - started))
        if found:
            score = chrf.sentence_score(found[0].text, [target]).score
            bins.setdefault(found[0].percent // 5 * 5, []).append(score)
    for least, scores in sorted(bins.items()):
        good = sum(score >= 50 for score in scores) / len(scores)
        sys.stdout.write(
            f"  {least:>3} to {least + 4} %: {len(scores):>4} texts, chrF {statistics.mean(scores):5.1f}, "
            f"50 or more in {100 * good:.0f} %\n"
        )
    sys.stdout.write(f"  median {statistics.median(times):.1f} ms\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--languages", nargs=2, default=(ENGLISH, OTHER))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.pairs is None:
            speed(Path(folder), arguments.units)
        else:
            languages = tuple(arguments.languages)
            worth(Path(folder), arguments.pairs, arguments.units, arguments.queries, languages)


if __name__ == "__main__":
    main()
