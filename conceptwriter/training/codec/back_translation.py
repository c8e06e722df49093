"""More parallel text from single sentences: the codec translates them itself, and a round trip sorts out.

A sentence is encoded, decoded into another language, and what was decoded is encoded again and decoded back.
Kept is what comes back close to the sentence, in vectors (cosine) and in letters (chrF), and is no copy of it
(back-translation: Sennrich et al. 2016; filtering by round trip: Somers 2005 warns that a round trip alone
flatters, hence both tests, and hence these pairs are to be few among human ones).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.evaluation.held_out.sentences import HeldOut
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.packing import PACK_FILE, IntArray, Pack
from conceptwriter.training.processes import find_device
from conceptwriter.training.run_arguments import guarded
from conceptwriter.training.tokenizer import TOKENIZER_FILE

if TYPE_CHECKING:
    from numpy.typing import NDArray

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BackTranslation:
    """What is translated, and which results are kept."""

    languages: tuple[str, ...] = ()
    """Target languages; empty: all the codec knows except the sentence's own."""
    most: int = 20_000
    """Sentences per source language, drawn from the pack's single sentences."""
    least_cosine: float = 0.9
    """Between the vectors of the sentence and of its translation."""
    least_chrf: float = 60.0
    """Between the sentence and its round trip, 0 to 100."""
    longest_ratio: float = 2.5
    """Of the lengths in pieces of sentence and translation."""
    batch: int = 256
    """Sentences translated together."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences of one language with their translations into another, and the quality of the round trip."""

    translations: list[str]
    cosines: NDArray[np.float32]
    chrfs: NDArray[np.float32]


