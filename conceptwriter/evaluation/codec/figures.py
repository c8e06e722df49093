"""Figures of a codec: auto-encoding, translation, retrieval of translations, numbers and names kept.

A codec that also decodes from written texts gets the same figures for that way, in columns of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from conceptwriter.evaluation import kept
from conceptwriter.evaluation.bootstrap import (
    Figure,
    TextMetric,
    bleu,
    chrf,
    chrf_plus_plus,
    corpus_figure,
    counted_share_figure,
    mean_figure,
)
from conceptwriter.evaluation.codec import surface
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.held_out.sets import (
    DOCUMENT_SETS,
    ENGLISH,
    FEWEST,
    EvaluationSets,
    PairSet,
    SentenceSet,
)
from conceptwriter.evaluation.measurements import POINTS, SHARE, Measurement

Vectors = NDArray[np.float32]
FromTexts = Callable[[Sequence[str], str, str], list[str]]
"""Texts, their language, another language -> the texts in that."""
FROM_TEXT = " from text"
"""Ends the names of figures of what was decoded from written texts; those of vectors have plain names."""

LONGEST = 250
"""Characters of the longest sentences evaluated on; the training text is cut at 200 to 250."""
AT_MOST = (100, 200)
"""The document sets are evaluated on sentences of at most this many characters."""
BUCKETS = (30, 60, 100, 150, 200, LONGEST)
"""Upper ends of the length classes, in characters."""


class EvaluatedCodec(Protocol):
    """What is measured: the run-time codec or, during training, the PyTorch one."""

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """Vectors (n, d)."""

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """The best text of each vector."""


@dataclass(frozen=True, slots=True)
class DecodedTexts:
    """Outputs and their references."""

    about: dict[str, str]
    source_language: str
    target_language: str
    sources: list[str]
    accepted: list[list[str]]
    outputs: list[str]
    groups: list[str] | None = None


def bleu_of(language: str) -> TextMetric:
    """BLEU with the tokenizer that the script needs: a Chinese or Japanese sentence is not a single word."""
    if language.startswith("zho"):
        return bleu("zh")
    return bleu("char" if language.startswith("jpn") else "13a")


def unit(vectors: Vectors) -> Vectors:
    """Rows of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return result


# From decoded texts to figures


def auto_encoding_figures(decoded: DecodedTexts, table: str = "auto-encoding") -> list[Measurement]:
    """BLEU, chrF, the share of exact matches, the share of loops."""
    exact = [output == texts[0] for output, texts in zip(decoded.outputs, decoded.accepted, strict=True)]
    return [
        _corpus(table, decoded, bleu_of(decoded.target_language)),
        _corpus(table, decoded, chrf()),
        Measurement(table, "exact", decoded.about, mean_figure(exact, groups=decoded.groups), SHARE),
        degenerate_share(decoded, table),
    ]


def translation_figures(decoded: DecodedTexts, table: str = "translation") -> list[Measurement]:
    """chrF++, BLEU, the share of loops, against all accepted translations."""
    return [
        _corpus(table, decoded, chrf_plus_plus()),
        _corpus(table, decoded, bleu_of(decoded.target_language)),
        degenerate_share(decoded, table),
    ]


def kept_figures(decoded: DecodedTexts) -> list[Measurement]:
    """Numbers and names of the source kept in the output, of those kept by the human translation."""
    about = {"source": decoded.source_language, "target": decoded.target_language}
    return [Measurement(name, "share", about, figure, SHARE) for name, figure in kept_shares(decoded).items()]


def kept_shares(decoded: DecodedTexts) -> dict[str, Figure]:
    """By the names of their tables; each only where there are any."""
    languages = (decoded.source_language, decoded.target_language)
    texts = [
        (source, accepted[0], output)
        for source, accepted, output in zip(decoded.sources, decoded.accepted, decoded.outputs, strict=True)
    ]
    found: dict[str, Figure] = {}
    for name, counts in (
        ("numbers kept", [kept.numbers_kept(*row, languages[1]) for row in texts]),
        ("names kept", [kept.names_kept(*row, languages) for row in texts]),
    ):
        some = [(got, wanted) for got, wanted in counts if wanted]
        if some:
            found[name] = counted_share_figure([got for got, _ in some], [wanted for _, wanted in some])
    return found


