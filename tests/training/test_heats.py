"""Contests between ways of training: equal cost, predictions, resumption, the table."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out.corpora import TrainingDocument, write_documents
from conceptwriter.training.checkpointing import Checkpoint, checkpoint_facts, save_checkpoint
from conceptwriter.training.codec.config import TOY
from conceptwriter.training.codec.heat_figures import heat_figures
from conceptwriter.training.codec.heats import (
    Contest,
    HeatError,
    main,
    read_heats,
    run_heats,
)
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.packing import Pack
from tests.toy_bundle import make_toy_codec
from tests.training.conftest import PAIRS

SHAPE = replace(TOY, vocabulary=330, encoder_layers=1, decoder_layers=1, token_states=True)
HEATS = """
arguments = "--token-states --budget 150 --warm-up 1 --log-every 1"

[heats.mostly-states]
arguments = "--from-vector 0.1 --from-states 0.8"
prediction = "states better | vector worse"

[heats.plain]
prediction = "the same"
"""


@pytest.fixture
def contest(pack: Pack, tokenizer_path: Path, tmp_path: Path) -> Contest:
    """From random weights, for 300 pieces each."""
    run, first, dev = tmp_path / "run", tmp_path / "first", tmp_path / "dev"
    for folder in (run, first, dev):
        folder.mkdir()
    pack.save(run / "pack.npz")
    for folder in (run, first):
        (folder / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
    torch.manual_seed(4)
    save_checkpoint(first, Checkpoint("codec", dict(SHAPE.as_dict()), CodecModel(SHAPE).state_dict()))
    with gzip.open(dev / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("lang_a\tlang_b\ttext_a\ttext_b\talt_b\n")
        stream.writelines(f"eng_Latn\tfra_Latn\t{one}\t{two}\t\n" for one, two in PAIRS)
    return Contest(run, tmp_path / "out", dev, ("--tokens", "300"), first, device="cpu", threads=1)


@pytest.fixture
def heats_file(tmp_path: Path) -> Path:
    path = tmp_path / "heats.toml"
    path.write_text(HEATS, encoding="utf-8")
    return path


def test_a_codec_is_measured_in_every_way(contest: Contest) -> None:
    torch.manual_seed(5)
    tokenizer = load_tokenizer(contest.prepared / "tokenizer.model")
    figures = heat_figures(TorchCodec(make_toy_codec(SHAPE), tokenizer), contest.dev)
    assert set(figures.loss) == set(figures.translation) == {"vector", "both", "states"}
    assert set(figures.translation["both"]) == {"eng-fra", "fra-eng"}
    assert all(loss > 3 for loss in figures.loss.values())
    assert 0 <= figures.found <= 1
    assert figures.next_found is None
    write_documents(
        contest.dev / "stories_dev.jsonl.gz",
        [TrainingDocument("a", "a", "eng_Latn", "Title", [[one for one, _ in PAIRS]])],
    )
    plain = TorchCodec(CodecModel(replace(SHAPE, token_states=False)), tokenizer)
    figures = heat_figures(plain, contest.dev)
    assert set(figures.loss) == {"vector"}
    assert figures.next_found == 1  # of eight
    with pytest.raises(ConceptWriterError, match="no Tatoeba pairs"):
        heat_figures(plain, contest.dev, ["eng_Latn", "deu_Latn"])
    with pytest.raises(ValueError, match="no token states"):
        plain.decode_from_texts(["Sea."], "eng_Latn", "fra_Latn")
    with gzip.open(contest.dev / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("lang_a\tlang_b\ttext_a\ttext_b\talt_b\n")
    with pytest.raises(ConceptWriterError, match="no Tatoeba pairs"):
        heat_figures(plain, contest.dev)


def test_heats_cost_the_same_and_continue(
    contest: Contest, heats_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heats = read_heats(heats_file)
    clock = iter([0.0, 0.0, 600.0])
    assert not run_heats(contest, heats, chunk=9, now=lambda: next(clock))
    assert (contest.out / "mostly-states" / "heat.json").is_file()
    assert not (contest.out / "plain").exists()
    heats_file.write_text(HEATS.replace("the same", "I knew it"), encoding="utf-8")
    assert run_heats(contest, read_heats(heats_file))
    assert "mostly-states: done before" in capsys.readouterr().out
    facts = [checkpoint_facts(contest.out / heat.name) for heat in heats]
    assert all(one is not None and one.finished and 300 <= one.tokens < 500 for one in facts)
    assert not (contest.out / "plain" / "pack.npz").exists()
    lines = (contest.out / "heats.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# Heats: --tokens 300, seed 1, from ")
    assert lines[2].startswith("Arguments of all: --token-states --budget 150")
    rows = {line.split(" | ")[0]: line for line in lines if line.startswith("| ")}
    assert list(rows) == [
        "| heat", "| ---", "| before", "| mostly-states", "| plain", "| before vector", "| before both",
        "| before states", "| mostly-states vector", "| mostly-states both", "| mostly-states states",
        "| plain vector", "| plain both", "| plain states",
    ]  # fmt: skip
    assert "states better \\| vector worse" in rows["| mostly-states"]
    assert "the same" in rows["| plain"]
    assert "I knew it" not in rows["| plain"]


def test_a_heat_is_not_changed_once_it_has_begun(contest: Contest, heats_file: Path) -> None:
    heats = read_heats(heats_file)[1:]
    assert run_heats(contest, heats)
    other = replace(contest, cost=("--tokens", "400"))
    with pytest.raises(HeatError, match="begun with other arguments"):
        run_heats(other, heats)
    (contest.out / "plain" / "heat.json").write_text("{")
    with pytest.raises(ConceptWriterError, match="is damaged"):
        run_heats(contest, heats)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x =", "is not a file of heats"),
        ("[heats]", "has no heats"),
        ("[heats.one]", "has no prediction"),
        ('[heats.before]\nprediction = "x"', "cannot be that of a heat"),
        ('[heats."a/b"]\nprediction = "x"', "cannot be that of a heat"),
        ('[heats.one]\narguments = "--seed=3"\nprediction = "x"', "must be the same for all"),
    ],
)
def test_wrong_files_are_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "heats.toml").write_text(text, encoding="utf-8")
    with pytest.raises(HeatError, match=message):
        read_heats(tmp_path / "heats.toml")


def test_the_command_runs_heats(
    contest: Contest, heats_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(contest.prepared), str(heats_file), str(contest.out), "--dev", str(contest.dev)]
    words += ["--begin-from", str(contest.begin_from), "--device", "cpu", "--threads", "1", "--most", "4"]
    heats_file.write_text('[heats.one]\narguments = "--budget 150"\nprediction = "x"', encoding="utf-8")
    assert main([*words, "--tokens", "100"]) == 0
    assert "all done" in capsys.readouterr().out
    record = json.loads((contest.out / "one" / "heat.json").read_text())
    assert record["pieces"] >= 100
    heats_file.write_text('[heats.one]\narguments = "--no-such"\nprediction = "x"', encoding="utf-8")
    with pytest.raises(SystemExit):
        main([*words, "--tokens", "100"])
    heats_file.write_text('[heats.two]\narguments = "--noise-ramp x"\nprediction = "x"', encoding="utf-8")
    capsys.readouterr()
    heats_file.write_text('[heats.two]\narguments = "--longest-pieces 1"\nprediction = "x"', encoding="utf-8")
    assert main([*words, "--tokens", "100"]) == 1
    assert "The heat two failed" in capsys.readouterr().err
