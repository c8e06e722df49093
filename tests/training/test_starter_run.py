"""A whole starter run at toy size, stopped and gone on with; its table; files in pieces."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from conceptwriter.bundles.manifest import CodecPart, load_manifest
from conceptwriter.evaluation.bootstrap import Figure
from conceptwriter.evaluation.measurements import Measurement, Report, read_report
from conceptwriter.training import run_table, starter_run
from conceptwriter.training.checkpointing import checkpoint_facts
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.pieces import join_all
from conceptwriter.training.starter_run import (
    Stage,
    StageError,
    Starter,
    model_card,
    run,
    split_all,
    stages,
)
from conceptwriter.training.starter_sizes import GPU, SIZES, TOY, VARIANTS


def test_a_toy_run_goes_from_texts_to_a_bundle(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    (data_folder / "README.md").write_text(
        "# Data\n\n## Sources, licences\n\nOld books.\n\n## Other\n\nNo.\n"
    )
    starter = Starter("toy", replace(TOY, lcm_steps=2), data_folder, out, ("base", "quant"))
    assert run(starter, only=["prepare", "teach", "codec"])
    run_table.predict(out, {"base": "weak | but quick"})
    assert run(starter)
    manifest = load_manifest(out / "bundle")
    assert [part.name for part in manifest.all_lcms] == ["base", "quant"]
    facts = checkpoint_facts(out / "lcm" / "quant")
    assert facts is not None
    assert (facts.variant, facts.step, facts.finished) == ("quant", 2, True)
    table = (out / "runs.md").read_text()
    assert "| base | toy | 0." in table
    assert "weak \\| but quick |" in table
    card = (out / "bundle" / "README.md").read_text()
    assert "Old books." in card
    assert "No." not in card
    assert [row["stage"] for row in run_table.rows(out)] == [
        "prepare", "teach", "codec", "words", "embed", "base", "quant", "weights", "export"
    ]  # fmt: skip
    assert read_manifest_of_codec(out).token_states is not None
    assert "teacher_cosine" in table
    capsys.readouterr()
    assert run(starter)
    assert capsys.readouterr().out.count("done before") == 9


def read_manifest_of_codec(out: Path) -> CodecPart:
    part = load_manifest(out / "bundle").codec
    assert part is not None
    return part


def test_a_stage_of_no_name_is_refused(data_folder: Path, tmp_path: Path) -> None:
    starter = Starter("toy", TOY, data_folder, tmp_path / "out", ("base",))
    with pytest.raises(
        StageError, match=r"no stage 'translate' here\. There are: prepare, words, teach, codec"
    ):
        run(starter, only=["translate"])


def test_a_run_begins_from_the_weights_of_another(data_folder: Path, tmp_path: Path) -> None:
    size = replace(TOY, codec_flags=(), codec={**TOY.codec, "steps": 1})
    first = Starter("toy", size, data_folder, tmp_path / "first", ())
    assert run(first, only=["prepare", "codec", "weights"])
    weights = tmp_path / "first" / "weights" / "codec.safetensors"
    shape = {name: value for name, value in size.codec.items() if name not in {"width", "inner"}}
    second = replace(first, out=tmp_path / "second", begin_from=weights, size=replace(size, codec=shape))
    assert run(second, only=["prepare", "codec"])
    facts = [checkpoint_facts(starter.out / "codec") for starter in (first, second)]
    assert facts[0] is not None
    assert facts[1] is not None
    assert facts[0].numbers == facts[1].numbers
    assert stages(second)[0].name == "prepare"
    assert "teach" not in {stage.name for stage in stages(second)}


def test_figures_of_all_parts_are_joined(data_folder: Path, tmp_path: Path) -> None:
    (data_folder / "dev").mkdir()
    starter = Starter("toy", TOY, data_folder, tmp_path, ("token", "base"))
    names = [stage.name for stage in stages(starter)]
    assert names[-4:] == ["evaluate-codec", "evaluate-token", "evaluate-base", "figures"]

    def row(name: str, value: float) -> Measurement:
        return Measurement("next", "accuracy", {"predictor": name}, Figure(value, value, value, 9))

    Report([row("codec", 1)], {"bundle": "toy"}).save(tmp_path / "figures-codec.json")
    for name in starter.variants:
        rows = [row("mean", 2), row(name, 3)]
        Report(rows, {"default_variant": name}).save(tmp_path / f"figures-{name}.json")
    assert run(starter, only=["figures"])
    report = read_report(tmp_path / "figures.json")
    assert report.facts == {"bundle": "toy", "default_variant": "token"}
    assert sorted(found.about["predictor"] for found in report.measurements) == [
        "base",
        "codec",
        "mean",
        "token",
    ]
    assert "token" in (tmp_path / "figures.md").read_text()


class Play:
    """Stages that take their time on a clock of their own."""

    def __init__(self, takes: dict[str, float], needs: float) -> None:
        self.time = 0.0
        self.left = dict(takes)
        self.stages = [Stage(name, self._done(name), self._run(name), needs) for name in takes]

    def _done(self, name: str) -> Callable[[], bool]:
        return lambda: self.left[name] <= 0

    def _run(self, name: str) -> Callable[[float | None], int]:
        def work(minutes: float | None) -> int:
            spent = self.left[name] if minutes is None else min(self.left[name], minutes)
            self.left[name] -= spent
            self.time += spent * 60
            return int(name == "broken")

        return work


def test_calls_stay_within_their_minutes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    play = Play({"one": 5, "two": 12, "three": 1}, needs=2)
    monkeypatch.setattr(starter_run, "stages", lambda _: play.stages)
    starter = Starter("toy", TOY, tmp_path, tmp_path / "out")
    ends = []
    while not run(starter, chunk=9, now=lambda: play.time):
        ends.append(play.time / 60)
        assert len(ends) < 9
    ends.append(play.time / 60)
    calls = [after - before for before, after in zip([0.0, *ends], ends, strict=False)]
    assert max(calls) < 9
    assert sum(calls) == pytest.approx(18)
    assert [row["stage"] for row in run_table.rows(tmp_path / "out")] == ["one", "two", "three"]


def test_a_stage_that_fails_ends_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    play = Play({"broken": 1, "next": 1}, needs=0)
    monkeypatch.setattr(starter_run, "stages", lambda _: play.stages)
    with pytest.raises(StageError, match="stage broken failed"):
        run(Starter("toy", TOY, tmp_path, tmp_path / "out"))
    assert play.left["next"] == 1


def test_large_files_travel_in_pieces(tmp_path: Path) -> None:
    (tmp_path / "lcm").mkdir()
    large = tmp_path / "lcm" / "checkpoint.safetensors"
    large.write_bytes(bytes(range(200)))
    (tmp_path / "small").write_bytes(b"small")
    assert len(split_all(tmp_path, 90)) == 4
    large.unlink()
    assert join_all(tmp_path) == [large]
    assert large.read_bytes() == bytes(range(200))
    assert join_all(tmp_path) == []
    large.unlink()
    assert split_all(tmp_path, 90) == []
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["small"]


def test_every_size_has_a_shape_for_every_variant() -> None:
    names = set(CodecConfig().as_dict())
    for size in SIZES.values():
        for variant in VARIANTS:
            FAMILY[variant].config.from_dict({**size.lcm, **size.variants.get(variant, {})})
        shape = {name.replace("-", "_"): value for name, value in size.codec.items()}
        sizes: dict[str, Any] = {name: int(value) for name, value in shape.items() if name in names}
        CodecConfig(**sizes, token_states=True, copying=True)


def test_the_codec_for_a_gpu_has_forty_to_sixty_million_numbers() -> None:
    shape = {name.replace("-", "_"): value for name, value in GPU.codec.items()}
    known: dict[str, Any] = {
        name: int(value) for name, value in shape.items() if name in CodecConfig().as_dict()
    }
    with torch.device("meta"):
        model = CodecModel(CodecConfig(vocabulary=GPU.vocabulary, token_states=True, copying=True, **known))
    count = sum(parameter.numel() for parameter in model.parameters())
    assert 40e6 < count < 61e6


def test_losses_of_a_log_are_means_of_its_end(tmp_path: Path) -> None:
    lines = [{"step": n, "tokens_per_second": 9, "gradient": 1, "square": n} for n in range(10)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert run_table.last_losses(tmp_path / "log.jsonl") == {"square": 7.0}


def test_a_prediction_is_not_changed_afterwards(tmp_path: Path) -> None:
    run_table.predict(tmp_path, {"codec": "first"})
    run_table.predict(tmp_path, {"codec": "second", "base": "third"})
    assert json.loads((tmp_path / "predictions.json").read_text()) == {"codec": "first", "base": "third"}


def test_without_a_data_page_the_card_has_the_table(tmp_path: Path) -> None:
    assert "| run | size |" in model_card(Starter("toy", TOY, tmp_path, tmp_path))
