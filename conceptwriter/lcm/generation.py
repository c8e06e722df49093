"""Free-running generation: concept after concept until the paragraph or document ends, or it repeats itself.

The model is anything with `prepare`, `extend` and `sample`, an `Lcm` over ONNX graphs or a PyTorch model in
training. Vectors may be corrected before they are fed back (`choose`): decoding a vector to text and encoding
that text keeps the context in the region of the codec's vectors (SONAR-LLM).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from conceptwriter.lcm.contract import FloatArray, ItemKind, LcmError, Sampled, SampleSettings
from conceptwriter.lcm.sequence import Kinds

S = TypeVar("S")


class Predictor(Protocol[S]):
    """A source of next concepts; `S` is its state after a sequence."""

    def prepare(self, vectors: npt.NDArray[Any], kinds: npt.NDArray[Any]) -> S:
        """The state after vectors (t, d) of kinds (t,)."""
        ...

    def extend(self, state: S, vector: npt.NDArray[Any], kind: int) -> S:
        """The state after one more item, (d,)."""
        ...

    def sample(self, state: S, n: int, settings: SampleSettings | None = None, seed: int = 0) -> Sampled:
        """`n` vectors for the next concept, best first."""
        ...


class Stop(Enum):
    """Why generation stopped."""

    PARAGRAPH = "paragraph"
    """The paragraph ended."""
    DOCUMENT = "document"
    """The document ended."""
    REPETITION = "repetition"
    """The next concept would have repeated the last; it was left out."""
    MAXIMUM = "maximum"
    """The maximum number of concepts was reached."""
    NOTHING = "nothing"
    """`choose` accepted none of the draws."""


@dataclass(frozen=True, slots=True)
class StopRules:
    """When to stop."""

    maximum: int = 32
    """Maximum number of concepts."""
    minimum: int = 1
    """Paragraph and document do not end before this many concepts."""
    one_paragraph: bool = False
    """Stop at the end of the first paragraph; otherwise a break is inserted and generation continues."""
    longest_paragraph: int | None = None
    """A break is inserted after this many concepts at the latest."""
    paragraph_threshold: float = 0.5
    """A paragraph ends where the probability of its end is above this."""
    document_threshold: float = 0.5
    repetition: float | None = 0.9
    """Stop when the cosine to the previous concept is above this; None never does. Raw codec vectors are
    compared: normalised ones have other cosines, and the threshold would mean something else."""

    def __post_init__(self) -> None:
        if self.maximum < 1 or not 0 <= self.minimum <= self.maximum:
            raise LcmError("The maximum number of concepts must be at least 1 and not less than the minimum.")
        if self.longest_paragraph is not None and self.longest_paragraph < 1:
            raise LcmError("The longest paragraph must have at least one concept.")


@dataclass(frozen=True, slots=True, eq=False)
class Continuation:
    """The generated sequence, without the one it continues."""

    vectors: FloatArray
    """(t, d); zero for breaks and the end."""
    kinds: Kinds
    """(t,) concepts, with a break between paragraphs, and an end where the document ended."""
    stopped: Stop

    @property
    def concepts(self) -> FloatArray:
        """Vectors of the concepts alone, (n, d)."""
        found: FloatArray = self.vectors[self.kinds == ItemKind.CONCEPT]
        return found


def first(sampled: Sampled, number: int) -> FloatArray | None:  # noqa: ARG001  # what `choose` is called with
    """The best draw unchanged; None where nothing was drawn."""
    if not len(sampled.vectors):
        return None
    vector: FloatArray = sampled.vectors[0]
    return vector


def write_on(
    model: Predictor[S],
    vectors: npt.NDArray[Any],
    kinds: npt.NDArray[Any],
    rules: StopRules | None = None,
    settings: SampleSettings | None = None,
    seed: int = 0,
    *,
    draws: int = 1,
    choose: Callable[[Sampled, int], FloatArray | None] = first,
    check: Callable[[], None] = lambda: None,
) -> Continuation:
    """Continue a sequence, vectors (t, d) of kinds (t,).

    Each concept is one of `draws` vectors: `choose(sampled, number)` returns one, possibly corrected, or None
    to stop; `number` counts the concepts from 0. `check` is called before each and may raise to stop. The
    same arguments give the same continuation. Raises LcmError.
    """
    rules = rules or StopRules()
    state = model.prepare(vectors, kinds)
    written = _Written(np.asarray(vectors, np.float32), np.asarray(kinds))
    while True:
        check()
        if rules.one_paragraph and written.concepts >= rules.maximum:
            return written.continuation(Stop.MAXIMUM)  # whether the document also ends is irrelevant
        sampled = model.sample(state, draws, settings, seed + written.concepts)
        if (stop := _end_here(sampled, written, rules)) is not None:
            return written.continuation(stop)
        if _break_here(sampled, written, rules):
            if rules.one_paragraph:
                return written.continuation(Stop.PARAGRAPH)
            state = model.extend(state, written.put_break(), ItemKind.BREAK)
            continue
        vector = choose(sampled, written.concepts)
        if vector is None:
            return written.continuation(Stop.NOTHING)
        if rules.repetition is not None and written.likeness(vector) > rules.repetition:
            return written.continuation(Stop.REPETITION)
        written.put(vector, ItemKind.CONCEPT)
        state = model.extend(state, vector, ItemKind.CONCEPT)


@dataclass(slots=True, eq=False)
class _Written:
    """The sequence so far, and what the rules need to know about it."""

    before: FloatArray
    kinds_before: npt.NDArray[Any]
    vectors: list[FloatArray] = field(default_factory=list)
    kinds: list[ItemKind] = field(default_factory=list)
    concepts: int = 0
    in_paragraph: int = 0
    last: FloatArray | None = None

    def __post_init__(self) -> None:
        said = np.flatnonzero(self.kinds_before == ItemKind.CONCEPT)
        self.last = self.before[said[-1]] if len(said) else None

    def put(self, vector: FloatArray, kind: ItemKind) -> None:
        self.vectors.append(np.asarray(vector, np.float32))
        self.kinds.append(kind)
        if kind is ItemKind.CONCEPT:
            self.concepts += 1
            self.in_paragraph += 1
            self.last = self.vectors[-1]

    def put_break(self) -> FloatArray:
        nothing = np.zeros(self.before.shape[1], np.float32)
        self.put(nothing, ItemKind.BREAK)
        self.in_paragraph = 0
        return nothing

    def likeness(self, vector: FloatArray) -> float:
        """Cosine to the last concept, which may be that of the initial sequence."""
        if self.last is None:
            return -1.0
        lengths = float(np.linalg.norm(self.last) * np.linalg.norm(vector))
        return float(self.last @ vector) / max(lengths, 1e-12)

    def continuation(self, stop: Stop) -> Continuation:
        if stop is Stop.DOCUMENT:
            self.put(np.zeros(self.before.shape[1], np.float32), ItemKind.END)
        shape = (len(self.vectors), self.before.shape[1])
        return Continuation(
            np.asarray(self.vectors, np.float32).reshape(shape), np.array(self.kinds, np.int64), stop
        )


def _end_here(sampled: Sampled, written: _Written, rules: StopRules) -> Stop | None:
    if written.concepts >= rules.minimum and sampled.document_end_probability > rules.document_threshold:
        return Stop.DOCUMENT
    return Stop.MAXIMUM if written.concepts >= rules.maximum else None


def _break_here(sampled: Sampled, written: _Written, rules: StopRules) -> bool:
    """Never twice in a row: a paragraph has at least one concept."""
    if not written.in_paragraph or written.concepts < rules.minimum:
        return False
    if rules.longest_paragraph is not None and written.in_paragraph >= rules.longest_paragraph:
        return True
    return sampled.end_probability > rules.paragraph_threshold
