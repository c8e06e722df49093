"""From the data folder to a tokenizer and a pack: ``conceptwriter train data DATA OUT``."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from conceptwriter.training import corpora
from conceptwriter.training.corpora import Sentence
from conceptwriter.training.held_out import HeldOut
from conceptwriter.training.packing import PackBuilder
from conceptwriter.training.tokenizer import load_tokenizer, train_tokenizer


def all_pairs(data: Path, languages: frozenset[str]) -> Iterator[tuple[Sentence, Sentence]]:
    """Every parallel pair of the data folder in the wanted languages."""
    yield from corpora.tatoeba_pairs(data, languages)
    yield from corpora.headed_pairs(data / "parallel" / "stories_pairs.tsv.xz", languages)
    yield from corpora.headed_pairs(data / "parallel" / "osguide_pairs.tsv.xz", languages)
    yield from corpora.multiway_pairs(data / "parallel" / "tico19_multiway.tsv.xz", languages)


def all_singles(data: Path, languages: frozenset[str], longest: int) -> Iterator[Sentence]:
    """Every document sentence of at most ``longest`` characters, and every heading and title."""
    for path in corpora.document_files(data):
        for document in corpora.documents(path, languages):
            yield Sentence(document.title, document.language)
            for heading in document.headings:
                yield Sentence(heading.text, document.language)
            for paragraph in document.paragraphs:
                for text in paragraph:
                    if len(text) <= longest:
                        yield Sentence(text, document.language)


def tokenizer_sample(sentences: list[Sentence], a_language: int, seed: int) -> list[str]:
    """At most ``a_language`` sentences of each language, so that no language starves another of pieces."""
    by_language: dict[str, list[str]] = {}
    for sentence in sentences:
        by_language.setdefault(sentence.language, []).append(sentence.text)
    chosen: list[str] = []
    for code in sorted(by_language):
        texts = sorted(set(by_language[code]))
        random.Random(seed).shuffle(texts)
        chosen.extend(texts[:a_language])
    return chosen


def prepare(
    data: Path,
    out: Path,
    languages: list[str],
    vocabulary: int,
    longest: int,
    seed: int = 1,
    held_out: HeldOut | None = None,
) -> None:
    """Write ``tokenizer.model`` and ``pack.npz`` into ``out``. No ``held_out`` sentence is among them.

    ``longest`` is in characters; a sentence of more pieces than a third of that is left out as well (bytes).
    """
    out.mkdir(parents=True, exist_ok=True)
    wanted = frozenset(languages)
    not_for_training = held_out or HeldOut()
    pairs = [
        (a, b)
        for a, b in all_pairs(data, wanted)
        if len(a.text) <= longest
        and len(b.text) <= longest
        and a not in not_for_training
        and b not in not_for_training
    ]
    singles = [s for s in all_singles(data, wanted, longest) if s not in not_for_training]
    model = out / "tokenizer.model"
    if not model.exists():
        everything = [sentence for pair in pairs for sentence in pair] + singles
        train_tokenizer(tokenizer_sample(everything, 200_000, seed), languages, vocabulary, model)
    builder = PackBuilder(load_tokenizer(model), languages, longest // 3 + 16)
    for first, second in pairs:
        builder.add_pair(first, second)
    for sentence in singles:
        builder.add_single(sentence)
    pack = builder.build()
    pack.save(out / "pack.npz")
    print(
        f"{len(pack.offsets) - 1} sentences, {len(pack.tokens)} pieces, "
        f"{len(pack.pairs)} pairs, {len(pack.singles)} singles"
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--languages", nargs="+", default=["eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn"])
    parser.add_argument("--vocabulary", type=int, default=12_000)
    parser.add_argument("--longest", type=int, default=200, help="characters")
    parser.add_argument(
        "--held-out", type=Path, help="folder of held-out sets, whose sentences are left out (default: DATA/dev)"
    )
    arguments = parser.parse_args()
    dev = arguments.held_out or arguments.data / "dev"
    held_out = None
    if arguments.held_out is not None or dev.is_dir():
        held_out = HeldOut.of_folder(dev, frozenset(arguments.languages))
    prepare(
        arguments.data,
        arguments.out,
        arguments.languages,
        arguments.vocabulary,
        arguments.longest,
        held_out=held_out,
    )


if __name__ == "__main__":
    main()
