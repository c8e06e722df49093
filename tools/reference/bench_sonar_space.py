"""The contender that is sonar-space: Meta's own models, layouts and beam search, float32.

    python -m tools.reference.bench_sonar_space --encoder FILE --decoder FILE --tokenizer FILE --threads 2

For the reference environment (extra `sonar`), run by `conceptwriter bench sonar --reference PYTHON`. The
encoder is called as sonar-space's pipeline calls it, without the pipeline's reading of texts; the decoder
through fairseq2's own beam search.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import torch
from fairseq2.generation.beam_search import BeamSearchSeq2SeqGenerator
from fairseq2.nn import BatchLayout
from sonar.inference_pipelines.text import EmbeddingToTextModelPipeline

from conceptwriter.training.bench.serving import a_part, peak_bytes, serve, timed, token_rows
from tools.reference.sonar_models import decoder_of, encoder_of, tokenizer_of

STEPS = 20
_TAG = 256_047


class SonarSpaceWorker:
    """Answers what the measuring process asks; see `serving.serve`."""

    def __init__(self, encoder: Path, decoder: Path, tokenizer: Path) -> None:
        self._files = {"encoder": encoder, "decoder": decoder}
        self._tokenizer = tokenizer_of(tokenizer)
        self._models: dict[str, Any] = {}
        self._steps = 0

    def load(self, request: dict[str, Any]) -> dict[str, Any]:
        """Build one tower and give it the weights of its file."""
        started = time.perf_counter()
        part = request["part"]
        state = torch.load(self._files[part], mmap=True, weights_only=True)["model"]
        vocabulary, dimension = state[f"{part}_frontend.embed.weight"].shape
        inner = state[f"{part}.layers.0.ffn.inner_proj.weight"].shape[0]
        layers = 1 + max(int(name.split(".")[2]) for name in state if name.startswith(f"{part}.layers."))
        build = encoder_of if part == "encoder" else decoder_of
        model = build(vocabulary, dimension, layers, dimension // 64, inner, seed=0)
        model.load_state_dict(state, assign=True)
        self._models[part] = model
        if part == "decoder":
            model.decoder.layers[-1].register_forward_hook(self._count)
        return {"seconds": time.perf_counter() - started, "peak": peak_bytes()}

    def _count(self, *_: Any) -> None:
        self._steps += 1

    def encode(self, request: dict[str, Any]) -> dict[str, Any]:
        """A batch of sentences of this many tokens."""
        model = self._models["encoder"]
        ids = torch.tensor(token_rows(request["rows"], request["tokens"], 256_206, _TAG))
        lengths = [request["tokens"]] * request["rows"]

        def run() -> Any:
            return model(ids, BatchLayout.of(ids, lengths)).sentence_embeddings

        return {**timed(run, request["at_least"])}

    def decode(self, request: dict[str, Any]) -> dict[str, Any]:
        """fairseq2's beam search up to a limit; seconds per step."""
        model = EmbeddingToTextModelPipeline(self._models["decoder"], self._tokenizer).model
        vectors = torch.randn(request["rows"], 1024, generator=torch.Generator().manual_seed(3)) * 0.01
        generator = BeamSearchSeq2SeqGenerator(
            model, self._tokenizer.vocab_info, beam_size=request["beam"], max_seq_len=STEPS + 2
        )
        prompt = torch.tensor([[3, _TAG]] * request["rows"])
        steps: list[int] = []

        def write() -> None:
            self._steps = 0
            generator(vectors, BatchLayout.of(vectors), prompt, BatchLayout.of(prompt))
            steps.append(self._steps)

        times = timed(write, request["at_least"])
        return {**a_part(times, steps[0])}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("encoder", "decoder", "tokenizer"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    worker = SonarSpaceWorker(given.encoder, given.decoder, given.tokenizer)
    with torch.inference_mode():
        serve({"load": worker.load, "encode": worker.encode, "decode": worker.decode})


if __name__ == "__main__":
    main()
