"""From a folder of texts to a tokenizer and a pack: ``conceptwriter train data DATA OUT``."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from conceptwriter.codec.lexicon import LEXICON_FILE
from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out import corpora
from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence
from conceptwriter.evaluation.held_out.sentences import HeldOut
from conceptwriter.training.codec.lexicons import hinted_pairs, lexicon_of
from conceptwriter.training.codec.made_pairs import Pair, joined_pairs, names_of, renamed_pairs
from conceptwriter.training.packing import PACK_FILE, Pack, PackBuilder
from conceptwriter.training.run_arguments import guarded
from conceptwriter.training.tokenizer import TOKENIZER_FILE, train_tokenizer

PAIR_FILES = ("stories_pairs.tsv.xz", "osguide_pairs.tsv.xz")
MULTIWAY_FILE = "tico19_multiway.tsv.xz"


@dataclass(frozen=True, slots=True)
class PrepareConfig:
    """What of a data folder is packed."""

    languages: tuple[str, ...] = ()
    """FLORES-200 codes in the order of their tags; empty takes all that the folder's pairs have."""
    vocabulary: int = 12_000
    """Pieces of the tokenizer."""
    longest: int = 200
    """Characters of a sentence. One of more pieces than a third of that is left out as well (bytes)."""
    held_out: Path | None = None
    """Folder of held-out sets, whose sentences are left out; None takes ``dev`` in the data folder."""
    fewest: int = 100
    """Sentences without which nothing can be learned."""
    sample: int = 200_000
    """Sentences a language that the tokenizer is trained on."""
    joined: int = 0
    """Pairs made by joining others, see :mod:`.made_pairs`."""
    renamed: int = 0
    """Pairs made by exchanging names and numbers of others."""
    hinted: int = 0
    """Pairs that are read with words of a lexicon in the other language, see :mod:`.lexicons`."""
    seed: int = 1


def all_pairs(data: Path, languages: frozenset[str]) -> Iterator[tuple[CorpusSentence, CorpusSentence]]:
    """Every parallel pair of the data folder in the wanted languages; a file it does not have gives none."""
    yield from corpora.tatoeba_pairs(data, languages)
    for name in PAIR_FILES:
        if (data / "parallel" / name).is_file():
            yield from corpora.headed_pairs(data / "parallel" / name, languages)
    if (data / "parallel" / MULTIWAY_FILE).is_file():
        yield from corpora.multiway_pairs(data / "parallel" / MULTIWAY_FILE, languages)


def all_singles(data: Path, languages: frozenset[str], longest: int) -> Iterator[CorpusSentence]:
    """Every document sentence of at most ``longest`` characters, and every heading and title."""
    for path in corpora.document_files(data):
        for document in corpora.documents(path, languages):
            yield CorpusSentence(document.title, document.language)
            for heading in document.headings:
                yield CorpusSentence(heading.text, document.language)
            for paragraph in document.paragraphs:
                for text in paragraph:
                    if len(text) <= longest:
                        yield CorpusSentence(text, document.language)


def tokenizer_sample(sentences: Iterable[CorpusSentence], a_language: int, seed: int) -> list[str]:
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


def held_out_of(data: Path, given: Path | None, languages: frozenset[str]) -> HeldOut:
    """The sentences that must not be trained on: of the given folder, else of ``dev`` in the data folder."""
    dev = given or data / "dev"
    return HeldOut.of_folder(dev, languages) if given is not None or dev.is_dir() else HeldOut()