def retrieval_figures(first: Vectors, second: Vectors, source: str, target: str) -> list[Measurement]:
    """Xsim error: share of rows of ``first`` whose nearest row of ``second`` by cosine is not its partner."""
    nearest = (unit(first) @ unit(second).T).argmax(axis=1)
    wrong = nearest != np.arange(len(first))
    other = target if source == ENGLISH else source
    about = {"source": source, "target": target, "other": other}
    return [Measurement("retrieval", "error", about, mean_figure(wrong), SHARE)]


def _corpus(table: str, decoded: DecodedTexts, metric: TextMetric) -> Measurement:
    statistics = metric.statistics(decoded.outputs, decoded.accepted)
    figure = corpus_figure(statistics, metric.score, groups=decoded.groups)
    return Measurement(table, metric.name, decoded.about, figure, POINTS)


def degenerate_share(decoded: DecodedTexts, table: str) -> Measurement:
    """The share of outputs with nothing to read, or a loop."""
    bad = [
        surface.degenerate(output, texts[0])
        for output, texts in zip(decoded.outputs, decoded.accepted, strict=True)
    ]
    return Measurement(table, "degenerate", decoded.about, mean_figure(bad, groups=decoded.groups), SHARE)


# The whole run


@dataclass(slots=True)
class CodecRun:
    """Runs a codec over the sets in sequence."""

    codec: EvaluatedCodec
    sets: EvaluationSets
    languages: Sequence[str]
    """FLORES-200 codes, English among them."""
    between: bool = False
    """Also translate between the other languages."""
    on_progress: Progress = silent
    from_texts: FromTexts | None = None
    """How the codec decodes written texts, where it has that way."""
    _by_length: list[DecodedTexts] = field(default_factory=list)

    def measure(self) -> list[Measurement]:
        """All figures."""
        others = [code for code in self.languages if code != ENGLISH]
        tasks: list[tuple[str, Callable[[], list[Measurement]]]] = []
        if ENGLISH in self.languages:
            tasks.append(("auto-encoding eng_Latn", lambda: self._english(others)))
        tasks += [(f"eng_Latn <-> {code}", lambda code=code: self._pair(code)) for code in others]  # type: ignore[misc]
        tasks += [
            (f"{name} {code}", lambda n=name, c=code: self._documents(n, c))  # type: ignore[misc]
            for code in self.languages
            for name in DOCUMENT_SETS
            if (self.sets.dev / f"{name}_dev.jsonl.gz").is_file()
        ]
        if self.between:
            tasks += [
                (f"{a} -> {b}", lambda a=a, b=b: self._between(a, b))  # type: ignore[misc]
                for a in others
                for b in others
                if a != b and a[:3] != b[:3]
            ]
        found: list[Measurement] = []
        for done, (what, task) in enumerate(tasks):
            self.on_progress(done, len(tasks), f"codec: {what}")
            found += task()
        self.on_progress(len(tasks), len(tasks), "codec")
        return in_table_order([*found, *self._length_classes()])

    def _english(self, others: Sequence[str]) -> list[Measurement]:
        texts = self.sets.english(others)
        return self._auto_encoded(texts, {"set": "tatoeba"}, keep=True) if texts.texts else []

    def _pair(self, other: str) -> list[Measurement]:
        pairs = self.sets.pairs(ENGLISH, other)
        if not pairs.sources:
            return []
        english = self.codec.encode(pairs.sources, ENGLISH)
        foreign = self.codec.encode(pairs.targets, other)
        back = SentenceSet("tatoeba", other, pairs.targets, pairs.targets)
        forth = self._translated(english, pairs)
        to_english = PairSet(other, ENGLISH, pairs.targets, pairs.sources, [[text] for text in pairs.sources])
        from_other = self._translated(foreign, to_english)
        ways = [*self._ways(forth), *self._ways(from_other)]
        return [
            *self._auto_encoded(back, {"set": "tatoeba"}, vectors=foreign),
            *_of_ways(ways, translation_figures),
            *retrieval_figures(english, foreign, ENGLISH, other),
            *retrieval_figures(foreign, english, other, ENGLISH),
            *_of_ways(ways, kept_figures),
        ]

    def _between(self, source: str, target: str) -> list[Measurement]:
        pairs = self.sets.between(source, target)
        if len(pairs.sources) < FEWEST:
            return []
        decoded = self._translated(self.codec.encode(pairs.sources, source), pairs)
        return _of_ways(
            self._ways(decoded), lambda way: translation_figures(way, "translation between others")
        )

    def _documents(self, name: str, language: str) -> list[Measurement]:
        texts = self.sets.sentences(name, language, LONGEST)
        found: list[Measurement] = []
        if len(texts.texts) < FEWEST:
            return found
        decoded = self._decoded(texts, {"set": name})
        if language == ENGLISH:
            self._by_length.append(decoded)
        ways = list(self._ways(decoded))
        for longest in AT_MOST:
            about = {"set": f"{name}, <= {longest}", "language": language}
            short = [(end, _of_length(way, 0, longest, about)) for end, way in ways]
            if len(short[0][1].outputs) >= FEWEST:
                found += _of_ways(short, auto_encoding_figures)
        return found

    def _auto_encoded(
        self, texts: SentenceSet, about: dict[str, str], vectors: Vectors | None = None, keep: bool = False
    ) -> list[Measurement]:
        decoded = self._decoded(texts, about, vectors)
        if keep:
            self._by_length.append(decoded)
        return _of_ways(self._ways(decoded), auto_encoding_figures)

    def _ways(self, decoded: DecodedTexts) -> Iterator[tuple[str, DecodedTexts]]:
        """What was decoded from vectors, and the same texts decoded the other way, each with its ending."""
        yield "", decoded
        if self.from_texts is not None:
            outputs = self.from_texts(decoded.sources, decoded.source_language, decoded.target_language)
            yield FROM_TEXT, replace(decoded, outputs=outputs)

    def _decoded(
        self, texts: SentenceSet, about: dict[str, str], vectors: Vectors | None = None
    ) -> DecodedTexts:
        if vectors is None:
            vectors = self.codec.encode(texts.texts, texts.language)
        outputs = self.codec.decode_texts(vectors, texts.language)
        about = {**about, "language": texts.language}
        accepted = [[text] for text in texts.texts]
        language = texts.language
        return DecodedTexts(about, language, language, texts.texts, accepted, outputs, texts.documents)

    def _translated(self, vectors: Vectors, pairs: PairSet) -> DecodedTexts:
        outputs = self.codec.decode_texts(vectors, pairs.target)
        about = {"source": pairs.source, "target": pairs.target}
        return DecodedTexts(about, pairs.source, pairs.target, pairs.sources, pairs.accepted, outputs)

    def _length_classes(self) -> list[Measurement]:
        """Auto-encoding of all English sets together, by length."""
        found: list[Measurement] = []
        for low, high in zip((0, *BUCKETS), BUCKETS, strict=False):
            parts = [_of_length(decoded, low, high, {}) for decoded in self._by_length]
            about = {"characters": f"{low + 1} to {high}", "language": ENGLISH}
            joined = _joined(parts, about)
            if len(joined.outputs) >= FEWEST:
                found += auto_encoding_figures(joined, "auto-encoding by length")
        return found


