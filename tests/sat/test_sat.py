"""SaT as a splitter, on a graph of its interface; its own weights are not there where tests run."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter.bundles import find_bundles
from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.cli.main import main
from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.sat import SatConversion, convert_sat
from conceptwriter.language import Segmenter
from conceptwriter.sat import SatSplitter, splitter_named
from tests.sat.toy_sat import make_sat_bundle, write_graph, write_tokenizer


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sat_bundle(tmp_path_factory.mktemp("sat") / "models")


@pytest.fixture(scope="module")
def splitter(bundle: Path) -> Iterator[SatSplitter]:
    with SatSplitter(bundle) as made:
        yield made


def test_the_bundle_says_what_it_is(bundle: Path) -> None:
    manifest = load_manifest(bundle)
    assert manifest.kinds == ["splitter"]
    assert manifest.licence.spdx == "MIT"
    assert manifest.splitter is not None
    assert {file.path for file in manifest.files} > {manifest.splitter.graph, manifest.splitter.tokenizer}


def test_the_model_tells_where_sentences_end_and_the_rules_do_not(splitter: SatSplitter) -> None:
    segmenter = Segmenter(splitter=splitter)
    assert segmenter.sentences("the boats| came in. At dawn|  nobody", "en") == [
        "the boats|",
        "came in. At dawn|",
        "nobody",
    ]
    mixed = ["été|", "e\u0301te\u0301|", "👩\u200d👧|", "x"]
    assert segmenter.sentences("  ".join(mixed), "fra_Latn") == mixed
    assert segmenter.sentences("", "en") == []
    assert segmenter.sentences(" \n ", "en") == []
    assert segmenter.sentences("a line\nand another| end", "en") == ["a line\nand another|", "end"]


def test_nothing_protected_is_split_and_blank_lines_always_part(splitter: SatSplitter) -> None:
    segmenter = Segmenter(splitter=splitter)
    text = "see `a| b| c` now| then"
    code = (text.index("`"), text.rindex("`") + 1)
    assert [span.of(text) for span in segmenter.segment(text, "en", [code])] == ["see `a| b| c` now|", "then"]
    assert segmenter.sentences("one\n\ntwo| three", "en") == ["one", "two|", "three"]


def test_a_long_text_is_read_in_blocks_that_overlap(splitter: SatSplitter) -> None:
    segmenter = Segmenter(splitter=splitter)
    sentences = [f"the bell rang {'over water ' * (number % 9)}|" for number in range(200)]
    assert segmenter.sentences(" ".join(sentences), "en") == sentences


def test_many_texts_keep_their_order(splitter: SatSplitter) -> None:
    texts = ["a| " * (number % 5) + "end" for number in range(150)]
    found = Segmenter(splitter=splitter).segment_many([(text, ()) for text in texts], "en")
    assert [len(spans) for spans in found] == [number % 5 + 1 for number in range(150)]


def test_a_bundle_that_is_damaged_or_gone_is_an_error_with_a_name(bundle: Path, tmp_path: Path) -> None:
    broken = make_sat_bundle(tmp_path / "models")
    (broken / "sat.onnx").write_bytes(b"nothing")
    with SatSplitter(broken) as splitter, pytest.raises(BundleError, match="damaged"):
        Segmenter(splitter=splitter).sentences("a b", "en")
    with SatSplitter(tmp_path / "none") as splitter, pytest.raises(BundleError, match="not a model folder"):
        Segmenter(splitter=splitter).sentences("a b", "en")


def test_a_process_that_is_killed_is_an_error(bundle: Path) -> None:
    with SatSplitter(bundle) as splitter:
        segmenter = Segmenter(splitter=splitter)
        segmenter.sentences("a b", "en")
        assert splitter._process is not None
        splitter._process.kill()
        splitter._process.wait()
        with pytest.raises(BundleError, match="ended unexpectedly"):
            segmenter.sentences("a b", "en")


def test_a_graph_of_another_kind_is_not_made_into_a_bundle(tmp_path: Path) -> None:
    tokenizer = write_tokenizer(tmp_path / "toy.model")
    graph = write_graph(tmp_path / "toy.onnx", tokenizer, output="vectors")
    with pytest.raises(ConversionError, match="lacks logits"):
        convert_sat(SatConversion(graph, tokenizer, tmp_path / "out"))
    assert not (tmp_path / "out" / "bundle.json").exists()
    with pytest.raises(ConversionError, match="between 0 and 1"):
        convert_sat(SatConversion(graph, tokenizer, tmp_path / "out", threshold=1))


def test_asking_for_sat_without_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conceptwriter.sat.choice.find_bundles", list)
    with pytest.raises(BundleError, match="models install sat-3l-sm"), splitter_named("sat"):
        pass
    with splitter_named("rules") as rules:
        assert Segmenter(splitter=rules).sentences("One. Two.", "en") == ["One.", "Two."]


def test_commands_split_with_the_one_that_is_asked_for(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("conceptwriter.sat.choice.find_bundles", lambda: find_bundles([bundle.parent]))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"the boats| came in. At dawn\n")))
    assert main(["pipe", "segment", "--from", "en", "--splitter", "sat"]) == 0
    assert capsys.readouterr().out == "the boats|\ncame in. At dawn\n"
    text = tmp_path / "text.md"
    text.write_text("the boats| came. In [dawn| over](https://a.b) `a| b`| end\n", encoding="utf-8")
    out = tmp_path / "out.concept"
    assert main(["import", str(text), "-o", str(out), "--language", "en", "--splitter", "sat", "--json"]) == 0
    assert '"concepts": 3' in capsys.readouterr().out
    assert main(["export", str(out), "-o", "-", "--format", "md"]) == 0
    assert capsys.readouterr().out == text.read_text(encoding="utf-8")
