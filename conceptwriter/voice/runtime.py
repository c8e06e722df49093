"""A voice at run time: a prompt is read once, and its drafts share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import Manifest, VoicePart
from conceptwriter.runtime.saturation import refuse_faulty_products
from conceptwriter.runtime.sessions import Graph, Interrupt
from conceptwriter.voice.contract import DraftSettings, EndOf, VoiceDraft, VoiceError
from conceptwriter.voice.drafting import Drafting, DraftStep, Keys, OnTokens, as_array
from conceptwriter.voice.sampling import CHOICES
from conceptwriter.voice.tokenizer import VoiceTokenizer

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
READ_AT_ONCE = 128
"""Prompt tokens read in one run, which bounds memory."""
JUDGED_AT_ONCE = 128
"""Maximum tokens of texts scored in one run, unless one text is longer: each needs the scores of the whole
vocabulary."""
_HIDDEN = np.float32(-1e9)
_OUTPUTS = ("choices", "scores", "wanted_scores")


@dataclass(frozen=True, slots=True, eq=False)
class Prompt:
    """A prompt that was read: the keys and values drafts attend to, and its most likely next tokens."""

    tokens: tuple[int, ...]
    keys: dict[str, Any]
    """`prompt_key_i`, `prompt_value_i` (g, T, e), on the graph's device."""
    choices: Integers
    """(n,) the most likely next tokens."""
    scores: Floats
    """(n,) logarithms of their probabilities."""