def prepare(data: Path, out: Path, config: PrepareConfig) -> Pack:
    """Write ``tokenizer.model`` (unless it is there) and ``pack.npz`` into ``out``; returns the pack.

    Raises:
        CorpusError: the folder has no or too little text, or a file in it cannot be read.
        TokenizerError: no tokenizer can be made of the text.
    """
    languages = list(config.languages) or corpora.languages_of(data)
    wanted = frozenset(languages)
    not_for_training = held_out_of(data, config.held_out, wanted)
    pairs = [
        (a, b)
        for a, b in all_pairs(data, wanted)
        if len(a.text) <= config.longest
        and len(b.text) <= config.longest
        and a not in not_for_training
        and b not in not_for_training
    ]
    singles = [s for s in all_singles(data, wanted, config.longest) if s.text and s not in not_for_training]
    _enough(data, languages, 2 * len(pairs) + len(singles), config.fewest)
    out.mkdir(parents=True, exist_ok=True)
    model = out / TOKENIZER_FILE
    if not model.exists():
        everything = [sentence for pair in pairs for sentence in pair] + singles
        sample = tokenizer_sample(everything, config.sample, config.seed)
        pieces = train_tokenizer(sample, languages, config.vocabulary, model)
        if pieces < config.vocabulary:
            print(f"the text yields {pieces} pieces, fewer than the {config.vocabulary} requested")
    builder = PackBuilder(load_tokenizer(model), languages, config.longest // 3 + 16)
    made = made_pairs(pairs, singles, config)
    for first, second in pairs + made:
        builder.add_pair(first, second)
    for sentence in singles:
        builder.add_single(sentence)
    if config.hinted:
        lexicon, practice = lexicon_of(pairs)
        lexicon.save(out / LEXICON_FILE)
        for read, texts in hinted_pairs(pairs + made, practice, config.hinted, random.Random(config.seed)):
            builder.add_hinted(read, texts)
    pack = builder.build()
    pack.save(out / PACK_FILE)
    print(
        f"{len(pack.offsets) - 1} sentences, {len(pack.tokens)} pieces, "
        f"{len(pack.pairs)} pairs, {len(pack.singles)} singles, {len(pack.hinted)} with hints",
        flush=True,
    )
    return pack


def made_pairs(pairs: list[Pair], singles: list[CorpusSentence], config: PrepareConfig) -> list[Pair]:
    """What is made of the pairs; names come from the documents in English, which capitalises little else."""
    draw = random.Random(config.seed)
    made: list[Pair] = []
    if config.renamed:
        english = (sentence.text for sentence in singles if sentence.language == "eng_Latn")
        names = names_of(english, (pair for pair in pairs if pair[0].language == "eng_Latn"))
        made += renamed_pairs(pairs, names, config.renamed, draw) if names else []
    return made + joined_pairs(pairs + made, config.joined, config.longest, draw)


def _enough(data: Path, languages: list[str], found: int, fewest: int) -> None:
    if found >= fewest:
        return
    if not corpora.is_data_folder(data):
        raise CorpusError(
            f"{data} has neither parallel/ nor documents/. Give the folder that does, or your own "
            "folder of Markdown or text files to `conceptwriter train`."
        )
    raise CorpusError(
        f"{data} contains {found} sentences in {', '.join(languages) or 'no language'}; at least "
        f"{fewest} are needed to train on. Add text, or name its languages with --languages."
    )


def add_prepare_arguments(parser: argparse.ArgumentParser, standard: PrepareConfig) -> None:
    """The arguments that say what is packed."""
    group = parser.add_argument_group("the text")
    group.add_argument("--languages", nargs="+", default=[], help="FLORES-200 codes (default: all)")
    group.add_argument("--vocabulary", type=int, default=standard.vocabulary, help="pieces of the tokenizer")
    group.add_argument("--longest-text", type=int, default=standard.longest, help="characters of a sentence")
    group.add_argument(
        "--joined", type=int, default=standard.joined, help="pairs made by joining two or three others"
    )
    group.add_argument(
        "--renamed", type=int, default=standard.renamed, help="pairs made by exchanging names and numbers"
    )
    group.add_argument(
        "--hinted",
        type=int,
        default=standard.hinted,
        help="pairs read with words of a lexicon, which is made of the pairs, in the other language",
    )
    group.add_argument(
        "--held-out",
        type=Path,
        help="folder of held-out sets, which are left out (default: DATA/dev)",
    )


def prepare_config(arguments: argparse.Namespace) -> PrepareConfig:
    """What was given on the command line. Raises ConceptWriterError."""
    if arguments.longest_text < 1:
        raise ConceptWriterError("--longest-text must be more than 0.")
    return PrepareConfig(
        tuple(arguments.languages),
        arguments.vocabulary,
        arguments.longest_text,
        arguments.held_out,
        joined=arguments.joined,
        renamed=arguments.renamed,
        hinted=arguments.hinted,
    )


def main(words: Sequence[str] | None = None) -> int:
    """Command line; 0 when done, 1 when it cannot be."""
    parser = argparse.ArgumentParser(prog="conceptwriter train data", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of texts")
    parser.add_argument("out", type=Path, help="folder for tokenizer and pack")
    add_prepare_arguments(parser, PrepareConfig())
    arguments = parser.parse_args(words)

    def command() -> None:
        prepare(arguments.data, arguments.out, prepare_config(arguments))

    return guarded(command)


if __name__ == "__main__":
    sys.exit(main())
