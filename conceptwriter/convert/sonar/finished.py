"""A converted codec without a manifest, as used by its self-check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.manifest import CodecPart, Manifest
from conceptwriter.codec.runtime import Codec
from conceptwriter.codec.tokenizer import Tokenizer
from conceptwriter.convert.checkpoints import SonarWeights
from conceptwriter.runtime.device import choose_device, default_threads
from conceptwriter.runtime.sessions import Graph, available_providers


@dataclass(frozen=True, slots=True)
class Finished:
    """A folder with all files except the manifest, and the manifest's future content."""

    folder: Path
    manifest: Manifest
    encoder: SonarWeights
    decoder: SonarWeights
    kept: npt.NDArray[np.int64] | None
    """See `sonar.Settings`."""

    @property
    def part(self) -> CodecPart:
        """The manifest's codec."""
        assert self.manifest.codec is not None, "it has a codec"
        return self.manifest.codec

    @property
    def providers(self) -> tuple[str, ...]:
        """The device it is made for, if available."""
        return choose_device("auto", available_providers(), self.manifest.precision).providers

    def graph(self, name: str) -> Graph:
        """One of its graphs, freshly loaded."""
        return Graph(self.folder / name, providers=self.providers, threads=default_threads())

    def codec(self) -> Codec:
        """As the program will use it."""
        return Codec(self.folder, self.manifest, providers=self.providers, threads=default_threads())

    def tokenizer(self) -> Tokenizer:
        """As the codec will use it."""
        part = self.part
        return Tokenizer(
            self.folder / part.tokenizer,
            self.manifest.languages,
            part.maximum_characters,
            part.maximum_tokens,
        )


class TeacherForced:
    """The decoder under teacher forcing."""

    def __init__(self, bundle: Finished, vectors: npt.NDArray[np.float32]) -> None:
        """A row for each of the vectors (m, d)."""
        self._graph = bundle.graph(bundle.part.decoder_step)
        self._condition = bundle.graph(bundle.part.condition).run({"vectors": vectors})
        self._rows = np.arange(len(vectors))
        self._position = 0
        self._past: dict[str, npt.NDArray[Any]] = {
            name: np.zeros((len(vectors), shape[1], 0, shape[3]), self._graph.input_types[name])
            for name, shape in self._graph.inputs.items()
            if name.startswith("past_")
        }

    def step(
        self, tokens: Sequence[int], count: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The most likely tokens (m, count) after each row's token, and their scores."""
        found = self._graph.run(
            {
                "token": np.array(tokens, np.int64)[:, None],
                "rows": self._rows,
                "position": np.array([self._position]),
                "count": np.array([count]),
                **self._condition,
                **self._past,
            }
        )
        self._past = {name: found[name.replace("past_", "present_")] for name in self._past}
        self._position += 1
        return found["choices"], found["scores"]
