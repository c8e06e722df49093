"""The whole measurement, on an engine whose good and bad translations are known."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from conceptwriter.assistant import Assistant
from conceptwriter.assistant.confidence import FEATURES, chance_of
from conceptwriter.bundles import BundleError
from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.engine import BundleChoice, Describe, Engine
from conceptwriter.evaluation.confidence import run
from conceptwriter.evaluation.confidence.run import ConfidenceRun, Measured, plot, write_into_manifest
from conceptwriter.evaluation.held_out.corpora import CorpusError
from tests.assistant.toy_engine import ToyEngine, bag_of_words

WAIT = 30.0
ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
WORDS = ("boat", "letter", "lamp", "harbour", "bell", "roof", "child", "quay", "net", "mast")


def pairs(count: int) -> list[tuple[str, str]]:
    """Sentences of which an engine knows every third one's translation."""
    found = []
    for number in range(count):
        first, second = WORDS[number % 10], WORDS[number // 10 % 10]
        kind = "abcdefghij"[number // 100] * 4
        found.append(
            (f"The {first} saw the {second} {kind}.", f"Le {first}ier vit la {second}ière {kind}ette.")
        )
    return found


def engine_of(sentences: list[tuple[str, str]]) -> ToyEngine:
    engine = ToyEngine()
    for number, (english, french) in enumerate(sentences):
        if number % 3 == 0:
            engine.know(french, FRENCH, bag_of_words(english))
    return engine


def dev_of(folder: Path, sentences: list[tuple[str, str]]) -> Path:
    with gzip.open(folder / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("lang_a\tlang_b\ttext_a\ttext_b\talt_b\n")
        stream.writelines(f"{ENGLISH}\t{FRENCH}\t{one}\t{other}\t\n" for one, other in sentences)
    for name in ("stories", "expository"):
        with gzip.open(folder / f"{name}_dev.jsonl.gz", "wt", encoding="utf-8"):
            pass
    return folder


@pytest.fixture
def bundle(toy_bundle: Path, tmp_path: Path) -> Path:
    return shutil.copytree(toy_bundle, tmp_path / "bundle")


def measured(bundle: Path, folder: Path, engine: ToyEngine, sentences: list[tuple[str, str]]) -> Measured:
    folder.mkdir(exist_ok=True)
    with Assistant(engine) as assistant:
        return ConfidenceRun(bundle, dev_of(folder, sentences), assistant, most=400).measure()


def test_good_translations_are_told_from_bad_ones_and_the_manifest_tells_it(
    bundle: Path, tmp_path: Path
) -> None:
    sentences = pairs(240)
    found = measured(bundle, tmp_path / "dev", engine_of(sentences), sentences)
    report, part = found.report, found.part
    assert report.facts["texts"].keys() == {"fit", "test"}
    (ranking,) = report.find("confidence", "AUROC", half="test", source=ENGLISH, target=FRENCH)
    assert ranking.figure.value > 0.8
    (error,) = report.find("confidence", "calibration error", half="test", set="all")
    assert error.figure.value < 0.1
    assert len(report.find("reliability", "usable", half="test")) == 10
    assert report.find("unlikely", "usable among them", half="fit")[0].figure.value <= 0.1
    assert set(part.weights) <= set(FEATURES)
    assert sorted(part.pairs) == [(ENGLISH, FRENCH), (FRENCH, ENGLISH)]
    assert (part.beam_size, part.decoded_from) == (4, "vector")
    assert not report.find("confidence", "usable", set="other translations"), "the manifest tells none yet"
    told = {each.text: chance_of(each.features, part) for each in found.texts if each.usable}
    assert None not in told.values()

    write_into_manifest(part, bundle)
    manifest = load_manifest(bundle)
    assert manifest.codec is not None
    assert manifest.codec.confidence == part
    engine = engine_of(sentences)
    engine.codec = replace(engine.codec, confidence=part)
    again = measured(bundle, tmp_path / "dev", engine, sentences)
    assert again.part == part, "the same texts give the same numbers"
    assert again.report.find("confidence", "usable", set="other translations")


def test_the_texts_can_be_read_and_the_plot_seen(bundle: Path, tmp_path: Path) -> None:
    sentences = pairs(240)
    found = measured(bundle, tmp_path / "dev", engine_of(sentences), sentences)
    row = json.loads(json.dumps(found.texts[0].as_json()))
    assert row["source"] == sentences[0][0]
    assert row["accepted"] == [sentences[0][1]]
    assert row["half"] in {"fit", "test"}
    assert row["nearness"] <= 1
    plot(found, tmp_path / "plot.svg")
    assert (tmp_path / "plot.svg").read_text(encoding="utf-8").count("<circle") == 10


def test_too_few_pairs_are_refused(bundle: Path, tmp_path: Path) -> None:
    sentences = pairs(20)
    with pytest.raises(CorpusError, match="too few: each half needs 50"):
        measured(bundle, tmp_path / "dev", engine_of(sentences), sentences)


def test_a_model_of_which_no_text_is_usable_has_no_confidence(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "are_usable", lambda outputs, _accepted, _flags: [False] * len(outputs))
    sentences = pairs(240)
    with pytest.raises(CorpusError, match="usable texts and others"):
        measured(bundle, tmp_path / "dev", engine_of(sentences), sentences)


def test_a_bundle_without_codec_is_refused(bundle: Path, tmp_path: Path) -> None:
    sentences = pairs(240)
    part = measured(bundle, tmp_path / "dev", engine_of(sentences), sentences).part
    plain = json.loads((bundle / "bundle.json").read_bytes())
    plain["kinds"].remove("codec")
    del plain["codec"]
    (bundle / "bundle.json").write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(BundleError, match="has no codec"):
        write_into_manifest(part, bundle)
    with pytest.raises(BundleError, match="has no codec"):
        measured(bundle, tmp_path / "dev", ToyEngine(), sentences)


def test_the_engine_tells_what_the_manifest_has(bundle: Path, tmp_path: Path) -> None:
    sentences = pairs(240)
    part = measured(bundle, tmp_path / "dev", engine_of(sentences), sentences).part
    for wanted in (None, part):
        if wanted is not None:
            write_into_manifest(wanted, bundle)
        with Engine(BundleChoice(bundle), device="cpu", threads=1) as engine:
            codec = engine.submit(Describe()).result(WAIT).codec
        assert codec is not None
        assert codec.confidence == wanted


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unlikely": 1.5}, "threshold is not between 0 and 1"),
        ({"weights": {"nearness": {"mean": 0.9, "spread": 0.0, "weight": 1.0}}}, "has no spread"),
        ({"intercept": float("inf")}, "not finite"),
        ({"pairs": "all"}, "pairs"),
    ],
)
def test_damaged_numbers_in_a_manifest_are_refused(
    bundle: Path, change: dict[str, object], words: str
) -> None:
    plain = json.loads((bundle / "bundle.json").read_bytes())
    good = {
        "intercept": 0.0,
        "weights": {},
        "pairs": [],
        "unlikely": 0.3,
        "beam_size": 4,
        "decoded_from": "text",
    }
    plain["codec"]["confidence"] = {**good, **change}
    (bundle / "bundle.json").write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(BundleError, match=words):
        load_manifest(bundle)


def test_a_manifest_without_one_names_none(bundle: Path) -> None:
    assert "confidence" not in json.loads((bundle / "bundle.json").read_bytes())["codec"]
    manifest = load_manifest(bundle)
    assert manifest.codec is not None
    assert "confidence" in msgspec.to_builtins(manifest.codec)
    assert manifest.codec.confidence is None
