"""A measurement as readable text."""

from __future__ import annotations

from collections.abc import Sequence

from conceptwriter.training.bench.contest import Result
from conceptwriter.training.bench.sonar import CANDIDATES, CONTEXT, DECODING, ENCODING, LCM_STEPS, BenchReport
from conceptwriter.training.bench.targets import TargetVerdict


def lines_of(report: BenchReport) -> list[str]:
    """The whole table."""
    low, high = sorted(report.bandwidth)
    lines = [f"{name:<16} {value}" for name, value in report.machine.items()]
    lines.append(f"{'memory':<16} reads {low / 1e9:.1f} to {high / 1e9:.1f} GB/s (before and after)")
    lines += ["", *_starts(report)]
    lines += ["", "encode sentences of 20 tokens, ms a batch (x: times ours, measured in turns)"]
    lines += _table(report.results, [task.name for task in ENCODING])
    lines += ["", "decode, ms a step of all rows (x: times ours, measured in turns)"]
    lines += _table(report.results, [task.name for task in DECODING])
    floor = report.step_bytes / high
    weights = f"floor: {report.step_bytes / 1e6:,.0f} MB of weights"
    lines.append(f"  {weights:<34} {1000 * floor:.1f} whatever the batch")
    lines += [
        "",
        "processor time of all threads, ms (x: times ours): other processes change it little",
    ]
    lines += _table(report.results, [task.name for task in (*ENCODING, *DECODING)], processor=True)
    lines += ["", *_proposal(report), "", *_agreement(report)]
    lines += ["", "targets (of the published size, on two cores)"]
    lines += [_verdict(verdict) for verdict in report.verdicts]
    return [*lines, *report.notes]


def _starts(report: BenchReport) -> list[str]:
    if report.starts is None:
        return ["start: not measured"]
    lines = ["start of a process, opening the codec, first encoding"]
    for name, start in (("first start", report.starts.first), ("second start", report.starts.second)):
        lines.append(
            f"  {name:<14} {start.whole:6.2f} s, of these {start.opened:.2f} s opening the graphs and "
            f"{start.encoded - start.opened:.2f} s encoding; resident {start.resident / 1e9:.2f} GB "
            f"(mapped files included), peak {start.peak / 1e9:.2f} GB"
        )
    return lines


def _table(results: Sequence[Result], tasks: Sequence[str], *, processor: bool = False) -> list[str]:
    names = list(dict.fromkeys(one.contender for one in results))
    cells = {(one.contender, one.task): one for one in results}
    heads = [task if processor else task.partition(", ")[2] for task in tasks]
    widths = [max(20, len(head)) for head in heads]
    lines = [f"  {'':<30} " + " ".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))]
    for name in names:
        row = [cells[name, task] for task in tasks]
        if all(one.timing is None for one in row):
            lines.append(f"  {name:<30} {row[0].problem}")
            continue
        shown = [_processor(one) if processor else _cell(one) for one in row]
        lines.append(
            f"  {name:<30} " + " ".join(f"{cell:>{n}}" for cell, n in zip(shown, widths, strict=True))
        )
    return lines


def _cell(one: Result) -> str:
    if one.timing is None:
        return "failed"
    mark = "*" if one.timing.noisy else ""
    return f"{1000 * one.timing.seconds:,.1f}{mark}{_times(one.ratio)}"


def _processor(one: Result) -> str:
    if one.timing is None:
        return "failed"
    return f"{1000 * one.timing.processor:,.0f}{_times(one.processor_ratio)}"


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f" ({ratio:5.2f}x)"


def _proposal(report: BenchReport) -> list[str]:
    found = report.proposal
    what = f"LCM: {CANDIDATES} candidates, {LCM_STEPS} guided steps, {CONTEXT} concepts before"
    if found is None:
        return [f"{what}: not measured"]
    mark = "*" if found.whole.noisy else ""
    parts = f"reading the newest concept {1000 * found.reading:.1f} ms"
    parts += f", a denoising step {1000 * found.step:.1f} ms"
    return [
        what,
        f"  a proposal {found.whole.seconds:.2f} s{mark}: {parts}",
        f"  floor of the {LCM_STEPS} steps {found.floor:.2f} s; resident {found.resident / 1e9:.2f} GB",
    ]


def _agreement(report: BenchReport) -> list[str]:
    found = report.agreement
    if found is None:
        return ["nearness to float32: not measured"]
    vectors = f"cosine of vectors: least {found.least_cosine:.5f}, mean {found.mean_cosine:.5f}"
    pieces = f"most likely next piece the same at {100 * found.top1:.1f} % of {found.steps} steps"
    return ["nearness to float32 (random weights understate it)", f"  {vectors}; {pieces}"]


def _verdict(verdict: TargetVerdict) -> str:
    target = verdict.target
    promise = f"{target.way} {target.bound:g} {target.unit}".rstrip()
    if verdict.value is None:
        why = verdict.why.removeprefix("not measured: ")
        return f"  {target.what:<62} {promise:<16} {'not measured':>22}: {why}"
    digits = 5 if target.unit == "" else 2
    value = f"{verdict.value:.{digits}f} {target.unit}".rstrip()
    return f"  {target.what:<62} {promise:<16} {value:>12} {verdict.word:>9}"
