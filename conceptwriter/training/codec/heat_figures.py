"""What heats are compared by: held-out loss and translation in each way, retrieval, auto-encoding.

Quick rather than exact: a few sentences a language, greedy, without intervals. What ships is measured by
``conceptwriter evaluate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from conceptwriter.codec.pieces import PAD
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.bootstrap import TextMetric, chrf_plus_plus
from conceptwriter.evaluation.codec.figures import Vectors, bleu_of, retrieval_figures, unit
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.evaluation.held_out.sets import ENGLISH, EvaluationSets, PairSet
from conceptwriter.evaluation.systems.meaning_judge import decayed_mean
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.losses import Attended, LossConfig, token_loss
from conceptwriter.training.codec.model import Memory

_AT_ONCE = 64
_DOCUMENT_SETS = ("stories", "books")
_SENTENCES = 5
"""Of documents, for each pair of a language that is measured on."""
_NEAR = 10
_PLAIN = LossConfig(drop_input=0.0, drop_prompt=0.0)


@dataclass(slots=True)
class HeatFigures:
    """Of one codec. Ways of decoding by the names of :class:`.losses.Attended`; directions ``A-B``."""

    loss: dict[str, float] = field(default_factory=dict)
    """Mean cross-entropy of a piece of a translation, by way."""
    translation: dict[str, dict[str, float]] = field(default_factory=dict)
    """chrF++ by way and direction."""
    found: float = 0.0
    """Share of translations that are nearest to their source (1 less the xsim error), over all directions."""
    auto_encoding: float = 0.0
    """BLEU of English sentences decoded from their vectors."""
    next_found: float | None = None
    """Share of places in English documents whose next sentence is among the ten nearest to the decayed mean
    of those before it: how much of what comes next is in the vectors. None without documents."""

    def mean_translation(self, way: str) -> float:
        """chrF++ over all directions."""
        values = self.translation[way].values()
        return sum(values) / len(values)

    def as_json(self) -> dict[str, Any]:
        """What :meth:`of_json` reads."""
        return asdict(self)

    @staticmethod
    def of_json(record: dict[str, Any]) -> HeatFigures:
        """The figures in a record."""
        return HeatFigures(**record)


@dataclass(frozen=True, slots=True)
class _Direction:
    source: str
    target: str
    sources: list[str]
    targets: list[str]
    accepted: list[list[str]]


def heat_figures(
    codec: TorchCodec, dev: Path, languages: Sequence[str] | None = None, most: int = 100
) -> HeatFigures:
    """The figures of a codec on at most this many dev pairs of each language with English.

    ``languages``: those it was trained on, where its tokenizer has tags for more.

    Raises:
        ConceptWriterError: the dev set is missing or has no pair in the codec's languages.
    """
    sets = EvaluationSets(dev, most)
    languages = [code for code in languages or codec.languages if code != ENGLISH]
    pairs = [found for code in languages if (found := sets.pairs(ENGLISH, code)).sources]
    if not pairs or ENGLISH not in codec.languages:
        raise ConceptWriterError(f"{dev} has no Tatoeba pairs in two languages of the codec.")
    directions = [direction for found in pairs for direction in _both(found)]
    figures = HeatFigures()
    ways = [Attended.VECTOR] if codec.model.token_states is None else list(Attended)
    for way in ways:
        figures.loss[way.value] = _loss(codec, directions, way)
        figures.translation[way.value] = {
            f"{one.source[:3]}-{one.target[:3]}": _score(
                chrf_plus_plus(), _translated(codec, one, way), one.accepted
            )
            for one in directions
        }
    shares = [share for found in pairs for share in _found(codec, found)]
    figures.found = sum(shares) / len(shares)
    english = sets.english(languages).texts
    outputs = codec.decode(codec.encode(english, ENGLISH), ENGLISH)
    figures.auto_encoding = _score(bleu_of(ENGLISH), outputs, [[text] for text in english])
    figures.next_found = _next_found(codec, dev, _SENTENCES * most)
    return figures


def _next_found(codec: TorchCodec, dev: Path, most: int) -> float | None:
    hits: list[bool] = []
    for name in _DOCUMENT_SETS:
        if not (dev / f"{name}_dev.jsonl.gz").is_file():
            continue
        documents: list[list[str]] = []
        for document in dev_documents(dev, name, ENGLISH):
            if sum(map(len, documents)) < most:
                documents.append([text for paragraph in document.paragraphs for text in paragraph])
        vectors = codec.encode([text for texts in documents for text in texts], ENGLISH)
        hits += _hits(unit(vectors - vectors.mean(axis=0)), [len(texts) for texts in documents])
    return sum(hits) / len(hits) if hits else None


def _hits(rows: Vectors, lengths: Sequence[int]) -> list[bool]:
    """Of each place from the third sentence of a document on; what was read is no candidate."""
    hits: list[bool] = []
    begin = 0
    for length in lengths:
        for place in range(begin + 2, begin + length):
            scores = rows @ decayed_mean(rows[begin:place])
            truth = scores[place]
            scores[begin:place] = -np.inf
            hits.append(bool((scores > truth).sum() < _NEAR))
        begin += length
    return hits


def _both(pairs: PairSet) -> tuple[_Direction, _Direction]:
    back = [[text] for text in pairs.sources]
    return (
        _Direction(pairs.source, pairs.target, pairs.sources, pairs.targets, pairs.accepted),
        _Direction(pairs.target, pairs.source, pairs.targets, pairs.sources, back),
    )


def _score(metric: TextMetric, outputs: Sequence[str], accepted: Sequence[Sequence[str]]) -> float:
    return metric.score(metric.statistics(outputs, accepted).sum(axis=0))


def _translated(codec: TorchCodec, one: _Direction, way: Attended) -> list[str]:
    if way is Attended.VECTOR:
        return codec.decode(codec.encode(one.sources, one.source), one.target)
    with_vector = way is Attended.BOTH
    return codec.decode_from_texts(one.sources, one.source, one.target, with_vector=with_vector)


def _found(codec: TorchCodec, pairs: PairSet) -> list[float]:
    first = codec.encode(pairs.sources, pairs.source)
    second = codec.encode(pairs.targets, pairs.target)
    ways = ((first, second, pairs.source, pairs.target), (second, first, pairs.target, pairs.source))
    return [1 - row.figure.value for way in ways for row in retrieval_figures(*way)]


@torch.no_grad()
def _loss(codec: TorchCodec, directions: Sequence[_Direction], way: Attended) -> float:
    model, total, count = codec.model, 0.0, 0
    draw = torch.Generator(codec.device)
    for one in directions:
        for begin in range(0, len(one.sources), _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            source = codec.padded([codec.ids(text, one.source) for text in one.sources[part]])
            target = codec.padded([codec.ids(text, one.target) for text in one.targets[part]])
            with torch.autocast(codec.device.type, torch.bfloat16):
                states = model.encoder.states(source)
                vectors = None if way is Attended.STATES else model.encoder.pool(states)
                text: Memory | None = None
                if model.token_states is not None and way is not Attended.VECTOR:
                    text = model.token_states(states)
                loss = token_loss(model, vectors, text, target, _PLAIN, draw)
            pieces = int((target[:, 1:] != PAD).sum())
            total, count = total + loss.item() * pieces, count + pieces
    return total / count
