"""The contenders the program is compared with, and the files they need."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import conceptwriter
from conceptwriter.bundles.manifest import MANIFEST_NAME, load_manifest
from conceptwriter.child_process import module_command
from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.bench.contest import Contender, Note
from conceptwriter.training.bench.workers import runtime_command

OURS = "ConceptWriter"
FLOAT32 = "ONNX Runtime float32"
TORCH = "PyTorch float32"
TORCH_BF16 = "PyTorch bfloat16"
SPACE = "sonar-space (fairseq2) float32"
CT2 = "CTranslate2 int8"
_TOOLS = Path(conceptwriter.__file__).resolve().parent.parent / "tools" / "reference"
_NO_CHECKS = '{"sentences": [], "compared": 0}'
_NO_CHECKPOINTS = "not measured: needs --checkpoints FOLDER with the original files"
_NO_SOURCE = "not measured: its script is only in a checkout of the source"


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """What to measure, and with what."""

    bundle: Path
    lcm_bundle: Path | None
    reference: str | None
    """A Python that has sonar-space."""
    ctranslate2: str | None
    """A Python that has CTranslate2."""
    checkpoints: Path | None
    """A folder with the original encoder, decoder and SentencePiece model."""
    work: Path
    """Folder of the files made for comparisons, kept for the next time."""
    threads: int
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The original files."""

    encoder: Path
    decoder: Path
    tokenizer: Path

    @property
    def bytes_needed(self) -> dict[str, int]:
        """Of the two towers as they are."""
        return {"encoder": self.encoder.stat().st_size, "decoder": self.decoder.stat().st_size}


def find_checkpoints(folder: Path) -> Checkpoints:
    """The encoder, decoder and tokenizer in a folder, by their names.

    Raises ConceptWriterError, naming what is missing.
    """
    found: dict[str, Path] = {}
    for role, words, ends in (
        ("encoder", "encoder", (".pt", ".safetensors")),
        ("decoder", "decoder", (".pt", ".safetensors")),
        ("tokenizer", "sentencepiece", (".model",)),
    ):
        files = sorted(path for path in folder.glob(f"*{words}*") if path.suffix in ends)
        if not files:
            raise ConceptWriterError(
                f"{folder} has no {role} (a file named like *{words}*{ends[0]}). Name the folder with the "
                "original SONAR files."
            )
        found[role] = files[0]
    return Checkpoints(found["encoder"], found["decoder"], found["tokenizer"])


def contenders(options: BenchOptions, cache: Path, note: Note) -> list[Contender]:
    """All of them, the program's own first; those that cannot be measured say why."""
    files = None if options.checkpoints is None else find_checkpoints(options.checkpoints)
    ours = Contender(
        OURS,
        tuple(runtime_command(options.threads, codec=options.bundle, cache=cache)),
        bytes_of_bundle(options.bundle),
    )
    return [
        ours,
        _float32(options, files, note),
        _ctranslate2(options, note),
        *(_torch(options, files, name) for name in (TORCH, TORCH_BF16)),
        _sonar_space(options, files),
    ]


def bytes_of_bundle(folder: Path) -> dict[str, int]:
    """Approximate memory of the graphs of a codec bundle."""
    codec = load_manifest(folder).codec
    if codec is None:
        raise ConceptWriterError(f"{folder} has no codec. Name a SONAR bundle.")
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    parts = {"encoder": codec.encoder, "decoder": codec.decoder_step}
    return {
        part: sum(size for name, size in sizes.items() if name.startswith((Path(graph).stem, part)))
        for part, graph in parts.items()
    }


def _float32(options: BenchOptions, files: Checkpoints | None, note: Note) -> Contender:
    if files is None:
        return Contender(FLOAT32, unavailable=_NO_CHECKPOINTS)
    folder = options.work / "sonar-float32"
    if not (folder / MANIFEST_NAME).exists():
        note("making the float32 bundle (some minutes; it stays for the next time) ...")
        # It is only timed and compared, so the quality of its sentences does not matter.
        checks = options.work / "no-checks.json"
        checks.write_text(_NO_CHECKS, encoding="ascii")
        problem = _run(
            module_command("conceptwriter.convert", "sonar")
            + [f"--{name}={getattr(files, name)}" for name in ("encoder", "decoder", "tokenizer")]
            + ["--out", str(folder), "--name", "sonar-float32", "--precision", "float32"]
            + ["--checks", str(checks)]
        )
        if problem:
            return Contender(FLOAT32, unavailable=f"not measured: its bundle could not be made ({problem})")
    return Contender(
        FLOAT32,
        tuple(runtime_command(options.threads, codec=folder)),
        {part: 2 * size for part, size in bytes_of_bundle(folder).items()},  # packed copies of the weights
    )


def _ctranslate2(options: BenchOptions, note: Note) -> Contender:
    if options.ctranslate2 is None:
        return Contender(CT2, unavailable="not measured: needs --ctranslate2 PYTHON")
    script = _TOOLS / "bench_ctranslate2.py"
    if not script.exists():
        return Contender(CT2, unavailable=_NO_SOURCE)
    folder = options.work / "ctranslate2-int8"
    command = [options.ctranslate2, str(script)]
    if not all((folder / part / "model.bin").exists() for part in ("encoder", "decoder")):
        note("making a CTranslate2 model of the same shape (it stays for the next time) ...")
        if problem := _run([*command, "make", str(folder)]):
            return Contender(CT2, unavailable=f"not measured: its model could not be made ({problem})")
    sizes = {part: (folder / part / "model.bin").stat().st_size for part in ("encoder", "decoder")}
    return Contender(CT2, (*command, "serve", str(folder), "--threads", str(options.threads)), sizes)


def _torch(options: BenchOptions, files: Checkpoints | None, name: str) -> Contender:
    if files is None:
        return Contender(name, unavailable=_NO_CHECKPOINTS)
    if importlib.util.find_spec("torch") is None:
        return Contender(name, unavailable='not measured: needs PyTorch (pip install "conceptwriter[train]")')
    command = module_command("conceptwriter.training.bench.torch_worker")
    command += [f"--encoder={files.encoder}", f"--decoder={files.decoder}"]
    command += [f"--precision={name.split()[1]}", f"--threads={options.threads}"]
    return Contender(name, tuple(command), files.bytes_needed)


def _sonar_space(options: BenchOptions, files: Checkpoints | None) -> Contender:
    if options.reference is None:
        return Contender(SPACE, unavailable="not measured: needs --reference PYTHON")
    if files is None:
        return Contender(SPACE, unavailable=_NO_CHECKPOINTS)
    if not (_TOOLS / "bench_sonar_space.py").exists():
        return Contender(SPACE, unavailable=_NO_SOURCE)
    command = [options.reference, "-m", "tools.reference.bench_sonar_space", f"--threads={options.threads}"]
    command += [f"--{part}={getattr(files, part)}" for part in ("encoder", "decoder", "tokenizer")]
    return Contender(SPACE, tuple(command), {part: 2 * size for part, size in files.bytes_needed.items()})


def _run(command: Sequence[str]) -> str:
    """Run a program to its end; returns the last line of its errors, empty on success."""
    environment = {**os.environ, "PYTHONPATH": os.fspath(_TOOLS.parent.parent)}
    try:
        done = subprocess.run(
            list(command),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            check=False,
        )
    except OSError as error:
        return f"{command[0]}: {error.strerror or error}"
    if done.returncode == 0:
        return ""
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"it ended with code {done.returncode}"
