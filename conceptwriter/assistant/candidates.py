"""From vectors to judged candidates: decode, encode again, compare, check.

Shared by all requests that offer text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from conceptwriter.assistant.checks import check_text
from conceptwriter.assistant.codec_use import Text
from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.assistant.draft_checks import DraftChecks
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.ranking import Candidate
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.text_checks import (
    check_copy,
    check_round_trip,
    ends_a_sentence,
    with_ending_of,
)
from conceptwriter.assistant.through_text import label, taken_up
from conceptwriter.assistant.vectors import FloatArray, cosines, paired_cosines, scaled_like
from conceptwriter.engine import Decoded, DecodeOptions, Sampled

ExtraChecks = Callable[[str], Sequence[Finding]]


def decode_options(settings: AssistantSettings, seed: int, *, sample: bool | None = None) -> DecodeOptions:
    """The decoding options for these settings."""
    return DecodeOptions(
        beam_size=settings.beam_size,
        sample=settings.sample_text if sample is None else sample,
        temperature=settings.text_temperature if settings.sample_text or sample else 1.0,
        top_p=settings.text_top_p,
        maximum_tokens=settings.maximum_tokens,
        seed=seed,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _DecodedText:
    """A decoded vector, and how well its text keeps it.

    `row` is its index among the vectors, `vector` (d,) that of the text, in the same space; `round_trip` is
    the worst along the way.
    """

    row: int
    decoded: Decoded
    vector: FloatArray
    round_trip: float
    findings: tuple[Finding, ...] = ()


class Judge:
    """Turns vectors into candidates, each compared with the text before it (`earlier`).

    `extra_checks` look at every text, `draft_checks` at what a voice wrote.
    `goal` (d,) is what a text should stay close to; `like` a text whose ending (full stop or none) it should
    have. `drawn`: the vectors, `earlier_vectors` and `goal` are in the LCM's space; where that is not the
    writer's codec's, the LCM's own codec decodes, and candidates say so. Raises LanguageNotCovered where it
    then cannot reach the language.
    """

    def __init__(
        self,
        models: Models,
        language: str,
        settings: AssistantSettings,
        *,
        earlier: Sequence[str] = (),
        earlier_vectors: FloatArray | None = None,
        goal: FloatArray | None = None,
        extra_checks: ExtraChecks | None = None,
        draft_checks: DraftChecks | None = None,
        like: str = "",
        drawn: bool = False,
    ) -> None:
        self._models = models
        self._codec = models.concepts if drawn else models.words
        self._written_in = models.written_by_the_lcm_in(language) if drawn else language
        self._labels: tuple[Finding, ...] = ()
        if drawn and models.through_text:
            self._labels = (label(self._written_in, language, self._codec.codec),)
        self._language = language
        self._settings = settings
        self._earlier = TextIndex(earlier)
        self._earlier_vectors = earlier_vectors
        self._goal = goal
        self._extra_checks = extra_checks
        self._draft_checks = draft_checks
        self._like = like

    def remember(self, text: str, vector: FloatArray) -> None:
        """From now on the text counts as preceding."""
        self._earlier.add(text)
        if self._draft_checks is not None:
            self._draft_checks = self._draft_checks.followed_by(text)
        if self._earlier_vectors is not None:
            self._earlier_vectors = np.concatenate([self._earlier_vectors, vector[None]])

    def decode(
        self,
        vectors: FloatArray,
        options: DecodeOptions,
        what: str,
        *,
        sampled: Sampled | None = None,
        seed: int = 0,
    ) -> list[Candidate]:
        """The candidates decoded from the vectors (n, d); texts without content are omitted.

        `sampled` is the LCM's result, if it drew the vectors.
        """
        decoded = self._codec.decode(vectors, self._written_in, options, what)
        if self._written_in == self._language:
            return self.judge(vectors, decoded, sampled=sampled, seed=seed)
        said = self._taken_up(self._decoded_texts(vectors, decoded), options, what)
        return self._candidates(said, sampled, seed)

    def judge(
        self,
        vectors: FloatArray,
        decoded: Sequence[Decoded],
        *,
        sampled: Sampled | None = None,
        seed: int = 0,
        drafted: bool = False,
    ) -> list[Candidate]:
        """Encode decoded texts again, compare and check them.

        `drafted`: a voice wrote them, so that `draft_checks` apply too.
        """
        if self._like:
            decoded = [replace(item, text=with_ending_of(self._like, item.text)) for item in decoded]
        candidates = self._candidates(self._decoded_texts(vectors, decoded), sampled, seed)
        if not drafted or self._draft_checks is None:
            return candidates
        check = self._draft_checks
        return [
            replace(each, findings=tuple(dict.fromkeys([*each.findings, *check(each.text)])))
            for each in candidates
        ]

    def _decoded_texts(self, vectors: FloatArray, decoded: Sequence[Decoded]) -> list[_DecodedText]:
        """The texts with any content, encoded again by the codec that decoded them."""
        kept = [row for row, item in enumerate(decoded) if any(map(str.isalnum, item.text))]
        if not kept:
            return []
        texts = [Text(decoded[row].text, self._written_in) for row in kept]
        again = self._codec.encode(texts, lasting=False)
        cosine = paired_cosines(vectors[kept], again)
        return [
            _DecodedText(row, decoded[row], again[place], float(cosine[place]))
            for place, row in enumerate(kept)
        ]

    def _taken_up(
        self, said: Sequence[_DecodedText], options: DecodeOptions, what: str
    ) -> list[_DecodedText]:
        """What the LCM's codec wrote in another language, translated into the language asked for."""
        texts = [Text(each.decoded.text, self._written_in) for each in said]
        taken = taken_up(self._models.words, texts, self._language, options, what)
        return [
            replace(
                each,
                decoded=_worst(each.decoded, there.decoded),
                round_trip=min(each.round_trip, there.round_trip),
                findings=there.findings,
            )
            for each, there in zip(said, taken, strict=True)
            if any(map(str.isalnum, there.decoded.text))
        ]

    def _candidates(
        self, said: Sequence[_DecodedText], sampled: Sampled | None, seed: int
    ) -> list[Candidate]:
        if not said:
            return []
        priors = _priors(sampled, [each.row for each in said], np.stack([each.vector for each in said]))
        return [self._candidate(each, prior, seed) for each, prior in zip(said, priors, strict=True)]

    def _candidate(self, said: _DecodedText, prior: float, seed: int) -> Candidate:
        decoded, vector, limits = said.decoded, said.vector, self._settings.limits
        is_sentence = not self._like or ends_a_sentence(self._like)
        findings = check_text(
            decoded.text, self._language, limits, finished=decoded.finished, sentence=is_sentence
        )
        copied = check_copy(decoded.text, self._earlier, limits) or self._paraphrased(vector)
        findings += [
            found for found in (copied, check_round_trip(said.round_trip, limits)) if found is not None
        ]
        findings += said.findings
        if self._extra_checks is not None:
            findings += self._extra_checks(decoded.text)
        return Candidate(
            text=decoded.text,
            vector=vector,
            log_probability=decoded.score,
            round_trip=said.round_trip,
            novelty=self._earlier.novelty(decoded.text),
            prior=prior,
            closeness=None if self._goal is None else float(cosines(vector[None], self._goal[None])[0, 0]),
            findings=tuple(dict.fromkeys([*self._labels, *findings])),
            seed=seed,
        )

    def _paraphrased(self, vector: FloatArray) -> Finding | None:
        earlier = self._earlier_vectors
        if earlier is None or not len(earlier):
            return None
        closest = float(cosines(vector[None], earlier).max())
        if closest <= self._settings.limits.copy_cosine:
            return None
        return Finding(Flag.COPY, f"says the same as an earlier concept (similarity {closest:.2f})")


def _worst(first: Decoded, last: Decoded) -> Decoded:
    """The last text of a chain, with its certainty and completeness no better than the first one's."""
    return replace(last, score=min(first.score, last.score), finished=first.finished and last.finished)


def _priors(sampled: Sampled | None, rows: Sequence[int], vectors: FloatArray) -> list[float]:
    """The LCM's opinion of each text, 0 to 1.

    It says how well a text's vector (n, d) matches the LCM's direction, scaled from the worst to the best of
    them; without a direction, how likely the vector drawn in its row was.
    """
    if sampled is None:
        return [1.0] * len(rows)
    if sampled.direction is not None:
        fits = vectors @ sampled.direction
        spread = float(np.ptp(fits))
        return [float(fit - fits.min()) / spread if spread > 0 else 1.0 for fit in fits]
    best = max(float(sampled.scores.max()), 1e-9)
    return [float(sampled.scores[row]) / best for row in rows]


def centre(vectors: FloatArray) -> FloatArray:
    """The mean vector (d,) of vectors (n, d), scaled to the typical length of the codec's vectors."""
    middle: FloatArray = scaled_like(vectors.mean(axis=0, keepdims=True), vectors)[0]
    return middle
