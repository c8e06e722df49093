"""The whole measurement behind `conceptwriter bench sonar`."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import conceptwriter
from conceptwriter.bundles.lcm_part import LcmPart
from conceptwriter.bundles.manifest import CodecPart, Manifest, load_manifest
from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.bench.agreement import Agreement, agreement
from conceptwriter.training.bench.bandwidth import bytes_a_run, read_bandwidth
from conceptwriter.training.bench.comparisons import CT2, FLOAT32, OURS, SPACE, BenchOptions, contenders
from conceptwriter.training.bench.contest import (
    Contender,
    ContestTask,
    Effort,
    Note,
    Result,
    Timing,
    compete,
    timing_of,
)
from conceptwriter.training.bench.starting import Starts, measure_starts
from conceptwriter.training.bench.targets import TargetVerdict, verdicts
from conceptwriter.training.bench.workers import ContenderAnswer, ContenderFailed, Worker, runtime_command

CONTEXT, CANDIDATES, LCM_STEPS = 100, 5, 20
_GUIDANCE = 1.5
_VOCABULARY = 256_206
ENCODING = tuple(
    ContestTask(f"encode, batch {rows}", "encode", {"rows": rows, "tokens": 20, "vocabulary": _VOCABULARY})
    for rows in (1, 8, 32)
)
DECODING = tuple(
    ContestTask(f"decode, {way}, batch {rows}", "decode", {"rows": rows, "beam": beam})
    for way, beam in (("greedy", 1), ("beam 5", 5))
    for rows in (1, 8)
)
_GREEDY, _BEAM = DECODING[0].name, DECODING[2].name


@dataclass(frozen=True, slots=True)
class ProposalTiming:
    """Duration of one request for next concepts, in seconds."""

    whole: Timing
    reading: float
    """The one concept that is new."""
    step: float
    """One denoising step of all candidates."""
    floor: float
    """Time to read all weights of all steps."""
    resident: int


@dataclass(frozen=True, slots=True)
class BenchReport:
    """Everything that was measured."""

    machine: dict[str, str | int]
    bandwidth: tuple[float, float]
    """Bytes a second, before and after."""
    starts: Starts | None
    results: list[Result]
    step_bytes: int
    """Weights that one decoding step reads."""
    proposal: ProposalTiming | None
    agreement: Agreement | None
    verdicts: list[TargetVerdict]
    notes: list[str] = field(default_factory=list)


def measure(options: BenchOptions, note: Note) -> BenchReport:
    """Measure everything requested and available. Raises ConceptWriterError when there is nothing."""
    manifest = load_manifest(options.bundle)
    codec = manifest.codec
    if codec is None:
        raise ConceptWriterError(f"{options.bundle} has no codec. Name a SONAR bundle.")
    effort = Effort(rounds=3, at_least=0.1, patience=20) if options.quick else Effort()
    options.work.mkdir(parents=True, exist_ok=True)
    reasons: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="packed-", dir=options.work) as place:
        cache = Path(place)
        note("measuring how fast memory can be read ...")
        size = (64 if options.quick else 512) << 20
        before = read_bandwidth(options.threads, size)
        note("starting the codec ...")
        starts = _starts(options, cache, reasons)
        field_of = contenders(options, cache, note)
        note("encoding ...")
        results = compete(field_of, "encoder", ENCODING, effort, note)
        note("decoding ...")
        results += compete(field_of, "decoder", DECODING, effort, note)
        near = _agreement(field_of, reasons, note)
        after = read_bandwidth(options.threads, size)
        bandwidth = max(before, after)
        proposal = _proposal(options, cache, effort, bandwidth, reasons, note)
    step_bytes = bytes_a_run(options.bundle / codec.decoder_step)
    figures = _figures(starts, results, step_bytes / bandwidth, proposal, near)
    _explain_missing(results, reasons)
    return BenchReport(
        machine=_machine(options, manifest, codec),
        bandwidth=(before, after),
        starts=starts,
        results=results,
        step_bytes=step_bytes,
        proposal=proposal,
        agreement=near,
        verdicts=verdicts(figures, reasons),
        notes=_remarks(results),
    )


def _starts(options: BenchOptions, cache: Path, reasons: dict[str, str]) -> Starts | None:
    try:
        return measure_starts(options.bundle, cache, options.threads, 1 if options.quick else 3)
    except ContenderFailed as error:
        reasons["second_start"] = reasons["resident"] = str(error)
        return None


def _agreement(field_of: Sequence[Contender], reasons: dict[str, str], note: Note) -> Agreement | None:
    ours = field_of[0]
    float32 = next(one for one in field_of if one.name == FLOAT32)
    problem = float32.unavailable
    if not problem:
        note("comparing with float32 ...")
        try:
            return agreement(ours, float32)
        except ContenderFailed as error:
            problem = str(error)
    reasons["cosine"] = reasons["top1"] = problem
    return None


def _proposal(
    options: BenchOptions, cache: Path, effort: Effort, bandwidth: float, reasons: dict[str, str], note: Note
) -> ProposalTiming | None:
    if options.lcm_bundle is None:
        reasons["proposal"] = "needs --lcm-bundle FOLDER"
        return None
    note("proposing ...")
    part = load_manifest(options.lcm_bundle).lcm
    try:
        return _measured_proposal(options, options.lcm_bundle, part, cache, effort, bandwidth)
    except ContenderFailed as error:
        reasons["proposal"] = str(error)
        return None


def _measured_proposal(
    options: BenchOptions, folder: Path, part: LcmPart | None, cache: Path, effort: Effort, bandwidth: float
) -> ProposalTiming:
    samples: list[ContenderAnswer] = []
    reading: list[float] = []
    drawing: list[float] = []
    given = {"context": CONTEXT, "candidates": CANDIDATES, "steps": LCM_STEPS, "guidance": _GUIDANCE}
    with Worker(runtime_command(options.threads, lcm=folder, cache=cache)) as worker:
        worker.ask("load", part="lcm")
        worker.ask("propose", **given, at_least=0)
        for _ in range(effort.rounds):
            answer = worker.ask("propose", **given, at_least=effort.at_least)
            samples.append(answer)
            reading += answer.values["reading"]
            drawing += answer.values["drawing"]
        resident = worker.resident_bytes()
    weights = 0 if part is None or part.head is None else bytes_a_run(folder / part.head)
    return ProposalTiming(
        timing_of(samples),
        median(reading),
        median(drawing) / LCM_STEPS,
        LCM_STEPS * weights / bandwidth,
        resident,
    )


def _figures(
    starts: Starts | None,
    results: Sequence[Result],
    floor: float,
    proposal: ProposalTiming | None,
    near: Agreement | None,
) -> dict[str, float]:
    """The figures with targets, as far as they were measured."""
    ratios = {(one.contender, one.task): one.ratio for one in results}
    ours = {one.task: one.timing.seconds for one in results if one.contender == OURS and one.timing}
    found: dict[str, float | None] = {}
    for rows, task in ((1, ENCODING[0].name), (32, ENCODING[2].name)):
        found[f"encode{rows}_f32"] = ratios.get((FLOAT32, task))
        found[f"encode{rows}_space"] = ratios.get((SPACE, task))
        theirs = ratios.get((CT2, task))
        found[f"encode{rows}_ct2"] = None if theirs is None else 1 / theirs
    found["decode_ct2"] = ratios.get((CT2, _GREEDY))
    if _GREEDY in ours:
        found["decode_floor"] = 100 * floor / ours[_GREEDY]
        found["beam"] = ours[_BEAM] / ours[_GREEDY] if _BEAM in ours else None
    if starts is not None:
        found["second_start"] = starts.second.whole
        found["resident"] = max(starts.first.resident, starts.second.resident) / 1e9
    if proposal is not None:
        found["proposal"] = proposal.whole.seconds
    if near is not None:
        found |= {"cosine": near.least_cosine, "top1": 100 * near.top1}
    return {key: value for key, value in found.items() if value is not None}


def _explain_missing(results: Sequence[Result], reasons: dict[str, str]) -> None:
    problems = {(one.contender, one.task): one.problem for one in results if one.problem}
    for rows, task in ((1, ENCODING[0].name), (32, ENCODING[2].name)):
        for key, name in (("f32", FLOAT32), ("space", SPACE), ("ct2", CT2)):
            own = problems.get((OURS, task))
            reasons[f"encode{rows}_{key}"] = own or problems.get((name, task), "")
    own = problems.get((OURS, _GREEDY), "")
    reasons |= {"decode_floor": own, "beam": own, "decode_ct2": own or problems.get((CT2, _GREEDY), "")}


def _remarks(results: Sequence[Result]) -> list[str]:
    noisy = sorted({one.task for one in results if one.timing is not None and one.timing.noisy})
    found = ["* noisy: other processes were busy during every sample. The shortest is shown, an upper bound."]
    return found if noisy else []


def _machine(options: BenchOptions, manifest: Manifest, codec: CodecPart) -> dict[str, str | int]:
    import onnxruntime

    return {
        "conceptwriter": conceptwriter.__version__,
        "bundle": f"{manifest.name} {manifest.version}, {manifest.precision}, dimension {manifest.dimension}",
        "decoding step": codec.step,
        "onnxruntime": str(onnxruntime.__version__),
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count() or 0,
        "threads": options.threads,
    }
