"""How fast llama.cpp writes with the same model: a comparison, in a process of its own.

    python -m conceptwriter.cli.llama_speed FILE.gguf DRAFTS THREADS RUNS < PROMPT

It uses the package xllamacpp where that is installed; nothing else of the program knows of it. Each draft has
a place of its own in the cache, and the prompt is read once for each before anything is measured.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from conceptwriter.child_process import module_command, module_environment
from conceptwriter.errors import ConceptWriterError

PACKAGE = "xllamacpp"
TOKENS = 24
"""Of each draft; about as many as a sentence has."""
_CONTEXT = 512
_SECONDS = 600


class CannotCompare(ConceptWriterError):
    """A clause for the user: why llama.cpp was not measured."""


def llama_tokens_per_second(gguf: Path, prompt: str, drafts: int, threads: int, runs: int) -> float:
    """The median of `runs` rounds in which `drafts` drafts are written together. Raises CannotCompare."""
    if importlib.util.find_spec(PACKAGE) is None:
        raise CannotCompare(f"the package {PACKAGE} is not installed (pip install {PACKAGE}).")
    if not gguf.is_file():
        raise CannotCompare(f"{gguf} does not exist.")
    words = [str(gguf), str(drafts), str(threads), str(runs)]
    try:
        done = subprocess.run(
            module_command("conceptwriter.cli.llama_speed", *words),
            env=module_environment(),
            input=prompt,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
        return float(json.loads(done.stdout.splitlines()[-1])["tokens_per_second"])
    except subprocess.TimeoutExpired as error:
        raise CannotCompare(f"it took longer than {_SECONDS} s.") from error
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CannotCompare(f"{gguf} could not be run by it.") from error


def main(arguments: list[str]) -> int:
    """Measure; print the speed as JSON on the last line."""
    file, drafts, threads, runs = arguments[0], *(int(word) for word in arguments[1:4])
    prompt = sys.stdin.read()
    server = _server(file, drafts, threads)

    def write(number: int) -> None:
        server.handle_completions(
            {
                "prompt": prompt,
                "n_predict": TOKENS,
                "ignore_eos": True,
                "seed": number,
                "temperature": 0.7,
                "top_p": 0.95,
                "id_slot": number % drafts,
                "cache_prompt": True,
            }
        )

    speeds = []
    with ThreadPoolExecutor(drafts) as pool:
        for turn in range(runs + 1):
            began = perf_counter()
            list(pool.map(write, range(turn * drafts, (turn + 1) * drafts)))
            speeds.append(drafts * TOKENS / (perf_counter() - began))
    print(json.dumps({"tokens_per_second": median(speeds[1:])}))
    return 0


def _server(file: str, drafts: int, threads: int) -> Any:
    llama: Any = importlib.import_module(PACKAGE)
    wanted = llama.CommonParams()
    wanted.model.path = file
    wanted.n_parallel = drafts
    wanted.n_ctx = drafts * _CONTEXT
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = threads
    wanted.n_gpu_layers = 0
    return llama.Server(wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
