"""How often the quality checks are wrong about right translations, and what they miss of made-up faults.

    python -m tests.benchmarks.quality_checks pairs.tsv.gz

The file has the columns lang_a, lang_b (FLORES-200), text_a, text_b, with a header; both ways are checked.
The figures in docs/checks.md are of 5,700 pairs of Tatoeba, from and to English.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from conceptwriter.assistant.names import lost_names, proper_names
from conceptwriter.review import Pair
from conceptwriter.review.checker import PairChecker

Fault = Callable[[Pair, random.Random], Pair | None]
"""The pair with a fault in its text; None where it has nothing to spoil."""


def read_pairs(path: Path) -> Iterator[Pair]:
    """Each in both directions."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            a, b = (row["text_a"], row["lang_a"]), (row["text_b"], row["lang_b"])
            yield Pair(*a, *b, True)
            yield Pair(*b, *a, True)


def another_number(pair: Pair, draw: random.Random) -> Pair | None:
    found = list(re.finditer(r"\d", pair.text))
    if not found:
        return None
    place = draw.choice(found).start()
    digit = str((int(pair.text[place]) + draw.randint(1, 8)) % 10)
    return pair._replace(text=pair.text[:place] + digit + pair.text[place + 1 :])


def another_name(pair: Pair, draw: random.Random) -> Pair | None:
    names = proper_names(pair.text, pair.language)
    if not names or pair.source_language[-4:] != pair.language[-4:]:
        return None
    if lost_names(pair.source, pair.source_language, pair.text, pair.language):
        return None
    if not proper_names(pair.source, pair.source_language):
        return None
    return pair._replace(text=pair.text.replace(draw.choice(names), "Xaver"))


def no_end_mark(pair: Pair, _draw: random.Random) -> Pair | None:
    return (
        pair._replace(text=pair.text[:-1])
        if pair.text[-1:] in ".。।" and pair.source[-1:] in ".。।"
        else None
    )


def no_question(pair: Pair, _draw: random.Random) -> Pair | None:
    return pair._replace(text=pair.text[:-1] + ".") if pair.text[-1:] in "?？؟" else None


def open_bracket(pair: Pair, draw: random.Random) -> Pair | None:
    return _spoilt_word(pair, draw, lambda word: f"({word}")


def open_quotation(pair: Pair, draw: random.Random) -> Pair | None:
    return _spoilt_word(pair, draw, lambda word: f"“{word}")


def word_twice(pair: Pair, draw: random.Random) -> Pair | None:
    if pair.language[:3] in {"tur", "arb", "hin"}:
        return None
    return _spoilt_word(pair, draw, lambda word: f"{word} {word}" if word.isalpha() else None)


def two_spaces(pair: Pair, draw: random.Random) -> Pair | None:
    return _spoilt_word(pair, draw, lambda word: f" {word}")


def unchanged(pair: Pair, _draw: random.Random) -> Pair | None:
    return pair._replace(text=pair.source)


def half_translated(pair: Pair, draw: random.Random) -> Pair | None:
    words, source = pair.text.split(" "), pair.source.split(" ")
    if len(words) < 6 or len(source) < 6:
        return None
    start = draw.randrange(1, len(source) - 4)
    middle = len(words) // 2
    return pair._replace(text=" ".join([*words[:middle], *source[start : start + 4], *words[middle + 3 :]]))


def too_short(pair: Pair, _draw: random.Random) -> Pair | None:
    return pair._replace(text=pair.text[: len(pair.text) // 4]) if len(pair.text) > 60 else None


def no_marks(pair: Pair, _draw: random.Random) -> Pair | None:
    words = pair.source.split(" ")
    if len(words) < 3 or not words[1].isalpha():
        return None
    return pair._replace(source=" ".join([words[0], f"**{words[1]}**", *words[2:]]))


def _spoilt_word(pair: Pair, draw: random.Random, spoil: Callable[[str], str | None]) -> Pair | None:
    words = pair.text.split(" ")
    if len(words) < 3:
        return None
    place = draw.randrange(1, len(words))
    spoilt = spoil(words[place])
    return (
        None
        if spoilt is None
        else pair._replace(text=" ".join([*words[:place], spoilt, *words[place + 1 :]]))
    )


FAULTS: dict[str, tuple[Fault, frozenset[str]]] = {
    "a digit changed": (another_number, frozenset({"numbers"})),
    "a name replaced": (another_name, frozenset({"names"})),
    "no full stop": (no_end_mark, frozenset({"end mark"})),
    "a question with a full stop": (no_question, frozenset({"end mark"})),
    "a bracket opened": (open_bracket, frozenset({"brackets"})),
    "a quotation opened": (open_quotation, frozenset({"quotation"})),
    "a word twice": (word_twice, frozenset({"double word", "loop"})),
    "two spaces": (two_spaces, frozenset({"spaces"})),
    "unchanged": (unchanged, frozenset({"untranslated", "language", "script"})),
    "four words left": (half_translated, frozenset({"untranslated", "language", "script"})),
    "a quarter of it": (too_short, frozenset({"length"})),
    "bold lost": (no_marks, frozenset({"marks"})),
}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> None:
    """Print both tables."""
    pairs = list(read_pairs(Path(sys.argv[1])))
    checker = PairChecker()
    checker.check(pairs[0])
    alarms: Counter[str] = Counter()
    by_language: dict[str, Counter[str]] = defaultdict(Counter)
    texts: Counter[str] = Counter()
    start = perf_counter()
    clean = []
    for pair in pairs:
        found = checker.check(pair)
        other = pair.language if pair.source_language == "eng_Latn" else pair.source_language
        texts[other] += 1
        clean += [] if found else [pair]
        for finding in found:
            alarms[finding.flag.value] += 1
            by_language[finding.flag.value][other] += 1
    say(f"{len(pairs):,} right translations, {1000 * (perf_counter() - start) / len(pairs):.2f} ms each")
    say(f"with any remark: {100 * (1 - len(clean) / len(pairs)):.2f} %")
    for flag, count in alarms.most_common():
        worst, most = max(by_language[flag].items(), key=lambda item: item[1] / texts[item[0]])
        share = 100 * most / texts[worst]
        say(f"  {flag:18}{count:5}  {100 * count / len(pairs):.2f} %   most: {worst} {share:.1f} %")
    draw = random.Random(7)
    say("found of faults made up:")
    for name, (spoil, flags) in FAULTS.items():
        spoilt = [made for pair in draw.sample(clean, min(4000, len(clean))) if (made := spoil(pair, draw))]
        hits = sum(any(found.flag.value in flags for found in checker.check(made)) for made in spoilt)
        say(f"  {name:30}{hits:5} of {len(spoilt):5}  {100 * hits / max(1, len(spoilt)):5.1f} %")


if __name__ == "__main__":
    main()