def _of_ways(
    ways: Iterable[tuple[str, DecodedTexts]], figures: Callable[[DecodedTexts], list[Measurement]]
) -> list[Measurement]:
    return [replace(row, name=f"{row.name}{end}") for end, way in ways for row in figures(way)]


def in_table_order(found: Sequence[Measurement]) -> list[Measurement]:
    """The measurements of each table together, tables in order of first appearance."""
    tables = list(dict.fromkeys(row.table for row in found))
    return sorted(found, key=lambda row: tables.index(row.table))


def _of_length(decoded: DecodedTexts, low: int, high: int, about: dict[str, str]) -> DecodedTexts:
    rows = [row for row, text in enumerate(decoded.sources) if low < len(text) <= high]
    return DecodedTexts(
        about,
        decoded.source_language,
        decoded.target_language,
        [decoded.sources[row] for row in rows],
        [decoded.accepted[row] for row in rows],
        [decoded.outputs[row] for row in rows],
        None if decoded.groups is None else [decoded.groups[row] for row in rows],
    )


def _joined(parts: Sequence[DecodedTexts], about: dict[str, str]) -> DecodedTexts:
    return DecodedTexts(
        about,
        ENGLISH,
        ENGLISH,
        [text for part in parts for text in part.sources],
        [texts for part in parts for texts in part.accepted],
        [text for part in parts for text in part.outputs],
        [group for part in parts for group in part.groups or part.sources],
    )