def cosines(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """Row by row, (n,)."""
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    result: NDArray[np.float32] = (first * second).sum(axis=1) / np.maximum(lengths, 1e-9)
    return result


def round_trip(codec: TorchCodec, texts: Sequence[str], source: str, target: str) -> Candidates:
    """Translate texts and translate them back."""
    from sacrebleu.metrics.chrf import CHRF

    metric = CHRF()
    vectors = codec.encode(texts, source)
    translations = codec.decode(vectors, target)
    there = codec.encode(translations, target)
    back = codec.decode(there, source)
    scores = [metric.sentence_score(found, [text]).score for found, text in zip(back, texts, strict=True)]
    return Candidates(translations, cosines(vectors, there), np.asarray(scores, dtype=np.float32))


def kept(texts: Sequence[str], found: Candidates, config: BackTranslation) -> list[int]:
    """Which candidates are good: close in both measures, of similar length, not copies, not empty."""
    return [
        number
        for number, (text, translation) in enumerate(zip(texts, found.translations, strict=True))
        if translation
        and found.cosines[number] >= config.least_cosine
        and found.chrfs[number] >= config.least_chrf
        and _letters(text) != _letters(translation)
        and 1 / config.longest_ratio <= (len(translation) + 10) / (len(text) + 10) <= config.longest_ratio
    ]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def widened(
    pack: Pack,
    codec: TorchCodec,
    config: BackTranslation,
    held_out: HeldOut | None = None,
    progress: Progress | None = None,
) -> tuple[Pack, int]:
    """The pack with the good translations of its single sentences as further pairs; and how many were tried.

    A translation that is one of the ``held_out`` sentences is left out.

    Raises:
        ConceptWriterError: a requested language is not in the pack, or pack and codec number languages
            differently.
    """
    _check(pack, codec, config)
    draw = np.random.default_rng(config.seed)
    jobs = _jobs(pack, config, draw)
    sentences: list[NDArray[np.uint16]] = []
    languages: list[int] = []
    pairs: list[tuple[int, int]] = []
    first_new = len(pack.offsets) - 1
    for number, (rows, target) in enumerate(jobs):
        source = pack.language_codes[int(pack.languages[rows[0]])]
        texts = [codec.tokenizer.decode(pack.sentence(int(row)).tolist()) for row in rows]
        found = round_trip(codec, texts, source, target)
        for good in kept(texts, found, config):
            if held_out is not None and CorpusSentence(found.translations[good], target) in held_out:
                continue
            pieces = codec.tokenizer.encode(found.translations[good])
            pairs.append((int(rows[good]), first_new + len(sentences)))
            sentences.append(np.asarray(pieces, dtype=np.uint16))
            languages.append(pack.language_codes.index(target))
        if progress is not None:
            progress(number + 1, len(jobs))
    tried = sum(len(rows) for rows, _ in jobs)
    made = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return pack.extended(sentences, languages, made), tried


def _check(pack: Pack, codec: TorchCodec, config: BackTranslation) -> None:
    if pack.language_codes != codec.languages:
        raise ConceptWriterError(
            "The pack was made with another tokenizer than the codec's: its languages are "
            f"{', '.join(pack.language_codes)}, the codec's {', '.join(codec.languages)}."
        )
    unknown = sorted(set(config.languages) - set(pack.language_codes))
    if unknown:
        raise ConceptWriterError(
            f"The codec does not know {unknown[0]}. It knows: {', '.join(codec.languages)}."
        )


def _jobs(pack: Pack, config: BackTranslation, draw: np.random.Generator) -> list[tuple[IntArray, str]]:
    """Batches of sentences of one language, each with its target language; similar lengths together."""
    lengths = pack.lengths()
    jobs: list[tuple[IntArray, str]] = []
    for number, source in enumerate(pack.language_codes):
        rows = pack.singles[pack.languages[pack.singles] == number]
        rows = draw.permutation(rows)[: config.most]
        rows = rows[np.argsort(lengths[rows], kind="stable")]
        targets = [code for code in config.languages or pack.language_codes if code != source]
        begins = range(0, len(rows) if targets else 0, config.batch)
        into = draw.integers(max(1, len(targets)), size=len(begins))
        jobs.extend(
            (rows[begin : begin + config.batch], targets[chosen])
            for begin, chosen in zip(begins, into.tolist(), strict=True)
        )
    return jobs


def _print_progress(done: int, total: int) -> None:
    if done == total or done % 20 == 0:
        print(f"{done:,} of {total:,} batches translated", flush=True)


def main(words: Sequence[str] | None = None) -> int:
    """Command line; 0 when done, 1 when it cannot be."""
    standard = BackTranslation()
    parser = argparse.ArgumentParser(prog="conceptwriter train widen", description=__doc__)
    parser.add_argument("codec", type=Path, help="run folder of the codec, with its pack")
    parser.add_argument("out", type=Path, help="folder for the wider pack and the tokenizer")
    parser.add_argument("--into", nargs="+", default=[], help="FLORES-200 codes (default: all)")
    parser.add_argument("--most", type=int, default=standard.most, help="sentences a language")
    parser.add_argument("--least-cosine", type=float, default=standard.least_cosine)
    parser.add_argument("--least-chrf", type=float, default=standard.least_chrf)
    parser.add_argument("--held-out", type=Path, help="folder of held-out sets, which are left out")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args(words)

    def command() -> None:
        torch.set_num_threads(arguments.threads)
        codec = TorchCodec.load(arguments.codec)
        codec.model.to(find_device(arguments.device))
        config = BackTranslation(
            tuple(arguments.into), arguments.most, arguments.least_cosine, arguments.least_chrf
        )
        pack = Pack.load(arguments.codec / PACK_FILE)
        held_out = None
        if arguments.held_out is not None:
            held_out = HeldOut.of_folder(arguments.held_out, frozenset(codec.languages))
        wider, tried = widened(pack, codec, config, held_out, _print_progress)
        arguments.out.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(arguments.codec / TOKENIZER_FILE, arguments.out / TOKENIZER_FILE)
        wider.save(arguments.out / PACK_FILE)
        print(f"{len(wider.pairs) - len(pack.pairs):,} of {tried:,} translations kept", flush=True)

    return guarded(command)


if __name__ == "__main__":
    sys.exit(main())
