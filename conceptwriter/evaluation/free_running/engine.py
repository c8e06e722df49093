"""An engine in this process for the assistant: any predictor with the bundle's codec.

So free-running figures come from the same pipeline a writer uses (sampling, decoding, checks, ranking), for
baselines and known-bad models as well; and the texts decoded before ranking can be inspected.
"""

from __future__ import annotations

import time
from typing import Any, TypeVar

from conceptwriter.assistant import EngineLike
from conceptwriter.engine import (
    CodecStatus,
    Decode,
    Decoded,
    Describe,
    Encode,
    EngineError,
    EngineStatus,
    LcmStatus,
    Request,
    Sample,
)
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.lcm.predictors import EvaluatedPredictor
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.job import Job

Answer = TypeVar("Answer")
_SLOW_SECONDS = 1.0


class LocalEngine:
    """Answers at once, on the caller's thread. One assistant at a time, and no cancelling halfway."""

    def __init__(self, codec: RememberingCodec, predictor: EvaluatedPredictor) -> None:
        self._codec = codec
        self._predictor = predictor
        self.decoded: list[Decoded] = []
        """Everything decoded since `take_decoded`, before anything was left out."""

    @property
    def status(self) -> EngineStatus:
        """The status of an engine for the bundle."""
        codec, variant = self._codec.codec, self._predictor.variant
        name, version = self._codec.name, self._codec.version
        return EngineStatus(
            codec=CodecStatus(name, version, codec.dimension, codec.languages, codec.maximum_characters),
            lcm=LcmStatus(
                name,
                version,
                name,
                version,
                variant.maximum_context,
                variant.end_threshold,
                variants=(variant,),
            ),
        )

    def submit(self, request: Request[Answer]) -> Job[Answer]:
        """A job that is already done."""
        job = Job[Answer]()
        try:
            job.set_result(self._answer(request))
        except ConceptWriterError as error:
            job.set_exception(error)
        return job

    def take_decoded(self) -> list[Decoded]:
        """The texts decoded since the last call."""
        taken, self.decoded = self.decoded, []
        return taken

    def _answer(self, request: Request[Any]) -> Any:
        match request:
            case Describe():
                return self.status
            case Encode():
                return self._codec.encode(request.texts, request.language)
            case Decode():
                found = self._codec.decode(request.vectors, request.language, request.options)
                self.decoded += found
                return found
            case Sample():
                return self._predictor.sample(
                    request.vectors, request.kinds, request.n, request.settings, request.seed
                )
        raise EngineError(f"The engine of the ruler does not know {type(request).__name__}.")


class SlowEngine:
    """Known bad: another engine whose concept model takes a second longer for each draw."""

    def __init__(self, inner: EngineLike) -> None:
        self._inner = inner

    @property
    def status(self) -> EngineStatus:
        """That of the other engine."""
        return self._inner.status

    def submit(self, request: Request[Answer]) -> Job[Answer]:
        """A job of the other engine, begun late where it is a draw."""
        if isinstance(request, Sample):
            time.sleep(_SLOW_SECONDS)
        return self._inner.submit(request)
