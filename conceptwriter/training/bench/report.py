"""A measurement as text for people."""

from __future__ import annotations

from collections.abc import Sequence

from conceptwriter.training.bench.contest import Result
from conceptwriter.training.bench.sonar import CANDIDATES, CONTEXT, DECODING, ENCODING, LCM_STEPS, Report
from conceptwriter.training.bench.targets import Verdict


def lines_of(report: Report) -> list[str]:
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
    lines += ["", *_proposal(report), "", *_agreement(report)]
    lines += ["", "targets (of the published size, on two cores)"]
    lines += [_verdict(verdict) for verdict in report.verdicts]
    return [*lines, *report.notes]


def _starts(report: Report) -> list[str]:
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


def _table(results: Sequence[Result], tasks: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(one.contender for one in results))
    cells = {(one.contender, one.task): one for one in results}
    lines = [f"  {'':<34} " + " ".join(f"{task.partition(', ')[2]:>22}" for task in tasks)]
    for name in names:
        row = [cells[name, task] for task in tasks]
        problems = {one.problem for one in row if one.timing is None}
        if len(problems) == 1 and all(one.timing is None for one in row):
            lines.append(f"  {name:<34} {problems.pop()}")
        else:
            lines.append(f"  {name:<34} " + " ".join(f"{_cell(one):>22}" for one in row))
    return lines


def _cell(one: Result) -> str:
    if one.timing is None:
        return "failed"
    ratio = "" if one.ratio is None else f" ({one.ratio:5.2f}x)"
    mark = "*" if one.timing.noisy else ""
    return f"{1000 * one.timing.seconds:,.1f}{mark}{ratio}"


def _proposal(report: Report) -> list[str]:
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


def _agreement(report: Report) -> list[str]:
    found = report.agreement
    if found is None:
        return ["nearness to float32: not measured"]
    vectors = f"cosine of vectors: least {found.least_cosine:.5f}, mean {found.mean_cosine:.5f}"
    pieces = f"likeliest next piece the same at {100 * found.top1:.1f} % of {found.steps} steps"
    return ["nearness to float32 (random weights understate it)", f"  {vectors}; {pieces}"]


def _verdict(verdict: Verdict) -> str:
    target = verdict.target
    promise = f"{target.way} {target.bound:g} {target.unit}".rstrip()
    if verdict.value is None:
        why = verdict.why.removeprefix("not measured: ")
        return f"  {target.what:<62} {promise:<16} {'not measured':>22}: {why}"
    digits = 5 if target.unit == "" else 2
    value = f"{verdict.value:.{digits}f} {target.unit}".rstrip()
    return f"  {target.what:<62} {promise:<16} {value:>12} {verdict.word:>9}"
