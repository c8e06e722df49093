"""An engine in this process for tests.

Vectors are hashed bags of words; the decoded text is the nearest known sentence.

It counts what it is asked. Sentences of `PHRASES` are translations of each other and share a vector.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from conceptwriter.engine import (
    CodecStatus,
    Decode,
    Decoded,
    DecodeFromTexts,
    Describe,
    Encode,
    EngineStatus,
    LcmStatus,
    Likelihoods,
    Request,
    Sample,
    Sampled,
    TextTooLong,
    VariantStatus,
    VoiceDraft,
    VoiceStatus,
    WriteDrafts,
)
from conceptwriter.job import Job

Answer = TypeVar("Answer")
FloatArray = npt.NDArray[np.float32]
DIMENSION = 64
LANGUAGES = ("deu_Latn", "eng_Latn", "fra_Latn", "jpn_Jpan")
LONGEST = 250

PHRASES: tuple[tuple[str, str], ...] = (
    ("The boats came in at dawn.", "Les bateaux arrivèrent à l'aube."),
    ("Nobody was waiting on the quay.", "Personne n'attendait sur le quai."),
    ("A bell rang across the water.", "Une cloche sonna sur l'eau."),
    ("The old man counted them twice.", "Le vieil homme les compta deux fois."),
    ("Seven nets hung from the mast.", "Sept filets pendaient au mât."),
    ("Rain began to fall on the roofs.", "La pluie se mit à tomber sur les toits."),
    ("A letter lay under the door.", "Une lettre était sous la porte."),
    ("She read it slowly and smiled.", "Elle la lut lentement et sourit."),
    ("The harbour was quiet again.", "Le port était de nouveau calme."),
    ("Children ran along the beach.", "Des enfants couraient le long de la plage."),
    ("The lamp went out at midnight.", "La lampe s'éteignit à minuit."),
    ("He bought 3 kilos of bread from Anna.", "Il acheta 3 kilos de pain à Anna."),
    ("The harbour", "Le port"),
)


class ToyEngine:
    """Answers at once on the caller's thread; `hold()` makes it keep jobs until `release()`."""

    def __init__(
        self, *, lcm: bool = True, maximum_context: int = 64, loops: bool = False, copies: bool = False
    ) -> None:
        self.maximum_context = maximum_context
        self.has_lcm = lcm
        self.loops = loops
        self.copies = copies
        self.encoded: list[str] = []
        self.requests: list[Request[Any]] = []
        self.end_probability = 0.0
        self.document_end_probability = 0.0
        self.direction: FloatArray | None = None
        self.variants = variants(maximum_context)
        self.codec = CodecStatus("toy", "1", DIMENSION, LANGUAGES, LONGEST)
        self.voice: VoiceStatus | None = None
        self.drafts: list[VoiceDraft] = []
        """What the voice writes, whatever it is asked; a re-roll leaves out as many as its number."""
        self.answers: Callable[[WriteDrafts], list[VoiceDraft]] | None = None
        """What it writes instead, for tests in which that depends on what it is asked."""
        self.lcm_codec: CodecStatus | None = None
        """See `TwoSpaces`."""
        self._known: dict[str, dict[str, FloatArray]] = {language: {} for language in LANGUAGES}
        self._holding = False
        self._held: list[tuple[Request[Any], Job[Any]]] = []
        self.held = threading.Event()
        self.crash: Exception | None = None
        for english, french in PHRASES:
            vector = bag_of_words(english)
            self._known["eng_Latn"][english] = vector
            self._known["fra_Latn"][french] = vector

    def know(self, text: str, language: str, vector: FloatArray) -> None:
        """Make a text decodable."""
        self._known[language][text] = vector

    # -- the engine's face ---

    @property
    def status(self) -> EngineStatus:
        lcm = LcmStatus("toy", "1", "toy", "1", self.maximum_context, variants=self.variants)
        return EngineStatus(
            codec=self.codec, lcm=lcm if self.has_lcm else None, lcm_codec=self.lcm_codec, voice=self.voice
        )

    def submit(self, request: Request[Answer]) -> Job[Answer]:
        self.requests.append(request)
        job = Job[Answer](on_cancel=lambda: self._let_go(job))
        if self._holding:
            self._held.append((request, job))
            self.held.set()
        else:
            self._answer(request, job)
        return job

    def hold(self) -> None:
        self._holding = True

    def release(self) -> None:
        self._holding = False
        held, self._held = self._held, []
        for request, job in held:
            self._answer(request, job)

    def of_type(self, kind: type[Request[Any]]) -> list[Any]:
        return [request for request in self.requests if isinstance(request, kind)]

    def _let_go(self, cancelled: Job[Any]) -> None:
        self._held = [(request, job) for request, job in self._held if job is not cancelled]

    def _answer(self, request: Request[Any], job: Job[Any]) -> None:
        if self.crash is not None:
            job.set_exception(self.crash)
            return
        try:
            match request:
                case Describe():
                    job.set_result(self.status)
                case Encode():
                    job.set_result(self._encode_for(request))
                case Decode():
                    job.set_result(self._decode(request))
                case DecodeFromTexts():
                    assert self.codec.decodes_texts
                    vectors = self._encode_for(Encode(request.texts, request.source))
                    job.set_result(self._decode(Decode(vectors, request.language, request.options)))
                case Sample():
                    job.set_result(self._sample(request))
                case Likelihoods():
                    job.set_result(np.full(len(request.texts), -3.0, np.float32))
                case WriteDrafts() if self.answers is not None:
                    job.set_result(self.answers(request))
                case WriteDrafts():
                    job.set_result(self.drafts[request.seed // 1000 :][: request.enough])
        except TextTooLong as error:
            job.set_exception(error)

    # -- the toy models ---

    def _encode_for(self, request: Encode) -> FloatArray:
        return self._encode(request.texts, request.language)

    def _encode(self, texts: tuple[str, ...], language: str) -> FloatArray:
        assert language in LANGUAGES
        for index, text in enumerate(texts):
            assert text.strip(), "empty texts are refused"
            if len(text) > LONGEST:
                raise TextTooLong(index, len(text), LONGEST)
        self.encoded.extend(texts)
        known = self._known[language]
        return np.stack([known.setdefault(text, bag_of_words(text)) for text in texts])

    def _decode(self, request: Decode) -> list[Decoded]:
        if self.loops:
            return [Decoded("the sea the sea the sea the sea the sea.", -0.1, 9, True)] * len(request.vectors)
        known = self._known[request.language]
        if not known:
            return [Decoded("", -9.0, 0, True)] * len(request.vectors)
        texts, vectors = list(known), np.stack(list(known.values()))
        generator = np.random.default_rng(request.options.seed)
        decoded = []
        for row in request.vectors:
            likeness = vectors @ row / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(row) + 1e-9)
            if request.options.sample:
                likeness = likeness + 0.6 * generator.standard_normal(len(texts))
            best = int(np.argmax(likeness))
            decoded.append(
                Decoded(texts[best], float(min(0.0, likeness[best] - 1.0)), len(texts[best].split()), True)
            )
        return decoded

    def _sample(self, request: Sample) -> Sampled:
        assert len(request.vectors) == len(request.kinds) >= 1
        bank = np.stack([bag_of_words(english) for english, _ in PHRASES[:-1]])
        context = request.vectors.mean(axis=0)
        assert request.variant in {variant.name for variant in self.variants}
        known = next(variant.settings for variant in self.variants if variant.name == request.variant)
        given = {name for name, value in asdict(request.settings).items() if value is not None}
        assert given <= set(known), "the assistant asks for nothing that does not count"
        generator = np.random.default_rng([request.seed, request.settings.reroll])
        noise = 0.8 * generator.standard_normal(len(bank)) if request.settings.reroll else np.zeros(len(bank))
        likeness = bank @ context / (np.linalg.norm(bank, axis=1) * (np.linalg.norm(context) + 1e-9)) + noise
        if not self.copies:
            said = bank @ request.vectors.T / DIMENSION
            likeness = likeness - 10.0 * (said.max(axis=1) > 0.9)
        order = np.argsort(-likeness, kind="stable")
        chosen = order[np.arange(request.n) % len(order)]
        scores = np.linspace(0.5, 0.05, request.n, dtype=np.float32)
        return Sampled(
            bank[chosen].astype(np.float32),
            scores,
            self.end_probability,
            self.document_end_probability,
            direction=self.direction,
        )


WRITERS_DIMENSION = 48


class TwoSpaces(ToyEngine):
    """The LCM and its codec are those of `ToyEngine`, without Japanese and perhaps without more.

    The writer's codec is another one: its vectors have another dimension, and it knows other languages.
    """

    def __init__(
        self,
        words: tuple[str, ...] = ("eng_Latn", "fra_Latn", "swh_Latn"),
        concepts: tuple[str, ...] = ("deu_Latn", "eng_Latn"),
    ) -> None:
        super().__init__()
        self.lcm_codec = CodecStatus("own", "2", DIMENSION, concepts, LONGEST, loaded=False)
        self.codec = CodecStatus("writers", "1", WRITERS_DIMENSION, words, LONGEST)
        self._meant: dict[bytes, str] = {}
        self._french = dict(PHRASES)
        self._english = {french: english for english, french in PHRASES}

    def _encode_for(self, request: Encode) -> FloatArray:
        if request.concepts:
            assert self.lcm_codec is not None
            assert request.language in self.lcm_codec.languages
            return self._encode(request.texts, request.language)
        assert request.language in self.codec.languages
        self.encoded.extend(request.texts)
        return np.stack([self._writers_vector(text) for text in request.texts])

    def _writers_vector(self, text: str) -> FloatArray:
        """What a text means in the writer's space: its English, whatever language it is in."""
        meaning = self._english.get(text, text).removeprefix("[swh] ")
        vector = bag_of_words(f"writers {meaning}")[:WRITERS_DIMENSION].copy()
        self._meant[vector.tobytes()] = meaning
        return vector

    def _decode(self, request: Decode) -> list[Decoded]:
        if request.concepts:
            assert self.lcm_codec is not None
            assert request.language in self.lcm_codec.languages
            assert request.vectors.shape[1] == DIMENSION
            return super()._decode(request)
        assert request.language in self.codec.languages
        assert request.vectors.shape[1] == WRITERS_DIMENSION
        return [self._said(self._meant[row.tobytes()], request.language) for row in request.vectors]

    def _said(self, meaning: str, language: str) -> Decoded:
        text = {"eng_Latn": meaning, "fra_Latn": self._french.get(meaning, f"fr {meaning}")}.get(
            language, f"[{language[:3]}] {meaning}"
        )
        return Decoded(text, -0.2, len(text.split()), True)


def variants(maximum_context: int = 64) -> tuple[VariantStatus, ...]:
    """A default and three others, at least one of each way of drawing."""
    mixture = ("reroll", "temperature")
    diffusion = ("reroll", "steps", "guidance", "guidance_rescale", "initial_noise", "epsilon_scaling", "eta")
    usual = {"steps": 20, "guidance": 1.5, "guidance_rescale": 0.7, "initial_noise": 1.0, "eta": 0.0}
    return (
        VariantStatus("standard", "token", "", mixture, {"reroll": 0, "temperature": 0.3}, maximum_context),
        VariantStatus("base", "base", "", mixture, {"reroll": 0, "temperature": 0.3}, maximum_context),
        VariantStatus("two_tower", "two_tower", "", diffusion, {"reroll": 0, **usual}, maximum_context),
        VariantStatus(
            "quant",
            "quant",
            "",
            ("reroll", "temperature", "top_k", "top_p"),
            {"reroll": 0, "temperature": 1.0, "top_k": 0, "top_p": 1.0},
            maximum_context,
        ),
    )


def bag_of_words(text: str) -> FloatArray:
    """Each word is a fixed random direction; the sum is scaled to unit variance."""
    total = np.zeros(DIMENSION)
    for word in text.casefold().replace(".", " ").split() or [text]:
        total += np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSION)
    return np.asarray(total / np.linalg.norm(total) * np.sqrt(DIMENSION), dtype=np.float32)
