"""A translator alone: CTranslate2 really runs, on a model whose every answer is known."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import msgspec
import pytest

from conceptwriter.bundles import load_manifest
from conceptwriter.bundles.translator_part import TranslatorPart
from conceptwriter.runtime.sessions import Interrupt, Interrupted
from conceptwriter.translators.contract import SourceTooLong, TranslateOptions, TranslatorError
from conceptwriter.translators.pieces import Pieces
from conceptwriter.translators.runtime import BATCH, Translator
from tests.toy_translator import END, NLLB, make_translator_bundle

ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
DAWN, AUBE = "The boats came in at dawn.", "Les bateaux sont rentrés à l'aube."


def part_of(folder: Path) -> TranslatorPart:
    part = load_manifest(folder).translator
    assert part is not None
    return part


@pytest.fixture(scope="module")
def opus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_translator_bundle(tmp_path_factory.mktemp("opus"))


@pytest.fixture(scope="module")
def nllb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_translator_bundle(tmp_path_factory.mktemp("nllb"), "toy-nllb", layout=NLLB, languages="")


def loaded(folder: Path, **changes: object) -> Translator:
    return Translator(folder, msgspec.structs.replace(part_of(folder), **changes), threads=1)


@pytest.mark.parametrize("layout", ["opus", "nllb"])
def test_a_model_of_each_layout_translates(layout: str, request: pytest.FixtureRequest) -> None:
    translator = loaded(request.getfixturevalue(layout))
    ((found,),) = translator.translate([DAWN], ENGLISH, FRENCH, TranslateOptions())
    assert found.text == AUBE
    assert found.finished
    assert -0.1 < found.score < 0


def test_the_tokens_of_each_layout(opus: Path, nllb: Path) -> None:
    plain, named = Pieces(opus, part_of(opus)), Pieces(nllb, part_of(nllb))
    assert plain.of("Nobody waited here.", ENGLISH, FRENCH) == ["▁Nobody", "▁waited", "▁here.", END]
    assert named.of("Nobody", ENGLISH, FRENCH) == [ENGLISH, "▁Nobody", END]
    assert (plain.prefix(FRENCH), named.prefix(FRENCH)) == ([], [FRENCH])
    of_madlad = msgspec.structs.replace(part_of(nllb), tokens_at="source")
    assert Pieces(nllb, of_madlad).of("Nobody", ENGLISH, FRENCH) == [FRENCH, "▁Nobody", END]
    assert named.text([FRENCH, "▁Les", "▁bateaux", END]) == "Les bateaux"
    assert plain.text(["▁Les", "▁boats", "▁bateaux", END]) == "Les boats bateaux", "of the other tokenizer"


def test_the_best_of_a_beam_are_different_and_in_order(opus: Path) -> None:
    ((*found,),) = loaded(opus).translate([DAWN], ENGLISH, FRENCH, TranslateOptions(hypotheses=4))
    assert found[0].text == AUBE
    assert len({each.text for each in found}) == 4
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_many_texts_keep_their_order(opus: Path) -> None:
    texts = [f"Nobody counted {number} boats there." for number in range(3 * BATCH)]
    texts[5] = DAWN
    reports: list[tuple[int, int]] = []
    found = loaded(opus).translate(
        texts,
        ENGLISH,
        FRENCH,
        TranslateOptions(),
        on_progress=lambda done, total: reports.append((done, total)),
    )
    assert [each[0].text for each in found[:2]] == [
        "Personne comptait 0 bateaux là.",
        "Personne comptait 1 bateaux là.",
    ]
    assert found[5][0].text == AUBE
    assert reports == [(done, 24) for done in (0, 8, 16, 24)]


def test_it_stops_between_two_batches(opus: Path) -> None:
    interrupt = Interrupt()
    seen: list[int] = []

    def stop(done: int, _total: int) -> None:
        seen.append(done)
        interrupt.set()

    with pytest.raises(Interrupted):
        loaded(opus).translate(
            [DAWN] * 20, ENGLISH, FRENCH, TranslateOptions(), interrupt=interrupt, on_progress=stop
        )
    assert seen == [0]


def test_a_text_cut_off_is_not_finished(opus: Path) -> None:
    ((found,),) = loaded(opus).translate([DAWN], ENGLISH, FRENCH, TranslateOptions(maximum_tokens=3))
    assert (found.text, found.finished) == ("Les bateaux sont", False)


def test_too_many_tokens_name_their_text(opus: Path) -> None:
    with pytest.raises(SourceTooLong) as caught:
        loaded(opus, maximum_tokens=4).translate(["Nobody", DAWN], ENGLISH, FRENCH, TranslateOptions())
    assert (caught.value.index, caught.value.length, caught.value.limit) == (1, 7, 4)


def test_other_languages_are_refused(opus: Path) -> None:
    with pytest.raises(TranslatorError, match="does not translate fra_Latn into eng_Latn"):
        loaded(opus).translate([DAWN], FRENCH, ENGLISH, TranslateOptions())


def test_an_unknown_word_does_no_harm(opus: Path) -> None:
    ((found,),) = loaded(opus).translate(["Zyx boats"], ENGLISH, FRENCH, TranslateOptions())
    assert "bateaux" in found.text
    assert "⁇" not in found.text


def test_a_damaged_model_is_refused_in_words(tmp_path: Path) -> None:
    folder = make_translator_bundle(tmp_path)
    part = part_of(folder)
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:-1000])
    with pytest.raises(TranslatorError, match="CTranslate2 cannot load the model"):
        Translator(folder, part, threads=1)
    (folder / "source.spm").write_bytes(b"no protobuf")
    with pytest.raises(TranslatorError, match=r"source\.spm is not a SentencePiece model"):
        Translator(folder, part, threads=1)


def test_without_the_extra_it_says_what_to_install(opus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ctranslate2" else really(name)
    )
    with pytest.raises(TranslatorError, match=r'pip install "conceptwriter\[translators\]"'):
        loaded(opus)