class Voice:
    """Writes drafts. Not safe to use from two threads at once."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        *,
        providers: Sequence[str] = ("CPUExecutionProvider",),
        threads: int = 1,
    ) -> None:
        """Raises BundleError when the bundle has no voice or its files do not fit the manifest."""
        part = manifest.voice
        if part is None:
            raise BundleError(f"The model {manifest.name} in {folder} has no voice.")
        refuse_faulty_products(manifest, folder)
        self.part: VoicePart = part
        self.tokenizer = VoiceTokenizer(folder / part.tokens)
        self._graph = Graph(folder / part.graph, providers=providers, threads=threads)
        self._graph.require(["tokens", "positions", "mask", "places", "wanted", "count"], _OUTPUTS)
        self._layers = sum(name.startswith("prompt_key_") for name in self._graph.inputs)
        if self._layers == 0:
            raise BundleError(f"{folder / part.graph} is not the graph of a voice. Install the model again.")
        self._heads, self._size = self._graph.sizes("prompt_key_0", (0, 2))
        self._kind = self._graph.input_types["prompt_key_0"]

    @property
    def context(self) -> int:
        """Maximum number of tokens of prompt and draft together."""
        return self.part.context

    # Reading

    def prompt_tokens(self, text: str, instruction: str = "", spare: int = 0) -> list[int]:
        """The tokens of a text to continue; with an `instruction`, as the beginning of the answer to it.

        Tokens that do not fit next to `spare` tokens of drafts are cut from the front, of the instruction
        where there is one. Raises VoiceError for an instruction when the model was not tuned to follow any.
        """
        encode, begin = self.tokenizer.encode, self.tokenizer.table.begin
        start = [] if begin is None else [begin]
        room = max(1, self.context - 1 - spare - len(start))
        if not instruction:
            return start + encode(text)[-room:]
        template = self.part.template
        if template is None:
            raise VoiceError("This voice does not follow instructions; it only continues a text.")
        before = self._pieces(template.before)
        opening = before.pop() if before and isinstance(before[-1], str) else ""
        asked = encode(f"{opening}{instruction}")
        head = self._tokens_of(before)
        rest = self._tokens_of([*self._pieces(template.after), text])
        return start + head + asked[-max(1, room - len(head) - len(rest)) :] + rest

    def _pieces(self, parts: Sequence[str]) -> list[str | int]:
        """The parts of a template, special tokens as ids: the writer's text is never mistaken for one."""
        special = self.tokenizer.table.special
        return [special[part] if part.startswith("<") and part in special else part for part in parts]

    def _tokens_of(self, pieces: Sequence[str | int]) -> list[int]:
        """Special tokens as they are, the text between two of them encoded as one, as in training."""
        tokens: list[int] = []
        text = ""
        for piece in pieces:
            if isinstance(piece, str):
                text += piece
            else:
                tokens += [*self.tokenizer.encode(text), piece]
                text = ""
        return tokens + self.tokenizer.encode(text)

    def read(
        self, tokens: Sequence[int], *, before: Prompt | None = None, interrupt: Interrupt | None = None
    ) -> Prompt:
        """Read a prompt, reusing the prefix it shares with `before`.

        Raises VoiceError for an empty or too long prompt, Interrupted.
        """
        if not tokens or len(tokens) >= self.context:
            raise VoiceError(f"A prompt has 1 to {self.context - 1} tokens; this one has {len(tokens)}.")
        known = 0 if before is None else _common(before.tokens, tokens)
        if before is not None and known == len(tokens) == len(before.tokens):
            return before
        known = min(known, len(tokens) - 1)  # the last is read again, to get the next-token scores
        keys = self._no_keys() if before is None or known == 0 else self._first(before.keys, known)
        found: dict[str, Any] = {}
        for start in range(known, len(tokens), READ_AT_ONCE):
            part = np.array([tokens[start : start + READ_AT_ONCE]], np.int64)
            last = np.array([part.shape[1] - 1], np.int64)
            found = self._run(part, start, keys, self._no_past(1), last, interrupt=interrupt)
            keys = {
                name: np.concatenate([np.asarray(keys[name]), as_array(found[_present(name)])[:, 0]], axis=1)
                for name in keys
            }
        placed = {name: self._graph.place(value) for name, value in keys.items()}
        return Prompt(tuple(tokens), placed, found["choices"][0], found["scores"][0])

    # Drafting

    def draft(
        self,
        prompt: Prompt,
        count: int,
        settings: DraftSettings,
        seed: int,
        *,
        end_of: EndOf = lambda _: None,
        interrupt: Interrupt | None = None,
        on_tokens: OnTokens = lambda _done, _most: None,
    ) -> list[VoiceDraft]:
        """`count` drafts after the prompt, in order; each depends only on the seed and its index.

        A draft ends at an end-of-text token, where `end_of` says so, or at the limit of tokens. Raises
        VoiceError, Interrupted.
        """
        drafting = self.begin(prompt, count, settings, seed, end_of=end_of)
        drafting.write(count, interrupt=interrupt, on_tokens=on_tokens)
        return drafting.over

    def begin(
        self,
        prompt: Prompt,
        count: int,
        settings: DraftSettings,
        seed: int,
        *,
        end_of: EndOf = lambda _: None,
    ) -> Drafting:
        """Like `draft`, but written step by step. Raises VoiceError."""
        settings.check()
        room = self.context - len(prompt.tokens)
        if count < 1 or room < 1:
            raise VoiceError("There is nothing to draft, or no room for it after the prompt.")
        most = min(settings.maximum_tokens, room)

        def step(new: Integers, past: Keys | None, interrupt: Interrupt | None) -> DraftStep:
            places = np.arange(len(new), dtype=np.int64)
            before = self._no_past(len(new)) if past is None else past
            found = self._run(new, len(prompt.tokens), prompt.keys, before, places, interrupt=interrupt)
            grown = {name: found[_present(name)] for name in before}
            return DraftStep(found["choices"], found["scores"], grown)

        return Drafting(
            prompt.choices, prompt.scores, count, most, settings, seed, end_of, self.tokenizer, step
        )

    # Scoring

    def likelihoods(
        self, prompt: Prompt, texts: Sequence[str], *, interrupt: Interrupt | None = None
    ) -> Floats:
        """(n,) mean log-probability of the tokens of each text, read as a continuation of the prompt.

        A text is encoded as it is, including a leading space. Raises VoiceError for an empty one.
        """
        room = self.context - len(prompt.tokens)
        rows = [self.tokenizer.encode(text)[:room] for text in texts]
        for number, row in enumerate(rows, 1):
            if not row:
                raise VoiceError(f"Text {number} is empty, or the prompt leaves no room for it.")
        # The prompt's last token is read again, as its scores give the probability of each first token.
        keys = self._first(prompt.keys, len(prompt.tokens) - 1)
        found = np.empty(len(rows), np.float32)
        for group in _grouped([len(row) for row in rows], JUDGED_AT_ONCE):
            found[group] = self._judge(prompt, keys, [rows[place] for place in group], interrupt)
        return found

    def _judge(
        self, prompt: Prompt, keys: dict[str, Any], rows: list[list[int]], interrupt: Interrupt | None
    ) -> Floats:
        longest = max(len(row) for row in rows)
        tokens = np.zeros((len(rows), longest), np.int64)
        tokens[:, 0] = prompt.tokens[-1]
        for number, row in enumerate(rows):
            tokens[number, 1 : len(row)] = row[:-1]
        places = np.concatenate([number * longest + np.arange(len(row)) for number, row in enumerate(rows)])
        wanted = np.concatenate([np.array(row, np.int64) for row in rows])
        before = len(prompt.tokens) - 1
        answer = self._run(
            tokens, before, keys, self._no_past(len(rows)), places, wanted, interrupt=interrupt
        )
        scores: Floats = answer["wanted_scores"][:, 0]
        ends = np.cumsum([len(row) for row in rows])[:-1]
        return np.array([part.mean() for part in np.split(scores, ends)], np.float32)

    def score(self, tokens: Sequence[int], *, interrupt: Interrupt | None = None) -> Floats:
        """(t - 1,) log-probability of each token after those before it."""
        row = np.array([tokens[:-1]], np.int64)
        places, wanted = np.arange(row.shape[1]), np.array(tokens[1:], np.int64)
        answer = self._run(row, 0, self._no_keys(), self._no_past(1), places, wanted, interrupt=interrupt)
        scores: Floats = answer["wanted_scores"][:, 0]
        return scores

    # One run

    def _run(
        self,
        tokens: Integers,
        prompt: int,
        keys: dict[str, Any],
        past: dict[str, Any],
        places: Integers,
        wanted: Integers | None = None,
        *,
        interrupt: Interrupt | None = None,
    ) -> dict[str, Any]:
        """Run new tokens (b, s) after a prompt of this many tokens and the drafts so far."""
        count = tokens.shape[1]
        before = int(next(iter(past.values())).shape[2]) if past else 0
        positions = np.broadcast_to(prompt + before + np.arange(count), tokens.shape)
        seen = np.zeros((count, before), np.float32)
        mask = np.concatenate([seen, np.triu(np.full((count, count), _HIDDEN), 1)], axis=1)
        feeds = {
            "tokens": tokens,
            "positions": np.ascontiguousarray(positions, np.int64),
            "mask": mask,
            "places": places,
            "wanted": np.zeros(len(places), np.int64) if wanted is None else wanted.astype(np.int64),
            "count": np.array([CHOICES if wanted is None else 1], np.int64),
            **keys,
            **past,
        }
        return self._graph.run_resident(feeds, {_present(name) for name in past}, interrupt)

    def _no_keys(self) -> dict[str, Any]:
        empty = np.zeros((self._heads, 0, self._size), self._kind)
        return {f"prompt_{what}_{layer}": empty for layer in range(self._layers) for what in ("key", "value")}

    def _no_past(self, rows: int) -> dict[str, Any]:
        empty = np.zeros((self._heads, rows, 0, self._size), self._kind)
        return {f"past_{what}_{layer}": empty for layer in range(self._layers) for what in ("key", "value")}

    def _first(self, keys: dict[str, Any], count: int) -> dict[str, Any]:
        return {name: np.ascontiguousarray(as_array(value)[:, :count]) for name, value in keys.items()}


def _present(name: str) -> str:
    return "present_" + name.split("_", 1)[1]


def _grouped(lengths: Sequence[int], most: int) -> list[list[int]]:
    """Indices of texts that are scored together: similar in length, so that there is little padding."""
    groups: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        longest = lengths[groups[-1][0]] if groups else 0
        if groups and (len(groups[-1]) + 1) * longest <= most:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _common(left: Sequence[int], right: Sequence[int]) -> int:
    """Length of the common prefix."""
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return place
    return min(len(left), len(right))
