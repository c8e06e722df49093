"""The contender that is this program's own runtime: a codec bundle, and an LCM bundle, of any precision.

python -m conceptwriter.training.bench.runtime_worker --threads 2 [--codec FOLDER] [--cache FOLDER]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.manifest import CodecPart, Manifest, load_manifest
from conceptwriter.codec.choices import Choices, Indices, Stepper
from conceptwriter.codec.contract import DecodeOptions
from conceptwriter.codec.pieces import END
from conceptwriter.codec.runtime import Codec
from conceptwriter.codec.search import SearchRules, search
from conceptwriter.codec.stepper import CachedStepper, ChoosingStepper
from conceptwriter.codec.tokenizer import Tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.lcm.contract import SampleSettings
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.runtime.prepacked import PrepackedCache
from conceptwriter.runtime.sessions import Graph
from conceptwriter.training.bench.serving import a_part, peak_bytes, serve, timed, token_rows

STEPS = 20
"""Tokens of a measured text, as in short sentences."""
SENTENCE = "The old man counted the boats twice before he opened the letter."


class _Counted:
    """A stepper that counts its steps."""

    def __init__(self, inner: Stepper) -> None:
        self.size = inner.size
        self.steps = 0
        self._inner = inner

    def step(self, tokens: Indices, count: int) -> Choices:
        self.steps += 1
        return self._inner.step(tokens, count)

    def again(self, count: int) -> Choices:
        return self._inner.again(count)

    def keep(self, rows: Indices) -> None:
        self._inner.keep(rows)


class RuntimeWorker:
    """Answers the measuring process; see `serving.serve`."""

    def __init__(self, codec: Path | None, lcm: Path | None, cache: Path | None, threads: int) -> None:
        self._codec_folder, self._lcm_folder = codec, lcm
        self._threads = threads
        self._cache = None if cache is None else PrepackedCache(cache)
        self._graphs: dict[str, Graph] = {}
        self._tokenizer: Tokenizer | None = None
        self._lcm: Lcm | None = None
        self._codec: Codec | None = None

    def open(self, _: dict[str, Any]) -> dict[str, Any]:
        """Open the whole codec as the program does, and encode one sentence."""
        started = time.perf_counter()
        codec = Codec(
            self._folder,
            self._manifest,
            threads=self._threads,
            prepacked=self._cache,
            decoder_later=True,
        )
        opened = time.perf_counter() - started
        codec.encode([SENTENCE], self._manifest.languages[0])
        encoded = time.perf_counter() - started
        codec.decode(
            np.ones((1, codec.dimension), np.float32) * 0.01,
            self._manifest.languages[0],
            DecodeOptions(beam_size=1, maximum_tokens=4),
        )
        self._codec = codec  # kept: its memory is measured next
        used = time.perf_counter() - started
        return {"opened": opened, "encoded": encoded, "used": used, "peak": peak_bytes()}

    def load(self, request: dict[str, Any]) -> dict[str, Any]:
        """One part only: "encoder", "decoder" or "lcm"."""
        started = time.perf_counter()
        if request["part"] == "lcm":
            self._load_lcm()
        else:
            self._load_codec(request["part"])
        return {"seconds": time.perf_counter() - started, "peak": peak_bytes()}

    def encode(self, request: dict[str, Any]) -> dict[str, Any]:
        """A batch of sentences of this many tokens."""
        ids = self._ids(request)
        encoder = self._graphs["encoder"]
        return {**timed(lambda: encoder.run({"input_ids": ids}), request["at_least"])}

    def vectors(self, request: dict[str, Any]) -> dict[str, Any]:
        """The vectors of such a batch, as an `.npy` file."""
        np.save(request["file"], self._graphs["encoder"].run({"input_ids": self._ids(request)})["vectors"])
        return {}

    def decode(self, request: dict[str, Any]) -> dict[str, Any]:
        """Texts that never end, by the program's own search: seconds per step, all rows together."""
        rows, beam = request["rows"], request["beam"]
        options = DecodeOptions(beam_size=beam, maximum_tokens=STEPS, no_repeat_ngram=0)
        rules = self._endless_rules()
        vectors = _made_up_vectors(rows, self._manifest.dimension)
        steps: list[int] = []

        def write() -> None:
            stepper = _Counted(self._stepper(vectors))
            search(stepper, rows, rules, options)
            steps.append(stepper.steps)

        times = timed(write, request["at_least"])
        return {**a_part(times, steps[0])}

    def forced(self, request: dict[str, Any]) -> dict[str, Any]:
        """The most likely next piece (steps, rows) after each of given tokens, as an `.npy` file.

        Teacher forcing: with its own tokens, one early difference would make all later ones differ.
        """
        given = self._ids(request).T[:-1]
        stepper = self._stepper(np.load(request["vectors_file"]).astype(np.float32))
        np.save(request["file"], np.stack([stepper.step(tokens, 1).tokens[:, 0] for tokens in given]))
        return {}

    def propose(self, request: dict[str, Any]) -> dict[str, Any]:
        """Read one more concept after this many, and draw candidates: seconds of each part."""
        assert self._lcm is not None
        lcm = self._lcm
        context = _made_up_vectors(request["context"] + 1, lcm.dimension)
        kinds = np.zeros(len(context), np.int64)
        state = lcm.prepare(context[:-1], kinds[:-1])
        reading: list[float] = []
        drawing: list[float] = []

        def propose() -> None:
            started = time.perf_counter()
            # A new last concept each time, so that none is answered from the cache.
            longer = lcm.extend(state, context[-1] + len(reading) * 1e-3, 0)
            read = time.perf_counter()
            settings = SampleSettings(steps=request["steps"], guidance=request["guidance"])
            lcm.sample(longer, request["candidates"], settings, seed=len(reading) + 1)
            reading.append(read - started)
            drawing.append(time.perf_counter() - read)

        times = timed(propose, request["at_least"])
        kept = len(times["seconds"])
        return {**times, "reading": reading[-kept:], "drawing": drawing[-kept:]}

    @property
    def _folder(self) -> Path:
        if self._codec_folder is None:
            raise ConceptWriterError("no codec bundle was given")
        return self._codec_folder

    @property
    def _manifest(self) -> Manifest:
        return load_manifest(self._folder)

    @property
    def _part(self) -> CodecPart:
        part = self._manifest.codec
        if part is None:
            raise ConceptWriterError(f"{self._folder} has no codec")
        return part

    def _load_codec(self, part: str) -> None:
        files = self._part
        if self._tokenizer is None:
            self._tokenizer = Tokenizer(
                self._folder / files.tokenizer,
                self._manifest.languages,
                files.maximum_characters,
                files.maximum_tokens,
            )
        wanted = {"encoder": files.encoder}
        if part == "decoder":
            wanted = {"condition": files.condition, "decoder": files.decoder_step}
        for role, name in wanted.items():
            cache = None if role == "decoder" else self._cache  # as the program does, see `codec.runtime`
            self._graphs[role] = Graph(self._folder / name, threads=self._threads, prepacked=cache)

    def _load_lcm(self) -> None:
        if self._lcm_folder is None:
            raise ConceptWriterError("no LCM bundle was given")
        self._lcm = Lcm(
            self._lcm_folder,
            load_manifest(self._lcm_folder),
            threads=self._threads,
            prepacked=self._cache,
            remembered_states=1,
        )

    def _ids(self, request: dict[str, Any]) -> npt.NDArray[np.int64]:
        assert self._tokenizer is not None
        tag = self._tokenizer.tag(self._manifest.languages[0])
        return np.array(token_rows(request["rows"], request["tokens"], self._tokenizer.size, tag), np.int64)

    def _stepper(self, vectors: npt.NDArray[np.float32]) -> Stepper:
        assert self._tokenizer is not None
        condition = self._graphs["condition"].run({"vectors": vectors})
        if self._part.step == "choices":
            return ChoosingStepper(self._graphs["decoder"], condition, self._tokenizer.size)
        return CachedStepper(self._graphs["decoder"], condition, self._tokenizer.never_generated())

    def _endless_rules(self) -> SearchRules:
        assert self._tokenizer is not None
        never = self._tokenizer.never_generated().copy()
        never[END] = True
        tag = self._tokenizer.tag(self._manifest.languages[0])
        # The score of the prompt, computed once per text, is left out: only steps are measured.
        return SearchRules(
            prompt=(END, tag) if self._part.begins_with_end else (tag,),
            end=END,
            never=never,
            length_offset=self._part.decoding.length_offset,
        )


def _made_up_vectors(rows: int, dimension: int) -> npt.NDArray[np.float32]:
    """As long as SONAR's are: about a quarter."""
    drawn = np.random.default_rng(3).standard_normal((rows, dimension)).astype(np.float32)
    return drawn * np.float32(0.25 / dimension**0.5)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--codec", type=Path)
    parser.add_argument("--lcm", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--threads", type=int, required=True)
    given = parser.parse_args()
    worker = RuntimeWorker(given.codec, given.lcm, given.cache, given.threads)
    serve(
        {
            "open": worker.open,
            "load": worker.load,
            "encode": worker.encode,
            "vectors": worker.vectors,
            "decode": worker.decode,
            "forced": worker.forced,
            "propose": worker.propose,
        }
    )


if __name__ == "__main__":
    main()
