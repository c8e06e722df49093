"""Translation of a test set: figures, signatures, ways, and continuing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from conceptwriter.assistant import Assistant
from conceptwriter.engine import BundleChoice, DecodedFrom, Engine
from conceptwriter.evaluation import bootstrap
from conceptwriter.evaluation.codec.known_bad import Copier, Looping
from conceptwriter.evaluation.held_out.sets import everything_fits
from conceptwriter.evaluation.judging import judge
from conceptwriter.evaluation.measurements import Report
from conceptwriter.evaluation.records import Records
from conceptwriter.evaluation.yardsticks.aligned import AlignedText
from conceptwriter.evaluation.yardsticks.run import Yardsticks
from conceptwriter.evaluation.yardsticks.translation import APART, TABLE, TranslationRun
from conceptwriter.evaluation.yardsticks.ways import AsTheProgram, FromVectors, Translated, cut
from tests.assistant.toy_engine import PHRASES, ToyEngine
from tests.evaluation.conftest import PAIRS, Oracle

WAYS = ("eng_Latn", "fra_Latn")
TEXTS = [AlignedText(code, Path(code), tuple(pair[k] for pair in PAIRS)) for k, code in enumerate(WAYS)]
BOTH = [(TEXTS[0], TEXTS[1]), (TEXTS[1], TEXTS[0])]


class Named(FromVectors):
    """The same under another name."""

    def __init__(self, name: str) -> None:
        super().__init__(Oracle(), everything_fits)
        self.name = name
        self.asked: list[str] = []

    def translate(self, lines: Sequence[str], source: str, target: str) -> list[Translated]:
        self.asked += lines
        return super().translate(lines, source, target)


def measured(*ways: Named | FromVectors, path: Path | None = None) -> Report:
    with Records({"codec": "toy"}, path, "translation", "--texts") as records:
        return TranslationRun(BOTH, ways, records).report()


def test_a_perfect_codec_has_perfect_figures_with_signatures() -> None:
    found = measured(Named("vector"))
    for name, value in (("chrf++", 100), ("bleu", 100), ("degenerate", 0), ("numbers kept", 1), ("cut", 0)):
        assert [row.figure.value for row in found.find(TABLE, name)] == pytest.approx([value] * 2)
    names = found.find(TABLE, "names kept", source="eng_Latn")
    assert names[0].figure.value == 1
    assert names[0].figure.items == sum(("Peter" in a) + ("Anna" in a) for a, _ in PAIRS)
    assert names[0].figure.low < 1, "a handful of names is not all names"
    signatures = found.facts["signatures"]
    assert signatures["chrf++"].startswith("chrF2++|nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:")
    assert signatures["bleu into fra_Latn"].startswith("BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|")


@pytest.mark.parametrize(
    ("codec", "name", "worst"), [(Copier(), "chrf++", 30), (Looping(), "numbers kept", 0.2)]
)
def test_bad_codecs_have_bad_figures(codec: Copier, name: str, worst: float) -> None:
    found = measured(FromVectors(codec, everything_fits))
    assert all(row.figure.value < worst for row in found.find(TABLE, name))
    assert not judge(Report(found.measurements, {"yardstick": "translation"})).passed


def test_ways_are_compared_on_the_same_lines() -> None:
    found = measured(Named("vector"), Named("text"), Named("program, vector"), Named("program, text"))
    ways = {(row.about["way"], row.about["less"]) for row in found.find(APART, "chrf++")}
    assert ways == {("text", "vector"), ("program, vector", "vector"), ("program, text", "text")}
    assert all(row.figure.low == row.figure.high == 0 for row in found.find(APART, "bleu"))


def test_translations_are_kept_and_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    first = Named("vector")
    report = measured(first, path=path)
    assert len(first.asked) == 2 * len(PAIRS)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:20]), encoding="utf-8")  # as if it had been stopped
    second = Named("vector")
    assert measured(second, path=path).as_json() == report.as_json()
    assert len(second.asked) == 2 * len(PAIRS) - 19


def test_spbleu_only_where_its_tokenizer_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "SACREBLEU_DIR", str(tmp_path))
    found = measured(Named("vector"))
    assert not found.find(TABLE, "spbleu")
    assert found.facts["not_measured"][0].startswith("spBLEU")


def test_a_line_too_long_is_cut_and_counted() -> None:
    def fits(text: str, language: str) -> bool:
        return len(text) <= 20

    way = FromVectors(Copier(), fits)
    short, long = way.translate(["Short.", "A very long line that has no end"], "eng_Latn", "fra_Latn")
    assert short == Translated("Short.")
    assert long.remarks == ("cut",)
    assert long.text == cut("A very long line that has no end", "eng_Latn", fits)
    assert 15 < len(long.text) <= 20
    assert cut("abc", "eng_Latn", lambda text, language: False) == "a"


def test_the_program_splits_translates_and_joins() -> None:
    (first, french), (second, francais) = PHRASES[:2]
    with Assistant(ToyEngine()) as assistant:
        way = AsTheProgram(assistant, DecodedFrom.VECTOR)
        line, sum_ = way.translate([f"{first} {second}", "1 + 2"], "eng_Latn", "fra_Latn")
    assert way.name == "program, vector"
    assert line.text == f"{french} {francais}"
    assert sum_ == Translated("1 + 2"), "what has no words stays as it is"


def test_every_way_of_a_real_bundle(reading_bundle: Path, tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    for path, text in zip(
        paths, ("One came.\nTwo 12 left.\n", "Un vint.\nDeux 12 partirent.\n"), strict=True
    ):
        path.write_text(text, encoding="utf-8")
    yardsticks = Yardsticks(reading_bundle, threads=1)
    with (
        Engine(BundleChoice(reading_bundle), device="cpu", threads=1) as engine,
        Assistant(engine) as assistant,
    ):
        found = yardsticks.translation(paths, WAYS, assistant=assistant)
    rows = found.find(TABLE, "chrf++")
    assert [row.about["way"] for row in rows] == ["vector", "text", "program, vector", "program, text"] * 2
    assert len(found.find(APART, "chrf++")) == 6
    assert found.facts["languages"] == list(WAYS)
    assert found.facts["decoding"]["beam_size"] > 1
