"""The contender that is plain PyTorch: our own readable modules over the original checkpoints.

python -m conceptwriter.training.bench.torch_worker --encoder FILE --decoder FILE --precision bfloat16
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import torch

from conceptwriter.training.bench.serving import a_part, peak_bytes, serve, timed, token_rows
from conceptwriter.training.sonar.load import load_decoder, load_encoder
from conceptwriter.training.sonar.model import SonarDecoder, SonarEncoder

STEPS = 20


class TorchWorker:
    """Answers what the measuring process asks; see `serving.serve`."""

    def __init__(self, encoder: Path, decoder: Path, precision: torch.dtype) -> None:
        self._files = {"encoder": encoder, "decoder": decoder}
        self._precision = precision
        self._encoder: SonarEncoder | None = None
        self._decoder: SonarDecoder | None = None

    def load(self, request: dict[str, Any]) -> dict[str, Any]:
        """One tower."""
        started = time.perf_counter()
        if request["part"] == "encoder":
            self._encoder = load_encoder(self._files["encoder"]).to(self._precision)
        else:
            self._decoder = load_decoder(self._files["decoder"]).to(self._precision)
        return {"seconds": time.perf_counter() - started, "peak": peak_bytes()}

    def encode(self, request: dict[str, Any]) -> dict[str, Any]:
        """A batch of sentences of this many tokens."""
        assert self._encoder is not None
        model = self._encoder
        size = model.config.vocabulary
        ids = torch.tensor(token_rows(request["rows"], request["tokens"], size, size - 5))
        return {**timed(lambda: model(ids), request["at_least"])}

    def decode(self, request: dict[str, Any]) -> dict[str, Any]:
        """Steps with a growing past and the choice of the best; rows change places as in a beam search."""
        assert self._decoder is not None
        model = self._decoder
        beam = request["beam"]
        rows = request["rows"] * beam
        vectors = torch.full((rows, model.config.dimension), 0.01, dtype=self._precision)
        order = torch.arange(rows).view(-1, beam).flip(1).flatten()

        def write() -> None:
            condition = model.condition(vectors)
            past = None
            tokens = torch.full((rows, 1), 3)
            for _ in range(STEPS):
                logits, past = model(tokens, condition, past)
                best = torch.log_softmax(logits[:, -1].float(), dim=-1).topk(2 * beam).indices
                tokens = best[:, :1]
                if beam > 1:
                    past = [(key[order], value[order]) for key, value in past]

        return {**a_part(timed(write, request["at_least"]), STEPS)}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--decoder", type=Path, required=True)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], required=True)
    parser.add_argument("--threads", type=int, required=True)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    worker = TorchWorker(given.encoder, given.decoder, getattr(torch, given.precision))
    with torch.inference_mode():
        serve({"load": worker.load, "encode": worker.encode, "decode": worker.decode})


if __name__ == "__main__":
    main()
